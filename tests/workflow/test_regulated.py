"""A small study of neurons under neuromodulation, from its file to its judged claims."""

import csv
import shutil

import numpy as np
import pytest

from homeotherm.files import content_digest, read_dataset
from homeotherm.regulated.definitions import MEASURES

pytestmark = pytest.mark.slow
STUDY = {
    "title": "Tiny neuromodulation", "question": "Do the parts fit?", "model": "stg",
    "parameters": {
        "cells": 3, "time_step": "0.05 ms", "settle_duration": "6 s", "modulated_duration": "8 s", "early_test": "4 s",
        "test_duration": "4 s", "test_transient": "1 s",
    },
    "axes": {"neuromodulation": ["sharp", "none"]}, "seeds": {"first": 1, "count": 3},
    "claims": [
        {"name": "tonic_before", "claim": "All are tonic.", "quantity": "tonic_share", "phase": "settled", "test": "bound",
         "at": {"neuromodulation": "sharp"}, "above": 0.95},
        {"name": "sharp_bursts", "claim": "Cells burst.", "quantity": "bursting_share", "phase": "early",
         "test": "difference", "between": [{"neuromodulation": "none"}, {"neuromodulation": "sharp"}],
         "direction": "rises", "minimum_effect": 0.5},
    ],
}  # fmt: skip

NETWORKS = {
    "title": "Tiny networks", "question": "Do the parts fit?", "model": "rhythm",
    "parameters": {
        "networks": 2, "time_step": "0.05 ms", "duration": "12 s", "switch_sharp": "3 s", "switch_controlled": "4 s",
        "homeostasis_start_sharp": "6 s", "window": "2 s", "transition": "1 s",
    },
    "axes": {"neuromodulation": ["sharp", "controlled"]}, "seeds": {"first": 1, "count": 2},
    "claims": [
        {"name": "silent_start", "claim": "No network has a slow rhythm.", "quantity": "slow_rhythm_share",
         "phase": "before", "test": "bound", "at": {"neuromodulation": "sharp"}, "below": 0.1},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def place(new_workplace):
    """Run the study once from nothing."""
    place = new_workplace("regulated")
    place.write_study("cells", **STUDY)
    place.snakemake(config=("study=cells",))
    return place


def test_dataset_has_names_phases_and_cells(place):
    dataset = read_dataset(place.path("cells", "dataset.nc"))
    assert dict(dataset["status"].sizes) == {"neuromodulation": 2, "seed": 3}
    assert (dataset["status"].values == 0).all()
    assert dataset["neuromodulation"].values.tolist() == ["none", "sharp"]
    assert dataset["phase"].values.tolist() == ["settled", "early", "modulated"]
    assert dataset["phase_time"].values.tolist() == [5.0, 10.0, 13.0]
    assert set(MEASURES) <= set(dataset.data_vars)
    for name, (variable, _, _) in MEASURES.items():
        assert dataset[name].dims == ("neuromodulation", "seed", *variable.dims), name
        assert dataset[name].attrs["definition"] and dataset[name].attrs["references"], name
    assert dataset["conductance"].shape == (2, 3, 3, 8, 3)
    assert dataset.sizes["course_time"] == 0  # no window of 10 s fits before or after the switch
    settled = dataset["conductance"].sel(phase="settled")
    np.testing.assert_array_equal(settled.sel(neuromodulation="none"), settled.sel(neuromodulation="sharp"))


def test_claims_are_judged_and_drawn(place):
    rows = {row["claim"]: row for row in csv.DictReader(place.path("cells", "analysis", "claims.csv").open())}
    assert {name: (row["phase"], row["verdict"]) for name, row in rows.items()} == {
        "tonic_before": ("settled", "holds"), "sharp_bursts": ("early", "holds"),
    }  # fmt: skip
    assert rows["sharp_bursts"]["conditions"] == "neuromodulation none / neuromodulation sharp"
    analyses = {"claims.csv", "degeneracy.csv", "target_lines.nc", "traces.nc"}
    assert {path.name for path in place.path("cells", "analysis").iterdir()} == analyses
    for suffix in ("svg", "png", "csv", "txt"):
        assert place.path("cells", "figures", f"claims.{suffix}").stat().st_size > 100


def test_design_says_names(place):
    rows = list(csv.DictReader(place.path("cells", "design.csv").open()))
    assert list(rows[0]) == ["point", "batch", "neuromodulation", "seed"]
    assert [row["neuromodulation"] for row in rows] == ["none"] * 3 + ["sharp"] * 3


def test_one_binary_serves_all_kinds_and_a_second_run_does_nothing(place):
    assert len(list(place.path("builds").iterdir())) == 1
    assert "Nothing to be done" in place.snakemake(config=("study=cells",)).stdout


def test_other_kinds_targets_and_channels_compile_nothing(place, no_compiler):
    calls = place.compilations()
    parameters = {**STUDY["parameters"], "slow_target": -6, "calcium_target": 100}
    axes = {"neuromodulation": ["controlled"], "blocked_channel": ["KCa", "H"], "membrane_capacitance": ["1.1 uF/cm2"]}
    place.write_study("others", **{**STUDY, "parameters": parameters, "axes": axes, "seeds": [4], "claims": []})
    place.snakemake("gather", config=("study=others",), PATH=no_compiler)
    assert place.compilations() == calls
    dataset = read_dataset(place.path("others", "dataset.nc"))
    assert dataset["blocked_channel"].values.tolist() == ["KCa", "H"]
    assert dataset["membrane_capacitance"].attrs["units"] == "uF/cm2"


def test_batch_size_and_cores_do_not_matter(place):
    before = read_dataset(place.path("cells", "dataset.nc"))
    shutil.rmtree(place.path("cells"))
    place.snakemake("gather", cores=1, config=("study=cells", "batch_size=2"))
    assert len(list(place.path("cells", "recordings").glob("*.nc"))) > 1
    assert content_digest(read_dataset(place.path("cells", "dataset.nc"))) == content_digest(before)


def test_networks_have_traces_and_figures(new_workplace):
    place = new_workplace("networks")
    place.write_study("networks", **NETWORKS)
    place.snakemake(config=("study=networks",))
    assert {path.name for path in place.path("networks", "analysis").iterdir()} == {"claims.csv", "network_traces.nc"}
    names = ("claims", "network_traces", "network_rhythm")
    assert {path.name for path in place.path("networks", "figures").iterdir()} == {
        f"{name}.{suffix}" for name in names for suffix in ("svg", "png", "csv", "txt")
    }
    taken = read_dataset(place.path("networks", "analysis", "network_traces.nc"))
    assert taken["voltage"].shape == (2, 1, 3, 5, 4000)  # windows of 2 s are taken whole
    assert taken["window_start"].values.tolist() == [[1, 4, 10], [2, 5, 10]]
    assert np.isfinite(taken["voltage"]).all() and taken["voltage"].max() > 0
    shown = np.loadtxt(place.path("networks", "figures", "network_traces.csv"), delimiter=",", skiprows=1, usecols=-1)
    assert set(shown.astype(np.float32)) <= set(taken["voltage"].values.ravel())
