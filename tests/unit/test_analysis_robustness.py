"""Tables of conditions, comparisons and shares of variance on invented datasets."""

import numpy as np
import pandas as pd
import pytest
from synthetic import synthetic_dataset

from homeotherm.analysis import robustness, statistics

FAST = {"resamples": 99}
INTERVAL = ["mean", "low", "high", "n", "method"]


def exact_dataset(seeds=3):
    """Return states × temperatures with `weight_mean` 10·state + temperature index + (0, 1, 2, ...) / 10."""
    dataset = synthetic_dataset(seeds=seeds)
    state, temperature, seed = np.meshgrid(range(3), range(3), range(seeds), indexing="ij")
    dataset["weight_mean"][...] = 10 * state + temperature + seed / 10
    return dataset


def test_condition_table_by_hand():
    table = robustness.condition_table(exact_dataset(), ["weight_mean"])
    assert list(table.columns) == [
        "state",
        "metabolic_rate",
        "temperature_celsius",
        "measure",
        "units",
        "phase",
        *INTERVAL,
        "seed_variation",
    ]
    assert len(table) == 9
    row = table.query("state == 'hypermetabolic' and temperature_celsius == 37").iloc[0]
    # 21, 21.1, 21.2: mean 21.1, deviation 0.1, half width 0.2484138
    assert row["metabolic_rate"] == 1.67
    assert (row["measure"], row["units"], row["phase"]) == ("weight_mean", "nS", "")
    assert (row["n"], row["method"]) == (3, "Student t")
    assert row["mean"] == pytest.approx(21.1)
    assert row["high"] - row["mean"] == pytest.approx(0.2484138, abs=1e-6)
    assert row["seed_variation"] == pytest.approx(0.1 / 21.1)


def test_seed_variation_minimum():
    assert robustness.seed_variation(np.array([2.0, 2.0])) == 0
    assert np.isnan(robustness.seed_variation(np.array([2.0])))
    assert np.isnan(robustness.seed_variation(np.zeros(3)))
    # mean 0.1, deviation 2.1, standard error 1.05: nearer to zero than that
    assert np.isnan(robustness.seed_variation(np.array([-2.0, 2.0, 1.7, -1.3])))
    # mean 2, deviation √2, standard error 1
    assert robustness.seed_variation(np.array([1.0, 3.0])) == pytest.approx(np.sqrt(2) / 2)


def test_all_measures_by_default_and_no_others():
    dataset = synthetic_dataset(states=False)
    table = robustness.condition_table(dataset, **FAST)
    expected = {
        name
        for name, variable in dataset.data_vars.items()
        if not {"time", "weight_bin"} & set(variable.dims) and name != "status"
    }
    assert set(table["measure"]) == expected
    assert len(table) == 3 * len(expected)


def test_phase_is_chosen_and_named():
    dataset = synthetic_dataset()
    for phase in ("before", "after"):
        table = robustness.condition_table(dataset, ["kuramoto", "weight_mean"], phase=phase, **FAST)
        assert table["phase"].tolist() == [phase] * 9 + [""] * 9
        expected = dataset["kuramoto"].sel(phase=phase).mean("seed").values.ravel()
        np.testing.assert_allclose(table["mean"][:9], expected)


def test_axes_become_columns_with_units():
    table = robustness.condition_table(
        synthetic_dataset(states=False, temperatures=None, learning_rates=(0.04, 0.08)), ["cv"], **FAST
    )
    assert list(table.columns[:3]) == ["metabolic_rate", "temperature_celsius", "learning_rate_nS"]
    assert table["temperature_celsius"].tolist() == [37, 37]
    assert table["learning_rate_nS"].tolist() == [0.04, 0.08]


@pytest.mark.parametrize(
    ("name", "units", "column"),
    [
        ("temperature", "degree_Celsius", "temperature_celsius"),
        ("temperature_celsius", "degree_Celsius", "temperature_celsius"),
        ("metabolic_rate", "1", "metabolic_rate"),
        ("metabolic_rate", "", "metabolic_rate"),
        ("drive", "Hz", "drive_Hz"),
        ("slope", "nS s-1", "slope_nS_per_s"),
    ],
)
def test_column_names(name, units, column):
    assert robustness.column_name(name, units) == column


def test_points_that_failed_are_not_counted():
    dataset = exact_dataset()
    dataset["status"][0, 0, 2] = 1  # the number stays in the file and must not be used
    dataset["status"][1, 1, :] = 3
    table = robustness.condition_table(dataset, ["weight_mean"])
    assert table["n"].tolist() == [2, 3, 3, 3, 0, 3, 3, 3, 3]
    assert table["mean"][0] == pytest.approx(0.05)
    assert table["method"][4] == "no value"
    assert np.isnan(table["mean"][4])

    compared = robustness.comparisons(dataset, ["weight_mean"])
    cold = compared[compared["temperature_celsius"] == 30]
    assert cold["n"].tolist() == [2, 2, 3]
    # only the complete pairs (0, 10), (0.1, 10.1): deviation 0.1/√2, 2 degrees of freedom, correction 4/7
    assert cold["hedges_g"].iloc[0] == pytest.approx(100 * np.sqrt(2) * 4 / 7)
    warm = compared[compared["temperature_celsius"] == 37]
    assert warm["n"].tolist() == [0, 3, 0]
    assert np.isnan(warm["p"]).tolist() == [True, False, True]
    assert np.isnan(warm["holm_p"]).tolist() == [True, False, True]
    assert warm["disjoint"].tolist() == [False, True, False]


def test_comparisons_by_hand():
    table = robustness.comparisons(exact_dataset(), ["weight_mean"])
    assert list(table.columns) == [
        "temperature_celsius",
        "measure",
        "units",
        "phase",
        "axis",
        "first",
        "second",
        "n",
        "difference",
        "difference_low",
        "difference_high",
        "method",
        "hedges_g",
        "cliffs_delta",
        "p",
        "smallest_possible_p",
        "holm_p",
        "smallest_possible_holm_p",
        "disjoint",
    ]
    assert len(table) == 9  # three pairs of states at three temperatures
    row = table.query("second == 'hypermetabolic' and temperature_celsius == 42").iloc[0]
    assert (row["axis"], row["first"], row["n"]) == ("state", "hypometabolic", 3)
    # every difference is 20, deviation within states 0.1, g = 200 · 0.8
    assert row["difference"] == pytest.approx(20)
    assert row["difference_low"] == pytest.approx(20)
    assert row["hedges_g"] == pytest.approx(160)
    assert row["cliffs_delta"] == 1
    assert row["disjoint"]


def test_three_seeds_cannot_be_significant_and_the_table_says_so():
    table = robustness.comparisons(exact_dataset(), ["weight_mean"])
    np.testing.assert_allclose(table["p"], 0.25)
    np.testing.assert_allclose(table["smallest_possible_p"], 0.25)
    np.testing.assert_allclose(table["holm_p"], 1)
    np.testing.assert_allclose(table["smallest_possible_holm_p"], 1)


def test_holm_counts_every_row():
    # 10 seeds: smallest p 2/1024, 9 rows of two measures each
    table = robustness.comparisons(exact_dataset(seeds=10), ["weight_mean", "weight_gini"])
    assert len(table) == 18
    np.testing.assert_allclose(table["p"][:9], 2 / 1024)
    np.testing.assert_allclose(table["holm_p"], statistics.holm(table["p"]))
    assert table["holm_p"].min() == pytest.approx(18 * 2 / 1024)
    assert (table["p"] >= table["smallest_possible_p"] * (1 - 1e-12)).all()
    assert (table["holm_p"] >= table["smallest_possible_holm_p"] * (1 - 1e-12)).all()


def test_pairing_uses_the_seed():
    # seeds differ by far more than states, but every seed rises by 1 to 1.2: only pairs show it
    dataset = synthetic_dataset(temperatures=None, seeds=8)
    seeds = 100.0 * np.arange(8)
    dataset["weight_mean"][...] = np.array([seeds, seeds + 1 + np.arange(8) / 40, seeds])
    table = robustness.comparisons(dataset, ["weight_mean"])
    assert table["p"][0] == pytest.approx(2 / 256)
    assert not table["disjoint"][0]
    assert abs(table["hedges_g"][0]) < 0.01
    assert table["p"][1] == 1


def test_without_states_temperatures_are_compared():
    table = robustness.comparisons(synthetic_dataset(states=False, temperatures=(42, 30, 36, 39, 33)), ["weight_mean"])
    assert table["axis"].unique().tolist() == ["temperature_celsius"]
    assert list(zip(table["first"], table["second"], strict=True)) == [(30, 36), (30, 42), (36, 42)]
    assert "temperature_celsius" not in table.columns
    assert (table["difference"] > 0).all()
    only_two = robustness.comparisons(synthetic_dataset(states=False, temperatures=(36, 40)), ["weight_mean"])
    assert list(zip(only_two["first"], only_two["second"], strict=True)) == [(36, 40)]


def test_any_axis_can_be_compared():
    table = robustness.comparisons(synthetic_dataset(), ["weight_mean"], axis="temperature")
    assert len(table) == 9
    assert table["state"].unique().tolist() == ["hypometabolic", "normometabolic", "hypermetabolic"]
    table = robustness.comparisons(
        synthetic_dataset(learning_rates=(0.04, 0.08)), ["weight_mean"], axis="learning_rate"
    )
    assert table["axis"].unique().tolist() == ["learning_rate_nS"]
    assert len(table) == 9


def test_one_label_leaves_the_header():
    table = robustness.comparisons(synthetic_dataset(states=False, temperatures=(37,)), ["cv"])
    full = robustness.comparisons(synthetic_dataset(states=False, seeds=2), ["cv"], **FAST)
    assert table.empty and set(table.columns) <= set(full.columns)
    assert [name for name in full if name in table] == list(table.columns)
    assert "holm_p" in table and "metabolic_rate" not in table


def test_missing_axis_is_named():
    with pytest.raises(ValueError, match="no axis 'learning_rate' to compare along; the dataset has: state,"):
        robustness.comparisons(synthetic_dataset(), ["cv"], axis="learning_rate")
    with pytest.raises(ValueError, match="no axis 'state' to compare along; the dataset has: none"):
        robustness.variance_table(synthetic_dataset(states=False, temperatures=None), ["cv"])
    with pytest.raises(ValueError, match="no measure 'charm'"):
        robustness.condition_table(synthetic_dataset(), ["charm"])
    with pytest.raises(ValueError, match="no status along seed"):
        robustness.condition_table(synthetic_dataset().drop_vars("status"), ["cv"])


def test_variance_table_by_hand():
    table = robustness.variance_table(exact_dataset(), ["weight_mean"])
    assert list(table.columns) == [
        "temperature_celsius",
        "measure",
        "units",
        "phase",
        "between",
        "scope",
        "groups",
        "n",
        "variance_share",
        "variance_share_by_chance",
        "disjoint",
    ]
    assert table["scope"].tolist() == ["fixed"] * 3 + ["overall"] * 2
    assert table["between"].tolist() == ["state"] * 4 + ["condition"]
    assert table["temperature_celsius"].tolist()[:3] == [30, 37, 42]
    assert np.isnan(table["temperature_celsius"][3:]).all()
    assert table["n"].tolist() == [9, 9, 9, 27, 27]
    assert table["groups"].tolist() == [3, 3, 3, 3, 9]
    # squares at one temperature: 3 · 200 between states, 3 · 0.02 within
    # overall: 9 · 200 between states, 9 · 2 between temperatures, 9 · 0.02 within
    expected = [600 / 600.06] * 3 + [1800 / 1818.18, 1818 / 1818.18]
    np.testing.assert_allclose(table["variance_share"], expected)
    np.testing.assert_allclose(table["variance_share_by_chance"], [2 / 8] * 3 + [2 / 26, 8 / 26])
    assert table["disjoint"].all()


def test_variance_table_with_one_axis():
    table = robustness.variance_table(synthetic_dataset(states=False), ["kuramoto"])
    assert table["between"].tolist() == ["temperature", "condition"]
    assert table["metabolic_rate"].tolist() == [1, 1]
    assert table["variance_share"][0] == table["variance_share"][1] > 0.9


def tables(dataset):
    """Return the three tables of one measure."""
    return [
        robustness.condition_table(dataset, ["weight_mean"], **FAST),
        robustness.comparisons(dataset, ["weight_mean"], **FAST),
        robustness.variance_table(dataset, ["weight_mean"]),
    ]


def test_order_of_seeds_does_not_matter():
    dataset = synthetic_dataset(seeds=9, failed=[{"state": 0, "temperature": 0, "seed": 4}])
    shuffled = dataset.isel(seed=[3, 8, 0, 5, 1, 7, 2, 6, 4])
    for before, after in zip(tables(dataset), tables(shuffled), strict=True):
        pd.testing.assert_frame_equal(before, after, check_exact=True)


def test_adding_a_constant_changes_no_comparison():
    dataset = synthetic_dataset(seeds=9)
    moved = dataset.assign(weight_mean=dataset["weight_mean"] + 3)
    conditions, compared, shares = tables(dataset)
    other_conditions, other_compared, other_shares = tables(moved)
    np.testing.assert_allclose(other_conditions["mean"], conditions["mean"] + 3)
    np.testing.assert_allclose(other_compared["hedges_g"], compared["hedges_g"])
    np.testing.assert_allclose(other_compared["p"], compared["p"])
    np.testing.assert_allclose(other_compared["difference"], compared["difference"])
    np.testing.assert_allclose(other_shares["variance_share"], shares["variance_share"])


def test_same_input_same_bits():
    dataset = synthetic_dataset(seeds=14)  # beyond exact permutations
    for one, two in zip(tables(dataset), tables(dataset), strict=True):
        pd.testing.assert_frame_equal(one, two, check_exact=True)
