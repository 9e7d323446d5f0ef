"""The compiled rhythm-generating network whose temperature changes: reference temperature, couplings, sweeps."""

import numpy as np
import pytest

from homeotherm.design import point_id
from homeotherm.engine.run import read_manifest
from homeotherm.models.rhythm.observables import coordinates, measure, measures_of
from homeotherm.parameters import load_model_table
from homeotherm.point import simulate_point
from homeotherm.recording import PointRecording

SHORT = {
    "networks": 2, "duration": "6 s", "switch_controlled": "2 s", "window": "1 s", "transition": "1 s",
    "initialisation": "consistent",
}  # fmt: skip
HEAT = {
    "temperature_dependence": "q10", "sweep_steps": 2, "sweep_course": "up", "sweep_hold": "2 s", "sweep_transient": "0 s",
    "sweep_from": "20 degC", "sweep_to": "25 degC",
}  # fmt: skip
WARM = {**HEAT, "settled_temperature": "20 degC"}


@pytest.fixture(scope="module")
def rhythm(project):
    return load_model_table("rhythm", project / "config" / "models")


@pytest.fixture(scope="module")
def values_of(rhythm):
    def values(**changes) -> dict[str, float]:
        read = {name: rhythm.parameters[name].read(name, given) for name, given in {**SHORT, **changes}.items()}
        return {**rhythm.defaults(), **read}

    return values


@pytest.fixture(scope="module")
def simulate(rhythm, values_of, compiled):
    """Return a function that simulates a point."""

    def run(**changes) -> PointRecording:
        values = values_of(**changes)
        target = compiled("rhythm", rhythm.structure(values))
        return simulate_point(rhythm, point_id(rhythm, values, {}, 1), values, {}, 1, target, read_manifest(target))

    return run


@pytest.fixture(scope="module")
def plain(simulate):
    return simulate()


def spikes_before(recording: PointRecording, second: float) -> list[np.ndarray]:
    """Return the spikes of every cell before a time, in time steps."""
    trains = np.split(recording.arrays["spike_step"], np.cumsum(recording.arrays["row_size"])[:-1])
    return [train[train < second / 2e-5 - 0.5] for train in trains]


def assert_same_until_the_sweep(one: PointRecording, other: PointRecording) -> None:
    for left, right in zip(spikes_before(one, 6.0), spikes_before(other, 6.0), strict=True):
        np.testing.assert_array_equal(left, right)
    until = min(one.arrays["conductance"].shape[-1], other.arrays["conductance"].shape[-1])
    assert until >= 6
    np.testing.assert_array_equal(one.arrays["conductance"][..., :6], other.arrays["conductance"][..., :6])
    np.testing.assert_array_equal(one.arrays["calcium"][..., :29], other.arrays["calcium"][..., :29])


def test_at_the_reference_temperature_the_networks_are_those_without(plain, simulate):
    assert sum(train.size for train in spikes_before(plain, 6.0)) > 100
    assert_same_until_the_sweep(simulate(**HEAT, q10_spread=1, q10_set=3), plain)


def alone(rhythm, **q10: float) -> dict[str, float]:
    """Return Q10s of 1 but for some processes."""
    return {name: 1 for name, row in rhythm.parameters.items() if row.table == "q10"} | q10


@pytest.mark.parametrize(
    ("process", "same_as"),
    [
        ("q10_conductance_synapse", {"synaptic_conductance": "1.6 mS/cm2"}),
        ("q10_conductance_gap", {"gap_conductance": "0.1 mS/cm2"}),
        ("q10_activation_synapse", {"synaptic_time_constant": "5 ms"}),
    ],
)
def test_a_q10_of_two_ten_degrees_above_is_a_factor_of_two(rhythm, plain, simulate, process, same_as):
    """For 40 ms, in which rounding does not grow to the size of a time step."""
    warm, changed = simulate(**WARM, **alone(rhythm, **{process: 2})), simulate(**same_as)
    for left, right in zip(spikes_before(warm, 0.04), spikes_before(changed, 0.04), strict=True):
        np.testing.assert_array_equal(left, right)
    np.testing.assert_allclose(warm.arrays["calcium"][:, 0], changed.arrays["calcium"][:, 0], rtol=1e-6)
    assert not np.allclose(warm.arrays["calcium"][:, 0], plain.arrays["calcium"][:, 0], rtol=1e-4)


def test_frozen_conductances_stay_and_running_ones_move(simulate):
    running, frozen = (simulate(**HEAT, sweep_regulation=name) for name in ("running", "frozen"))
    during = running.arrays["time"] > 6.5
    assert np.ptp(frozen.arrays["conductance"][..., during], axis=-1).max() == 0
    assert (np.ptp(running.arrays["conductance"][..., during], axis=-1).max(axis=0) > 1e-6).all()
    assert_same_until_the_sweep(running, frozen)


def test_measures_have_the_shapes_of_their_definitions(simulate, values_of):
    values, recording = values_of(**HEAT), simulate(**HEAT)
    found, names = measure(recording, values), coordinates(recording, values)
    sizes = {name: len(each[1]) for name, each in names.items()} | {"network": 2}
    assert set(found) == set(measures_of(values))
    for name, (variable, *_) in measures_of(values).items():
        assert np.shape(found[name]) == tuple(sizes[dim] for dim in variable.dims), name
    assert names["sweep_temperature"][1].tolist() == [20, 25]
