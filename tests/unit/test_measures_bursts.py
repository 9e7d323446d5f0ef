"""Population bursts in constructed counts, and none in asynchronous or sustained firing."""

import numpy as np
import pytest

from homeotherm.measures.bursts import population_bursts

WIDTH, CELLS = 0.005, 800


def window(seconds, baseline=2.0):
    """Return the rate in Hz per cell of each bin."""
    return np.full(round(seconds / WIDTH), baseline)


def counts_of(rate):
    return rate * CELLS * WIDTH


def burst(rate, start, length, height=100.0):
    """Set the bins of [start, start + length) s; the moving average of three bins adds one bin at each side."""
    rate[round(start / WIDTH) : round((start + length) / WIDTH)] = height
    return rate


def test_bursts_by_hand():
    """Three bursts of 90 + 10 ms, the pauses shortened by 10 ms: 500 - 90 - 10 and 700 - 90 - 10 ms."""
    rate = window(2.0)
    for start in (0.2, 0.7, 1.4):
        burst(rate, start, 0.090)
    found = population_bursts(counts_of(rate), WIDTH, CELLS)
    assert found.count == 3
    assert found.rate == pytest.approx(1.5)
    assert found.duration == pytest.approx(0.100)
    assert found.interval == pytest.approx((0.400 + 0.600) / 2)


@pytest.mark.parametrize("cells", [800, 4000])
@pytest.mark.parametrize("rate", [1.0, 5.0, 15.0])
@pytest.mark.parametrize("seed", range(3))
def test_no_burst_in_asynchronous_firing(cells, rate, seed):
    """100 s of independent Poisson trains."""
    counts = np.random.default_rng(seed).poisson(rate * cells * WIDTH, 20_000)
    assert population_bursts(counts, WIDTH, cells).count == 0


def test_no_burst_in_sustained_firing():
    """A latched network is its own baseline, a network that latches in the window is above it for too long."""
    rng = np.random.default_rng(1)
    latched = rng.poisson(350 * CELLS * WIDTH, 340)
    assert population_bursts(latched, WIDTH, CELLS).count == 0
    latching = rng.poisson(np.where(np.arange(1000) < 500, 2, 350) * CELLS * WIDTH)
    found = population_bursts(latching, WIDTH, CELLS)
    assert found.count == 0 and found.rate == 0 and np.isnan(found.duration)
    ending = population_bursts(latching[::-1], WIDTH, CELLS)
    assert ending.count == 0 and np.isnan(ending.interval)


def test_no_burst_in_a_fast_rhythm():
    """Volleys every 25 ms lie closer than the gap: one sustained stretch."""
    rate = window(3.0, 0.0)
    rate[100::5] = 150.0
    assert population_bursts(counts_of(rate), WIDTH, CELLS).count == 0


def test_a_burst_counts_where_it_begins():
    rate = window(2.0)
    for start in (0.0, 0.5, 1.9):
        burst(rate, start, 0.1)
    found = population_bursts(counts_of(rate), WIDTH, CELLS)
    assert found.count == 2  # not the first one, whose onset was not seen
    assert found.duration == pytest.approx(0.110)  # that in the middle only
    assert found.interval == pytest.approx(1.9 - 0.6 - 0.010)


def test_windows_cut_from_a_long_recording_give_its_rate():
    """Onsets fall into exactly one of the windows, whatever they cut."""
    rate = window(60.0)
    for start in np.arange(0.5, 59.5, 0.35):
        burst(rate, start, 0.1)
    whole = population_bursts(counts_of(rate), WIDTH, CELLS)
    cut = [population_bursts(part, WIDTH, CELLS).count for part in np.split(counts_of(rate), 30)]
    assert whole.count == 169
    # A cut moves an onset by the bins of the average, and hides a burst of which less than 20 ms are left.
    assert sum(cut) == pytest.approx(whole.count, rel=0.1)


def test_two_levels():
    """A rate that dips to 12 Hz (above the offset level of 10 Hz) stays in its burst; one of 15 Hz starts none."""
    dipping = burst(window(1.0, 1.0), 0.3, 0.3)
    burst(dipping, 0.4, 0.1, height=12.0)
    found = population_bursts(counts_of(dipping), WIDTH, CELLS, gap=0.0)
    assert found.count == 1 and found.duration == pytest.approx(0.310)
    assert population_bursts(counts_of(burst(window(1.0, 1.0), 0.3, 0.3, height=15.0)), WIDTH, CELLS).count == 0


def test_the_level_follows_the_baseline():
    """At a baseline of 30 Hz the onset level is 90 Hz."""
    assert population_bursts(counts_of(burst(window(1.0, 30.0), 0.3, 0.1, height=85.0)), WIDTH, CELLS).count == 0
    assert population_bursts(counts_of(burst(window(1.0, 30.0), 0.3, 0.1, height=95.0)), WIDTH, CELLS).count == 1


def test_bursts_may_fill_most_of_the_window():
    rate = window(3.0)
    for start in (0.1, 1.1, 2.1):
        burst(rate, start, 0.7)
    assert population_bursts(counts_of(rate), WIDTH, CELLS).count == 3


def test_short_pauses_join_and_short_bursts_drop_out():
    rate = window(2.0)
    burst(rate, 0.3, 0.05)
    burst(rate, 0.4, 0.05)  # 40 ms of pause are left
    burst(rate, 1.0, 0.05)
    burst(rate, 1.11, 0.05)  # 50 ms of pause are left: the gap itself parts
    rate[300] = 100.0  # one bin, 15 ms after averaging
    found = population_bursts(counts_of(rate), WIDTH, CELLS)
    assert found.count == 3
    assert found.duration == pytest.approx((0.160 + 0.060 + 0.060) / 3)
    assert population_bursts(counts_of(rate), WIDTH, CELLS, shortest=0.0).count == 4


def test_bursts_depend_on_the_rate_per_cell_not_on_the_bins():
    rate = window(2.0)
    for start in (0.2, 0.7, 1.4):
        burst(rate, start, 0.1)
    found = population_bursts(counts_of(rate), WIDTH, CELLS)
    assert population_bursts(5 * counts_of(rate), WIDTH, 5 * CELLS) == pytest.approx(found)
    fine = population_bursts(np.repeat(counts_of(rate) / 5, 5), WIDTH / 5, CELLS)
    assert fine.count == found.count
    assert fine.duration == pytest.approx(found.duration, abs=0.010)


def test_silence_has_no_bursts():
    found = population_bursts(np.zeros(100), WIDTH, CELLS)
    assert found.count == 0 and found.rate == 0
    assert np.isnan(found.duration) and np.isnan(found.interval)


@pytest.mark.parametrize(
    ("counts", "width", "cells"),
    [([], 0.005, 8), ([[1, 2]], 0.005, 8), ([1, -1], 0.005, 8), ([1, np.nan], 0.005, 8), ([1], 0.0, 8), ([1], 0.005, 0)],
)  # fmt: skip
def test_nonsense_is_refused(counts, width, cells):
    with pytest.raises(ValueError):
        population_bursts(counts, width, cells)


@pytest.mark.parametrize("wrong", [{"onset": 0.0}, {"over_baseline": 1.0}, {"gap": -1.0}, {"shortest": 2.0}])
def test_nonsense_parameters_are_refused(wrong):
    with pytest.raises(ValueError):
        population_bursts([1, 2], WIDTH, CELLS, **wrong)
