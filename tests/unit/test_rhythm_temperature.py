"""Rhythm-generating networks at other temperatures: processes, protocol, and what is measured along a sweep."""

import numpy as np
import pytest
from spike_trains import bursts, ragged

from homeotherm.errors import InputError
from homeotherm.models.rhythm import sweep
from homeotherm.models.rhythm.arguments import tables
from homeotherm.models.rhythm.cost import biological_seconds
from homeotherm.models.rhythm.definitions import MEASURES, SWEEP
from homeotherm.models.rhythm.observables import measures_of
from homeotherm.models.rhythm.protocol import PROCESSES, check, factor_table, layout
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.parameters import load_model_table
from homeotherm.physiology.thermal import COUPLINGS
from homeotherm.regulated.arguments import factor_table as of_single_cells
from homeotherm.regulated.protocol import ROW

SWEPT = {
    "networks": 1, "temperature_dependence": "q10", "duration": "30 s", "switch_controlled": "10 s",
    "transition": "5 s", "window": "5 s", "sweep_steps": 3, "sweep_from": "10 degC", "sweep_to": "20 degC",
    "sweep_hold": "10 s", "sweep_transient": "0 s", "sweep_course": "up_and_down",
}  # fmt: skip


@pytest.fixture(scope="module")
def rhythm(project):
    return load_model_table("rhythm", project / "config" / "models")


@pytest.fixture(scope="module")
def values_of(rhythm):
    def values(**changes) -> dict[str, float]:
        read = {name: rhythm.parameters[name].read(name, given) for name, given in {**SWEPT, **changes}.items()}
        return {**rhythm.defaults(), **read}

    return values


def test_every_process_has_a_row_and_couplings_come_last(rhythm):
    rows = [name for name, parameter in rhythm.parameters.items() if parameter.table == "q10"]
    assert rows == [f"q10_{name}" for name in PROCESSES]
    assert PROCESSES[-3:] == COUPLINGS


def test_a_random_set_gives_a_cell_in_a_network_the_q10s_of_a_single_cell(project, values_of):
    stg = load_model_table("stg", project / "config" / "models")
    changes = {"temperature_dependence": 1.0, "q10_set": 4.0, "q10_spread": 1.0, "settled_temperature": 17.0}
    alone = of_single_cells(MEMBRANE, {**stg.defaults(), **changes})["factors"][0]
    coupled = factor_table(values_of(q10_set=4, q10_spread=1, settled_temperature="17 degC"))[0]
    np.testing.assert_array_equal(coupled[: alone.size], alone)
    assert coupled.size == alone.size + 3 and (coupled[-3:] > 1).all()


def test_the_sweep_comes_last(values_of):
    values = values_of()
    plan = layout(values)
    assert plan.sweep == (30, 40, 50, 60, 70) and plan.total == biological_seconds(values) == 80
    assert layout(values_of(temperature_dependence="none")).total == 30


def test_factors_along_the_sweep(values_of):
    table = factor_table(values_of(q10_conductance_synapse=2))
    column = table[:, PROCESSES.index("conductance_synapse")]
    at = {0: 1.0, 29.9: 1.0, 30: 1.0, 40: 2**0.5, 50: 2.0, 59.9: 2.0, 60: 2**0.5, 79.9: 1.0}
    for second, expected in at.items():
        assert column[round(second / ROW)] == pytest.approx(expected, rel=1e-12)
    assert tables(None, values_of(temperature_dependence="none"), {}) == {}


@pytest.mark.parametrize(("regulation", "rate"), [("running", 2.0), ("frozen", 0.0)])
def test_regulation_rests_along_a_frozen_sweep(values_of, regulation, rate):
    table = factor_table(values_of(sweep_regulation=regulation))
    for name in ("homeostasis", "neuromodulation"):
        column = table[:, PROCESSES.index(name)]
        assert (column[:300] == 1).all() and column[500] == rate
    assert table[500, PROCESSES.index("calcium")] == 2.0


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"sweep_transient": "10 s"},
            "sweep_transient: 10 s leaves nothing of a step; allowed: below sweep_hold, 10 s",
        ),
        ({"sweep_steps": 1}, "sweep_to: 20 degC with one step from 10 degC; allowed: the same temperature"),
    ],
)
def test_refused_with_one_line(values_of, rhythm, changes, line):
    with pytest.raises(InputError) as error:
        check(values_of(**changes), rhythm)
    assert str(error.value).startswith(line)


def test_both_rhythms_are_told_by_their_ratio():
    frequency = np.array(
        [[6, 6, 6, 1.2, 1.2], [24, 24, 6, 4.8, 4.8], [6, 6, 6, 5.4, 5.4], [6, np.nan, 6, 1, 1], [6, 6, 6, 1, np.nan]]
    )
    assert sweep.has_both_rhythms(frequency).tolist() == [True, True, False, False, False]


def stretch(period: float, spikes: int, interval: float, start: float, delay: float) -> np.ndarray:
    number = int(np.floor((10.0 - delay) / period))
    return bursts(number, spikes, interval, period - (spikes - 1) * interval, start + delay)


def network(*scales: float) -> list[np.ndarray]:
    """Return trains of one network whose rhythms run `scales` times as fast at each step; at 0 the slow pair is silent.

    Half of the slow cycle is bursts; the second slow cell begins in the middle of the cycle of the first.
    """
    pairs: list[list[np.ndarray]] = [[], [], [], [], []]
    for number, scale in enumerate(scales):
        start = 30.0 + 10.0 * number
        speed = scale or 1.0
        for cell, delay in ((0, 0.0), (1, 0.1)):
            pairs[cell].append(stretch(0.2 / speed, 5, 0.01 / speed, start, delay / speed))
        pairs[2].append(np.arange(start + 0.005, start + 10, 0.05))
        for cell, delay in ((3, 0.0), (4, 0.5)):
            pairs[cell].append(stretch(1.0 / speed, 21, 0.02 / speed, start, delay / speed) if scale else np.empty(0))
    return [np.concatenate(parts) for parts in pairs]


@pytest.fixture
def arrays():
    time = 0.2 * np.arange(1, 400)
    return {"calcium_time": time, "calcium": np.full((5, time.size), 150.0)}


def test_a_rhythm_that_doubles_in_ten_degrees_with_its_phases(values_of, arrays):
    values = values_of()
    times, row_size = ragged(*network(1, 2**0.5, 2, 2**0.5, 1))
    found = sweep.measure(times, {**arrays, "row_size": row_size}, values, layout(values))
    assert (found["both_rhythms_share"] == 1).all() and found["crashed_share"] == 0
    assert np.isnan(found["crash_temperature_median"]) and np.isnan(found["recovered_share"])
    for pair in ("fast", "slow"):
        assert found[f"{pair}_frequency_q10_mean"] == pytest.approx(2.0, rel=0.01)
        assert found[f"{pair}_duty_cycle_change_size_mean"] == pytest.approx(0.0, abs=1e-3)
        assert found[f"{pair}_phase_change_size_mean"] == pytest.approx(0.0, abs=1e-3)
    np.testing.assert_allclose(found["sweep_phase"], 0.5, atol=0.01)
    np.testing.assert_allclose(found["sweep_duty_cycle"][0, 1], 0.4, atol=1e-3)
    np.testing.assert_allclose(found["sweep_frequency"][0, 1], [[1, 2**0.5, 2], [1, 2**0.5, 2]], rtol=1e-3)
    np.testing.assert_allclose(found["sweep_calcium_error"], 0.2)
    shapes = {"direction": 2, "sweep_temperature": 3, "network": 1, "half_centre": 2}
    assert set(found) == set(SWEEP) and set(measures_of(values)) == set(MEASURES) | set(SWEEP)
    for name, (variable, *_) in SWEEP.items():
        assert np.shape(found[name]) == tuple(shapes[dim] for dim in variable.dims), name


def test_a_network_that_loses_its_slow_rhythm_and_finds_it_again(values_of, arrays):
    values = values_of()
    times, row_size = ragged(*network(1, 1, 0, 1, 1))
    found = sweep.measure(times, {**arrays, "row_size": row_size}, values, layout(values))
    assert found["crash_temperature"].tolist() == [20] and found["crash_temperature_median"] == 20
    assert found["crashed_share"] == 1 and found["recovered_share"] == 1
    assert found["both_rhythms_share"].tolist() == [[1, 1, 0], [1, 1, 0]]
    assert np.isnan(found["slow_frequency_q10_mean"])  # two temperatures with both rhythms are too few


def test_a_change_of_the_duty_cycle_is_per_ten_degrees():
    temperatures = np.array([10.0, 14.0, 18.0, 25.0])
    values = 0.3 + 0.02 * (temperatures - 10)
    np.testing.assert_allclose(sweep._per_ten_degrees(values[np.newaxis], temperatures), [0.2], rtol=1e-12)
