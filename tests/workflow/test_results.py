"""What a finished study leaves."""

import csv

import numpy as np
import pytest

from homeotherm.catalogue import FIGURES
from homeotherm.files import read_dataset
from homeotherm.models.microcircuit.observables import MEASURES

pytestmark = pytest.mark.slow
FIGURES_OF_TINY = [
    name
    for name, figure in FIGURES.items()
    if figure.models == ("microcircuit",) and not figure.own_axis and name != "hysteresis"
]


@pytest.fixture(scope="module")
def dataset(finished):
    """Return the dataset of the tiny study."""
    return read_dataset(finished.path("tiny", "dataset.nc"))


def test_dimensions_and_coordinates(dataset):
    assert dict(dataset["status"].sizes) == {"state": 2, "temperature": 2, "seed": 2}
    assert list(dataset["state"].values) == ["normometabolic", "hypermetabolic"]
    assert dataset["metabolic_rate"].values.tolist() == [1.0, 1.67]
    assert dataset["temperature"].attrs["units"] == "degree_Celsius"
    assert dataset["seed"].values.tolist() == [1, 2]


def test_every_measure_says_what_it_is(dataset):
    assert set(MEASURES) <= set(dataset.data_vars)
    for name in MEASURES:
        for attribute in ("units", "long_name", "definition", "references"):
            assert dataset[name].attrs[attribute], (name, attribute)
    assert (dataset["status"].values == 0).all()


def test_numbers_are_plausible_and_differ(dataset):
    assert np.isfinite(dataset["weight_mean"].values).all()
    assert ((dataset["weight_mean"].values > 1) & (dataset["weight_mean"].values < 6)).all()
    assert len(np.unique(dataset["weight_mean"].values)) == 8
    rate = dataset["rate_excitatory"].sel(phase="before").mean("seed")
    assert (rate.sel(state="hypermetabolic").values > rate.sel(state="normometabolic").values).all()


def test_dataset_carries_its_origin(dataset):
    for attribute in (
        "study_json",
        "parameters_json",
        "builds_json",
        "versions_json",
        "commit",
        "title",
        "Conventions",
    ):
        assert dataset.attrs[attribute]
    assert "-march=" in dataset.attrs["builds_json"] and '"brian2"' in dataset.attrs["versions_json"]


def test_design_lists_every_point(finished):
    rows = list(csv.DictReader(finished.path("tiny", "design.csv").open()))
    assert len(rows) == 8 and list(rows[0]) == [
        "point",
        "batch",
        "state",
        "metabolic_rate",
        "temperature_celsius",
        "seed",
    ]
    assert {row["metabolic_rate"] for row in rows} == {"1.0", "1.67"}


@pytest.mark.parametrize("name", FIGURES_OF_TINY)
def test_every_figure_with_its_numbers_and_caption(finished, name):
    for suffix in ("svg", "png", "csv", "txt"):
        assert finished.path("tiny", "figures", f"{name}.{suffix}").stat().st_size > 100
    assert finished.path("tiny", "figures", f"{name}.svg").read_text().lstrip().startswith("<?xml")


@pytest.mark.parametrize("name", ["synchrony", "conditions", "comparisons", "variance", "transitions"])
def test_every_table(finished, name):
    rows = list(csv.DictReader(finished.path("tiny", "analysis", f"{name}.csv").open()))
    assert len(rows) > 4


def test_nothing_is_left_behind(finished):
    assert not list(finished.path("tiny").rglob("*.part")) and not list(
        finished.path("tiny", "recordings", "journal").iterdir()
    )
    assert [entry.name for entry in finished.path("builds").iterdir() if entry.name.startswith(".")] == []


def test_log_says_how_far_it_is(finished):
    log = next((finished.folder / "logs" / "tiny" / "simulate_batch").glob("*.log")).read_text()
    assert "8 points, 0 of them finished before" in log and "8/8 points" in log and "left" in log
