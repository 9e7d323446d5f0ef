"""Critical values, peaks and bistability against numbers by hand."""

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from synthetic import synthetic_dataset
from synthetic_dynamics import bistable_dataset, network_ramp

from homeotherm.analysis.critical import bistability_table, critical_table, crossing
from homeotherm.analysis.peak import PERCENTILE, peak, peak_table
from homeotherm.analysis.transitions import COLUMNS, transition_table

TEMPERATURES = np.arange(30.0, 43.0)


def measured(curves, control=TEMPERATURES, name="weight_mean"):
    """Return a dataset of one measure from curves over (control, seed)."""
    curves = np.asarray(curves, dtype=float)
    dims = ("temperature", "seed")
    return xr.Dataset(
        {name: (dims, curves, {"units": "nS"}), "status": (dims, np.zeros(curves.shape, dtype=np.int8))},
        coords={
            "temperature": ("temperature", control, {"units": "degree_Celsius"}),
            "seed": np.arange(1, curves.shape[1] + 1),
        },
    )


# --- crossing


def test_crossing_is_interpolated():
    assert crossing([1, 2, 4], [0.0, 1.0, 5.0], 2.0, rising=True) == pytest.approx(2.5)
    assert crossing([1, 2, 4], [5.0, 1.0, 0.0], 2.0, rising=False) == pytest.approx(1.75)


def test_crossing_takes_the_cut_that_misplaces_fewest():
    """One value too high early on does not move the crossing between 6 and 7."""
    values = [0, 0, 9, 0, 0, 0, 9, 9, 9, 9]
    assert crossing(np.arange(1, 11), values, 4.5, rising=True) == pytest.approx(6.5)


def test_equally_good_cuts_are_averaged():
    """0 1 0 1: cuts at 1.5 and at 3.5 both misplace one value."""
    assert crossing([1, 2, 3, 4], [0, 1, 0, 1], 0.5, rising=True) == pytest.approx(2.5)


@pytest.mark.parametrize("values", [[0, 0, 0], [9, 9, 9], [9, 0, 0], [0, 9, 0], [np.nan, 9, np.nan], [np.nan] * 3])
def test_no_crossing(values):
    assert np.isnan(crossing([1, 2, 3], values, 4.5, rising=True))


def test_crossing_mirrors():
    values = np.random.default_rng(0).standard_normal(30) + 0.2 * np.arange(30) - 3
    there = crossing(np.arange(30), values, 0.3, rising=True)
    assert crossing(np.arange(30), -values, -0.3, rising=False) == there > 5
    assert crossing(-np.arange(30)[::-1], values[::-1], 0.3, rising=False) == pytest.approx(-there)


# --- critical values


def test_critical_value_of_steps_by_hand():
    """From 2 to 4 nS between 36 and 37, 37 and 38, 38 and 39 °C: half-way is 3 nS, at 36.5, 37.5, 38.5 °C."""
    curves = np.stack([np.where(place < TEMPERATURES, 4.0, 2.0) for place in (36, 37, 38)], axis=1)
    (row,) = critical_table(measured(curves), ["weight_mean"]).to_dict("records")
    assert row["control"] == "temperature_celsius" and row["units"] == "nS" and row["phase"] == ""
    assert row["level"] == 3.0 and row["n"] == 3
    assert row["estimate"] == pytest.approx(37.5)
    half = stats.t.ppf(0.975, 2) * 1.0 / np.sqrt(3)
    assert (row["low"], row["high"]) == pytest.approx((37.5 - half, 37.5 + half))
    assert row["change"] == row["change_low"] == row["change_high"] == 2.0
    # the mean rises by 2/3 in three of twelve steps: its largest slope is four times the mean slope
    assert row["steepness"] == pytest.approx(4.0)


def test_falling_measures_have_critical_values_too():
    curves = np.tile(np.where(TEMPERATURES > 40, 0.2, 0.8)[:, np.newaxis], (1, 4))
    (row,) = critical_table(measured(curves), ["weight_mean"]).to_dict("records")
    assert row["estimate"] == pytest.approx(40.5) and row["change"] == pytest.approx(-0.6)


def test_a_failed_end_moves_the_end():
    curves = np.tile(np.where(TEMPERATURES > 36, 4.0, 2.0)[:, np.newaxis], (1, 3))
    curves[-1] = np.nan
    dataset = measured(curves)
    dataset["status"][-1] = 2
    (row,) = critical_table(dataset, ["weight_mean"]).to_dict("records")
    assert row["estimate"] == pytest.approx(36.5) and row["change"] == 2.0


def test_without_values_nothing_is_said():
    (row,) = critical_table(measured(np.full((13, 3), np.nan)), ["weight_mean"]).to_dict("records")
    assert np.isnan([row["estimate"], row["level"], row["change"], row["steepness"]]).all() and row["n"] == 0


def test_no_change_shows_in_the_interval_of_the_change():
    curves = 2 + 0.1 * np.random.default_rng(1).standard_normal((13, 10))
    (row,) = critical_table(measured(curves), ["weight_mean"]).to_dict("records")
    assert row["change_low"] < 0 < row["change_high"]


# --- peaks


def test_peak_of_a_parabola_is_exact():
    """On any three points, evenly spaced or not."""
    control = np.array([30.0, 33, 36, 37, 41, 42])
    values = 0.9 - 0.01 * (control - 36.8) ** 2
    found = peak(control, np.tile(values[:, np.newaxis], (1, 5)))
    assert found.estimate == pytest.approx(36.8) and found.height == pytest.approx(0.9)
    assert (found.low, found.high) == pytest.approx((36.8, 36.8))
    assert found.interior == 1 and found.interior_share == 1 and found.n == 5 and found.method == PERCENTILE


def test_peak_at_an_end_is_not_interior():
    found = peak([1, 2, 3], [[0.0], [1.0], [2.0]])
    assert found.estimate == 3 and found.height == 2 and found.interior == 0 and np.isnan(found.low)


def test_peak_of_a_plateau_is_its_middle():
    assert peak([1, 2, 3, 4, 5], np.array([[0.0, 1, 1, 1, 0]]).T).estimate == 3
    assert peak([1, 2, 3, 4], np.array([[0.0, 1, 1, 0]]).T).estimate == 2.5
    assert peak([1, 2, 3, 4], np.array([[1.0, 1, 0, 0]]).T).interior == 0


def test_interval_of_the_peak_covers_it():
    """Seeds whose parabolas peak at 36 + noise of deviation 0.5: the mean curve peaks at their mean."""
    places = 36 + 0.5 * np.random.default_rng(2).standard_normal(20)
    values = 1 - 0.02 * (TEMPERATURES[:, np.newaxis] - places) ** 2
    found = peak(TEMPERATURES, values)
    assert found.estimate == pytest.approx(places.mean())
    expected = 2 * 1.96 * places.std() / np.sqrt(20)
    assert found.high - found.low == pytest.approx(expected, rel=0.1)
    assert found.low < found.estimate < found.high


def test_peak_does_not_depend_on_the_order_of_seeds():
    values = np.random.default_rng(3).standard_normal((13, 9))
    values[2, 3] = np.nan
    for order in ([8, 7, 6, 5, 4, 3, 2, 1, 0], [3, 1, 8, 0, 2, 7, 6, 4, 5]):
        assert peak(TEMPERATURES, values[:, order]) == peak(TEMPERATURES, values)


def test_peak_with_missing_values():
    values = np.tile((1 - 0.01 * (TEMPERATURES - 36.3) ** 2)[:, np.newaxis], (1, 4))
    values[0], values[5, 2], values[:, 3] = np.nan, np.nan, np.nan
    found = peak(TEMPERATURES, values)
    assert found.estimate == pytest.approx(36.3) and found.n == 3
    assert peak(TEMPERATURES, np.full((13, 4), np.nan)).n == 0
    assert np.isnan(peak([1, 2], [[0.0], [1.0]]).estimate)


def test_peaks_of_a_study():
    """Learning of the invented dataset is best where its arousal is 0.4, and lower at 30 and 42 °C."""
    dataset = synthetic_dataset(states=False, temperatures=TEMPERATURES, seeds=8)
    table = peak_table(dataset, ["decoding_accuracy", "d_prime"])
    best = 38 + 2 * np.log(0.4 / 0.6)
    assert table["estimate"].to_numpy() == pytest.approx([best, best], abs=0.5)
    assert (table["interior"] == 1).all() and (table["low"] > 35).all() and (table["high"] < 39).all()
    assert table["control"].unique().tolist() == ["temperature_celsius"]


# --- bistability


def test_two_states_where_the_start_decides():
    table = bistability_table(bistable_dataset()).set_index("temperature_celsius")
    assert table["branches"].to_dict() == {30: 1, 34: 2, 38: 2, 42: 1}
    assert table.loc[[34, 38], "estimate"].to_numpy() == pytest.approx([2, 2], abs=0.1)
    assert (table.loc[[34, 38], "separation"] > 20).all()
    assert (table.loc[[30, 42], "estimate"].abs() < 0.1).all()
    assert (table["n"] == 5).all() and (table["control"] == "initial_scale").all()


def test_difference_is_paired_by_seed():
    """2 nS apart in every seed, although seeds differ by 10 nS: the interval is a point, the separation small."""
    dataset = bistable_dataset(seeds=3, temperatures=(34,), starts=(0.5, 1.5))
    dataset["weight_mean"].values[:] = np.array([0.0, 10, 20]) + np.array([[[0.0]], [[2.0]]])
    (row,) = bistability_table(dataset).to_dict("records")
    assert row["estimate"] == row["low"] == row["high"] == 2.0
    assert row["separation"] == pytest.approx(2 / 10 * (1 - 3 / (4 * 4 - 1)))


def test_too_few_seeds_have_no_branch_count():
    assert bistability_table(bistable_dataset(seeds=2))["branches"].isna().all()


def test_bistability_needs_two_starts():
    with pytest.raises(ValueError, match="initial_scale"):
        bistability_table(bistable_dataset().isel(initial_scale=[0]))
    with pytest.raises(ValueError, match="initial_scale"):
        bistability_table(synthetic_dataset())


# --- the table of a study


def test_table_of_a_study_over_states():
    dataset = synthetic_dataset(temperatures=(30, 34, 37, 40, 42), seeds=4)
    table = transition_table(dataset, resamples=99)
    assert list(table.columns) == ["analysis", "state", "metabolic_rate", *COLUMNS[1:]]
    assert table.groupby("analysis").size().to_dict() == {"critical": 8 * 3, "peak": 3 * 3}
    weights = table[(table["measure"] == "weight_mean")].set_index("state")["estimate"]
    assert weights["hypermetabolic"] < weights["normometabolic"] < weights["hypometabolic"]


def test_table_along_the_metabolic_rate():
    table = transition_table(synthetic_dataset(temperatures=None, seeds=4), resamples=99)
    assert set(table["control"]) == {"metabolic_rate"} and set(table["analysis"]) == {"critical", "peak"}


def test_table_of_starts_holds_the_critical_temperature_of_each():
    table = transition_table(bistable_dataset(), resamples=99)
    critical = table[table["analysis"] == "critical"].set_index("initial_scale")["estimate"]
    assert critical[0.5] == pytest.approx(40, abs=0.1) and critical[1.75] == pytest.approx(32, abs=0.1)
    assert (table["analysis"] == "bistability").sum() == 4


@pytest.mark.parametrize(
    "dataset",
    [synthetic_dataset(states=False, temperatures=None, learning_rates=(0.1, 0.2)), synthetic_dataset(states=False, temperatures=(37,)), network_ramp(seeds=2)],
    ids=["no temperature", "one temperature", "ramp"],
)  # fmt: skip
def test_nothing_to_follow_leaves_the_header(dataset):
    table = transition_table(dataset)
    assert table.empty and tuple(table.columns) == COLUMNS
