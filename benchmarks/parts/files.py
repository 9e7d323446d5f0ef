"""Gathering from files of batches beside opening a file per point with xarray."""

import shutil
from pathlib import Path

import numpy as np

from benchmarks.cost import Cost, in_process
from benchmarks.maps import STUDY, study_with
from benchmarks.measurement import Measurement, measured
from benchmarks.options import Options
from benchmarks.parts import Result
from benchmarks.parts.gathering import gather_all, write_measures
from benchmarks.parts.jobs import LARGEST, POINTS, on_disk
from benchmarks.plain.points import NUMBERS, SERIES, gather, write_point
from benchmarks.points import MODELS
from homeotherm.study import check_study

PART = "files"
GATHER = "gather"
OURS, PLAIN = "homeotherm", "one file per point"
HUGE = 1_000_000
"""Points of a dataset that is larger than what is held of it in memory."""


def run(options: Options) -> Result:
    """Measure the gathering of the same numbers in both forms."""
    result = Result()
    sizes = POINTS[:1] if options.quick else (*POINTS, LARGEST, HUGE) if options.growth else (*POINTS, LARGEST)
    for points in sizes:
        folder = options.work / "files" / str(points)
        if points <= POINTS[-1]:
            result.rows.append(plain(points, folder / "plain"))
        result.rows.append(ours(points, folder / "ours"))
        shutil.rmtree(folder)
    return result


def plain(points: int, folder: Path) -> Measurement:
    """Measure ``open_mfdataset`` over a file per point, and the writing of the dataset."""
    in_process(write_points, points, folder / "points")
    files, megabytes = on_disk(folder / "points")
    _, cost = in_process(gather, folder / "points", folder / "dataset.nc")
    return row(PLAIN, points, cost, files, megabytes)


def ours(points: int, folder: Path) -> Measurement:
    """Measure the project's gathering of the files of batches."""
    study = check_study(STUDY.format(points=points), study_with(points), MODELS)
    in_process(write_measures, study, folder / "measures")
    files, megabytes = on_disk(folder / "measures")
    _, cost = in_process(gather_all, study, folder / "measures", folder / "dataset.nc")
    return row(OURS, points, cost, files, megabytes)


def row(form: str, points: int, cost: Cost, files: int, megabytes: float) -> Measurement:
    """Return the row of one form; files and megabytes are those that are gathered."""
    count = (points, "points") * 2
    return measured(PART, f"{GATHER}, {form}", *count, cost, files=files, disk_megabytes=megabytes)


def write_points(points: int, folder: Path) -> None:
    """Write a file with random numbers for every point."""
    folder.mkdir(parents=True)
    generator = np.random.default_rng(1)
    for point in range(points):
        values = generator.random(NUMBERS + 2 * SERIES)
        write_point(*np.split(values, [NUMBERS, NUMBERS + SERIES]), folder / f"{point}.nc")
