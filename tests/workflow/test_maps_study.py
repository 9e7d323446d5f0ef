"""A study of maps from nothing to the end without a compiler: it grows, it shares, and too many bad points fail it."""

import csv
import subprocess
import sys

import pytest
import yaml

from homeotherm.files import read_dataset

pytestmark = pytest.mark.slow
MAPS = {
    "title": "Maps", "question": "Does it grow?", "model": "maps", "axes": {"growth_rate": [2.5, 3.2, 4.5]},
    "seeds": {"count": 2},
}  # fmt: skip


def write(place, name, **changes):
    """Write a study file of maps."""
    (place.folder / "config" / "studies" / f"{name}.yaml").write_text(yaml.safe_dump({**MAPS, **changes}))


def said(place, *arguments):
    """Run a command of the library as make does."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=place.folder, text=True, capture_output=True, check=True,
        env={"PYTHONPATH": "scripts"},
    )  # fmt: skip
    return done.stdout


def test_a_study_of_maps(new_workplace, no_compiler):
    place = new_workplace("maps")
    write(place, "tiny")
    done = place.snakemake(check=False, PATH=no_compiler)
    assert done.returncode != 0 and "2 of 6 points are not ok, see results/tiny/failed.csv; allowed: 0" in done.stdout
    rows = list(csv.DictReader(place.path("tiny", "failed.csv").open()))
    assert [(row["growth_rate"], row["seed"]) for row in rows] == [("4.5", "1"), ("4.5", "2")]
    assert "diverged after" in said(place, "homeotherm.one_point", "tiny", rows[0]["point"])
    assert "6 of 6 points done, 2 of them not ok" in said(place, "homeotherm.status", "tiny")
    enough = ("study=tiny", "largest_failed_share=0.5")
    place.snakemake(config=enough, PATH=no_compiler)
    assert "Nothing to be done" in place.snakemake(config=enough).stdout
    periods = read_dataset(place.path("tiny", "dataset.nc"))["period"]
    assert periods.sel(growth_rate=[2.5, 3.2]).values.tolist() == [[1, 1], [2, 2]]
    write(place, "other", axes={"growth_rate": [3.2, 3.5]})
    place.snakemake("gather", config=("study=other",), PATH=no_compiler)
    log = next((place.folder / "logs/other/simulate_batch").glob("*.log")).read_text()
    assert "4 points, 2 of them finished before" in log and "2 points are taken from results/tiny/recordings/" in log
