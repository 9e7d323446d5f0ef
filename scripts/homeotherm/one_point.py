"""Simulate and measure one point alone in the foreground, to see what is wrong with it; no file is written."""

from pathlib import Path

from homeotherm.command_line import ROOT, arguments, settings, told
from homeotherm.engine import MANIFEST
from homeotherm.errors import InputError
from homeotherm.measured import measure_point, measures_of
from homeotherm.plan import Plan, open_plan
from homeotherm.points import Point
from homeotherm.recording import PointRecording
from homeotherm.simulation import Processes, runner


def simulate_alone(plan: Plan, identifier: str, builds: Path) -> tuple[Point, PointRecording]:
    """Simulate one point of a study.

    Parameters
    ----------
    builds
        Folder of the compiled models.

    Raises
    ------
    InputError
        If the study has no such point, or its model is not built yet.
    """
    batch = plan.batch_of(identifier)
    point = batch.points[batch.points.names().index(identifier)]
    build = builds / batch.build
    if not (build / MANIFEST).exists():
        raise InputError(
            f"build: {build} is not there; allowed: after snakemake --cores 2 build --config study={plan.study.name}"
        )
    return point, runner(plan.study, build, Processes())(point)


def described(plan: Plan, point: Point, kept: PointRecording) -> list[str]:
    """Return what a point is, how it went and what is measured on it, as lines."""
    study = plan.study
    swept = {name: f"{point.parameters[name]:g} {study.table.parameters[name].unit}" for name in study.swept}
    lines = [
        f"point {point.id} of study {study.name}: "
        + ", ".join(f"{name} {value.removesuffix(' 1')}" for name, value in swept.items())
        + f", seed {point.seed}",
        f"{kept.status} after {kept.wall_seconds:.3g} s ({kept.cpu_seconds:.3g} s of processor time)"
        + (f": {kept.message}" if kept.message else ""),
    ]
    if kept.status != "ok":
        return lines
    measures = measures_of(study.model, point.parameters)
    for name, value in measure_point(study.model, kept, point.parameters).items():
        if not measures[name][0].dims:
            lines.append(f"{name} = {float(value):.6g} {measures[name][0].units}".removesuffix(" 1"))
    return lines


def main() -> None:
    """Simulate the point on the command line and print what comes out."""
    given = arguments("Simulate and measure one point alone in the foreground.", "study", "point")
    config = settings(given.config)
    plan = open_plan(given.study, config, ROOT)
    print("\n".join(described(plan, *simulate_alone(plan, given.point, Path(config["builds"])))))


if __name__ == "__main__":
    told(main)
