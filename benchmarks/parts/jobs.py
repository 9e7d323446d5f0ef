"""Batches of points beside one Snakemake job per point: planning, finding nothing to do, what stands on disk."""

import os
import re
import shutil
from pathlib import Path

from benchmarks.cost import in_process
from benchmarks.maps import STUDY, study_with
from benchmarks.measurement import Measurement, measured
from benchmarks.options import Options
from benchmarks.parts import Result
from benchmarks.plain import STUDY as PLAIN_STUDY
from benchmarks.project import copy_project, snakemake, write_study

PART = "jobs"
POINTS = (100, 1000, 10_000)
LARGEST = 100_000
PLANNED = 1_000_000
"""Points of a study that is planned and not run."""
LONG_AGO = 1_700_000_000
"""A time of files, in s."""
OURS, PLAIN = "homeotherm", "one job per point"
PLAN, NOTHING, RUN = "plan", "nothing to do", "whole study"
DRY = ("-n", "--quiet", "all", "--cores", "1")


def run(options: Options) -> Result:
    """Measure studies of growing size in both forms; whole ones up to 10^4 points, and none of the plain form."""
    result = Result()
    project = copy_project(options.work / "project")
    for points in POINTS[:1] if options.quick else (*POINTS, LARGEST) if options.growth else POINTS:
        result.rows += plain(points, options.work / "plain" / str(points))
        result.rows += ours(points, project, whole=points < LARGEST)
    if options.growth:
        result.rows += ours(PLANNED, project, whole=False)
    return result


def plain(points: int, folder: Path) -> list[Measurement]:
    """Measure the plain form; a finished study is one whose files are there, empty, and not yet when it is planned."""
    shutil.rmtree(folder, ignore_errors=True)  # of an earlier run, by which it would be finished
    shutil.copytree(PLAIN_STUDY, folder)
    arguments = (*DRY, "--config", f"points={points}")
    rows = [row(PLAN, PLAIN, points, in_process(snakemake, folder, *arguments)[1])]
    (folder / "points").mkdir(exist_ok=True)
    for point in range(points):
        (folder / "points" / f"{point}.nc").touch()
    (folder / "dataset.nc").touch()
    return [*rows, nothing_to_do(PLAIN, points, folder, arguments)]


def ours(points: int, project: Path, whole: bool) -> list[Measurement]:
    """Measure the project's form; a study that is not run is finished when its files are there, empty."""
    name = STUDY.format(points=points)
    write_study(project, name, study_with(points))
    arguments = (*DRY, "--config", f"study={name}")
    rows = [row(PLAN, OURS, points, in_process(snakemake, project, *arguments)[1])]
    if whole:
        _, cost = in_process(snakemake, project, "--cores", "2", "--config", f"study={name}")
        rows.append(row(RUN, OURS, points, cost, *on_disk(project / "results" / name)))
    else:
        leave_empty_files(project, name)
    return [*rows, nothing_to_do(OURS, points, project, arguments)]


def leave_empty_files(project: Path, study: str) -> None:
    """Make every file that a study has not made, empty and equally old: for Snakemake it is finished then.

    Of such files it has no note of the code and the parameters that made them, and does not compare these.
    """
    said = snakemake(project, "-n", "--cores", "1", "--config", f"study={study}")
    for missing in re.findall(r"Missing output files: ([^;\n]+)", said):
        for name in missing.split(", "):
            path = project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            os.utime(path, (LONG_AGO, LONG_AGO))


def nothing_to_do(form: str, points: int, folder: Path, arguments: tuple[str, ...], part: str = PART) -> Measurement:
    """Measure a dry run of a finished study.

    Raises
    ------
    RuntimeError
        If Snakemake finds something to do.
    """
    said, cost = in_process(snakemake, folder, "-n", *arguments[len(DRY) :], "--cores", "1")
    if "Nothing to be done" not in said:
        raise RuntimeError(f"{form}, {points} points: something is to be done\n{said[-1000:]}")
    return row(NOTHING, form, points, cost, part=part)


def row(
    what: str, form: str, points: int, cost, files: float = float("nan"), megabytes: float = float("nan"),
    part: str = PART,
) -> Measurement:  # fmt: skip
    """Return the row of one thing in one form."""
    count = (points, "points") * 2
    return measured(part, f"{what}, {form}", *count, cost, files=files, disk_megabytes=megabytes)


def on_disk(folder: Path) -> tuple[int, float]:
    """Return the number of files in a folder, and their megabytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes) / 1e6
