"""A study run to its end undisturbed, and one that is killed three times on the way."""

import shutil
from pathlib import Path

from benchmarks.interrupted import Outcome, killed_three_times, prepare, undisturbed
from benchmarks.maps import STUDY, study_with
from benchmarks.measurement import Measurement, measured
from benchmarks.options import Options
from benchmarks.parts import Result
from benchmarks.parts.jobs import DRY, LARGEST, OURS, nothing_to_do, on_disk
from benchmarks.project import copy_project, write_study

PART = "killed"
UNDISTURBED, KILLED = "undisturbed", "killed three times"
CORES = ("--cores", "2")
SIMULATED = "points simulated"


def run(options: Options) -> Result:
    """Run both to their end, 10^4 points, or 10^5.

    Raises
    ------
    RuntimeError
        If the datasets differ, or a finished point was simulated again.
    """
    points = 1000 if options.quick else LARGEST if options.growth else 10_000
    name = STUDY.format(points=points)
    calm, disturbed = (place(options.work / case.replace(" ", "_"), points, name) for case in (UNDISTURBED, KILLED))
    whole = undisturbed(calm, name, *CORES)
    result = Result(legs(UNDISTURBED, points, whole, calm / "results" / name))
    result.rows.append(nothing_to_do(OURS, points, calm, (*DRY, "--config", f"study={name}"), PART))
    outcome = killed_three_times(disturbed, name, points, *CORES)
    result.rows += legs(KILLED, points, outcome, disturbed / "results" / name)
    if outcome.digest != whole.digest or outcome.repeated:
        raise RuntimeError(
            f"{outcome.repeated} finished points were repeated; content {outcome.digest}, {whole.digest}"
        )
    return result


def place(folder: Path, points: int, name: str) -> Path:
    """Return a copy of the project with a study of so many points, in which nothing has run."""
    shutil.rmtree(folder, ignore_errors=True)
    project = copy_project(folder)
    prepare(project)
    write_study(project, name, study_with(points))
    return project


def legs(case: str, points: int, outcome: Outcome, results: Path) -> list[Measurement]:
    """Return a row per run of a study; the last one says what stands on disk and what came out."""
    rows = []
    for number, leg in enumerate(outcome.legs, start=1):
        last = number == len(outcome.legs)
        files, megabytes = on_disk(results) if last else (float("nan"), float("nan"))
        said = [f"{leg.finished} points finished before"]
        if last:
            said += [f"{outcome.lost} points begun and lost", f"{outcome.repeated} finished points simulated again"]
            said.append(f"content {outcome.digest[:16]}")
        rows.append(
            measured(
                PART, f"{case}, run {number}: {leg.end}", points, "points", leg.started, SIMULATED, leg.cost,
                remark="; ".join(said), files=files, disk_megabytes=megabytes,
            )
        )  # fmt: skip
    return rows
