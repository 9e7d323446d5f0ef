"""Gathering: every point once, in its place, whatever the files and their order."""

import itertools

import numpy as np
import pytest
import xarray as xr

from homeotherm.dataset import gather
from homeotherm.design import points_of
from homeotherm.errors import SimulationError
from homeotherm.files import content_digest, read_dataset, write_dataset
from homeotherm.study import check_study

MANIFEST = {"model": "microcircuit", "structure": {}, "brian2": "0", "compiler": "none", "flags": []}
ORIGIN = {"commit": "unknown", "versions": {}}


@pytest.fixture
def study(project, content):
    """Return a study of four points."""
    return check_study("small", content, project / "config" / "models")


def write_measures(points, path, status=0):
    """Write a measure file in which a point's number is its seed plus a tenth of its temperature."""
    number = [point.seed + point.parameters["temperature"] / 10 if status == 0 else np.nan for point in points]
    dataset = xr.Dataset(
        {
            "weight_mean": ("point", np.array(number), {"units": "nS"}),
            "trajectory": (("point", "time"), np.outer(number, [1.0, 2.0]), {"units": "nS"}),
            "status": ("point", np.full(len(points), status, dtype=np.int8)),
            "message": ("point", np.array(["" if status == 0 else "boom"] * len(points), dtype=object)),
        },
        coords={"point": np.array([point.id for point in points], dtype=object), "time": [0.5, 1.0]},
    )
    write_dataset(dataset, path)
    return path


def test_every_point_in_its_place_for_any_cut_and_order(study, tmp_path):
    points = points_of(study)
    digests = set()
    for number, cut in enumerate(itertools.permutations(points)):
        folder = tmp_path / str(number)
        files = [write_measures(cut[:3], folder / "b.nc"), write_measures(cut[3:], folder / "a.nc")]
        gather(study, files, [MANIFEST], ORIGIN, folder / "dataset.nc")
        digests.add(content_digest(read_dataset(folder / "dataset.nc")))
    assert len(digests) == 1
    dataset = read_dataset(folder / "dataset.nc")
    assert dataset["weight_mean"].sel(temperature=37, seed=2).item() == pytest.approx(5.7)
    assert dataset["trajectory"].sel(temperature=30, seed=1).values.tolist() == [4.0, 8.0]
    assert dataset["trajectory"].dims == ("temperature", "seed", "time")


def test_missing_and_double_points_are_refused(study, tmp_path):
    points = points_of(study)
    some = write_measures(points[:3], tmp_path / "a.nc")
    with pytest.raises(SimulationError, match="1 of 4 points are in no measure file"):
        gather(study, [some], [MANIFEST], ORIGIN, tmp_path / "dataset.nc")
    every = write_measures(points, tmp_path / "b.nc")
    with pytest.raises(SimulationError, match="stands in another file too"):
        gather(study, [some, every], [MANIFEST], ORIGIN, tmp_path / "dataset.nc")
    assert not (tmp_path / "dataset.nc").exists()


def test_coordinates_come_from_the_measures_and_must_agree(study, tmp_path):
    points = points_of(study)
    files = [write_measures(points[:1], tmp_path / "a.nc"), write_measures(points[1:], tmp_path / "b.nc")]
    gather(study, files, [MANIFEST], ORIGIN, tmp_path / "dataset.nc")
    assert read_dataset(tmp_path / "dataset.nc")["time"].values.tolist() == [0.5, 1.0]
    for path in files:  # a second coordinate of a dim
        again = read_dataset(path).assign_coords(clock=("time", [8.5, 9.0], {"units": "h"}))
        path.unlink()
        write_dataset(again, path)
    gather(study, files, [MANIFEST], ORIGIN, tmp_path / "dataset.nc")
    clock = read_dataset(tmp_path / "dataset.nc")["clock"]
    assert clock.values.tolist() == [8.5, 9.0] and clock.dims == ("time",) and clock.attrs["units"] == "h"
    other = read_dataset(files[1]).rename(time="interval").assign_coords(interval=[2.0, 3.0])
    write_dataset(read_dataset(files[0]).rename(time="interval"), files[0])
    write_dataset(other, files[1])
    with pytest.raises(SimulationError, match=r"b.nc: the coordinate interval differs"):
        gather(study, files, [MANIFEST], ORIGIN, tmp_path / "dataset.nc")


def test_points_that_failed_keep_status_and_message(study, tmp_path):
    points = points_of(study)
    files = [write_measures(points[:1], tmp_path / "a.nc", status=1), write_measures(points[1:], tmp_path / "b.nc")]
    gather(study, files, [MANIFEST], ORIGIN, tmp_path / "dataset.nc")
    dataset = read_dataset(tmp_path / "dataset.nc")
    assert dataset["status"].values.ravel().tolist() == [1, 0, 0, 0]
    assert dataset["message"].values.ravel()[0] == "boom" and np.isnan(dataset["weight_mean"].values.ravel()[0])
