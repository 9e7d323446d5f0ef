"""The compiled population of dopaminergic neurons against exact integration and what its regulation implies."""

import numpy as np
import pytest

from exact_neuron import crossings, rest
from homeotherm.design import point_id
from homeotherm.engine.run import read_manifest
from homeotherm.models.da import observables
from homeotherm.models.da.membrane import MEMBRANE
from homeotherm.models.da.protocol import PAIR
from homeotherm.parameters import load_model_table
from homeotherm.physiology.conductances import dynamic_input_conductances
from homeotherm.point import simulate_point
from homeotherm.regulated.arguments import IN_SCHEDULE, THERMAL_TABLES
from homeotherm.regulated.protocol import layout
from tiny import TINY_DOPAMINE

SWITCH = 5
"""Second, and sample of the conductances."""
OTHERS = [column for column, name in enumerate(MEMBRANE.names) if name not in PAIR]


@pytest.fixture(scope="module")
def dopamine(project):
    return load_model_table("da", project / "config" / "models")


@pytest.fixture(scope="module")
def values(dopamine):
    given = {name: dopamine.parameter(name, name).read(name, value) for name, value in TINY_DOPAMINE.items()}
    return {**dopamine.defaults(), **given}


@pytest.fixture(scope="module")
def binary(dopamine, values, compiled):
    return compiled("da", dopamine.structure(values))


@pytest.fixture(scope="module")
def simulate(dopamine, values, binary):
    def run(**changes):
        chosen = {name: dopamine.parameter(name, name).read(name, value) for name, value in changes.items()}
        changed = {**values, **chosen}
        name = point_id(dopamine, changed, {}, 1)
        recording = simulate_point(dopamine, name, changed, {}, 1, binary, read_manifest(binary))
        assert recording.status == "ok", recording.message
        return recording

    return run


def spikes_of(recording, values, cell: int, start: float, stop: float) -> np.ndarray:
    """Return the spikes of one cell in a window, in s since its start."""
    ends = np.cumsum(recording.arrays["row_size"])
    step = recording.arrays["spike_step"][ends[cell] - recording.arrays["row_size"][cell] : ends[cell]]
    times = step * values["time_step"] * 1e-3
    return times[(times >= start) & (times < stop)] - start


def ratios(recording) -> np.ndarray:
    """Return the conductances (cells, channels, samples) over their initial values."""
    conductance = recording.arrays["conductance"].astype(float)
    return conductance / conductance[:, :, :1]


def test_the_binary_takes_what_the_table_has(dopamine, binary):
    taken = {entry["symbol"] for entry in read_manifest(binary)["constants"].values()}
    unseen = {name for name, row in dopamine.parameters.items() if row.structural or row.table in THERMAL_TABLES}
    rows = {row.symbol for name, row in dopamine.parameters.items() if name not in unseen | IN_SCHEDULE}
    assert taken == rows | {"network", "initial", "noise"}


@pytest.mark.parametrize("moment", ["settled", "modulated"])
def test_a_frozen_cell_spikes_when_exact_integration_says(simulate, values, moment):
    recording = simulate()
    plan = layout(values)
    start = plan.test_start(moment)
    found = spikes_of(recording, values, 0, start, start + plan.test)
    frozen = recording.arrays["conductance"][0, :, round(plan.tested[moment])].astype(float)
    exact = crossings(MEMBRANE, frozen, rest(MEMBRANE, -90.0, 0.5), plan.test * 1e3, level=10.0) * 1e-3
    assert found.size == exact.size >= 3
    assert abs(found - exact).max() < 1e-3


def test_without_neuromodulation_all_conductances_keep_their_ratios(simulate):
    moved = ratios(simulate(neuromodulation="none"))
    np.testing.assert_allclose(moved, moved[:, :1] * np.ones((1, len(MEMBRANE.names), 1)), rtol=1e-5)
    assert (abs(moved[:, 0, -1] - 1) > 0.01).all()  # they move


def test_control_leads_the_cells_to_their_targets(simulate):
    recording = simulate()
    moved = ratios(recording)[:, OTHERS]
    np.testing.assert_allclose(moved, moved[:, :1] * np.ones((1, len(OTHERS), 1)), rtol=1e-5)
    conductance = recording.arrays["conductance"].astype(float)
    dynamic = np.stack(
        [dynamic_input_conductances(MEMBRANE, conductance[:, :, at], -55.5) for at in (0, SWITCH, -1)], axis=-1
    )
    np.testing.assert_allclose(dynamic[1, :, 0], 0.5, atol=1e-5)
    np.testing.assert_allclose(dynamic[2, :, 0], 5.0, rtol=1e-5)
    np.testing.assert_allclose(dynamic[1, :, 1], 0.5, atol=0.3)  # it lags behind what homeostasis moves
    np.testing.assert_allclose(dynamic[1, :, 2], -4.0, atol=0.5)


def test_sharp_modulation_sets_the_pair_at_once_and_leaves_it_to_homeostasis(simulate, values):
    recording = simulate(neuromodulation="sharp")
    conductance = recording.arrays["conductance"].astype(float)
    dynamic = dynamic_input_conductances(MEMBRANE, conductance[:, :, SWITCH], -55.5)
    np.testing.assert_allclose(dynamic[1:], [[-4.0] * 3, [5.0] * 3], rtol=1e-4)
    moved = conductance - conductance[:, :, SWITCH : SWITCH + 1]  # along the ray of the start
    along = moved[:, :, -1] / conductance[:, :, 0]
    np.testing.assert_allclose(along, along[:, :1] * np.ones((1, len(MEMBRANE.names))), rtol=1e-3)


def test_blocked_sodium_ends_spikes_but_not_those_of_the_test_before(simulate, values):
    recording = simulate(blocked_channel="Na")
    plan = layout(values)
    for cell in range(plan.cells):
        assert spikes_of(recording, values, cell, 0, SWITCH).size > 3
        assert spikes_of(recording, values, cell, plan.test_start("settled"), plan.test_start("early")).size > 0
        assert spikes_of(recording, values, cell, SWITCH, plan.protocol_end).size == 0


def test_all_measures_come_out(simulate, values):
    recording = simulate()
    measured = observables.measure(recording, values)
    assert set(measured) == set(observables.measures_of(values))
    assert observables.phases(values) == ("settled", "early", "modulated")
    assert measured["conductance"].shape == (3, 7, 3) and (measured["threshold_voltage"] == -55.5).all()


# --- temperature


@pytest.fixture(scope="module")
def at_temperature(dopamine, values, compiled):
    """Return a function that simulates cells on which temperature acts."""
    thermal = {**values, "temperature_dependence": 1.0}
    target = compiled("da", dopamine.structure(thermal))

    def run(**changes: float):
        changed = {**thermal, **changes}
        name = point_id(dopamine, changed, {}, 1)
        return simulate_point(dopamine, name, changed, {}, 1, target, read_manifest(target))

    return run


def test_at_the_reference_temperature_the_cells_are_those_without(simulate, at_temperature):
    plain, warm = simulate(), at_temperature(q10_spread=1.0, q10_set=3.0)
    for name, array in plain.arrays.items():
        np.testing.assert_array_equal(warm.arrays[name], array, err_msg=name)


def test_cells_fire_faster_in_a_fever(at_temperature):
    """Until the switch, under no neuromodulation: all rates are higher by 3**0.7 at 42 °C, so are frequencies, roughly."""
    there, fever = (
        at_temperature(neuromodulation=0.0, settled_temperature=degrees).arrays["row_size"] for degrees in (35.0, 42.0)
    )
    assert there.min() > 0 and (fever > 1.2 * there).all()
