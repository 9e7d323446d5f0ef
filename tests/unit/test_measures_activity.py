"""Classes of activity on trains that leave no doubt, at their limits, and on random ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spike_trains import bursts, from_intervals, ragged

from homeotherm.measures.activity import (
    ACTIVITY,
    activity,
    activity_in_windows,
    firing,
    flag_attributes,
    interburst_frequency,
)
from homeotherm.measures.bursting import burstiness, duty_cycle, mean_frequency

NAME = {code: name for name, code in ACTIVITY.items()}
TRAINS = {
    "silent": [0.4, 2.0],
    "tonic": 0.05 + 0.1 * np.arange(50),
    "doublet": bursts(20, 2, 0.01, 0.24),
    "bursting": bursts(10, 5, 0.01, 0.46),
    "irregular": from_intervals(*(4 * [0.05, 0.25, 0.35, 0.6]))[:-1],
}
"""Trains in the window from 0 to 5 s."""


def name(times, stop=5.0, start=0.0):
    return NAME[activity(times, start, stop)]


@pytest.mark.parametrize("expected", ACTIVITY)
def test_clear_cases(expected):
    train = TRAINS[expected]
    assert name(train) == expected


def test_codes_are_cf_flags():
    attributes = flag_attributes(ACTIVITY)
    assert attributes["flag_meanings"] == "silent tonic doublet bursting irregular"
    assert attributes["flag_values"].tolist() == [0, 1, 2, 3, 4]
    assert attributes["flag_values"].dtype == np.int8


def test_two_spikes_are_silence_and_three_are_not():
    assert name([]) == "silent"
    assert name([1, 3], 5) == "silent"
    assert name([1, 3, 5], 6) == "tonic"


def test_three_spikes_per_burst_are_a_burst():
    assert name(bursts(20, 3, 0.01, 0.23)) == "bursting"


def test_firing_that_starts_or_stops_is_irregular():
    """The window may be quiet at its ends for two of the longest intervals, here of 0.1 s."""
    train = 0.1 * np.arange(50)  # the last spike at 4.9 s
    assert name(train, 5.0) == "tonic"
    assert name(train, 5.1) == "tonic"
    assert name(train, 5.11) == "irregular"
    assert name(train, 5.0, start=-0.2) == "tonic"
    assert name(train, 5.0, start=-0.21) == "irregular"
    assert name(TRAINS["bursting"], 5.4) == "bursting"  # 4.54 s + 2 x 0.46 s is 5.46 s
    assert name(TRAINS["bursting"], 5.5) == "irregular"


def test_a_slow_clock_that_trembles_is_tonic():
    """1 s +- 5 %: more than 25 ms, so that a burstiness exists; but its pauses are no longer than other intervals."""
    interval = 1 + 0.05 * np.random.default_rng(1).uniform(-1, 1, 60)
    train = np.cumsum(interval)
    assert np.isfinite(burstiness(train).burstiness)
    assert name(train, train[-1]) == "tonic"


def test_a_rate_that_drifts_is_tonic():
    """From 77 to 50 ms: the long intervals all come first."""
    train = from_intervals(*np.linspace(0.077, 0.050, 80))
    assert name(train, train[-1]) == "tonic"


def test_the_shortest_pause_is_twice_as_long_as_any_other_interval():
    for pause, expected in ((0.1001, "doublet"), (0.0999, "tonic")):
        train = bursts(30, 2, 0.05, pause)
        assert name(train, train[-1] + 0.01) == expected
    # One long interval within a burst is enough: pauses of 0.5 s and one of 0.8 s.
    for longest, expected in ((0.249, "bursting"), (0.251, "irregular")):
        train = from_intervals(*(5 * [0.01, 0.01, 0.01, 0.5]), 0.01, longest, 0.01, 0.8)
        assert name(train, train[-1] + 0.01) == expected


def test_periods_of_bursts_vary_by_less_than_half():
    """Pauses alternate, one of them above the middle: onsets differ by what lies between."""
    steady = from_intervals(*(10 * [0.01, 0.01, 0.5, 0.01, 0.01, 0.8]))
    assert name(steady, steady[-1]) == "bursting"
    # Whole bursts of 3 and of 60 spikes: periods of 0.52 and 1.09 s about every other one, CV (1.09 - 0.52) / 1.61 < 0.5
    uneven = from_intervals(*(8 * ([0.5, *2 * [0.01], 0.5, *59 * [0.01]])))
    assert name(uneven, uneven[-1]) == "bursting"
    # Of 3 and 300 spikes: 0.52 and 3.49 s, CV 2.97 / 4.01 > 0.5
    erratic = from_intervals(*(8 * ([0.5, *2 * [0.01], 0.5, *299 * [0.01]])))
    assert np.isfinite(burstiness(erratic).burstiness)
    assert name(erratic, erratic[-1]) == "irregular"


@pytest.mark.parametrize("seed", range(40))
def test_a_poisson_train_is_irregular(seed):
    """The CV of 300 intervals is 1 +- 0.08, and no gap parts long intervals from short ones."""
    train = np.cumsum(np.random.default_rng(seed).exponential(0.1, 300))
    assert name(train, train[-1]) == "irregular"


def test_spikes_outside_the_window_are_ignored():
    train = np.concatenate([[-3.0, -1.0], TRAINS["tonic"], [7.0]])
    assert name(train) == "tonic"
    with pytest.raises(ValueError):
        activity(train, 5.0, 5.0)


# Many cells, many windows


def test_windows_are_classified_one_by_one():
    """A cell that bursts for 10 s, fires doublets for 5 s and is silent then; one that is tonic throughout."""
    changing = np.concatenate([bursts(20, 5, 0.01, 0.46), 10 + TRAINS["doublet"], [17.0]])
    constant = 0.05 + 0.1 * np.arange(200)
    found = activity_in_windows(*ragged(changing, [], constant), 0.0, 20.0, 5.0)
    assert found.dtype == np.int8
    assert [[NAME[code] for code in cell] for cell in found.tolist()] == [
        ["bursting", "bursting", "doublet", "silent"],
        4 * ["silent"],
        4 * ["tonic"],
    ]
    assert activity_in_windows([], [], 0.0, 20.0, 5.0).shape == (0, 4)
    with pytest.raises(ValueError):
        activity_in_windows([], [0], 0.0, 20.0, 3.0)


@given(st.lists(st.lists(st.integers(1, 5000), max_size=40), min_size=1, max_size=4), st.sampled_from([0.5, 1.0, 3.0]))
def test_a_window_is_classified_as_if_it_were_alone(cells, width):
    trains = [np.cumsum(intervals) * 1e-4 for intervals in cells]
    found = activity_in_windows(*ragged(*trains), 0.0, 3.0, width)
    for cell, train in enumerate(trains):
        alone = [activity(train, start, start + width) for start in np.arange(0.0, 3.0, width)]
        assert found[cell].tolist() == alone


def test_firing_is_each_measure_of_each_cell():
    trains = [np.asarray(train) for train in TRAINS.values()]
    found = firing(*ragged(*trains), 0.0, 5.0)
    for cell, train in enumerate(trains):
        spikes = train[train < 5.0]
        expected = mean_frequency(spikes), *burstiness(spikes), duty_cycle(spikes), activity(spikes, 0.0, 5.0)
        found_here = [
            values[cell]
            for values in (
                found.frequency, found.burstiness, found.interburst_frequency, found.spikes_per_burst,
                found.intraburst_frequency, found.duty_cycle, found.activity,
            )
        ]  # fmt: skip
        assert found_here == pytest.approx(expected, nan_ok=True)
    assert all(values.shape == (0,) for values in firing([], [], 0.0, 5.0))


@given(st.permutations(list(TRAINS)))
def test_cells_do_not_depend_on_each_other(order):
    found = firing(*ragged(*[TRAINS[kind] for kind in order]), 0.0, 5.0)
    expected = firing(*ragged(*TRAINS.values()), 0.0, 5.0)
    places = [list(TRAINS).index(kind) for kind in order]
    for values, reference in zip(found, expected, strict=True):
        np.testing.assert_array_equal(values, reference[places])


def test_interburst_frequency_alone_is_that_of_firing():
    trains = ragged(*TRAINS.values())
    alone = interburst_frequency(*trains, 0.0, 5.0)
    np.testing.assert_array_equal(alone, firing(*trains, 0.0, 5.0).interburst_frequency)
    # Only two of the trains burst: five spikes each 0.5 s leave pauses of 0.46 s, doublets pauses of 0.24 s.
    assert alone[list(TRAINS).index("bursting")] == pytest.approx(1 / 0.46)
    assert np.isfinite(alone[list(TRAINS).index("doublet")])
    assert np.isnan(alone[list(TRAINS).index("silent")])
