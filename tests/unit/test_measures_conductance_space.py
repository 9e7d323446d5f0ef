"""Degeneracy of constructed populations, and of cells published with the model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from homeotherm.measures.conductance_space import (
    coefficients_of_variation,
    participation_ratio,
    rank_correlations,
    ratio_preservation_error,
)

CHANNELS = ("Na", "CaT", "CaS", "A", "KCa", "Kd", "H", "leak")
# Fyon & Drion 2024, stored results of figure 2, controlled neuromodulation of CaS and A: cells 1 to 3, mS/cm2.
START = [
    [3951.84192, 2.91278296, 7.28485542, 239.383962, 109.177359, 137.740491, 0.290882205, 0.00912666262],
    [6206.16484, 8.24049825, 15.2787312, 459.997373, 102.096137, 193.311963, 0.463719927, 0.0135510377],
    [4364.11534, 4.71960839, 7.77350625, 273.437947, 106.913902, 144.005694, 0.32181522, 0.0100066848],
]
END = [
    [3427.83602, 2.52655409, 16.443078, 61.3814128, 94.7006718, 119.476392, 0.252311839, 0.00791648643],
    [2945.18516, 3.91059435, 14.9373156, 91.9496969, 48.4505385, 91.737738, 0.220062, 0.0064307533],
    [3300.09347, 3.5689132, 15.5357532, 67.3338611, 80.8470544, 108.895438, 0.243352942, 0.00756693917],
]


def crossed(channels):
    """Return conductances of 2^channels cells that take two values per channel in all combinations: uncorrelated."""
    levels = np.indices((2,) * channels).reshape(channels, -1).T
    return (1 + levels) * 10.0 ** np.arange(channels)


# Participation ratio


@pytest.mark.parametrize("channels", [1, 2, 5, 8])
def test_uncorrelated_conductances_participate_one_each(channels):
    found = participation_ratio(crossed(channels))
    assert found == pytest.approx((channels, 2**channels, channels))


def test_proportional_conductances_are_one_direction():
    size = np.array([1.0, 2.0, 5.0, 7.0])
    found = participation_ratio(np.outer(size, [4000, 3, -0.5, 0.01]))
    assert found == pytest.approx((1, 4, 4))


def test_two_groups_are_two_directions():
    """Four channels in step and four others in step: r^2 = 1 in 2 x 16 of 64 places, 64 / 32."""
    assert participation_ratio(np.repeat(crossed(2), 4, axis=1)).ratio == pytest.approx(2.0)


@pytest.mark.parametrize("correlation", [0.3, 0.8])
def test_two_correlated_conductances(correlation):
    """Eigenvalues 1 + r and 1 - r: 4 / (2 + 2 r^2)."""
    first, second = (crossed(2) / crossed(2).mean(axis=0) - 1).T
    mixed = correlation * first + np.sqrt(1 - correlation**2) * second
    found = participation_ratio(np.column_stack([first, 1000 + mixed]))
    assert found.ratio == pytest.approx(2 / (1 + correlation**2))


def test_chance_correlations_of_few_cells():
    """About n / (1 + (n - 1) / (N - 1)): 8 channels in 30 cells give 6.4, in 200 cells 7.7."""
    rng = np.random.default_rng(3)
    for cells in (30, 200):
        found = np.mean([participation_ratio(rng.random((cells, 8))).ratio for _ in range(100)])
        assert found == pytest.approx(8 / (1 + 7 / (cells - 1)), rel=0.02)


def test_it_is_the_ratio_of_eigenvalues():
    values = np.random.default_rng(4).random((20, 5)) ** 3
    eigenvalues = np.linalg.eigvalsh(np.cov((values / values.std(axis=0)).T))
    assert participation_ratio(values).ratio == pytest.approx(eigenvalues.sum() ** 2 / (eigenvalues**2).sum())


def test_blocked_channels_and_lost_cells_are_left_out():
    values = crossed(3)
    values[:, 1] = 0.0
    lost = np.vstack([values, [[np.nan, 0, 1], [1, 0, np.inf]]])
    assert participation_ratio(lost) == pytest.approx((2, 8, 2))
    for nothing, cells in ((np.ones((5, 3)), 5), (values[:1], 1), (np.empty((0, 3)), 0)):
        found = participation_ratio(nothing)
        assert np.isnan(found.ratio) and found[1:] == (cells, 0)


# Rank correlations


def test_rank_correlation_sees_order_only():
    values = np.array([1.0, 2.0, 3.0, 4.0])
    found = rank_correlations(np.column_stack([values, values**9, -np.exp(values), [1, 2, 4, 3]]))
    # 1 - 6 x (1 + 1) / (4 x 15) = 0.8 for the last.
    expected = [[1, 1, -1, 0.8], [1, 1, -1, 0.8], [-1, -1, 1, -0.8], [0.8, 0.8, -0.8, 1]]
    assert found == pytest.approx(np.array(expected))


@given(st.integers(0, 2**32 - 1), st.integers(3, 30))
def test_rank_correlations_agree_with_scipy(seed, cells):
    """With many ties."""
    values = np.random.default_rng(seed).integers(0, 6, (cells, 3)).astype(float)
    values[:2] = [[0, 0, 0], [5, 5, 5]]  # no channel is constant
    assert rank_correlations(values) == pytest.approx(spearmanr(values).statistic)


def test_a_constant_conductance_has_no_rank_correlation():
    values = crossed(2)
    found = rank_correlations(np.column_stack([values, np.zeros(4)]))
    assert found[:2, :2] == pytest.approx(np.eye(2))
    assert np.isnan(found[2]).all() and np.isnan(found[:, 2]).all()
    assert np.isnan(rank_correlations(values[:1])).all()
    assert rank_correlations(np.empty((0, 2))).shape == (2, 2)


# Variation


def test_variation_by_hand():
    """1 and 3: mean 2, deviation 1; -1 and -3 the same; -1 and 1 have no mean."""
    found = coefficients_of_variation([[1, -1, -1, 5], [3, -3, 1, 5]])
    assert found == pytest.approx([0.5, 0.5, np.nan, 0.0], nan_ok=True)
    assert np.isnan(coefficients_of_variation([[1.0, 2.0]])).all()
    assert coefficients_of_variation([[1, 2], [3, 2], [np.nan, 9]]) == pytest.approx([0.5, 0])


# Ratios


def test_ratios_by_hand():
    """Scaled by 2 and 2; 1.9 and 2.1 (0.2 / 2); unknown."""
    before = [[1, 10], [1, 10], [0, 10], [1, np.nan], [1, 1]]
    after = [[2, 20], [1.9, 21], [1, 20], [2, 20], [1, -1]]
    found = ratio_preservation_error(before, after)
    assert found == pytest.approx([0, 0.1, np.nan, np.nan, np.nan], abs=1e-12, nan_ok=True)
    with pytest.raises(ValueError):
        ratio_preservation_error(before, after[:2])


def test_homeostasis_of_published_cells_keeps_ratios_and_neuromodulation_does_not():
    """All channels but CaS and A, which are neuromodulated, keep their ratios to the nine digits that are stored."""
    regulated = [CHANNELS.index(name) for name in ("Na", "CaT", "KCa", "Kd", "H", "leak")]
    before, after = np.array(START), np.array(END)
    assert (ratio_preservation_error(before[:, regulated], after[:, regulated]) < 1e-8).all()
    # Cell 1: CaS grows 2.25-fold, A falls to 0.26.
    assert ratio_preservation_error(before, after)[0] > 1


@pytest.mark.parametrize(
    "measure",
    [participation_ratio, rank_correlations, coefficients_of_variation, lambda v: ratio_preservation_error(v, v)],
)
def test_what_is_no_table_is_refused(measure):
    for values in ([1.0, 2.0], np.empty((3, 0)), np.ones((2, 2, 2))):
        with pytest.raises(ValueError):
            measure(values)


# Properties

tables = st.tuples(st.integers(0, 2**32 - 1), st.integers(3, 20), st.integers(1, 6))


@given(tables)
def test_degeneracy_does_not_depend_on_units_or_on_the_order_of_cells_and_channels(shape):
    seed, cells, channels = shape
    rng = np.random.default_rng(seed)
    values = rng.normal(2.0, 1.0, (cells, channels))
    order = rng.permutation(channels)
    other = rng.permutation(values)[:, order] * 10.0 ** rng.integers(-6, 6, channels)
    ratio = participation_ratio(values).ratio
    assert participation_ratio(other).ratio == pytest.approx(ratio)
    assert 1 - 1e-9 <= ratio <= channels + 1e-9
    assert rank_correlations(other) == pytest.approx(rank_correlations(values)[np.ix_(order, order)])
    assert coefficients_of_variation(other) == pytest.approx(coefficients_of_variation(values)[order])
