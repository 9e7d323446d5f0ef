"""A compiled population of STG neurons against what homeostasis, neuromodulation and the protocol imply."""

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from homeotherm.describe import with_tables
from homeotherm.design import point_id
from homeotherm.engine.run import RawResults, read_manifest, run_binary
from homeotherm.models.stg import arguments, protocol
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.observables import coordinates, measure
from homeotherm.parameters import load_model_table
from homeotherm.physiology.compensation import compensation
from homeotherm.point import simulate_point
from homeotherm.regulated.arguments import IN_SCHEDULE, THERMAL_TABLES
from homeotherm.regulated.protocol import COLUMNS, ROW, layout

NAMES = list(MEMBRANE.names)
PAIR = [NAMES.index(name) for name in ("CaS", "A")]
SETTLED, EARLY, MODULATED = range(3)
SHORT = {
    "cells": 4, "time_step": "0.05 ms", "settle_duration": "6 s", "modulated_duration": "8 s", "early_test": "4 s",
    "test_duration": "4 s", "test_transient": "1 s",
}  # fmt: skip
"""Switch at 6 s; conductances of 5, 10 and 13 s are tested from 14, 18 and 22 s on."""


@pytest.fixture(scope="module")
def stg(project):
    return load_model_table("stg", project / "config" / "models")


@pytest.fixture(scope="module")
def values_of(stg) -> Callable[..., dict[str, float]]:
    """Return a function that gives all parameters of the short protocol, some of them changed."""

    def values(**changes) -> dict[str, float]:
        read = {name: stg.parameters[name].read(name, given) for name, given in {**SHORT, **changes}.items()}
        return {**stg.defaults(), **read}

    return values


@pytest.fixture(scope="module")
def binary(stg, values_of, compiled):
    return compiled("stg", stg.structure(values_of()))


@pytest.fixture(scope="module")
def simulate(stg, values_of, binary):
    """Return a function that simulates a point."""

    def run(seed: int = 1, **changes):
        values = values_of(**changes)
        return simulate_point(stg, point_id(stg, values, {}, seed), values, {}, seed, binary, read_manifest(binary))

    return run


@pytest.fixture(scope="module")
def raw(stg, values_of, binary, tmp_path_factory):
    """Return a function that gives the cells and the conductances (cells, currents, samples of 1 s), tests included."""

    def run(edit: Callable = lambda schedule: None, **changes) -> SimpleNamespace:
        values = values_of(**changes)
        cells = protocol.stimuli(values, 1)
        edit(cells.schedule)
        results = run_binary(
            binary, read_manifest(binary), arguments.binary_values(stg, values, {}),
            {"network": 1, "initial": 1, "noise": 1}, protocol.tables(cells), tmp_path_factory.mktemp("raw"),
        )  # fmt: skip
        return SimpleNamespace(
            cells=cells, results=results, conductance=conductances(results), plan=layout(values)
        )  # fmt: skip

    return run


def conductances(results: RawResults) -> np.ndarray:
    """Return the maximal conductances in mS/cm2 at whole seconds."""
    samples = results.array("trajectory.t").size
    return np.stack([results.monitor(f"trajectory.g_{name}", samples) for name in NAMES], axis=1) / 10.0


@pytest.fixture(scope="module")
def kinds(simulate):
    """Return one recording of each kind of neuromodulation, of the same seed."""
    return {kind: simulate(neuromodulation=kind) for kind in ("none", "sharp", "controlled")}


@pytest.fixture(scope="module")
def sharp(raw):
    return raw(neuromodulation="sharp")


@pytest.fixture(scope="module")
def controlled(raw):
    return raw(neuromodulation="controlled")


def trains(recording, start: float, stop: float) -> list[np.ndarray]:
    """Return the time steps of the spikes of each cell between two times in s."""
    cells = np.split(recording.arrays["spike_step"], np.cumsum(recording.arrays["row_size"])[:-1])
    return [train[(train >= start / 5e-5) & (train < stop / 5e-5)] for train in cells]


def rays(conductance: np.ndarray) -> np.ndarray:
    """Return how far along its ray each conductance has moved, relative to the start."""
    return conductance / conductance[:, :, :1]


# --- table, cells, numbers


def test_table_docs_and_code_agree(stg, binary, project):
    taken = {entry["symbol"] for entry in read_manifest(binary)["constants"].values()}
    rows = {
        row.symbol
        for name, row in stg.in_force(stg.defaults()).items()
        if not (row.structural or row.table in THERMAL_TABLES or name in IN_SCHEDULE)
    }
    assert taken == rows | {"network", "initial", "noise"}
    document = (project / "docs" / "stg.md").read_text(encoding="utf-8")
    assert with_tables(document, stg) == document, "run: make docs"


def test_one_seed_has_the_same_cells_for_any_kind(kinds, simulate):
    first = kinds["none"].arrays
    for recording in kinds.values():
        assert recording.status == "ok", recording.message
        for name in ("initial_conductance", "threshold_voltage"):
            assert (recording.arrays[name] == first[name]).all()
    np.testing.assert_allclose(first["conductance"][:, :, 0], first["initial_conductance"], rtol=1e-6)
    other = simulate(seed=2, neuromodulation="none").arrays
    assert (other["initial_conductance"] != first["initial_conductance"]).all()
    # what is set at the switch cannot be seen before it
    for one, two in zip(trains(kinds["none"], 0, 6), trains(kinds["sharp"], 0, 6), strict=True):
        np.testing.assert_array_equal(one, two)


def test_the_same_bits_again(kinds, simulate):
    again = simulate(neuromodulation="controlled")
    for name, values in kinds["controlled"].arrays.items():
        np.testing.assert_array_equal(again.arrays[name], values, err_msg=name)


def test_shapes_and_times(kinds, values_of):
    recording = kinds["controlled"]
    arrays = recording.arrays
    assert arrays["conductance"].shape == (4, 8, 14) and arrays["time"].tolist() == list(range(14))
    np.testing.assert_allclose(arrays["calcium_time"], 0.2 * np.arange(1, 70), rtol=1e-9)
    assert arrays["calcium"].shape == (4, 69) and (arrays["calcium"] > 0).all()
    assert arrays["voltage"].shape == (3, 3, 8000) and arrays["window"].tolist() == [2.0, 6.0, 9.0]
    assert arrays["voltage"].min() > -85.0 and 30.0 < arrays["voltage"].max() < 60.0
    assert measure(recording, values_of())["conductance"].shape == (4, 8, 3)
    assert coordinates(recording, values_of())["phase_time"][1] == [5.0, 10.0, 13.0]


# --- homeostasis


def test_without_neuromodulation_all_conductances_stay_on_their_ray(kinds):
    moved = rays(kinds["none"].arrays["conductance"].astype(float))
    assert (moved[:, 0, -1] > 1.01).all()  # calcium is below its target, and they grow
    np.testing.assert_allclose(moved / moved[:, :1], 1.0, rtol=1e-6)


def test_conductances_integrate_the_error_of_calcium(kinds):
    """Y = I - tau_g e while the error changes slowly, with I the integral of 125 - Ca and Y = (g/g(0) - 1) tau_Na g_Na(0)."""
    arrays = kinds["none"].arrays
    sodium = arrays["conductance"][:, 0].astype(float)
    seen = (sodium - sodium[:, :1]) * 0.6  # tau_Na is 0.6 s cm2/mS
    errors = 125.0 - arrays["calcium"]
    integral = 0.2 * errors.cumsum(axis=1)
    for second in (8, 13):
        last = 5 * second - 1  # the interval that ends then
        assert arrays["calcium_time"][last] == pytest.approx(second)
        expected = integral[:, last] - 0.1 * errors[:, last - 4 : last + 1].mean(axis=1)
        np.testing.assert_allclose(seen[:, second], expected, rtol=0.01)


def test_all_cells_are_tonic_before(kinds, values_of):
    for kind, recording in kinds.items():
        measured = measure(recording, values_of(neuromodulation=kind))
        assert measured["tonic_share"][SETTLED] == 1.0, kind
        assert ((measured["frequency"][:, SETTLED] > 5) & (measured["frequency"][:, SETTLED] < 25)).all(), kind


# --- sharp


def test_sharp_sets_the_pair_to_its_reference(sharp):
    """Right after the switch, from the other conductances of that moment."""
    at_switch = sharp.conductance[:, :, 6]
    targets = {"slow": -8.0, "ultraslow": 4.0}
    expected = compensation(MEMBRANE, at_switch, ("CaS", "A"), targets, sharp.cells.threshold_voltages)
    np.testing.assert_allclose(at_switch[:, PAIR], expected, rtol=1e-9)
    assert (abs(at_switch[:, PAIR] / sharp.conductance[:, PAIR, 5] - 1.0) > 0.1).all()
    others = [column for column in range(8) if column not in PAIR]
    moved = rays(sharp.conductance[:, others, :7])
    np.testing.assert_allclose(moved / moved[:, :1], 1.0, rtol=1e-12)  # all others are still on their ray


def test_after_sharp_all_conductances_keep_their_slopes(sharp):
    moved = sharp.conductance[:, :, 6:14] - sharp.conductance[:, :, 6:7]
    initial = sharp.cells.conductances
    relative = moved[:, :, 1:] / initial[:, :, np.newaxis]
    np.testing.assert_allclose(relative / relative[:, :1], 1.0, rtol=1e-6)
    assert (relative[:, 0, -1] < -0.01).all()  # calcium of a burster is above its target


def test_sharp_bursts_at_first(kinds, values_of):
    measured = measure(kinds["sharp"], values_of(neuromodulation="sharp"))
    assert measured["bursting_share"][EARLY] >= 0.75


# --- controlled


def test_control_reaches_the_slow_target_and_cells_burst(kinds, values_of):
    values = values_of(modulated_duration="8 s")
    measured = measure(kinds["controlled"], values)
    slow = measured["dynamic_input_conductance"][:, 1]
    assert (abs(slow[:, SETTLED] - 5.0) < 0.3).all()
    assert (abs(slow[:, MODULATED] + 8.0) < 0.4).all()  # 7 s after the switch
    assert measured["bursting_share"].tolist() == [0.0, 1.0, 1.0]
    assert (measured["spikes_per_burst"][:, MODULATED] >= 3).all()


def test_under_control_the_pair_follows_its_reference_and_the_others_their_ray(controlled):
    others = [column for column in range(8) if column not in PAIR]
    moved = rays(controlled.conductance[:, others, :14])
    np.testing.assert_allclose(moved / moved[:, :1], 1.0, rtol=1e-12)
    late = controlled.conductance[:, :, 13]
    targets = {"slow": -8.0, "ultraslow": 4.0}
    wanted = compensation(MEMBRANE, late, ("CaS", "A"), targets, controlled.cells.threshold_voltages)
    np.testing.assert_allclose(late[:, PAIR], wanted, rtol=0.05)  # seven seconds after the switch
    change = abs(np.diff(controlled.conductance[:, PAIR, 5:8], axis=2)) / abs(controlled.conductance[:, PAIR, 5:7])
    assert (change[..., 0] < 0.05).all()  # nothing jumps at the switch
    assert (change[..., 1] > 0.1).all()  # and a second later the controller has moved the pair


# --- tests of frozen cells


@pytest.mark.parametrize(("kind", "apart"), [("sharp", 1e-10), ("controlled", 1e-3)])
def test_tested_cells_are_frozen_at_their_moment(kind, apart, request):
    """Under control one step of regulation, 1 ms, lies between what is kept and what is recorded."""
    run = request.getfixturevalue(kind)
    for name, moment in run.plan.tested.items():
        start = round(run.plan.test_start(name))
        tested = run.conductance[:, :, start : start + 4]
        np.testing.assert_allclose(tested[:, :, 0], run.conductance[:, :, round(moment)], rtol=apart)
        assert (tested == tested[:, :, :1]).all()


def test_a_tested_cell_does_not_remember_what_was_before(raw):
    """Tested twice with the same conductances it fires alike, since the membrane starts anew.

    Conductances are recalled to rounding; where spikes are coarse (0.05 ms) the difference grows to a step in seconds.
    """

    def recall_the_first(schedule):
        schedule[round(18 / ROW), COLUMNS.index("recall")] = 1

    results = raw(recall_the_first, neuromodulation="none").results
    time, cell = results.array("spikes.t"), results.array("spikes.i")
    for number in range(4):
        own = time[cell == number]
        first, second = (np.rint((own[(own >= start) & (own < start + 4)] - start) / 5e-5) for start in (14, 18))
        assert first.size > 20 and abs(first.size - second.size) <= 1
        np.testing.assert_array_equal(first[first < 20_000], second[second < 20_000])  # 1 s


def test_washout_restores_the_settled_pair(raw):
    """The binary has no washout, but its table of events has the column."""

    def restore(schedule):
        for name in ("restore_pair", "restart"):
            schedule[round(11 / ROW), COLUMNS.index(name)] = 1

    run = raw(restore, neuromodulation="sharp")
    np.testing.assert_allclose(run.conductance[:, PAIR, 11], run.conductance[:, PAIR, 5], rtol=1e-10)
    others = [column for column in range(8) if column not in PAIR]
    assert (abs(run.conductance[:, others, 11] / run.conductance[:, others, 5] - 1.0) > 0.01).all()  # these go on


# --- blockade and negative conductances


def test_a_blocked_channel_does_nothing_before_the_switch(simulate, kinds):
    blocked, free = simulate(neuromodulation="controlled", blocked_channel="Na"), kinds["controlled"]
    for stretch in ((0, 6), (14, 15)):  # the settled run, and the test of the settled cells
        for one, two in zip(trains(blocked, *stretch), trains(free, *stretch), strict=True):
            np.testing.assert_array_equal(one, two)
            assert one.size > 5
    np.testing.assert_array_equal(blocked.arrays["conductance"][:, :, :6], free.arrays["conductance"][:, :, :6])
    assert all(train.size == 0 for train in trains(blocked, 6.1, 14) + trains(blocked, 18.1, 26))  # no sodium, no spike
    sodium = blocked.arrays["conductance"][:, 0]
    assert (sodium > 1000.0).all()  # what is blocked is still made


def test_negative_conductances_do_not_act(raw):
    """For a slow target of -60 the reference of A is negative: the membrane sees none of it."""
    run = raw(neuromodulation="sharp", slow_target=-60)
    assert (run.conductance[:, NAMES.index("A"), 6] < 0).all()
    kept, seen = (run.results.array(f"cells.{letter}_A") for letter in "gc")
    assert (kept < 0).all() and (seen == 0).all()  # of the last test, at the end of the run
    for name in NAMES:
        kept, seen = (run.results.array(f"cells.{letter}_{name}") for letter in "gc")
        np.testing.assert_allclose(seen, np.maximum(kept, 0.0), rtol=1e-12)
    assert np.isfinite(run.results.array("cells.v")).all()


def test_numbers_that_leave_the_finite_range_are_a_status(simulate):
    """A controller with 2000 times its integral gain is unstable."""
    recording = simulate(neuromodulation="controlled", integral_gain="10000 Hz2")
    assert recording.status == "diverged" and not recording.arrays
    assert recording.message == "membrane potential, calcium or a conductance is not finite"
