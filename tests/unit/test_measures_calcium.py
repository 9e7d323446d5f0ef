"""Moving averages, errors and settling of calcium traces known by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeotherm.measures.calcium import calcium_error, moving_average, settling_time

STEP = 0.01
TIME = STEP * np.arange(3000)  # 30 s


# Moving average


def test_average_of_a_ramp_is_its_middle():
    """The samples 0 ... 4.99 s have the mean 2.495 s: half a step before the centre of the window."""
    found = moving_average(TIME, TIME)
    assert found.time[:2] == pytest.approx([2.5, 2.7])
    assert found.mean == pytest.approx(found.time - STEP / 2)


@pytest.mark.parametrize(("seconds", "windows"), [(300, 1476), (150, 726)])
def test_the_number_of_windows_is_that_of_the_source(seconds, windows):
    time = 0.02 * np.arange(seconds * 50)
    assert moving_average(time, np.zeros(time.size)).mean.size == windows


def test_the_window_is_a_box():
    """A step at 10 s is passed in 5 s, in a straight line."""
    found = moving_average(TIME, (TIME >= 10 - 1e-9).astype(float))
    assert found.mean == pytest.approx(np.clip((found.time + 2.5 - 10) / 5, 0, 1))


def test_averages_over_whole_periods_are_constant():
    """A sine of 1 s, seen for 5 s at a time."""
    found = moving_average(TIME, 125 + 100 * np.sin(2 * np.pi * TIME))
    assert found.mean == pytest.approx(125.0)


def test_cells_are_averaged_one_by_one():
    values = np.random.default_rng(0).random((3, 2, TIME.size))
    found = moving_average(TIME, values, window=1.0, stride=0.5)
    assert found.mean.shape == (3, 2, 59)
    assert found.mean[2, 1] == pytest.approx(moving_average(TIME, values[2, 1], 1.0, 0.5).mean)


def test_a_value_that_is_not_finite_spoils_its_windows_only():
    values = np.ones(TIME.size)
    values[TIME.searchsorted(20.0)] = np.nan
    found = moving_average(TIME, values)
    spoiled = (found.time > 17.5 + 1e-6) & (found.time <= 22.5 + 1e-6)
    assert np.isnan(found.mean[spoiled]).all()
    assert found.mean[~spoiled] == pytest.approx(1.0)


def test_a_trace_shorter_than_the_window_has_no_average():
    found = moving_average(TIME[:499], TIME[:499])
    assert found.time.size == 0 and found.mean.size == 0
    assert moving_average(TIME[:500], TIME[:500]).mean.size == 1


def test_traces_must_fit():
    for time, values, options in (
        (TIME, TIME[:-1], {}),
        (TIME**2, TIME, {}),
        (TIME[::-1], TIME, {}),
        (TIME[:1], TIME[:1], {}),
        (TIME, TIME, {"window": 0.005}),
        (TIME, TIME, {"stride": 0.015}),
        (TIME, TIME, {"stride": 0.0}),
    ):
        with pytest.raises(ValueError):
            moving_average(time, values, **options)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 40))
def test_averages_are_those_of_the_samples(seed, box, stride):
    values = np.random.default_rng(seed).normal(500, 200, 100)
    found = moving_average(0.5 * np.arange(100), values, 0.5 * box, 0.5 * stride)
    assert found.mean == pytest.approx([values[k : k + box].mean() for k in range(0, 101 - box, stride)])


# Error


def test_error_by_hand():
    """106 against 125 is 15.2 % too little."""
    calcium = np.where(TIME < 20, 106.0, 125.0)
    assert calcium_error(TIME, calcium, 125.0, 0.0, 20.0) == pytest.approx(-0.152)
    assert calcium_error(TIME, calcium, 125.0, 20.0, 30.0) == pytest.approx(0.0)
    assert calcium_error(TIME, calcium, 100.0, 10.0, 30.0) == pytest.approx(0.155)


def test_a_swing_around_the_target_is_no_error():
    assert calcium_error(TIME, 125 + 100 * np.sin(2 * np.pi * TIME), 125.0, 0.0, 30.0) == pytest.approx(0.0, abs=1e-9)


def test_the_error_keeps_the_cells_apart():
    calcium = np.array([[125.0], [250.0], [np.nan]]) * np.ones(TIME.size)
    assert calcium_error(TIME, calcium, 125.0, 0.0, 5.0) == pytest.approx([0, 1, np.nan], nan_ok=True)
    assert np.isnan(calcium_error(TIME, calcium, 125.0, 40.0, 50.0)).all()
    assert np.isnan(calcium_error(TIME, calcium[0] * np.inf, 125.0, 0.0, 5.0))
    for options in ((0.0, 0.0, 5.0), (125.0, 5.0, 5.0)):
        with pytest.raises(ValueError):
            calcium_error(TIME, calcium, *options)


# Settling


def test_settling_of_an_exponential():
    """125 (1 + 3 exp(-t / 4)) comes within 5 % at t = 4 ln 60 = 16.4 s."""
    calcium = 125 * (1 + 3 * np.exp(-TIME / 4))
    assert settling_time(TIME, calcium, 125.0) == pytest.approx(4 * np.log(60), abs=STEP)
    assert settling_time(TIME, calcium, 125.0, tolerance=0.5) == pytest.approx(4 * np.log(6), abs=STEP)


def test_settling_is_for_good():
    """Within 5 % from the start, outside at 10 s, within from there; outside at the end; always within."""
    calcium = np.full((3, TIME.size), 120.0)
    calcium[0, 1000] = 150
    calcium[1, -1] = np.nan
    assert settling_time(TIME, calcium, 125.0) == pytest.approx([10.01, np.nan, 0.0], nan_ok=True)


def test_settling_needs_no_regular_times_but_increasing_ones():
    assert settling_time([0, 1, 5], [9, 10, 10], 10.0) == 1.0
    assert np.isnan(settling_time([], [], 10.0))
    for arguments in (([0, 0], [1, 1], 1.0), ([0, 1], [1, 1], 0.0), ([0, 1], [1, 1], 1.0, 0.0)):
        with pytest.raises(ValueError):
            settling_time(*arguments)


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_settling_follows_the_last_sample_outside(within):
    found = settling_time(np.arange(len(within)), np.where(within, 1.0, 2.0), 1.0)
    last = max((place for place, inside in enumerate(within) if not inside), default=-1)
    assert found == pytest.approx(last + 1 if last + 1 < len(within) else np.nan, nan_ok=True)
