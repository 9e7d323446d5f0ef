"""Sensitivity: functions whose indices are known, noise that is known, points that are missing."""

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as salib_morris
from sampled import sampled_dataset

from homeotherm.analysis.morris import effect_statistics, elementary_effects
from homeotherm.analysis.sensitivity import sensitivity_table
from homeotherm.analysis.sobol import sobol_indices

LINEAR = {"a": (0.0, 2.0), "b": (10.0, 40.0), "c": (-1.0, 1.0)}
CIRCLE = {name: (-np.pi, np.pi) for name in ("x1", "x2", "x3")}


def linear(a, b, c):
    """Return a function with effects 3 · 2 = 6, -0.1 · 30 = -3 and 0 over the ranges of `LINEAR`."""
    return 3 * a - 0.1 * b


def ishigami(x1, x2, x3):
    """Return the function of Ishigami & Homma (1990) with a = 7 and b = 0.1."""
    return np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


def morris(functions, ranges=LINEAR, trajectories=10, **options):
    return sampled_dataset(ranges, functions, method="morris", trajectories=trajectories, **options)


def of(table, factor, measure="weight_mean"):
    """Return the row of a factor."""
    return table[(table["measure"] == measure) & (table["factor"] == factor)].iloc[0]


# --- Morris


def test_linear_function_has_its_coefficients_times_ranges_and_no_sigma():
    table = sensitivity_table(morris({"weight_mean": linear}))
    for factor, effect, sign in (("a", 6, 1), ("b", -3, -1), ("c", 0, 0)):
        row = of(table, factor)
        assert row["mu"] == pytest.approx(effect, abs=1e-9)
        assert row["mu_star"] == pytest.approx(abs(effect), abs=1e-9)
        assert row["sigma"] == pytest.approx(0, abs=1e-9)
        assert row["sign"] == sign or effect == 0
        assert row["mu_star_low"] == pytest.approx(abs(effect), abs=1e-9)
        assert (row["factor_low"], row["factor_high"]) == LINEAR[factor]
        assert (row["trajectories"], row["dropped"], row["points"], row["points_missing"]) == (10, 0, 40, 0)


def test_elementary_effects_by_hand():
    """One trajectory: b rises by 2/3 and the measure by 4; then a falls by 2/3 and the measure rises by 2."""
    places = np.array([[[1, 0], [1, 2 / 3], [1 / 3, 2 / 3]]])
    effects = elementary_effects(places, np.array([[[1.0, 0.0], [5.0, 0.0], [7.0, 1.0]]]))
    assert effects[0] == pytest.approx(np.array([[-3, -1.5], [6, 0]]))


def test_two_factors_in_one_step_are_no_trajectory():
    with pytest.raises(ValueError, match="one at a time"):
        elementary_effects(np.array([[[0, 0], [1, 1], [1, 0]]]), np.zeros((1, 3, 1)))


def test_interaction_has_sigma():
    table = sensitivity_table(morris({"weight_mean": lambda a, b, c: a * b}))
    assert of(table, "a")["sigma"] > 5 and of(table, "c")["sigma"] == 0


def test_agrees_with_salib():
    dataset = morris({"weight_mean": lambda a, b, c: np.sin(a) * b + c**2})
    table = sensitivity_table(dataset)
    problem = {"num_vars": 3, "names": list(LINEAR), "bounds": [list(ends) for ends in LINEAR.values()]}
    places = np.column_stack([dataset[name].values for name in LINEAR])
    found = salib_morris.analyze(problem, places, dataset["weight_mean"].values[:, 0], num_levels=4, seed=1)
    for ours, theirs in (("mu", "mu"), ("mu_star", "mu_star"), ("sigma", "sigma")):
        # values are rounded to six digits, steps are not exactly 2/3
        assert table[ours].to_numpy() == pytest.approx(np.asarray(found[theirs], dtype=float), rel=1e-4, abs=1e-4)


def test_noise_floor_and_p_by_hand():
    """Two trajectories, two seeds: means 2 and 4, variances 2 and 8, so s² = 5 and F = 10 / 2.5 = 4."""
    found = effect_statistics(np.array([[1.0, 3.0], [2.0, 6.0]]))
    assert (found.mu, found.sigma) == pytest.approx((3, np.sqrt(2)))
    assert found.noise_floor == pytest.approx(np.sqrt(2 / np.pi * 2.5))
    assert found.p == pytest.approx(1 / (1 + 4))  # F(2, 2): P(F > f) = 1 / (1 + f)


def test_seed_alone_gives_the_floor():
    """A factor that does nothing has the mu* of the noise; one that does much stands far above."""
    dataset = morris({"weight_mean": linear}, trajectories=400, seeds=3, noise=0.5, seed_effect=50)
    table = sensitivity_table(dataset, resamples=99)
    # a step of 2/3 between two points of deviation 0.5 / sqrt(3)
    expected = np.sqrt(2 / np.pi) * np.sqrt(2) * 0.5 / np.sqrt(3) / (2 / 3)
    for factor in LINEAR:
        assert of(table, factor)["noise_floor"] == pytest.approx(expected, rel=0.08)
    assert of(table, "c")["mu_star"] == pytest.approx(expected, rel=0.1)
    assert of(table, "c")["p"] > 0.01
    assert of(table, "a")["holm_p"] < 1e-9


def test_p_is_uniform_without_effects():
    generator = np.random.default_rng(1)
    p = [effect_statistics(generator.standard_normal((6, 2)), resamples=9).p for _ in range(1000)]
    # about 50 of 1000 below 0.05; 4 standard errors are 28
    assert 22 <= np.sum(np.array(p) < 0.05) <= 78


def test_one_seed_has_no_floor():
    row = of(sensitivity_table(morris({"weight_mean": linear})), "a")
    assert np.isnan(row["noise_floor"]) and np.isnan(row["p"]) and row["seeds"] == 1


def test_equal_seeds_have_no_noise():
    table = sensitivity_table(morris({"weight_mean": linear}, seeds=2))
    assert of(table, "a")["noise_floor"] == 0 and of(table, "a")["p"] == 0
    constant = sensitivity_table(morris({"weight_mean": lambda a, b, c: 0 * a}, seeds=2))
    assert (constant["mu_star"] == 0).all() and constant["p"].isna().all()


def test_trajectory_with_a_missing_point_is_dropped_and_counted():
    dataset = morris({"weight_mean": linear}, seeds=2)
    dataset["status"][5, 0] = 1  # in trajectory 1: its number must not be used
    dataset["weight_mean"][5, 0] = 1e9
    dataset["weight_mean"][38, 1] = np.nan  # in trajectory 9: ok, but the measure is undefined
    row = of(sensitivity_table(dataset), "a")
    assert (row["trajectories"], row["dropped"], row["points"], row["points_missing"]) == (8, 2, 64, 2)
    assert row["mu"] == pytest.approx(6)


def test_without_any_trajectory_all_is_missing():
    dataset = morris({"weight_mean": linear})
    dataset["weight_mean"][::4] = np.nan
    table = sensitivity_table(dataset)
    assert table[["mu", "mu_star", "sigma", "noise_floor", "p"]].isna().all().all()
    assert (table["dropped"] == 10).all() and (table["trajectories"] == 0).all()


def test_order_of_seeds_and_samples_changes_no_bit():
    dataset = morris({"weight_mean": linear}, seeds=3, noise=0.3, seed_effect=1)
    shuffled = dataset.isel(seed=[2, 0, 1], sample=np.random.default_rng(2).permutation(dataset.sizes["sample"]))
    pd.testing.assert_frame_equal(sensitivity_table(shuffled), sensitivity_table(dataset), check_exact=True)


def test_default_measures_are_the_primary_ones_that_exist():
    dataset = morris({"rate_excitatory": linear, "weight_mean": linear, "weight_within": linear})
    assert list(sensitivity_table(dataset)["measure"].unique()) == ["weight_mean", "rate_excitatory"]
    assert list(sensitivity_table(dataset, ["weight_within"])["measure"].unique()) == ["weight_within"]


# --- Sobol


def sobol(functions, ranges=CIRCLE, samples=1024, **options):
    return sampled_dataset(ranges, functions, method="sobol", samples=samples, **options)


def test_ishigami():
    """Analytic values for a = 7, b = 0.1 (Ishigami & Homma 1990; Saltelli et al. 2008)."""
    table = sensitivity_table(sobol({"weight_mean": ishigami}), resamples=199)
    assert table["first_order"].to_numpy() == pytest.approx([0.3139, 0.4424, 0], abs=0.05)
    assert table["total_order"].to_numpy() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.05)
    for name, true in (("first_order", [0.3139, 0.4424, 0]), ("total_order", [0.5576, 0.4424, 0.2437])):
        assert (table[f"{name}_low"] < true).all() and (table[f"{name}_high"] > true).all()
    assert (table["blocks"] == 1024).all() and (table["points"] == 1024 * 5).all()


def test_pairs_of_ishigami():
    """Only x1 and x3 act together: 0.2437 of the variance."""
    table = sensitivity_table(sobol({"weight_mean": ishigami}, second_order=True), resamples=99)
    pairs = table[table["other_factor"].notna()].set_index(["factor", "other_factor"])["second_order"]
    assert pairs[("x1", "x3")] == pytest.approx(0.2437, abs=0.05)
    assert pairs[("x1", "x2")] == pytest.approx(0, abs=0.05) and pairs[("x2", "x3")] == pytest.approx(0, abs=0.05)
    assert table["first_order"].notna().sum() == 3


def test_additive_function_divides_the_variance_by_hand():
    """2 x1 + x2 over equal ranges: shares 4/5, 1/5, 0, first and total."""
    table = sensitivity_table(sobol({"weight_mean": lambda x1, x2, x3: 2 * x1 + x2}), resamples=19)
    assert table["first_order"].to_numpy() == pytest.approx([0.8, 0.2, 0], abs=0.02)
    assert table["total_order"].to_numpy() == pytest.approx([0.8, 0.2, 0], abs=0.02)


def test_share_of_seed_noise():
    """x1 - x2 has variance 2 π² / 3; noise of the same variance per point is 1/3 of the variance of two seeds' means.

    A factor that does nothing gets that share as its total index; a network shared by all rows changes nothing.
    """
    variance = 2 * np.pi**2 / 3
    function = {"weight_mean": lambda x1, x2, x3: x1 - x2}
    dataset = sobol(function, samples=4096, seeds=2, noise=np.sqrt(variance), seed_effect=9)
    table = sensitivity_table(dataset, resamples=19)
    assert table["noise_share"].to_numpy() == pytest.approx([1 / 3] * 3, abs=0.03)
    assert table["noise_floor"].to_numpy() == pytest.approx([1 / 3] * 3, abs=0.03)
    assert of(table, "x3")["total_order"] == pytest.approx(1 / 3, abs=0.04)
    assert of(table, "x1")["total_order"] == pytest.approx(1 / 3 + 1 / 3, abs=0.05)


def test_block_with_a_missing_row_is_dropped_and_counted():
    dataset = sobol({"weight_mean": ishigami}, samples=256)
    whole = sensitivity_table(dataset, resamples=19)
    dataset["status"][[3, 4, 12]] = 1  # rows of blocks 0, 0 and 2
    table = sensitivity_table(dataset, resamples=19)
    assert (table["blocks"] == 254).all() and (table["dropped"] == 2).all() and (table["points_missing"] == 3).all()
    kept = dataset["weight_mean"].values[:, 0].reshape(256, 5)[[1, *range(3, 256)]]
    expected = sobol_indices(kept[..., np.newaxis], 3, resamples=19)
    assert table["total_order"].to_numpy() == pytest.approx(expected.total)
    assert not np.allclose(table["total_order"], whole["total_order"], rtol=1e-6)


def test_constant_measure_has_no_indices():
    table = sensitivity_table(sobol({"weight_mean": lambda x1, x2, x3: 0 * x1 + 0.1}, samples=8, seeds=2))
    columns = ["first_order", "total_order", "first_order_low", "total_order_high", "noise_floor", "noise_share"]
    assert table[columns].isna().all().all()


def test_same_table_twice_and_for_any_order_of_seeds():
    dataset = sobol({"weight_mean": ishigami}, samples=16, seeds=3, noise=0.5)
    first = sensitivity_table(dataset, resamples=99)
    pd.testing.assert_frame_equal(sensitivity_table(dataset, resamples=99), first, check_exact=True)
    swapped = sensitivity_table(dataset.isel(seed=[1, 2, 0]), resamples=99)
    pd.testing.assert_frame_equal(swapped, first, check_exact=True)


def test_rows_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="4 rows in a block do not fit 3 factors"):
        sobol_indices(np.zeros((2, 4, 1)), 3)


# --- what is no sampled design


def test_other_datasets_are_refused():
    dataset = morris({"weight_mean": linear})
    with pytest.raises(ValueError, match="has 39 of 40 positions of its design"):
        sensitivity_table(dataset.isel(sample=slice(1, None)))
    del dataset.attrs["design_json"]
    with pytest.raises(ValueError, match="has no sampled design"):
        sensitivity_table(dataset)
