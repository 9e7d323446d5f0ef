"""Degeneracy of regulated cells as a table, and what was done to the cells of a condition."""

import numpy as np
import pytest
from synthetic_cells import regulated_dataset, swept

from homeotherm.analysis.degeneracy import COLUMNS, degeneracy_table
from homeotherm.analysis.treatment import protocol, treatment

THREE = np.array([1.0, 2.0, 3.0])


@pytest.fixture
def dataset():
    """Return three cells whose conductances are 1, 2, 3 times something, in CaT the other way round."""
    found = regulated_dataset(seeds=1, cells=3)
    sizes = np.array([4000.0, 1.0, 20.0, 300.0, 90.0, 150.0, 0.3, 0.01])
    values = THREE[:, np.newaxis] * sizes
    values[:, 1] = values[::-1, 1]
    found["conductance"][:] = values[..., np.newaxis]
    return found


def pick(table, **where):
    """Return the values of the rows with these entries."""
    for column, value in where.items():
        table = table[table[column] == value]
    return table["value"].to_numpy()


# What was done


def test_treatments_by_hand():
    sharp = treatment(regulated_dataset().sel(neuromodulation="sharp"))
    assert (sharp.kind, sharp.pair, sharp.blocked) == ("sharp", ("CaS", "A"), "")
    assert sharp.targets("settled") == {"slow": 5.0, "ultraslow": 4.0} == sharp.targets("washed_out")
    assert sharp.targets("early") == {"slow": -8.0, "ultraslow": 4.0} == sharp.targets("modulated")


def test_targets_stay_without_neuromodulation():
    none = treatment(regulated_dataset().sel(neuromodulation="none"))
    assert none.targets("modulated") == {"slow": 5.0, "ultraslow": 4.0}


@pytest.mark.parametrize("axis", [True, False])
def test_pair_and_blocked_channel_swept_or_not(axis):
    if axis:
        wide = swept(
            swept(regulated_dataset(), "blocked_channel", ["none", "KCa"]), "modulated_pair", ["CaS_A", "CaS_H"]
        )
        condition = wide.isel(neuromodulation=2, blocked_channel=1, modulated_pair=1)
    else:  # the position of the choice: none, Na, CaT, CaS, A, KCa
        condition = regulated_dataset(blocked_channel=5.0, modulated_pair=1.0).isel(neuromodulation=2)
    done = treatment(condition)
    assert (done.kind, done.pair, done.blocked) == ("controlled", ("CaS", "H"), "KCa")
    assert done.blocked_at("settled") == "" and done.blocked_at("early") == "KCa"


def test_kind_that_is_not_swept():
    dataset = regulated_dataset(kinds=("sharp",)).isel(neuromodulation=0, drop=True)
    assert treatment(dataset).kind == "controlled"  # what the table says


def test_moments_of_the_protocol():
    plan = protocol(regulated_dataset(settle_duration=30.0, modulated_duration=60.0, early_test=10.0))
    assert plan.tested == {"settled": 29.0, "early": 40.0, "modulated": 89.0}


# The table


def test_values_by_hand(dataset):
    table = degeneracy_table(dataset)
    first = {"neuromodulation": "none", "phase": "settled"}
    spread = pick(table, statistic="coefficient_of_variation", **first)
    np.testing.assert_allclose(spread, np.full(8, np.sqrt(2 / 3) / 2))  # of 1, 2, 3
    assert pick(table, statistic="rank_correlation", channel="Na", other_channel="CaT", **first) == pytest.approx(-1)
    assert pick(table, statistic="rank_correlation", channel="CaS", other_channel="A", **first) == pytest.approx(1)
    assert pick(table, statistic="participation_ratio", **first) == pytest.approx(1)  # one line, of whatever direction
    assert (table["cells"] == 3).all() and (table["units"] == "1").all()


def test_ratios_are_those_of_what_homeostasis_alone_moves(dataset):
    end = {"channel": dataset["channel"].values.tolist().index("Kd"), "phase": 2}
    dataset["conductance"][:, :, :, :, 2] *= 2.0
    dataset["conductance"][{**end, "cell": 1}] *= 1.1
    for name in ("CaS", "A"):  # the modulated pair may leave its ratios
        dataset["conductance"][{"channel": list(dataset["channel"].values).index(name), "phase": 2}] *= -3.0
    table = degeneracy_table(dataset)
    where = {"neuromodulation": "sharp", "phase": "modulated"}
    assert pick(table, statistic="ratio_error_median", **where) == pytest.approx(0.0, abs=1e-12)
    # of six channels five doubled and one grew 2.2 times: 0.2 over the mean of them
    assert pick(table, statistic="ratio_error_largest", **where) == pytest.approx(0.2 / (12.2 / 6))
    assert pick(table, statistic="ratio_error_largest", phase="settled").size == 0
    assert pick(table, statistic="ratio_error_largest", neuromodulation="sharp", phase="early") == pytest.approx(0)


def test_one_block_of_rows_per_condition_seed_and_moment():
    table = degeneracy_table(swept(regulated_dataset(seeds=3), "blocked_channel", ["none", "H"]))
    assert list(table) == ["blocked_channel", "neuromodulation", *COLUMNS]
    counts = table.groupby(["blocked_channel", "neuromodulation", "seed", "phase"]).size()
    assert len(counts) == 2 * 3 * 3 * 3
    assert (counts.xs("settled", level="phase") == 8 + 28 + 1).all()
    assert (counts.drop("settled", level="phase") == 8 + 28 + 1 + 2).all()


def test_failed_points_are_missing():
    table = degeneracy_table(regulated_dataset(failed=[(1, 0)]))
    gone = (table["neuromodulation"] == "sharp") & (table["seed"] == 1)
    assert table.loc[gone, "value"].isna().all() and table.loc[~gone, "value"].notna().all()
    assert (table.loc[gone, "cells"] == 0).all()
