"""Claims: what is accepted, what each test finds in numbers that can be checked by hand, and how it is shown."""

import copy

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from synthetic import synthetic_dataset

from homeotherm.analysis.claim_comparison import compare_claims
from homeotherm.analysis.claim_tests import TESTS, eta_squared, parabola_peak
from homeotherm.analysis.claims import COLUMNS, claim_table
from homeotherm.analysis.resampling import JACKKNIFE, seed_interval
from homeotherm.analysis.statistics import BOOTSTRAP, CONSTANT, bootstrap_interval, variance_share
from homeotherm.analysis.verdicts import FAILS, HOLDS, UNDECIDED
from homeotherm.claim import Claim
from homeotherm.claim_schema import CLASSES
from homeotherm.errors import InputError
from homeotherm.figures import claim_matrix, claims
from homeotherm.figures.drawing import save_drawing
from homeotherm.files import read_table, write_table
from homeotherm.study import check_study, load_study

T_TWO = 4.302652729911275  # 97.5 % quantile of Student's t with 2 degrees of freedom


def dataset_of(values, temperatures=(30.0, 36.0, 42.0), status=None) -> xr.Dataset:
    """Return a dataset of one measure without phases; `values` has a row per temperature and a column per seed."""
    values = np.array(values, dtype=float)
    status = np.zeros(values.shape, dtype=np.int8) if status is None else np.array(status, dtype=np.int8)
    axes = ("temperature", "seed")
    return xr.Dataset(
        {"weight_mean": (axes, values, {"units": "nS"}), "status": (axes, status)},
        coords={
            "temperature": ("temperature", np.array(temperatures, dtype=float), {"units": "degree_Celsius"}),
            "seed": np.arange(1, values.shape[1] + 1),
        },
    )


def judged(test: str, values, temperatures=(30.0, 36.0, 42.0), at=None, status=None, **needs) -> pd.Series:
    """Return the row of one claim on `weight_mean`; `at` are its temperatures, all in order if left out."""
    conditions = tuple({"temperature": float(value)} for value in (temperatures if at is None else at))
    if at is None:
        needs |= {"along": "temperature", "control": tuple(map(float, temperatures))}
    claim = Claim(
        name="x",
        sentence="A sentence.",
        finding="",
        quantity="weight_mean",
        phase="",
        test=test,
        conditions=conditions,
        **needs,
    )
    return claim_table(dataset_of(values, temperatures, status), [claim]).iloc[0]


# --- tests and verdicts


COLD_WARM = [[1, 2, 3], [0, 0, 0], [2, 3.1, 3.9]]  # paired differences 1, 1.1, 0.9


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


PLACES = np.array([30, 33, 36, 39, 42.0])


def hills(*vertices: float) -> np.ndarray:
    """Return parabolas with these vertices and a curvature of -1/36 per square degree, one column per seed."""
    return np.stack([1 - (PLACES - vertex) ** 2 / 36 for vertex in vertices], axis=1)


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


def row_of(test: str, values, status=None) -> pd.Series:
    """Return the row of a claim of any test, with conditions and bounds that it needs."""
    needs = {
        "difference": {"at": (30, 36), "direction": "rises", "minimum_effect": 0.1}, "bound": {"at": (30,), "above": 0.1},
        "monotone": {"above": 0.1}, "peak": {"inside": (33.0, 39.0), "minimum_effect": 0.1},
        "transition": {"above": 1.1, "minimum_effect": 0.1}, "variance_share": {"at": (30, 36), "above": 0.1},
        "disjoint": {"at": (30, 36)}, "same": {"at": (30, 36), "within": 0.1},
    }[test]  # fmt: skip
    return judged(test, values, status=status, **needs)


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


# --- study files


@pytest.fixture
def check(project, content):
    """Return a function that checks a study of three temperatures and two states with one claim."""
    content["axes"] = {
        "state": ["normometabolic", "hypermetabolic"], "temperature": {"values": [30, 37, 42], "unit": "degC"},
    }  # fmt: skip

    def checked(*entries, **changes):
        return check_study("small", {**content, "claims": list(entries), **changes}, project / "config" / "models")

    return checked


def entry(**changes: object) -> dict:
    """Return a good claim; a change to None takes the key away."""
    claim = {
        "name": "rise", "claim": "Synchrony rises.", "quantity": "voltage_synchrony", "test": "difference",
        "between": [{"temperature": 30}, {"temperature": "42 degC"}], "where": {"state": "normometabolic"},
        "direction": "rises", "minimum_effect": 0.1,
    }  # fmt: skip
    return {key: value for key, value in {**claim, **changes}.items() if value is not None}


def along(test: str, **changes: object) -> dict:
    """Return a good claim along temperature."""
    return entry(
        **{"test": test, "between": None, "direction": None, "minimum_effect": None, "along": "temperature", **changes}
    )


def test_a_claim_is_complete(check):
    claim = check(entry()).claims[0]
    assert claim.conditions == (
        {"state": "normometabolic", "temperature": 30.0}, {"state": "normometabolic", "temperature": 42.0},
    )  # fmt: skip
    assert (claim.phase, claim.minimum_effect, claim.finding) == ("after", 0.1, "")
    claim = check(along("peak", inside=[34, "39 degC"], minimum_effect=1, phase="before", finding="inverted_u")).claims[
        0
    ]
    assert [condition["temperature"] for condition in claim.conditions] == list(claim.control) == [30.0, 37.0, 42.0]
    assert (claim.inside, claim.phase, claim.finding) == ((34.0, 39.0), "before", "inverted U")


def test_an_axis_of_one_value_needs_no_word(check):
    axes = {"state": ["normometabolic"], "temperature": {"values": [30, 42], "unit": "degC"}}
    assert check(entry(where=None), axes=axes).claims == check(entry(), axes=axes).claims


def test_states_of_a_claim_are_found_in_the_dataset(check):
    between = [{"state": "normometabolic"}, {"state": "hypermetabolic"}]
    claims = check(entry(between=between, where={"temperature": 37})).claims
    dataset = synthetic_dataset(seeds=4)
    row = claim_table(dataset, claims).iloc[0]
    values = dataset["voltage_synchrony"].sel(temperature=37, phase="after")
    difference = values.sel(state="hypermetabolic") - values.sel(state="normometabolic")
    assert row["observed"] == pytest.approx(float(difference.mean()), rel=1e-12)
    assert row["conditions"] == "state normometabolic / state hypermetabolic; temperature 37 °C"


def test_along_states_the_control_is_their_metabolic_rate(check):
    axes = {"state": ["normometabolic", "hypermetabolic", "hypometabolic"]}
    claim = check(along("monotone", along="state", where=None, above=0.5), axes=axes).claims[0]
    assert claim.control == (0.49, 1.0, 1.67)
    row = claim_table(synthetic_dataset(temperatures=None), [claim]).iloc[0]
    assert (row["observed"], row["conditions"]) == (1.0, "state 0.49 to 1.67")


REFUSED = [
    ([1], "claims: 1 is not usable; allowed: entries"),
    ([entry(name="a b")], "claims.a b: 'a b' is not a safe name"),
    ([entry(), entry()], "claims.rise: stands twice"),
    ([entry(name=None)], "claims.1.name: is missing; required: a name"),
    ([entry(claim=" ")], "claims.rise.claim: is empty"),
    ([entry(test=None)], "claims.rise.test: is missing; allowed: difference, bound"),
    ([entry(test="diference")], "claims.rise.test: 'diference' is unknown (did you mean 'difference'?)"),
    ([entry(quantity="voltage_synchron")], "claims.rise.quantity: 'voltage_synchron' is no measure (did you mean 'voltage_synchrony'?)"),
    ([entry(quantity="rate_trajectory")], "claims.rise.quantity: 'rate_trajectory' is not one number per point (it has time)"),
    ([entry(quantity="energy_mean")], "claims.rise.quantity: 'energy_mean' is no measure"),
    ([entry(quantity="weight_mean", phase="before")], "claims.rise.phase: 'weight_mean' has no phases"),
    ([entry(phase="during")], "claims.rise.phase: 'during' is no phase; allowed: before, after"),
    ([entry(phase="afterr")], "claims.rise.phase: 'afterr' is no phase (did you mean 'after'?); allowed: before, after"),
    ([entry(between=None)], "claims.rise.between: is missing; required: two conditions"),
    ([entry(between=[{"temperature": 30}])], "claims.rise.between: [{'temperature': 30}] is not usable; allowed: two conditions"),
    ([entry(between=[{"temperature": 30}, {"temperature": 41}])], "claims.rise.between.temperature: 41 is not on the axis; allowed: 30, 37, 42"),
    ([entry(between=[{"temperature": 30}, {"temperature": 30}])], "claims.rise.between: {'temperature': 30} stands twice"),
    ([entry(between=[{"temperature": 30}, {"temperature": "42 Hz"}])], "claims.rise.between.temperature: 42 Hz is in 'Hz'; allowed: a unit of temperature"),
    ([entry(between=[{"temperature": 30}, {"temprature": 42}])], "claims.rise.between: 'temprature' is no axis of this study (did you mean 'temperature'?)"),
    ([entry(where=None)], "claims.rise.where: state is left open; required: one value of state"),
    ([entry(where={"state": "hipermetabolic"})], "claims.rise.where.state: 'hipermetabolic' is not on the axis (did you mean 'hypermetabolic'?)"),
    ([entry(where={"state": "normometabolic", "temperature": 37})], "claims.rise.where: 'temperature' stands under between too"),
    ([entry(direction="up")], "claims.rise.direction: 'up' is not usable; allowed: rises or falls"),
    ([entry(minimum_effect=0)], "claims.rise.minimum_effect: 0 is not usable; allowed: a number above 0"),
    ([entry(minimum_effect="0.1 nS")], "claims.rise.minimum_effect: '0.1 nS' is not usable; allowed: a number above 0"),
    ([entry(minimum_efect=1)], "claims.rise.minimum_efect: unknown key (did you mean 'minimum_effect'?)"),
    ([entry(finding=6)], "claims.rise.finding: 6 is not usable; allowed: 1 to 5, inverted_u or reciprocal"),
    ([along("monotone")], "claims.rise.above or below: is missing; required: one of the two"),
    ([along("monotone", above=0.5, below=0.6)], "claims.rise.above or below: both are given"),
    ([along("monotone", above=1.5)], "claims.rise.above: 1.5 is not usable; allowed: a number between -1 and 1"),
    ([along("monotone", above=0.5, along="neurons")], "claims.rise.along: 'neurons' is no axis of this study"),
    ([along("monotone", above=0.5, along="state", where={"temperature": 37})], "claims.rise.along: state has 2 values; allowed: an axis of at least 3"),
    ([along("monotone", above=0.5, where={"state": "normometabolic", "temperature": 37})], "claims.rise.where: 'temperature' is the axis of along"),
    ([along("transition", above=2)], "claims.rise.minimum_effect: is missing"),
    ([along("transition", above=0.5, minimum_effect=1)], "claims.rise.above: 0.5 is not usable; allowed: a number from 1 on"),
    ([along("peak", inside=[36, 42], minimum_effect=1)], "claims.rise.inside: 36 to 42; allowed: low < high, between 30 and 42"),
    ([along("peak", inside=[38, 39], minimum_effect=1)], "claims.rise.inside: 38 to 39 holds no value of temperature"),
    ([along("peak", inside=[38], minimum_effect=1)], "claims.rise.inside: [38] is not usable; allowed: two values"),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "line"), REFUSED, ids=[line[:70] for _, line in REFUSED])
def test_refused_with_one_line(check, entries, line):
    with pytest.raises(InputError) as error:
        check(*copy.deepcopy(entries))
    message = str(error.value)
    assert message.startswith(line)
    assert ("allowed" in message or "required: " in message) and "\n" not in message


def test_claims_that_are_no_list(check):
    for value in (3, {"name": "x"}, None):
        with pytest.raises(
            InputError, match="^claims: .* is not usable; allowed: a list of claims, or the name of a study"
        ):
            check(claims=value)


def test_claims_beside_a_sampled_design(check):
    design = {
        "method": "morris",
        "trajectories": 2,
        "factors": {"inhibition_ratio": [7, 13], "temperature": ["37 degC", "42 degC"]},
    }
    with pytest.raises(InputError, match="^claims: stand beside a sampled design; allowed: with axes"):
        check(entry(), axes=None, design=design)


def test_every_class_is_a_test_that_can_be_run():
    assert set(CLASSES) == set(TESTS)


def test_claims_of_another_study(project, tmp_path):
    """A counter-model names the study whose claims it is held against; chains and strangers are refused."""
    full, counter = (load_study(name, project / "config") for name in ("metaboplasticity", "uniform_q10"))
    assert [claim.name for claim in counter.claims] == [claim.name for claim in full.claims]
    assert len(full.claims) > 20 and isinstance(counter.content["claims"], list)
    assert "claims" not in counter.simulated_content
    (tmp_path / "studies").mkdir()
    (tmp_path / "models").symlink_to(project / "config" / "models")
    text = (project / "config" / "studies" / "uniform_q10.yaml").read_text()
    for other, line in (
        ("b", "claims: study 'b' lists no claims"),
        ("metaboplastic", "claims: 'metaboplastic' is no study"),
    ):
        for name in ("a", "b"):
            changed = text.replace("claims: metaboplasticity", f"claims: {other}")
            (tmp_path / "studies" / f"{name}.yaml").write_text(changed)
        with pytest.raises(InputError, match=line):
            load_study("a", tmp_path)


# --- figures


@pytest.fixture(scope="module")
def table():
    """Return claims that hold, do not hold, are undecided and have no number, as they are read from a file."""
    shape = {"at": (30, 42), "direction": "rises"}
    rows = [judged("difference", COLD_WARM, minimum_effect=effect, **shape) for effect in (0.5, 0.9, 1.3)]
    rows += [row_of("peak", hills(36, 36, 36)[::2]), row_of("bound", np.full((3, 2), np.nan))]
    joined = pd.DataFrame(rows).assign(claim=list("abcde"), finding=["finding 1", np.nan, np.nan, "inverted U", np.nan])
    return joined.reset_index(drop=True)


def test_figure_shows_every_claim_with_its_verdict(table):
    drawing = claims.draw(table)
    place = drawing.figure.axes[0]
    lines = {line.get_label(): line for line in place.lines}
    for row in table.itertuples():
        sign = claims.SIGNS[row.verdict]
        assert lines[f"verdict: {row.claim}"].get_marker() == sign.marker
        assert lines[f"verdict: {row.claim}"].get_color() == sign.colour
        if np.isfinite(row.margin):
            assert lines[f"claim: {row.claim}"].get_xdata() == [row.margin]
            assert place.get_xlim()[0] < row.margin_low <= row.margin_high < place.get_xlim()[1]
    assert "claim: e" not in lines
    words = " ".join(text.get_text() for text in place.texts)
    assert "no number" in words and "undefined" in words and "finding 1, mean paired difference" in words
    assert "2 holds, 2 undecided, 1 does not hold" in drawing.caption
    assert len({sign.marker for sign in claims.SIGNS.values()}) == 3


def test_figure_needs_claims(table):
    with pytest.raises(ValueError, match="needs a study with claims"):
        claims.draw(table.iloc[:0])
    with pytest.raises(ValueError, match="needs the column verdict"):
        claims.draw(table.drop(columns="verdict"))


def test_comparison_of_studies(table, tmp_path):
    other = table.iloc[[0, 3]].assign(verdict=FAILS)
    joined = compare_claims({"first": table, "second": other})
    assert list(joined["study"]) == ["first"] * 5 + ["second"] * 2
    assert joined[joined["claim"] == "d"]["verdict"].tolist() == [HOLDS, FAILS]
    drawing = claim_matrix.draw(joined)
    markers = {line.get_label(): line.get_marker() for line in drawing.figure.axes[0].lines}
    assert markers["verdict: a first"] == claims.SIGNS[HOLDS].marker
    assert markers["verdict: a second"] == claims.SIGNS[FAILS].marker
    assert "verdict: b second" not in markers
    assert "first 2 of 5, second 0 of 2" in drawing.caption
    paths = save_drawing(drawing, tmp_path, "claims")
    again = save_drawing(claim_matrix.draw(joined), tmp_path / "again", "claims")
    assert all(paths[suffix].read_bytes() == again[suffix].read_bytes() for suffix in paths)
    pd.testing.assert_frame_equal(
        read_table(paths["csv"])[["study", "claim", "verdict"]], joined[["study", "claim", "verdict"]]
    )


def test_one_name_for_two_claims_is_refused(table):
    with pytest.raises(
        InputError, match="compare: claim 'a' of second has the sentence 'Other.', that of first 'A sentence.'"
    ):
        compare_claims({"first": table, "second": table.assign(sentence="Other.")})


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


@pytest.mark.parametrize(
    ("over", "line"),
    [
        ("q10_sets", "claims.matching_crash.over: 'q10_sets' is no axis of this study (did you mean 'q10_set'?)"),
        (
            "q10_spread",
            "claims.matching_crash.over: the values of q10_spread are no numbered draws; allowed: an axis of",
        ),
        ("sweep_regulation", "claims.matching_crash.over: the values of sweep_regulation are no numbered draws"),
    ],
)
def test_replicates_must_be_an_axis_of_draws(project, over, line):
    content = copy.deepcopy(load_study("temperature", project / "config").content)
    content["claims"][0]["over"] = over
    with pytest.raises(InputError) as error:
        check_study("temperature", content, project / "config" / "models")
    assert str(error.value).startswith(line)
