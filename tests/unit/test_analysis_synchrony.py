"""The table of synchrony indices."""

import numpy as np
import pandas as pd
import pytest
from synthetic import synthetic_dataset

from homeotherm.analysis.synchrony import INDICES, synchrony_indices

FAST = {"resamples": 99}


def test_one_row_per_condition_phase_and_index():
    table = synchrony_indices(synthetic_dataset(), **FAST)
    assert list(table.columns) == [
        "state",
        "metabolic_rate",
        "temperature_celsius",
        "phase",
        "index",
        "units",
        "mean",
        "low",
        "high",
        "n",
        "method",
        "floor",
    ]
    assert len(table) == 9 * 2 * len(INDICES)
    keys = ["state", "temperature_celsius", "phase", "index"]
    assert not table.duplicated(keys).any()
    assert set(table["index"]) == set(INDICES)
    assert set(table["phase"]) == {"before", "after"}


def test_values_are_those_of_the_dataset():
    dataset = synthetic_dataset()
    table = synchrony_indices(dataset, **FAST).set_index(["state", "temperature_celsius", "phase", "index"])
    for index in INDICES:
        for phase in ("before", "after"):
            values = dataset[index].sel(state="hypermetabolic", temperature=42, phase=phase)
            row = table.loc[("hypermetabolic", 42.0, phase, index)]
            assert row["mean"] == pytest.approx(values.mean().item())
            assert row["low"] <= row["mean"] <= row["high"]
            assert (row["n"], row["units"]) == (5, dataset[index].attrs["units"])


def test_only_the_kuramoto_order_parameter_has_a_floor():
    dataset = synthetic_dataset()
    table = synchrony_indices(dataset, **FAST)
    assert set(table.loc[table["floor"].notna(), "index"]) == {"kuramoto"}
    for phase in ("before", "after"):
        rows = table[(table["index"] == "kuramoto") & (table["phase"] == phase)]
        expected = dataset["kuramoto_floor"].sel(phase=phase).mean("seed").values.ravel()
        np.testing.assert_allclose(rows["floor"], expected)
    without = synchrony_indices(dataset.drop_vars("kuramoto_floor"), ["kuramoto"], **FAST)
    assert without["floor"].isna().all()


def test_failed_points_are_not_counted():
    failed = [{"state": 0, "temperature": 0, "seed": seed} for seed in range(5)]
    failed.append({"state": 0, "temperature": 1, "seed": 0})
    table = synchrony_indices(synthetic_dataset(failed=failed), ["kuramoto"], **FAST)
    assert table["n"].tolist() == [0, 4, 5, 5, 5, 5, 5, 5, 5] * 2
    assert np.isnan(table["mean"][0])
    assert np.isnan(table["floor"][0])
    assert table["method"][0] == "no value"


def test_indices_that_were_not_measured_are_left_out():
    dataset = synthetic_dataset(states=False)[["status", "cv", "rate_excitatory"]]
    table = synchrony_indices(dataset, **FAST)
    assert table["index"].unique().tolist() == ["rate_excitatory", "cv"]
    assert list(table.columns[:2]) == ["metabolic_rate", "temperature_celsius"]
    with pytest.raises(ValueError, match="no synchrony index in the dataset"):
        synchrony_indices(synthetic_dataset()[["status", "weight_mean"]])
    with pytest.raises(ValueError, match="no measure 'harmony'"):
        synchrony_indices(dataset, ["harmony"])


def test_an_index_without_phases_has_one_row_per_condition():
    dataset = synthetic_dataset(states=False).sel(phase="after", drop=True)
    table = synchrony_indices(dataset, ["cv"], **FAST)
    assert table["phase"].tolist() == ["", "", ""]


def test_order_of_seeds_does_not_matter():
    dataset = synthetic_dataset(seeds=8)
    before = synchrony_indices(dataset, **FAST)
    after = synchrony_indices(dataset.isel(seed=slice(None, None, -1)), **FAST)
    pd.testing.assert_frame_equal(before, after, check_exact=True)
