"""Claims: what each test finds in numbers that can be checked by hand."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from synthetic import synthetic_dataset
from synthetic_claims import COLD_WARM, PLACES, dataset_of, hills, judged, row_of

from homeotherm.analysis.claim_tests import TESTS, eta_squared, parabola_peak
from homeotherm.analysis.claims import COLUMNS, claim_table
from homeotherm.analysis.resampling import JACKKNIFE, seed_interval
from homeotherm.analysis.statistics import BOOTSTRAP, CONSTANT, bootstrap_interval, variance_share
from homeotherm.analysis.verdicts import FAILS, HOLDS, UNDECIDED
from homeotherm.claim import Claim
from homeotherm.files import read_table, write_table

T_TWO = 4.302652729911275  # 97.5 % quantile of Student's t with 2 degrees of freedom


# --- tests and verdicts


@pytest.mark.parametrize(
    ("direction", "minimum_effect", "expected"),
    [("rises", 0.5, HOLDS), ("rises", 0.9, UNDECIDED), ("rises", 1.3, FAILS), ("falls", 0.5, FAILS)],
)
def test_difference_is_paired(direction, minimum_effect, expected):
    row = judged("difference", COLD_WARM, at=(30, 42), direction=direction, minimum_effect=minimum_effect)
    half = T_TWO * 0.1 / np.sqrt(3)
    assert (row["observed"], row["low"], row["high"]) == pytest.approx((1.0, 1.0 - half, 1.0 + half))
    # variances 1 and 0.91, correction 1 - 3 / (4 * 4 - 1)
    assert row["effect_size"] == pytest.approx(0.8 / np.sqrt((1 + 0.91) / 2))
    assert (row["verdict"], row["n"], row["conditions"]) == (expected, 3, "temperature 30 / 42 °C")


def test_margin_is_in_minimum_effects_on_the_claimed_side():
    rising = judged("difference", COLD_WARM, at=(30, 42), direction="rises", minimum_effect=0.5)
    falling = judged("difference", COLD_WARM, at=(30, 42), direction="falls", minimum_effect=0.5)
    assert (rising["margin"], falling["margin"]) == pytest.approx((1.0, -3.0))
    assert rising["margin_low"] < rising["margin"] < rising["margin_high"]
    assert falling["margin_high"] - falling["margin_low"] == pytest.approx(2 * T_TWO * 0.1 / np.sqrt(3) / 0.5)
    assert (rising["expected"], falling["expected"]) == ("above 0.5 nS", "below -0.5 nS")


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [({"below": 5.0}, HOLDS), ({"above": 0.0}, UNDECIDED), ({"below": -1.0}, FAILS), ({"above": -0.5}, HOLDS)],
)
def test_bound(bounds, expected):
    """Mean 2, interval 2 ± 2.48."""
    row = judged("bound", COLD_WARM, at=(30,), **bounds)
    assert (row["observed"], row["high"] - row["low"]) == pytest.approx((2.0, 2 * T_TWO / np.sqrt(3)))
    assert row["verdict"] == expected


def test_bound_has_the_distance_in_deviations_as_effect():
    row = judged("bound", COLD_WARM, at=(30,), below=5.0)
    assert row["effect_size"] == pytest.approx(-3 * (1 - 3 / 7))
    assert row["margin"] == pytest.approx(0.6)  # 3 of 5


RISING, FALLING, FLAT = (
    [[a, b, c] for a, b, c in zip(x, x, x, strict=True)] for x in ([1, 2, 4], [4, 2, 1], [2, 2, 2])
)


@pytest.mark.parametrize(
    ("values", "bounds", "expected"),
    [
        (RISING, {"above": 0.9}, HOLDS), (FALLING, {"above": 0.9}, FAILS), (FALLING, {"below": -0.9}, HOLDS),
        (FLAT, {"above": 0.1}, FAILS), (FLAT, {"below": -0.1}, FAILS),
    ],
)  # fmt: skip
def test_monotone(values, bounds, expected):
    assert judged("monotone", values, **bounds)["verdict"] == expected


def test_monotone_is_the_mean_rank_correlation_of_seeds():
    """Ranks 1 3 2 4 have 1 - 6 * 2 / (4 * 15) = 0.8; the other two seeds have 1; Student's t would pass 1."""
    values = np.array([[1, 2, 3, 4], [1, 2, 3, 4], [1, 3, 2, 4]]).T
    row = judged("monotone", values, temperatures=(30, 34, 38, 42), above=0.9)
    half = T_TWO * np.std([1, 1, 0.8], ddof=1) / np.sqrt(3)
    assert (row["observed"], row["low"], row["high"]) == pytest.approx((2.8 / 3, 2.8 / 3 - half, 1.0))
    assert row["verdict"] == UNDECIDED


@pytest.mark.parametrize(
    ("values", "minimum_effect", "verdict", "criterion", "observed"),
    [
        (hills(36, 36, 36), 0.5, HOLDS, "place of the peak", 36.0),
        (hills(36, 36, 36), 2.0, FAILS, "fall to the lower end", 1.0),
        (hills(40, 40, 40), 0.01, FAILS, "fall to the upper end", 1 / 12),
        (-hills(36, 36, 36), 0.5, FAILS, "fall to the lower end", -0.75),
    ],
)
def test_peak(values, minimum_effect, verdict, criterion, observed):
    """The second hill is highest at 39 °C inside the range: 1 - 1/36, against 1 - 4/36 at 42 °C."""
    row = judged("peak", values, PLACES, inside=(34.0, 39.0), minimum_effect=minimum_effect)
    if criterion == "fall to the upper end":  # the place, 40 °C, lies 1 °C outside: a margin of -0.4
        assert "place of the peak 40 [40, 40] °C, expected 34 to 39 °C: does not hold" in row["details"]
        assert "fall to the upper end 0.08333 [0.08333, 0.08333] nS, expected above 0.01 nS: holds" in row["details"]
        criterion, observed = "place of the peak", 40.0
    assert (row["verdict"], row["criterion"]) == (verdict, criterion)
    assert row["observed"] == pytest.approx(observed)


def test_peak_of_a_line_is_at_its_end():
    for slope, end in ((1, 42.0), (-1, 30.0)):
        row = judged("peak", np.outer(slope * PLACES, [1, 1, 1]), PLACES, inside=(34.0, 39.0), minimum_effect=100.0)
        assert f"place of the peak {end:g} [" in row["details"]
        assert row["verdict"] == FAILS


def test_peak_of_few_seeds_has_a_jackknife_interval():
    """Peaks at 33, 36, 39 °C: the mean curve peaks at 36 °C, pseudo-values are the three, the interval passes the axis."""
    row = judged("peak", hills(33, 36, 39), PLACES, inside=(30.5, 41.5), minimum_effect=1e-9)
    assert "place of the peak 36 [30, 42] °C" in row["details"]
    assert row["verdict"] == UNDECIDED
    table = hills(35, 36, 37).T
    interval = seed_interval(table, lambda tables: parabola_peak(PLACES, tables.mean(axis=-2)))
    half = T_TWO * 1 / np.sqrt(3)
    assert interval[:3] == pytest.approx((36.0, 36.0 - half, 36.0 + half))
    assert interval.method == JACKKNIFE


def test_parabola_peak_on_an_uneven_axis():
    control = np.array([30.0, 31.0, 37.0, 38.5, 42.0])
    curves = np.stack([5 - (control - 35.25) ** 2, (control - 33) ** 2, (control - 39) ** 2, control, -control])
    np.testing.assert_allclose(parabola_peak(control, curves), [35.25, 42, 30, 42, 30])


@pytest.mark.parametrize(
    ("curve", "above", "minimum_effect", "verdict", "criterion", "observed"),
    [
        ([0, 0, 1, 1], 2.0, 0.5, HOLDS, "change along the axis", 1.0),
        ([1, 1, 0, 0], 2.0, 0.5, HOLDS, "change along the axis", 1.0),
        ([0, 1, 2, 3], 2.0, 0.5, FAILS, "steepest step over mean slope", 1.0),
        ([0, 0, 1, 1], 2.0, 1.5, FAILS, "change along the axis", 1.0),
        ([0, 2, 0, 0], 1.2, 0.5, FAILS, "change along the axis", 0.0),
    ],
)
def test_transition(curve, above, minimum_effect, verdict, criterion, observed):
    """Up within one of three steps: three times the mean slope, by the largest change an axis of four values has."""
    values = np.outer(curve, [1, 1, 1]) + np.array([0, 0.25, 0.5])
    row = judged("transition", values, (30, 34, 38, 42), above=above, minimum_effect=minimum_effect)
    if verdict == HOLDS:  # margins 0.5 and 1: the smaller is shown
        criterion, observed = "steepest step over mean slope", 3.0
    assert (row["verdict"], row["criterion"]) == (verdict, criterion)
    assert row["observed"] == pytest.approx(observed)


def test_variance_share():
    """1 2 3 against 4 5 6: 13.5 of 17.5."""
    row = judged("variance_share", [[1, 2, 3], [4, 5, 6], [0, 0, 0]], at=(30, 36), above=0.5)
    assert row["observed"] == row["effect_size"] == pytest.approx(27 / 35)
    assert row["method"] == JACKKNIFE and 0 <= row["low"] < 27 / 35 < row["high"] <= 1
    assert judged("variance_share", [[1, 2, 3], [1, 2, 3], [0, 0, 0]], at=(30, 36), above=0.5)["verdict"] == FAILS
    assert (
        judged("variance_share", [[1, 1.01, 1.02], [9, 9.01, 9.02], [0, 0, 0]], at=(30, 36), above=0.5)["verdict"]
        == HOLDS
    )
    assert judged("variance_share", [[1, 2, 3], [4, 5, 6], [0, 0, 0]], at=(30, 36), above=0.75)["verdict"] == UNDECIDED


def test_eta_squared_is_the_variance_share():
    table = np.random.default_rng(1).normal(size=(4, 3)) + [0, 1, 2]
    assert eta_squared(table) == pytest.approx(variance_share(list(table.T)), rel=1e-12)
    assert np.isnan(eta_squared(np.ones((4, 3))))


@pytest.mark.parametrize(
    ("values", "gap", "verdict"),
    [([[1, 2, 3], [9, 9, 9], [5, 6, 4]], 1.0, HOLDS), ([[1, 2, 3], [9, 9, 9], [3, 4, 5]], 0.0, FAILS),
     ([[1, 2, 3], [9, 9, 9], [2.5, 4, 5]], -0.5, FAILS)],
)  # fmt: skip
def test_disjoint(values, gap, verdict):
    row = judged("disjoint", values, at=(42, 30, 36))
    assert (row["observed"], row["verdict"]) == (gap, verdict)
    assert row["effect_size"] == pytest.approx(gap / 8)


@pytest.mark.parametrize(
    ("second", "verdict"), [([1.01, 2.02, 2.99], HOLDS), ([1.2, 2.21, 3.2], FAILS), ([1.0, 2.5, 2.9], UNDECIDED)]
)
def test_same(second, verdict):
    """Differences of 0.01 on average, of 0.2 and more, and some that the interval cannot tell from 0.1 either way."""
    row = judged("same", [[1, 2, 3], second, [0, 0, 0]], at=(30, 36), within=0.1)
    assert row["verdict"] == verdict
    assert row["observed"] == pytest.approx(np.mean(np.subtract(second, [1, 2, 3])))


# --- seeds


@pytest.mark.parametrize("test", TESTS)
def test_two_seeds_decide_nothing(test):
    row = row_of(test, np.array([[1, 1.1], [2, 2.1], [1.2, 1.3]]))
    assert (row["n"], row["verdict"]) == (2, UNDECIDED)


@pytest.mark.parametrize("test", TESTS)
def test_no_point_with_a_number_decides_nothing(test):
    for values in (np.full((3, 4), np.nan), np.empty((3, 0))):
        row = row_of(test, values)
        assert (row["n"], row["verdict"]) == (0, UNDECIDED)
        assert np.isnan([row["observed"], row["low"], row["high"], row["margin"]]).all()


@pytest.mark.parametrize("test", TESTS)
def test_a_failed_point_leaves_its_seed_out(test):
    generator = np.random.default_rng(3)
    values = np.array([[1.0], [3.0], [1.5]]) + 0.1 * generator.normal(size=(3, 5))
    status = np.zeros((3, 5))
    status[0, 2] = 1
    left = row_of(test, values, status)
    pd.testing.assert_series_equal(left, row_of(test, np.delete(values, 2, axis=1)))
    assert left["n"] == 4


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("count", [5, 9])
def test_order_of_seeds_changes_no_bit(test, count):
    values = np.array([[1.0], [3.0], [1.5]]) + 0.3 * np.random.default_rng(3).normal(size=(3, count))
    first, again = row_of(test, values), row_of(test, values[:, ::-1])
    pd.testing.assert_series_equal(first, again, check_exact=True)


def test_seed_interval_of_the_mean_is_the_interval_of_the_mean():
    for count in (1, 2, 7, 12):
        sample = np.random.default_rng(count).normal(size=count)
        found = seed_interval(sample[:, np.newaxis], lambda tables: tables.mean(axis=(-2, -1)))
        expected = bootstrap_interval(sample)
        np.testing.assert_allclose(found[:3], expected[:3], rtol=1e-9)
        assert found.n == expected.n
    assert found.method == expected.method == BOOTSTRAP


def test_seed_interval_of_a_statistic_that_no_seed_changes():
    rising = np.outer(np.arange(1.0, 10), PLACES)
    interval = seed_interval(rising, lambda tables: parabola_peak(PLACES, tables.mean(axis=-2)))
    assert interval == (42.0, 42.0, 42.0, 9, CONSTANT)


def test_no_claims_give_a_table_with_a_header(tmp_path):
    write_table(claim_table(synthetic_dataset(), []), tmp_path / "claims.csv")
    assert (tmp_path / "claims.csv").read_text() == ",".join(COLUMNS) + "\n"
    assert read_table(tmp_path / "claims.csv").empty


def test_dataset_of_failed_points_without_measures():
    """If no point went well the dataset has no measures at all."""
    dataset = dataset_of([[1, 2, 3]] * 3, status=np.ones((3, 3))).drop_vars("weight_mean")
    claim = Claim("x", "X.", "", "weight_mean", "", "bound", ({"temperature": 30.0},), above=1.0)
    assert claim_table(dataset, [claim])["verdict"].item() == UNDECIDED
    with pytest.raises(ValueError, match="no measure 'weight_mean'"):
        claim_table(dataset.assign(status=dataset["status"] * 0), [claim])


# --- replicates that are draws of an axis


def dataset_of_sets(values, same: bool = False) -> xr.Dataset:
    """Return a dataset over spread, set and seed; `values` (spreads, sets, seeds); at spread 0 all sets may be one."""
    values = np.array(values, dtype=float)
    point = np.array([f"{place}" for place in np.ndindex(values.shape)], dtype=object).reshape(values.shape)
    if same:
        point[0] = point[0, :1]
    dims = ("q10_spread", "q10_set", "seed")
    return xr.Dataset(
        {"crashed_share": (dims, values, {"units": "1"}), "status": (dims, np.zeros(values.shape, np.int8)),
         "point": (dims, point)},
        coords={"q10_spread": [0.0, 1.0], "q10_set": np.arange(1.0, values.shape[1] + 1), "seed": [1, 2]},
    )  # fmt: skip


def over_sets(test: str, conditions, dataset, **needs) -> pd.Series:
    """Return the row of a claim whose replicates are sets."""
    claim = Claim("x", "A sentence.", "", "crashed_share", "", test, conditions, over="q10_set", **needs)
    return claim_table(dataset, [claim]).iloc[0]


SETS = [[[0.1, 0.3]] * 4, [[0.2, 0.4], [0.4, 0.6], [0.6, 0.8], [0.8, 1.0]]]


def test_sets_are_replicates_with_their_mean_over_seeds():
    """Means 0.3, 0.5, 0.7, 0.9 less 0.2: mean 0.4, standard deviation 0.2582, Student's t with 3 degrees 3.1824."""
    row = over_sets("difference", ({"q10_spread": 0.0}, {"q10_spread": 1.0}), dataset_of_sets(SETS, same=True),
                    direction="rises", minimum_effect=0.1)  # fmt: skip
    half = 3.182446305284263 * np.sqrt(0.2 / 3) / 2
    assert (row.n, row.observed) == (4, pytest.approx(0.4)) and row.low == pytest.approx(0.4 - half)
    assert row.conditions == "q10_spread 0 / 1; replicates: q10_set" and row.verdict == UNDECIDED


def test_sets_that_name_the_same_simulations_are_one_replicate():
    row = over_sets("bound", ({"q10_spread": 0.0},), dataset_of_sets(SETS, same=True), below=0.5)
    assert row.n == 1 and row.verdict == UNDECIDED
    assert over_sets("bound", ({"q10_spread": 0.0},), dataset_of_sets(SETS), below=0.5).n == 4
