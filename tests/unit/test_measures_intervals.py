"""Interspike intervals for bifurcation diagrams, and the warming that cells tolerate: values derived by hand."""

import numpy as np
import pytest

from homeotherm.measures.intervals import LEVELS, interval_branches, interval_sample
from homeotherm.measures.thermal import tolerated_warming


def train_of(pattern, repeats: int) -> np.ndarray:
    """Return spike times in s whose intervals repeat a pattern."""
    return np.concatenate([[0.0], np.cumsum(np.tile(pattern, repeats))])


def test_a_tonic_cell_has_one_branch_a_burst_one_per_distinct_interval():
    trains = [train_of([0.1], 20), train_of([0.01, 0.2], 10), train_of([0.005, 0.01, 0.3], 10), np.array([1.0])]
    sizes = [train.size for train in trains]
    np.testing.assert_array_equal(interval_branches(np.concatenate(trains), sizes), [1, 2, 3, np.nan])


@pytest.mark.parametrize(("second", "branches"), [(0.0102, 1), (0.0108, 2)])
def test_intervals_within_the_tolerance_are_one_branch(second, branches):
    """The tolerance at 10 ms is 0.2 ms + 5 % of the larger: 0.71 ms at 10.2 ms, 0.74 ms at 10.8 ms."""
    train = train_of([0.01, second], 10)
    assert interval_branches(train, [train.size]) == branches


def test_the_sample_goes_from_the_shortest_to_the_longest_interval():
    interval = np.arange(1, 42) / 100  # 41 intervals: every second rank is kept
    train = np.concatenate([[0.0], np.cumsum(np.random.default_rng(1).permutation(interval))])
    np.testing.assert_allclose(interval_sample(train, [train.size])[0], interval[::2])
    assert LEVELS == 21
    np.testing.assert_allclose(interval_sample([0.0, 0.5], [2])[0], 0.5)
    assert np.isnan(interval_sample([0.5], [1])).all() and interval_sample([], []).shape == (0, LEVELS)


def test_tolerated_warming_ends_at_the_last_step_before_the_first_loss():
    function = [[1, 1, 1, 1], [1, 1, 0, 1], [1, 0, 0, 0], [0, 1, 1, 1]]
    np.testing.assert_array_equal(tolerated_warming(np.array(function), [10, 12, 16, 20]), [10, 2, 0, 0])
