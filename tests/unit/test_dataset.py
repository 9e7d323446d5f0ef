"""Gathering: every point once, in its place, whatever the files and their order."""

import functools
import itertools

import numpy as np
import pytest
import xarray as xr

import homeotherm.dataset as dataset_module
from homeotherm.cube import Cube
from homeotherm.dataset import gather
from homeotherm.design import points_of
from homeotherm.errors import SimulationError
from homeotherm.files import content_digest, read_dataset, write_dataset, write_in_blocks
from homeotherm.study import check_study

MANIFEST = {"model": "microcircuit", "structure": {}, "brian2": "0", "compiler": "none", "flags": []}
ORIGIN = {"commit": "unknown", "versions": {}}


@pytest.fixture
def study(project, content):
    """Return a study of four points."""
    return check_study("small", content, project / "config" / "models")


def write_measures(points, path, status=0, clock=False):
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
    if clock:  # a second coordinate of a dim
        dataset = dataset.assign_coords(clock=("time", [8.5, 9.0], {"units": "h"}))
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


def test_a_study_larger_than_memory_is_gathered_in_blocks(project, content, tmp_path, monkeypatch):
    """Whatever the size of a block: the same variables, coordinates and attributes as at once."""
    content["axes"] = {
        "state": ["hypometabolic", "normometabolic", "hypermetabolic"],
        "temperature": {"from": 30, "to": 34, "step": 1, "unit": "degC"},
    }
    study = check_study("small", content, project / "config" / "models")
    points = points_of(study)
    files = [
        write_measures(points[first::4], tmp_path / f"{first}.nc", status=int(first == 2), clock=True)
        for first in range(4)
    ]
    gather(study, files, [MANIFEST], ORIGIN, tmp_path / "whole.nc")
    whole = read_dataset(tmp_path / "whole.nc")
    point = 8 * (1 + 2)  # bytes of the measures of a point
    for cut, size in ((3, 10 * point), (9, 5 * point), (15, 2 * point), (30, 1)):
        cube = Cube(points, files, size)
        assert len(list(cube.blocks())) == cut and not cube.is_small
        monkeypatch.setattr(dataset_module, "Cube", functools.partial(Cube, largest_block=size))
        gather(study, files, [MANIFEST], ORIGIN, tmp_path / f"in_{cut}.nc")
        assert read_dataset(tmp_path / f"in_{cut}.nc").identical(whole)
    assert Cube(points, files, 30 * point).is_small


def test_what_was_read_back_from_blocks_is_compared(tmp_path):
    outline = xr.Dataset({"number": ("point", np.broadcast_to(np.nan, 4), {"units": "nS"})})
    contents = iter([np.arange(4.0), np.array([0.0, 1.0, 2.0, 4.0])])
    with pytest.raises(SimulationError, match="differs from what was written"):
        write_in_blocks(
            outline, {"number": (2,)}, lambda: [((slice(0, 4),), {"number": next(contents)})], tmp_path / "a.nc"
        )
    assert not list(tmp_path.iterdir())


def test_a_point_that_stands_twice_in_one_file_is_refused(study, tmp_path):
    points = points_of(study)
    file = write_measures([*points, points[0]], tmp_path / "a.nc")
    with pytest.raises(SimulationError, match=f"{points[0].id} stands in another file too, or twice"):
        gather(study, [file], [MANIFEST], ORIGIN, tmp_path / "dataset.nc")
