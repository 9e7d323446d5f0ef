"""Bursts of single cells: trains of which every measure is known by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spike_trains import bursts, from_intervals

from homeotherm.measures.bursting import burstiness, cell_bursts, duty_cycle, mean_frequency

TONIC = 0.1 * np.arange(50)
FIVE = bursts(10, 5, 0.010, 0.460)  # period 0.5 s


def unknown(found):
    return np.isnan(found).all()


# Frequency


def test_mean_frequency_is_that_of_the_mean_interval():
    """Intervals 1 and 3 s: mean 2 s."""
    assert mean_frequency([5, 6, 9]) == pytest.approx(0.5)
    assert mean_frequency(TONIC) == pytest.approx(10.0)


def test_mean_frequency_needs_three_spikes():
    assert np.isnan([mean_frequency([]), mean_frequency([1.0]), mean_frequency([1.0, 2.0])]).all()


@pytest.mark.parametrize("measure", [mean_frequency, burstiness, cell_bursts, duty_cycle])
@pytest.mark.parametrize("times", [[0.2, 0.1], [0.1, 0.1], [0.1, np.nan], [[0.1, 0.2]]])
def test_what_is_no_spike_train_is_refused(measure, times):
    with pytest.raises(ValueError):
        measure(times)


# Burstiness


@pytest.mark.parametrize("spikes", [2, 3, 5, 40])
@pytest.mark.parametrize("frequency", [50.0, 200.0])
@pytest.mark.parametrize("pause", [0.1, 0.9])
def test_bursts_of_n_spikes_at_f_with_pauses_t(spikes, frequency, pause):
    """Burstiness n f / T, where T is the pause between bursts, not their period."""
    found = burstiness(bursts(6, spikes, 1 / frequency, pause))
    assert found.spikes_per_burst == spikes
    assert found.intraburst_frequency == pytest.approx(frequency)
    assert found.interburst_frequency == pytest.approx(1 / pause)
    assert found.burstiness == pytest.approx(spikes * frequency / pause)


def test_all_pauses_and_all_intervals_within_bursts_enter_their_means():
    """Pauses 0.3, 0.4, 0.5, 0.4 s; intervals 10, 20 ms alternating; 3 spikes from pause to pause.

    The last burst has two spikes only, since the window ends: the mean number of spikes counts those between pauses.
    """
    train = from_intervals(0.01, 0.02, 0.3, 0.01, 0.02, 0.4, 0.01, 0.02, 0.5, 0.01, 0.02, 0.4, 0.01)
    within = (5 * 0.01 + 4 * 0.02) / 9
    assert burstiness(train) == pytest.approx((3 / within / 0.4, 1 / 0.4, 3, 1 / within))


@pytest.mark.parametrize(("sizes", "expected"), [((2, 3), 2), ((3, 4), 4), ((2, 2, 3), 2), ((2, 3, 3), 3)])
def test_spikes_per_burst_are_rounded_halves_to_even(sizes, expected):
    """The mean of the whole bursts: 2.5 to 2, 3.5 to 4, 7/3 to 2, 8/3 to 3."""
    pieces = [interval for size in sizes for interval in ((size - 1) * [0.01] + [0.2])]
    assert burstiness(from_intervals(0.2, *pieces, 0.01)).spikes_per_burst == expected


def test_tonic_firing_has_no_burstiness():
    assert unknown(burstiness(TONIC))
    assert unknown(burstiness(TONIC[:3]))


def test_regular_means_a_spread_below_25_ms():
    """Bursts of three with pauses 24.9 and 25 ms longer than the intervals within."""
    assert unknown(burstiness(bursts(10, 3, 0.010, 0.0349)))
    assert burstiness(bursts(10, 3, 0.010, 0.0350)).spikes_per_burst == 3


def test_burstiness_needs_two_whole_bursts_between_pauses():
    assert unknown(burstiness(bursts(3, 5, 0.01, 0.5)))  # two pauses, one whole burst
    assert not unknown(burstiness(bursts(4, 5, 0.01, 0.5)))


@pytest.mark.parametrize("times", [[], [0.1], [0.1, 0.9]])
def test_burstiness_needs_three_spikes(times):
    assert unknown(burstiness(times))


def test_a_mean_below_one_and_a_half_spikes_is_no_bursting():
    """Five whole bursts: 1, 1, 1, 1 and 2 spikes make 1.2, rounded to 1; 1, 2, 1, 2, 2 make 1.6, rounded to 2."""
    assert unknown(burstiness(from_intervals(0.2, 0.2, 0.2, 0.2, 0.2, 0.01, 0.2)))
    found = burstiness(from_intervals(0.2, 0.2, 0.01, 0.2, 0.2, 0.01, 0.2, 0.01, 0.2))
    assert found.spikes_per_burst == 2


def test_more_than_500_spikes_are_no_burst():
    assert burstiness(bursts(4, 500, 0.002, 0.5)).spikes_per_burst == 500
    assert unknown(burstiness(bursts(4, 501, 0.002, 0.5)))


def test_an_interval_in_the_middle_is_neither_pause_nor_within_a_burst():
    """10, 110 and 210 ms: 110 ms lies in the middle and enters neither mean, but its spike counts."""
    train = from_intervals(*(4 * [0.210, 0.010, 0.110]), 0.210)
    assert burstiness(train) == pytest.approx((3 / 0.01 / 0.21, 1 / 0.21, 3, 100))


def test_a_single_long_silence_hides_the_bursts():
    """The documented weakness: the middle of 10 ms and 2 s is above all other pauses."""
    train = np.concatenate([FIVE, FIVE + FIVE[-1] + 2.0])
    assert unknown(burstiness(train))


# Bursts and duty cycle


def test_bursts_begin_and_end_at_the_pauses():
    found = cell_bursts(FIVE)
    assert found.onset == pytest.approx(0.5 * np.arange(1, 10))  # the first may have begun before the window
    assert found.end == pytest.approx(found.onset + 0.04)
    assert all(part.size == 0 for part in cell_bursts(TONIC))


def test_a_single_spike_between_pauses_is_a_burst_of_no_length():
    train = from_intervals(0.2, 0.01, 0.01, 0.2, 0.2, 0.01, 0.01, 0.2, 0.01)
    found = cell_bursts(train)
    assert (found.end - found.onset) == pytest.approx([0.02, 0.0, 0.02, 0.01])


def test_duty_cycle_is_the_length_of_bursts_over_their_period():
    """Four intervals of 10 ms in 500 ms; where the window is cut makes no difference."""
    assert duty_cycle(FIVE) == pytest.approx(0.08)
    assert duty_cycle(FIVE[3:-2]) == pytest.approx(0.08)
    assert duty_cycle(bursts(8, 5, 0.05, 0.8)) == pytest.approx(0.2)


def test_duty_cycle_is_unknown_where_the_burstiness_is():
    for train in (TONIC, FIVE[:15], [0.1, 0.2], []):
        assert unknown(burstiness(train))
        assert np.isnan(duty_cycle(train))


# Properties

# Intervals in tenths of ms, as spikes are found on samples: ties are exact, and no interval lies a rounding error from
# a limit.
ticks = st.lists(st.one_of(st.integers(1, 300), st.integers(2000, 5000)), min_size=2, max_size=80)


def all_measures(times):
    return np.array([mean_frequency(times), *burstiness(times), duty_cycle(times)])


@given(ticks, st.integers(-(10**6), 10**6))
def test_measures_do_not_depend_on_the_origin_of_time(intervals, shift):
    train = np.cumsum([0, *intervals])
    expected = pytest.approx(all_measures(train * 1e-4), rel=1e-6, nan_ok=True)
    assert all_measures((train + shift) * 1e-4) == expected


@given(ticks)
def test_burstiness_is_that_of_the_definition_read_word_by_word(intervals):
    """A second reading in whole ticks, without rounding errors: intervals as integers, limits doubled."""
    low, high = min(intervals), max(intervals)
    pauses = [k for k, interval in enumerate(intervals) if 2 * interval > low + high]
    counts = [after - before for before, after in zip(pauses, pauses[1:], strict=False)]
    found = burstiness(np.cumsum([0, *intervals]) * 1e-4)
    if high - low < 250 or len(counts) < 2 or round(sum(counts) / len(counts)) < 2:
        assert unknown(found)
        return
    pause = sum(intervals[k] for k in pauses) / len(pauses) * 1e-4
    inside = [interval for interval in intervals if 2 * interval < low + high]
    frequency = len(inside) / sum(inside) * 1e4
    spikes = round(sum(counts) / len(counts))
    assert found == pytest.approx((spikes * frequency / pause, 1 / pause, spikes, frequency))


@given(ticks)
def test_burstiness_does_not_depend_on_the_direction_of_time(intervals):
    train = np.cumsum([0, *intervals]) * 1e-4
    forwards, backwards = burstiness(train), burstiness(train[-1] - train[::-1])
    assert backwards == pytest.approx(forwards, nan_ok=True)


@given(ticks)
def test_duty_cycle_is_a_share_and_known_together_with_the_burstiness(intervals):
    train = np.cumsum([0, *intervals]) * 1e-4
    share = duty_cycle(train)
    assert np.isnan(share) == unknown(burstiness(train))
    assert np.isnan(share) or 0 < share < 1
