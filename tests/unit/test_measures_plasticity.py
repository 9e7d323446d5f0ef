"""Measures of weights against numbers derived by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeotherm.measures.plasticity import gini, histogram, saturated_fraction, trajectory_slopes

TIME = np.arange(0.0, 160.5, 0.5)


# Slopes


def test_a_straight_line_has_one_slope():
    assert trajectory_slopes(TIME, 2 + 0.01 * TIME) == pytest.approx((0.01, 0.01, 1.0, 0.01))


def test_a_parabola_accelerates():
    """The least-squares slope of t^2 over equal steps is twice the middle of the stretch: 1, 159, 145 s."""
    assert trajectory_slopes(TIME, TIME**2) == pytest.approx((2.0, 318.0, 159.0, 290.0))


def test_saturating_growth_is_fastest_at_the_start():
    found = trajectory_slopes(TIME, 1 - np.exp(-TIME / 20))
    assert found.acceleration == pytest.approx(1.0)
    # The middle of the first stretch lies at 1 s, where the slope is exp(-1/20) / 20; curvature adds little.
    assert found.initial == pytest.approx(np.exp(-1 / 20) / 20, rel=1e-3)
    # The mean slope of the last 30 s; a line fit weighs their middle more.
    assert found.final == pytest.approx((np.exp(-6.5) - np.exp(-8)) / 30, rel=0.1)


def test_a_step_is_steepest_where_it_rises():
    """Five samples 0.5 s apart, the last two raised by 1: slope (0.5 + 1) / (2 * 0.25 + 2 * 1) = 0.6."""
    weight = 0.001 * TIME + (TIME >= 50)
    found = trajectory_slopes(TIME, weight)
    assert found.initial == pytest.approx(0.001)
    assert found.maximal == pytest.approx(0.601)
    assert found.acceleration == pytest.approx(601.0)


def test_final_slope_uses_the_last_third_of_a_short_trajectory():
    """Of 30 s the last 10 s rise; of 300 s the last 30 s."""
    short = np.arange(0.0, 31.0)
    assert trajectory_slopes(short, np.maximum(short - 20, 0)).final == pytest.approx(1.0)
    assert trajectory_slopes(short, np.maximum(short - 21, 0)).final < 1.0
    long = np.arange(0.0, 301.0)
    assert trajectory_slopes(long, np.maximum(long - 270, 0)).final == pytest.approx(1.0)
    assert trajectory_slopes(long, np.maximum(long - 270, 0), final=40.0).final < 1.0


def test_coarse_samples_take_neighbours():
    assert trajectory_slopes([0, 10, 20, 30], [0.0, 1.0, 4.0, 5.0]) == pytest.approx((0.1, 0.3, 3.0, 0.1))


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10.0), st.floats(-5.0, 5.0))
def test_slopes_scale_with_the_weight_and_ignore_its_level(seed, factor, level):
    weight = np.cumsum(np.random.default_rng(seed).random(100))
    time = np.arange(100) * 0.5
    plain, scaled = trajectory_slopes(time, weight), trajectory_slopes(time, factor * weight + level)
    expected = (factor * plain.initial, factor * plain.maximal, plain.acceleration, factor * plain.final)
    assert scaled == pytest.approx(expected, rel=1e-6)
    assert plain.maximal >= plain.initial
    assert plain.acceleration >= 1.0


def test_acceleration_needs_initial_growth():
    assert np.isnan(trajectory_slopes(TIME, -TIME).acceleration)
    assert np.isnan(trajectory_slopes(TIME, np.zeros(TIME.size)).acceleration)
    assert trajectory_slopes(TIME, np.zeros(TIME.size)).maximal == 0.0


def test_slopes_are_unknown_without_enough_data():
    assert np.isnan(trajectory_slopes(TIME, np.where(TIME == 3, np.nan, TIME))).all()
    assert np.isnan(trajectory_slopes([0.0], [1.0])).all()
    brief = trajectory_slopes(np.arange(4) * 0.5, np.arange(4.0))  # 1.5 s; the last third holds two samples
    assert np.isnan(brief[:3]).all()
    assert brief.final == pytest.approx(2.0)
    assert np.isnan(trajectory_slopes([0, 1, 2], [0, 1, 2]).final)


@pytest.mark.parametrize(
    ("time", "weight"),
    [([0, 1, 3], [1, 2, 3]), ([0, 0, 0], [1, 2, 3]), ([2, 1, 0], [1, 2, 3]), ([0, 1], [1])],
)
def test_slopes_refuse_unequal_steps(time, weight):
    with pytest.raises(ValueError):
        trajectory_slopes(time, weight)


# Distributions


def test_saturation_counts_what_is_strictly_above():
    assert saturated_fraction([0, 5.4, 5.41, 6], 6.0) == 0.5
    assert saturated_fraction([0, 5.4, 5.41, 6], 6.0, threshold=0.0) == 0.75
    assert np.isnan(saturated_fraction([], 6.0))
    assert np.isnan(saturated_fraction([1.0, np.nan], 6.0))
    with pytest.raises(ValueError):
        saturated_fraction([1.0], 0.0)


def test_gini_by_hand():
    assert gini([2.0] * 9) == pytest.approx(0.0)
    assert gini([0, 0, 0, 7]) == pytest.approx(0.75)  # 1 - 1/n
    assert gini([3, 1]) == pytest.approx(0.25)  # (-1 * 1 + 1 * 3) / (2 * 4)
    assert gini([[1, 2], [3, 4]]) == pytest.approx(0.25)  # (-3 - 2 + 3 + 12) / (4 * 10)


def test_gini_of_exponential_weights_is_one_half():
    """The standard error for 100 000 values is about 0.001."""
    assert gini(np.random.default_rng(1).exponential(2.0, 100_000)) == pytest.approx(0.5, abs=0.005)


@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=20).filter(lambda x: max(x) > 0.01))
def test_gini_is_the_mean_absolute_difference(values):
    x = np.array(values)
    expected = np.abs(x[:, np.newaxis] - x).mean() / (2 * x.mean())
    assert gini(x) == pytest.approx(expected, abs=1e-12)
    assert gini(3 * x[::-1]) == pytest.approx(gini(x), abs=1e-12)


def test_gini_is_unknown_of_nothing():
    for values in ([], [0.0, 0.0], [1.0, np.nan]):
        assert np.isnan(gini(values))
    with pytest.raises(ValueError):
        gini([1.0, -1.0])


def test_histogram_by_hand():
    centre, share = histogram([0.0, 0.4, 1.5, 2.0], 2.0, bins=4)
    assert centre.tolist() == [0.125, 0.375, 0.625, 0.875]
    assert share.tolist() == [0.5, 0.0, 0.0, 0.5]


@given(st.lists(st.floats(0.0, 6.0), min_size=1, max_size=50))
def test_histogram_shares_sum_to_one(weights):
    centre, share = histogram(weights, 6.0)
    assert centre.shape == share.shape == (40,)
    assert share.sum() == pytest.approx(1.0)


def test_histogram_forgives_single_precision_and_nothing_more():
    above = float(np.float32(0.1))  # 0.10000000149
    assert above > 0.1
    assert histogram([above], 0.1).share[-1] == 1.0
    for weights in ([6.1], [-0.1]):
        with pytest.raises(ValueError):
            histogram(weights, 6.0)
    for maximum, bins in ((0.0, 40), (6.0, 0)):
        with pytest.raises(ValueError):
            histogram([1.0], maximum, bins)


def test_histogram_is_unknown_of_nothing():
    assert np.isnan(histogram([], 6.0).share).all()
    assert np.isnan(histogram([1.0, np.nan], 6.0).share).all()
