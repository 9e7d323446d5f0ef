"""Survival along a sweep of the temperature, and what tells survivors from others: numbers derived by hand."""

import numpy as np
import pytest
from synthetic_sweep import CELLS, SETS, sweep_dataset

from homeotherm.analysis.sweep_survival import crash_steps, survival_table
from homeotherm.analysis.sweep_survivors import rank_correlation, survivors_table


def chosen(table, **values):
    for name, value in values.items():
        table = table[table[name] == value]
    return table


def test_the_first_step_without_function_counts():
    assert crash_steps(np.array([[1, 1, 1], [1, 0, 1], [0, 0, 0]])).tolist() == [3, 1, 0]


def test_kaplan_meier_with_greenwood_by_hand():
    """Of 16 cells 4 crash at the second step and 4 at the third: S = 3/4, then 1/2.

    Greenwood: var(ln S) = 4/(16 12), then + 4/(12 8); on the scale of ln(-ln S) the half width is 1.96 sd / ln S.
    """
    table = chosen(
        survival_table(sweep_dataset()), statistic="survival", q10_spread=1, q10_set=1, sweep_regulation="frozen"
    )
    assert table["value"].tolist() == [1, 0.75, 0.5, 0.5]
    assert table["at_risk"].tolist() == [16, 16, 12, 8] and table["crashed"].tolist() == [0, 4, 4, 0]
    for row, survival, variance in ((1, 0.75, 4 / (16 * 12)), (2, 0.5, 4 / (16 * 12) + 4 / (12 * 8))):
        half = 1.959964 * np.sqrt(variance) / np.log(survival)
        expected = np.exp(-np.exp(np.log(-np.log(survival)) + np.array([-half, half])))
        np.testing.assert_allclose(table.iloc[row][["low", "high"]].astype(float), np.sort(expected), rtol=1e-5)


def test_without_a_crash_the_interval_is_that_of_a_share():
    """Wilson: 16 of 16 is above n/(n + z^2)."""
    table = chosen(survival_table(sweep_dataset()), statistic="survival", sweep_regulation="running", q10_spread=0)
    np.testing.assert_allclose(table["low"].astype(float), 16 / (16 + 1.959964**2), rtol=1e-6)
    assert (table["value"] == 1).all() and (table["high"] == 1).all()


def test_conditions_that_are_the_same_simulations_stand_once():
    table = chosen(survival_table(sweep_dataset()), statistic="survival")
    assert chosen(table, q10_spread=0)["q10_set"].unique().tolist() == [1]
    assert len(chosen(table, q10_spread=1)["q10_set"].unique()) == SETS


def test_log_rank_compares_conditions_with_names():
    """No crash in either: no difference. Else 8 of 16 against 0 of 16, by hand over two steps.

    Step 2: 4 crashes among 16 + 16, expected 2, variance 4 (1/2)(1/2)(28/31); step 3: 4 among 12 + 16, expected
    12/28 4, variance 4 (12/28)(16/28)(24/27).
    """
    tests = chosen(survival_table(sweep_dataset()), statistic="logrank")
    assert len(tests) == 1 + SETS and (tests["compared_with"] == "frozen").all()
    assert chosen(tests, q10_spread=0)["p"].tolist() == [1.0]
    z = (8 - 2 - 4 * 12 / 28) / np.sqrt(4 / 4 * 28 / 31 + 4 * (12 / 28) * (16 / 28) * 24 / 27)
    np.testing.assert_allclose(chosen(tests, q10_spread=1)["value"].abs().astype(float), z, rtol=1e-6)


def test_points_that_failed_are_left_out():
    table = survival_table(sweep_dataset(failed=((1, 0, 1, 0), (1, 1, 1, 0), (1, 1, 1, 1))))
    one = chosen(table, statistic="survival", q10_spread=1, sweep_regulation="frozen")
    assert chosen(one, q10_set=1)["cells"].tolist() == [CELLS] * 4
    assert chosen(one, q10_set=2)["cells"].tolist() == [0] * 4 and chosen(one, q10_set=2)["value"].isna().all()


def test_conductances_of_survivors():
    """A rises with the cell, and so does the step of the crash, with ties: Spearman of ranks 1..8 and 1.5 1.5 3.5 3.5 6.5."""
    table = chosen(survivors_table(sweep_dataset(seeds=1)), kind="conductance")
    running, frozen = (chosen(table, sweep_regulation=name, predictor="A") for name in ("running", "frozen"))
    assert running["rank_correlation"].isna().all() and (running["crashed"] == 0).all()
    first = chosen(frozen, q10_spread=1).iloc[0]
    expected = np.corrcoef(np.arange(8), [1.5, 1.5, 3.5, 3.5, 6.5, 6.5, 6.5, 6.5])[0, 1]
    assert first["rank_correlation"] == pytest.approx(expected) and first["crashed"] == 4
    # 8!/(2! 2! 4!) = 420 orders, of which one is as high and one as low
    assert first["p"] == pytest.approx(2 / 420, rel=0.5)


def test_q10s_over_sets_and_their_mismatch():
    """Six sets in perfect order: 2 of 6! permutations are as extreme; Benjamini and Hochberg over the tests of the kind."""
    table = chosen(survivors_table(sweep_dataset()), kind="q10")
    assert set(table["predictor"]) == {"activation_Na", "mismatch of rates"} and (table["q10_spread"] == 1).all()
    own = chosen(table, predictor="activation_Na")
    np.testing.assert_allclose(own["rank_correlation"].astype(float), -1)
    np.testing.assert_allclose(own["p"].astype(float), 2 / 720)
    assert (own["replicates"] == SETS).all() and (own["corrected_p"] > own["p"]).all()


def test_constant_or_few_values_have_no_correlation():
    assert np.isnan(rank_correlation(np.ones(9), np.arange(9.0))["p"])
    assert np.isnan(rank_correlation(np.arange(4.0), np.arange(4.0))["p"])


def test_interval_of_a_correlation():
    """Fisher's z with the variance (1 + r^2/2)/(n - 3)."""
    x = np.arange(20.0)
    y = x.copy()
    y[:10] = y[:10][::-1]
    found = rank_correlation(x, y)
    half = 1.959964 * np.sqrt((1 + found["rank_correlation"] ** 2 / 2) / 17)
    assert np.arctanh(found["high"]) - np.arctanh(found["low"]) == pytest.approx(2 * half)
