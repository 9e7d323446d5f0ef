"""Sweeps of the temperature: their steps in the protocol, and what is measured along them."""

import numpy as np
import pytest

from homeotherm.errors import InputError
from homeotherm.measures.intervals import LEVELS
from homeotherm.models.stg import protocol as stg_protocol
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.parameters import load_model_table
from homeotherm.regulated import sweep
from homeotherm.regulated.arguments import factor_table
from homeotherm.regulated.definitions import LEFT_OUT_IN_HEAT
from homeotherm.regulated.definitions import SWEEP as MEASURES_OF_SWEEPS
from homeotherm.regulated.observables import measures_of
from homeotherm.regulated.protocol import COLUMNS, ROW, layout, schedule, sweep_temperatures, temperature_course

SWEEP = {
    "temperature_dependence": "q10", "cells": 2, "settle_duration": "10 s", "modulated_duration": "10 s",
    "early_test": "10 s", "test_duration": "5 s", "sweep_steps": 3, "sweep_hold": "4 s", "sweep_from": "10 degC",
    "sweep_to": "20 degC", "settled_temperature": "12 degC",
}  # fmt: skip


@pytest.fixture
def values_of(project):
    table = load_model_table("stg", project / "config" / "models")

    def values(**changes) -> dict[str, float]:
        read = {name: table.parameters[name].read(name, given) for name, given in {**SWEEP, **changes}.items()}
        return {**table.defaults(), **read}

    return values


def column(values: dict[str, float], name: str) -> np.ndarray:
    return schedule(values)[:, COLUMNS.index(name)]


def test_steps_go_up_and_down_and_the_highest_is_there_once(values_of):
    assert sweep_temperatures(values_of()).tolist() == [10, 15, 20, 15, 10]
    assert sweep_temperatures(values_of(sweep_course="up")).tolist() == [10, 15, 20]


def test_the_sweep_lies_between_modulation_and_tests(values_of):
    plan = layout(values_of())
    assert plan.sweep == (20, 24, 28, 32, 36) and plan.protocol_end == 40
    assert plan.total == 40 + 5 * len(plan.tested)


def test_without_temperature_dependence_nothing_is_swept(values_of):
    plan = layout(values_of(temperature_dependence="none"))
    assert plan.sweep == () and plan.sweep_start == plan.protocol_end == 20 and not plan.thermal


def test_temperature_course(values_of):
    course = temperature_course(values_of())
    at = {0: 12, 19.9: 12, 20: 10, 24: 15, 31.9: 20, 32: 15, 39.9: 10, 40: 12}
    assert {second: course[round(second / ROW)] for second in at} == at


def test_a_ramp_is_linear_between_the_middles_of_the_steps(values_of):
    """From 10 to 20 degC and back, 5 K per 4 s: middles at 22, 26 and 30 s, each row with the mean of its 0.1 s."""
    course = temperature_course(values_of(sweep_shape="ramp", sweep_transient="0 s"))
    at = {19.9: 12, 20: 10, 21.9: 10, 22: 10.0625, 24: 12.5625, 25.9: 14.9375, 29.9: 19.9375, 30: 19.9375, 34: 14.9375,
          38: 10, 39.9: 10, 40: 12}  # fmt: skip
    assert [course[round(second / ROW)] for second in at] == pytest.approx(list(at.values()), rel=1e-12)
    between = course[round(22 / ROW) : round(30 / ROW)]
    np.testing.assert_allclose(np.diff(between), 5 / 4 * ROW, rtol=1e-9)


def test_windows_of_a_ramp_hold_the_same_temperatures_up_and_down(values_of):
    values = values_of(sweep_shape="ramp", sweep_transient="0 s")
    course, hold = temperature_course(values), round(4 / ROW)
    windows = course[round(20 / ROW) : round(40 / ROW)].reshape(5, hold)
    np.testing.assert_allclose(windows, windows[::-1, ::-1], rtol=1e-12)
    np.testing.assert_allclose(windows[[1, 3]].mean(axis=1), 15, rtol=1e-12)


def test_a_ramp_that_stays_is_its_steps(values_of):
    still = {"sweep_from": "17.3 degC", "sweep_to": "17.3 degC", "sweep_transient": "0 s"}
    ramp, steps = (
        factor_table(MEMBRANE, values_of(**still, sweep_shape=shape))["factors"] for shape in ("ramp", "steps")
    )
    np.testing.assert_array_equal(ramp, steps)


@pytest.mark.parametrize(("regulation", "goes_on"), [("running", 1), ("frozen", 0)])
def test_regulation_along_the_sweep(values_of, regulation, goes_on):
    values = values_of(sweep_regulation=regulation)
    for name in ("regulation", "control"):
        assert column(values, name)[[0, 199, 200, 399]].tolist() == [1, 1, goes_on, goes_on]
    last = len(layout(values).tested)
    assert column(values, "recall")[200] == (0 if goes_on else last)
    assert column(values, "restart")[200] == 0


def test_the_target_of_modulation_holds_along_the_sweep(values_of):
    assert column(values_of(), "slow_target")[[99, 100, 399]].tolist() == [5, -8, -8]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"sweep_steps": 1}, "sweep_to: 20 degC with one step from 10 degC; allowed: the same temperature"),
        ({"sweep_transient": "4 s"}, "sweep_transient: 4 s leaves nothing of a step; allowed: below sweep_hold, 4 s"),
        ({"sweep_shape": "ramp"}, "sweep_transient: 2 s of a ramp, whose steps would be seen warmer on the way up"),
        ({"sweep_hold": "4.5 s"}, "sweep_hold: 4.5 s; allowed: a multiple of 1 s"),
        ({"homeostasis": "open"}, "sweep_steps: with homeostasis open; allowed: 0, or homeostasis closed"),
    ],
)
def test_refused_with_one_line(values_of, changes, line):
    with pytest.raises(InputError) as error:
        stg_protocol.check(values_of(**changes), None)
    assert str(error.value).startswith(line)


def test_steps_are_sorted_by_direction(values_of):
    steps = np.arange(5.0)
    np.testing.assert_array_equal(sweep.by_direction(steps, values_of()), [[0, 1, 2], [4, 3, 2]])
    up = values_of(sweep_course="up")
    np.testing.assert_array_equal(sweep.by_direction(steps[:3], up), [[0, 1, 2]])
    single = values_of(sweep_steps=1, sweep_to="10 degC")
    np.testing.assert_array_equal(sweep.by_direction(steps[:1], single), [[0], [0]])


def trains_of(*rates: float) -> np.ndarray:
    """Return regular spike times from 20 s on, in steps of 4 s, with a rate (Hz) per step; 0 for silence."""
    parts = [
        20 + 4 * number + np.arange(0.5 / rate, 4, 1 / rate) for number, rate in enumerate(rates) if rate
    ]  # fmt: skip
    return np.concatenate(parts)


def test_crash_recovery_and_q10_of_two_cells(values_of):
    """One cell fires tonically at 10, 20 and 40 Hz and back, twofold per 5 degC; the other falls silent at 20 degC."""
    values = values_of()
    plan = layout(values)
    first, second = trains_of(10, 20, 40, 20, 10), trains_of(10, 20, 0, 20, 10)
    arrays = {
        "row_size": np.array([first.size, second.size]), "calcium_time": np.arange(0.2, 40.1, 0.2),
        "calcium": np.full((2, 200), 250.0),
    }  # fmt: skip
    found = sweep.measure(np.concatenate([first, second]), arrays, values, plan, np.array([1, 1]))
    np.testing.assert_array_equal(found["crash_temperature"], [np.nan, 20])
    assert found["crashed_share"] == 0.5 and found["recovered_share"] == 1.0
    np.testing.assert_array_equal(found["hysteresis"], [0, 0])  # the second is lost and found at the same step
    assert found["crash_temperature_median"] == 20
    np.testing.assert_array_equal(found["function_share"], [[1, 1, 0.5], [1, 1, 0.5]])
    np.testing.assert_allclose(found["frequency_q10"][0], 4.0, rtol=0.01)
    assert np.isnan(found["frequency_q10"][1])  # two temperatures with function are too few
    np.testing.assert_allclose(found["sweep_calcium_error"], 1.0)
    frequency = found["sweep_frequency_of_example"]
    np.testing.assert_allclose(frequency[0], [[10, 20, 40], [10, 20, 40]], rtol=0.01)
    np.testing.assert_allclose(found["sweep_frequency_quantile"][:, 0, 1], 20, rtol=0.01)
    np.testing.assert_allclose(found["sweep_frequency_quantile"][:, 0, 2], 40, rtol=0.01)  # of one cell that fires
    np.testing.assert_array_equal(found["tolerated_warming"], [10, 5])
    assert found["tolerated_warming_mean"] == 7.5
    np.testing.assert_array_equal(found["sweep_interval_branches"], [[[1, 1, 1]] * 2, [[1, 1, np.nan]] * 2])
    np.testing.assert_allclose(found["sweep_interval_of_example"][0, :, 1, 2], 1 / 40, rtol=1e-6)
    assert np.isnan(found["sweep_interval_of_example"][1, :, 0, 2]).all()


def test_measures_of_a_sweep_have_their_dims(values_of):
    """Every measure of a sweep is made, with the lengths of its dims; courses that only fill the dataset are not."""
    values, plan = values_of(), layout(values_of())
    train = trains_of(10, 20, 40, 20, 10)
    arrays = {
        "row_size": np.array([train.size] * 2),
        "calcium_time": np.arange(0.2, 40.1, 0.2),
        "calcium": np.ones((2, 200)),
    }
    found = sweep.measure(np.tile(train, 2), arrays, values, plan, np.array([1, 1]))
    lengths = {"cell": 2, "example": 2, "class": 5, "interval": LEVELS}
    lengths |= {name: len(given) for name, (_, given, _) in sweep.coordinates(values).items()}
    for name, (variable, definition, references) in MEASURES_OF_SWEEPS.items():
        if name != "process_q10":  # of the membrane
            assert np.shape(found[name]) == tuple(lengths[dim] for dim in variable.dims) and definition and references
    assert set(MEASURES_OF_SWEEPS) - {"process_q10"} == set(found)
    assert not set(LEFT_OUT_IN_HEAT) & set(measures_of(values)) and set(MEASURES_OF_SWEEPS) <= set(measures_of(values))


@pytest.mark.parametrize(("number", "spread"), [(0, 0.0), (3, 1.0), (4, 0.5)])
def test_q10s_that_are_kept_are_those_of_the_run(values_of, number, spread):
    values = values_of(q10_set=number, q10_spread=spread)
    q10 = np.array(list(sweep.q10s(MEMBRANE, values).values()))
    warmest = factor_table(MEMBRANE, values)["factors"][round(28 / ROW)]  # at 20 degC, one decade above the reference
    np.testing.assert_allclose(warmest, q10)


# --- a change of the temperature at the switch


def test_warming_at_the_switch(values_of):
    """Cells settle at 12 degC until 10 s, go on at 17 degC until the sweep, and are tested where they were."""
    values = values_of(warming="5 K")
    plan, course = layout(values), temperature_course(values)
    at = {0: 12, 9.9: 12, 10: 17, 19.9: 17, 20: 10, 28: 20, 39.9: 10, 40: 12, 44.9: 12, 45: 17, 49.9: 17}
    assert list(plan.tested) == ["settled", "modulated"] and plan.total == 50
    assert {second: course[round(second / ROW)] for second in at} == at


def test_without_warming_one_temperature_but_for_the_sweep(values_of):
    course = temperature_course(values_of(sweep_steps=0))
    assert (course == 12).all()


def test_warming_beyond_possible_temperatures_is_refused(values_of):
    line = "warming: 45 K from 12 °C leads to 57 °C; allowed: -5 to 50 °C"
    with pytest.raises(InputError, match=line):
        stg_protocol.check(values_of(warming="45 K"), None)


def test_warm_bursts_with_short_pauses_are_bursts(values_of):
    """Three spikes 2 ms apart every 20 ms: pauses of 16 ms, eight times the other intervals. At 25 ms it would be tonic."""
    values = values_of()
    plan = layout(values)
    train = np.concatenate([20.005 + np.arange(999)[:, np.newaxis] * 0.02 + [0.0, 0.002, 0.004]]).ravel()
    arrays = {
        "row_size": np.array([train.size]),
        "calcium_time": np.arange(0.2, 40.1, 0.2),
        "calcium": np.ones((1, 200)),
    }
    found = sweep.measure(train, arrays, values, plan, np.array([3]))
    assert (found["sweep_activity"] == 3).all() and np.isnan(found["crash_temperature"]).all()
    np.testing.assert_allclose(found["sweep_period_of_example"], 0.02, rtol=1e-6)
    np.testing.assert_allclose(found["sweep_duty_cycle_of_example"], 0.2, rtol=1e-6)
    np.testing.assert_array_equal(found["sweep_interval_branches"], 2)


def test_tonic_cells_have_no_burst_period(values_of):
    values = values_of()
    jitter = np.random.default_rng(1).uniform(-0.004, 0.004, 799)
    train = 20.01 + np.arange(799) * 0.025 + jitter
    arrays = {
        "row_size": np.array([train.size]),
        "calcium_time": np.arange(0.2, 40.1, 0.2),
        "calcium": np.ones((1, 200)),
    }
    found = sweep.measure(train, arrays, values, layout(values), np.array([1]))
    assert (found["sweep_activity"] == 1).all() and np.isnan(found["sweep_period_of_example"]).all()
