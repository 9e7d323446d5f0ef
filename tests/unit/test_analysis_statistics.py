"""Statistics over seeds: values derived by hand, known limits, invariances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from homeotherm.analysis import statistics

# multiples of 1/1024 with exact sums, so that invariances hold to the bit where arithmetic allows
dyadic = st.integers(-(2**20), 2**20).map(lambda whole: whole / 1024)


def normal_quantiles(count, shift=0.0):
    """Return a sample whose distribution is the normal one as closely as `count` values can."""
    return norm.ppf((np.arange(count) + 0.5) / count) + shift


def test_interval_of_few_values_is_students():
    # mean 2, deviation 1, t(0.975; 2 degrees of freedom) = 4.302653 → half width 4.302653 / √3
    interval = statistics.bootstrap_interval([3, 1, 2])
    assert interval.method == "Student t"
    assert interval.n == 3
    assert interval.mean == 2
    assert interval.low == pytest.approx(2 - 2.484138, abs=1e-6)
    assert interval.high == pytest.approx(2 + 2.484138, abs=1e-6)


def test_method_changes_at_eight_values():
    values = np.arange(8.0)
    assert statistics.bootstrap_interval(values[:7]).method == "Student t"
    assert statistics.bootstrap_interval(values).method == "BCa bootstrap"
    assert statistics.bootstrap_interval([*values[:7], np.nan]).method == "Student t"


@pytest.mark.parametrize("count", [2, 3, 8, 30])
def test_interval_of_a_constant_is_that_constant(count):
    # three times 0.1 has a deviation of 1e-17 in floating point: it must not show
    assert statistics.bootstrap_interval([0.1] * count) == (0.1, 0.1, 0.1, count, "constant")


def test_interval_needs_two_values():
    single = statistics.bootstrap_interval([np.nan, 5.0, np.inf])
    assert (single.mean, single.n, single.method) == (5.0, 1, "single value")
    assert np.isnan([single.low, single.high]).all()
    nothing = statistics.bootstrap_interval([np.nan])
    assert (nothing.n, nothing.method) == (0, "no value")
    assert np.isnan(nothing[:3]).all()


def test_interval_without_bootstrap_answer_falls_back():
    # one unit in the last place apart: the acceleration of the bootstrap is 0 / 0
    interval = statistics.bootstrap_interval([1.0] * 9 + [np.nextafter(1.0, 2.0)])
    assert interval.low <= interval.mean <= interval.high
    assert interval.high - interval.low < 1e-14


def test_interval_covers_the_truth_as_often_as_it_says():
    # 400 samples: the share has a deviation of 1.1 %; BCa of 20 values covers slightly less than 95 %
    generator = np.random.default_rng(2)
    samples = generator.standard_normal((400, 20))
    intervals = [statistics.bootstrap_interval(sample, resamples=999) for sample in samples]
    coverage = np.mean([interval.low <= 0 <= interval.high for interval in intervals])
    assert 0.92 <= coverage <= 0.97


def test_students_interval_covers_the_truth_as_often_as_it_says():
    generator = np.random.default_rng(3)
    intervals = [statistics.bootstrap_interval(sample) for sample in generator.standard_normal((1500, 3))]
    coverage = np.mean([interval.low <= 0 <= interval.high for interval in intervals])
    assert coverage == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 1500))


def test_interval_follows_efrons_formula():
    # bias: share of resampled means below the mean; acceleration: third moment of the sample (Efron 1987)
    values = np.exp(normal_quantiles(30))
    generator = np.random.default_rng(7)
    means = generator.choice(values, (40_000, 30)).mean(axis=1)
    bias = norm.ppf(np.mean(means < values.mean()))
    centred = values - values.mean()
    acceleration = (centred**3).sum() / (6 * (centred**2).sum() ** 1.5)
    bounds = [bias + norm.ppf(level) for level in (0.025, 0.975)]
    shares = [norm.cdf(bias + bound / (1 - acceleration * bound)) for bound in bounds]
    expected = np.quantile(means, shares)
    interval = statistics.bootstrap_interval(values)
    width = expected[1] - expected[0]
    # percentiles of 9999 resamples scatter by 2 % of the width; uncorrected they are 6 and 15 % off
    np.testing.assert_allclose([interval.low, interval.high], expected, atol=0.05 * width)
    plain = np.quantile(means, [0.025, 0.975])
    assert np.all(np.abs(plain - expected) > 0.05 * width)


def test_wider_confidence_is_wider():
    values = normal_quantiles(12)
    half, most = (statistics.bootstrap_interval(values, confidence) for confidence in (0.5, 0.99))
    assert most.low < half.low < half.mean < half.high < most.high


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95])
def test_confidence_is_a_share(confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        statistics.bootstrap_interval([1, 2, 3], confidence)


@settings(max_examples=20)
@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_order_of_seeds_does_not_change_a_bit(values, random):
    shuffled = random.sample(values, len(values))
    before, after = (statistics.bootstrap_interval(order, resamples=199) for order in (values, shuffled))
    np.testing.assert_array_equal(before[:4], after[:4])


@settings(max_examples=20)
@given(st.lists(dyadic, min_size=8, max_size=8, unique=True), dyadic)
def test_interval_moves_with_a_constant(values, constant):
    values = np.array(values)
    before = statistics.bootstrap_interval(values, resamples=199)
    after = statistics.bootstrap_interval(values + constant, resamples=199)
    np.testing.assert_allclose(
        np.array(after[:3]) - constant, before[:3], atol=1e-9 * (np.abs(values).max() + abs(constant) + 1)
    )


def test_another_seed_resamples_anew():
    values = normal_quantiles(10)
    one, same, other = (statistics.bootstrap_interval(values, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one.low != other.low


def test_hedges_g_by_hand():
    # means 2 and 5, pooled deviation 1, d = −3, ν = 4, correction 1 − 3/15 = 0.8
    assert statistics.hedges_g([1, 2, 3], [4, 5, 6]) == pytest.approx(-2.4)
    assert statistics.hedges_g([4, 5, 6], [1, 2, 3, np.nan]) == pytest.approx(2.4)
    # unequal sizes: deviations √2 (1 degree of freedom) and 1 (2) → pooled √(4/3), ν = 3, correction 8/11
    assert statistics.hedges_g([5, 7], [1, 2, 3]) == pytest.approx(4 / np.sqrt(4 / 3) * 8 / 11)


def test_hedges_g_of_unit_shift_tends_to_one():
    # the deviation of 4000 normal quantiles is 0.9996
    value = statistics.hedges_g(normal_quantiles(4000, shift=1), normal_quantiles(4000))
    assert value == pytest.approx(1, abs=1e-3)


def test_hedges_g_without_spread_or_values_is_not_a_number():
    assert np.isnan(statistics.hedges_g([0.1] * 3, [0.2] * 3))
    assert np.isnan(statistics.hedges_g([1], [1, 2, 3]))


def test_cliffs_delta_by_hand():
    # pairs 1>0, 1<2, 2>0, 2=2
    assert statistics.cliffs_delta([1, 2], [0, 2]) == 0.25
    assert statistics.cliffs_delta([5, 6], [1, 2, np.nan]) == 1
    assert np.isnan(statistics.cliffs_delta([], [1]))


def test_cliffs_delta_of_unit_shift():
    # 2 Φ(1/√2) − 1 = 0.5205; 1000 quantiles a sample resolve it to about 1/1000
    value = statistics.cliffs_delta(normal_quantiles(1000, shift=1), normal_quantiles(1000))
    assert value == pytest.approx(0.5205, abs=1e-3)


def test_effect_sizes_ignore_scale_and_offset():
    x, y = np.array([1.0, 2.0, 4.0]), np.array([2.0, 5.0, 6.0, 7.0])
    for effect in (statistics.hedges_g, statistics.cliffs_delta):
        assert effect(3 * x + 7, 3 * y + 7) == pytest.approx(effect(x, y))
        assert effect(y, x) == pytest.approx(-effect(x, y))


def test_paired_permutation_by_hand():
    # differences 1, 2, −1 sum to 2; of the 8 sign patterns 3 reach that (4, 2, 2), doubled
    assert statistics.permutation_p([1, 2, -1], [0, 0, 0], paired=True) == pytest.approx(0.75)
    # all differences up: one pattern of 8, doubled
    assert statistics.permutation_p([5, 6, 9], [1, 2, 3], paired=True) == pytest.approx(0.25)


def test_independent_permutation_by_hand():
    # one of the C(6, 3) = 20 divisions, doubled
    assert statistics.permutation_p([5, 6, 9], [1, 2, 3], paired=False) == pytest.approx(0.1)
    # {2, 4} against {1, 3}: differences of sums over the 6 divisions are ±4, ±2, 0, 0; 2 reach 2
    assert statistics.permutation_p([2, 4], [1, 3], paired=False) == pytest.approx(4 / 6)


@pytest.mark.parametrize("paired", [True, False])
def test_permutation_of_equal_samples_is_one(paired):
    assert statistics.permutation_p([1, 2, 3], [1, 2, 3], paired) == 1


def test_permutation_uses_complete_pairs_only():
    complete = statistics.permutation_p([5, 6, 9, np.nan], [1, 2, 3, 0], paired=True)
    assert complete == pytest.approx(0.25)
    assert np.isnan(statistics.permutation_p([5, np.nan], [1, 2], paired=True))
    assert np.isnan(statistics.permutation_p([], [], paired=False))
    with pytest.raises(ValueError, match="same length, not 2 and 3"):
        statistics.permutation_p([1, 2], [1, 2, 3], paired=True)


@pytest.mark.parametrize(("count", "paired"), [(2, True), (5, True), (13, True), (14, True), (4, False), (9, False)])
def test_smallest_p_is_that_of_the_largest_effect(count, paired):
    low, high = np.arange(count) / count, 100 + np.arange(count) ** 1.5
    p = statistics.permutation_p(high, low, paired)
    assert p == pytest.approx(statistics.smallest_permutation_p(count, count, paired))


def test_smallest_p_by_hand():
    assert statistics.smallest_permutation_p(3, 3, paired=True) == 0.25
    assert statistics.smallest_permutation_p(3, 3, paired=False) == 0.1
    assert statistics.smallest_permutation_p(50, 50, paired=True) == 2 / 10000
    assert np.isnan(statistics.smallest_permutation_p(1, 1, paired=True))


def test_permutation_p_is_uniform_without_effect():
    # exact test of 8 pairs: p ≤ α in at most a share α of 400 samples (deviation 0.015 at α = 0.1)
    generator = np.random.default_rng(4)
    p = [statistics.permutation_p(x, np.zeros(8), paired=True) for x in generator.standard_normal((400, 8))]
    assert np.mean(np.array(p) <= 0.1) == pytest.approx(0.1, abs=4 * 0.015)


@settings(max_examples=20)
@given(st.lists(st.tuples(dyadic, dyadic), min_size=2, max_size=7), dyadic, st.randoms(use_true_random=False))
@pytest.mark.parametrize("paired", [True, False])
def test_permutation_ignores_order_offset_and_direction(paired, pairs, constant, random):
    x, y = np.array(pairs).T
    p = statistics.permutation_p(x, y, paired)
    shuffled = np.array(random.sample(pairs, len(pairs))).T
    assert statistics.permutation_p(*shuffled, paired) == p
    assert statistics.permutation_p(y, x, paired) == pytest.approx(p)
    if paired:  # sums of dyadic numbers are exact, their means over both samples are not
        assert statistics.permutation_p(x + constant, y + constant, paired) == p


def test_random_permutations_ignore_order():
    generator = np.random.default_rng(5)
    x, y = generator.standard_normal((2, 20))
    order = generator.permutation(20)
    for paired in (True, False):
        assert statistics.permutation_p(x, y, paired) == statistics.permutation_p(x[order], y[order], paired)


def test_holm_known_values():
    np.testing.assert_allclose(statistics.holm([0.01, 0.02, 0.03, 0.5]), [0.04, 0.06, 0.06, 0.5])
    np.testing.assert_allclose(statistics.holm([0.5, 0.03, 0.01, 0.02]), [0.5, 0.06, 0.04, 0.06])
    np.testing.assert_allclose(statistics.holm([0.4, 0.6]), [0.8, 0.8])
    np.testing.assert_allclose(statistics.holm([0.9, 0.8]), [1, 1])


def test_holm_leaves_out_what_was_not_tested():
    np.testing.assert_allclose(statistics.holm([np.nan, 0.01, 0.5]), [np.nan, 0.02, 0.5])
    assert statistics.holm([]).shape == (0,)
    with pytest.raises(ValueError, match="between 0 and 1"):
        statistics.holm([0.2, 1.2])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_lies_between_p_and_bonferroni(p):
    corrected, p = statistics.holm(p), np.array(p)
    assert np.all(corrected >= p)
    assert np.all(corrected <= np.minimum(1, p.size * p))
    assert np.all(np.diff(corrected[np.argsort(p, kind="stable")]) >= 0)


def test_variance_share_by_hand():
    # means 2 and 5 about 3.5: between 6 · 2.25 = 13.5; within 2 + 2
    assert statistics.variance_share([[1, 2, 3], [4, 5, 6]]) == pytest.approx(13.5 / 17.5)
    assert statistics.variance_share([[1, 2, np.nan, 3], [4, 5, 6], []]) == pytest.approx(13.5 / 17.5)
    assert statistics.variance_share([[1, 3], [2, 2], [0, 4]]) == pytest.approx(0, abs=1e-12)
    assert statistics.variance_share([[0.1] * 3, [0.7] * 3]) == 1


@pytest.mark.parametrize("groups", [[[1, 2]], [[1], [2]], [[3, 3], [3, 3]], [[1, 2], [np.nan]], []])
def test_variance_share_needs_groups_and_spread(groups):
    assert np.isnan(statistics.variance_share(groups))


@given(st.lists(st.lists(dyadic, min_size=2, max_size=5), min_size=2, max_size=4), dyadic)
def test_variance_share_ignores_order_scale_and_offset(groups, constant):
    share = statistics.variance_share(groups)
    moved = [[-2 * value + constant for value in reversed(group)] for group in reversed(groups)]
    # constant + 2 · 1024 spans 3e3, steps are 1e-3: squares of steps are resolved to about 1e-3
    assert statistics.variance_share(moved) == pytest.approx(share, abs=1e-6, nan_ok=True)
    assert np.isnan(share) or 0 <= share <= 1


def test_variance_share_of_chance():
    # η² of 3 groups of 3 is Beta(1, 3) distributed: mean 1/4, deviation 0.194
    assert statistics.variance_share_by_chance([3, 3, 3]) == 0.25
    generator = np.random.default_rng(6)
    shares = [statistics.variance_share(list(sample)) for sample in generator.standard_normal((2000, 3, 3))]
    assert np.mean(shares) == pytest.approx(0.25, abs=4 * 0.194 / np.sqrt(2000))
    assert np.isnan(statistics.variance_share_by_chance([3, 0]))
    assert np.isnan(statistics.variance_share_by_chance([1, 1]))


def test_disjoint_ranges():
    assert statistics.disjoint([[1, 2], [5, 4], [3, np.nan]])
    assert not statistics.disjoint([[1, 3], [2, 4]])
    assert not statistics.disjoint([[1, 9], [4, 5]])
    assert not statistics.disjoint([[1, 2], [2, 3]])
    assert not statistics.disjoint([[1, 2], [np.nan]])
    assert not statistics.disjoint([[1, 2]])


def test_mean_of_nothing_is_not_a_number():
    assert statistics.mean([1, np.nan, 3]) == 2
    assert np.isnan(statistics.mean([np.nan]))
