"""From a study to its points, and from points to batches.

A point is one simulation. Its id is a digest of its own canonical values, so a point is the same point in a larger
study, in another batch, in another study file.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from homeotherm.atomic import write_text
from homeotherm.digests import digest
from homeotherm.models import room
from homeotherm.parameters import ModelTable
from homeotherm.study import Study

POINT_SCHEMA = 1
BATCH_SECONDS = 1800.0
LARGEST_BATCH = 1000


@dataclass(frozen=True)
class Point:
    """One simulation: values of every parameter in table units, the seed, and where it stands in the study."""

    id: str
    parameters: dict[str, float]
    drivers: dict[str, str]
    seed: int
    index: tuple[int, ...]


@dataclass(frozen=True)
class Batch:
    """The points that one job simulates; all share a build. The id is a digest of the points."""

    id: str
    build: str
    points: tuple[Point, ...]


def points_of(study: Study) -> list[Point]:
    """Return all points of a study, the last axis running fastest and seeds within it.

    A point can stand at several places: a sample may come back to it, or an axis may change nothing where an option is
    off. It is simulated once (`batches_of`) and shown at every place.
    """
    base = study.base
    points = []
    for index in itertools.product(*(range(length) for length in study.shape)):
        parameters = dict(base)
        for axis, position in zip(study.axes, index[:-1], strict=True):
            parameters |= axis.at(position)
        seed = study.seeds[index[-1]]
        points.append(
            Point(point_id(study.table, parameters, study.drivers, seed), parameters, study.drivers, seed, index)
        )
    return points


def point_id(table: ModelTable, parameters: dict[str, float], drivers: dict[str, str], seed: int) -> str:
    """Return the 16 hex digits that name a point: model, seed, drivers, every value in force with its unit."""
    used = table.in_force(parameters)
    return digest(
        {
            "schema": POINT_SCHEMA, "model": table.model, "seed": seed,
            "drivers": {name: driver for name, driver in drivers.items() if name in used},
            "parameters": {name: [float(parameters[name]), row.unit] for name, row in used.items()},
        }
    )  # fmt: skip


def batches_of(study: Study, build_of: dict[str, str], batch_size: int | None) -> list[Batch]:
    """Cut the points, each once, into batches, seed by seed, so that more seeds leave the old batches as they are.

    Parameters
    ----------
    build_of
        Build digest of each point id.
    batch_size
        Points of a batch; None lets the measured cost decide (about half an hour of one core).
    """
    first: dict[str, Point] = {}
    for point in points_of(study):
        first.setdefault(point.id, point)
    points = list(first.values())
    size = batch_size or max(1, min(LARGEST_BATCH, int(BATCH_SECONDS / point_seconds(study, points[0]))))
    groups: dict[tuple[str, int], list[Point]] = {}
    if batch_size is None and size >= len(points):
        for point in points:
            groups.setdefault((build_of[point.id], 0), []).append(point)
    else:
        for point in points:
            groups.setdefault((build_of[point.id], point.seed), []).append(point)
    batches = []
    for (build, _), members in groups.items():
        for start in range(0, len(members), size):
            chunk = tuple(members[start : start + size])
            batches.append(Batch(digest([point.id for point in chunk], 12), build, chunk))
    return batches


def point_seconds(study: Study, point: Point) -> float:
    """Return the expected seconds of one core for one point, from the model's measured cost."""
    cost = study.table.cost
    values, amount = point.parameters, room(study.model, "cost")
    per_second = (cost.fixed_seconds + cost.per_neuron_seconds * amount.neurons(values)) * 0.2 / values["time_step"]
    return per_second * amount.biological_seconds(values)


def summary(study: Study, batches: Sequence[Batch]) -> str:
    """Return the preflight line: points, batches, core-hours and disk."""
    points = [point for batch in batches for point in batch.points]
    seconds = sum(point_seconds(study, point) for point in points)
    neurons = sum(room(study.model, "cost").neurons(point.parameters) for point in points)
    megabytes = study.table.cost.recording_megabytes_per_neuron * neurons
    repeated = math.prod(study.shape) - len(points)
    axes = " x ".join(f"{len(axis)} {axis.name}" for axis in study.axes)
    builds = len({batch.build for batch in batches})
    return (
        f"study {study.name}: {axes} x {len(study.seeds)} seeds = {math.prod(study.shape)} points "
        f"{f'({repeated} of them repeated) ' if repeated else ''}"
        f"in {_counted(len(batches), 'batch', 'batches')}, "
        f"{_counted(builds, 'build', 'builds')}; about {_significant(seconds / 3600)} core-hours, "
        f"{_significant(megabytes)} MB"
    )


def with_unit(name: str, unit: str) -> str:
    """Return a column name that says its unit (``temperature_celsius``, ``learning_rate_nS``).

    No name of a NetCDF variable may hold a slash: ``membrane_capacitance_uF_per_cm2``.
    """
    words = {"degC": "celsius"}.get(unit, unit.replace("/", "_per_").replace(" ", "_"))
    return name if unit == "1" else f"{name}_{words}"


def design_rows(study: Study, batches: Sequence[Batch]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the design table, in the order of the study."""
    batch_of = {point.id: batch.id for batch in batches for point in batch.points}
    header = ["point", "batch"]
    for axis in study.axes:
        header += [axis.name] if axis.labels is not None else []
        header += [with_unit(parameter.name, parameter.unit) for parameter in axis.parameters if not parameter.choices]
    for name in ("temperature", "metabolic_rate"):
        if name in study.table.parameters and name not in study.swept:
            header.append(with_unit(name, study.table.parameters[name].unit))
    rows = []
    for point in points_of(study):
        row = [point.id, batch_of[point.id]]
        for axis, position in zip(study.axes, point.index[:-1], strict=True):
            if axis.labels is not None:
                row.append(axis.labels[position])
            row += [repr(axis.at(position)[each.name]) for each in axis.parameters if not each.choices]
        for name in ("temperature", "metabolic_rate"):
            if name in study.table.parameters and name not in study.swept:
                row.append(repr(point.parameters[name]))
        rows.append([*row, str(point.seed)])
    return [*header, "seed"], rows


def write_design(study: Study, batches: Sequence[Batch], target: Path) -> None:
    """Write the design table as CSV."""
    header, rows = design_rows(study, batches)
    write_text("".join(",".join(row) + "\n" for row in [header, *rows]), target)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _significant(value: float) -> str:
    digits = max(0, 1 - math.floor(math.log10(value))) if value > 0 else 0
    return f"{value:.{min(digits, 3)}f}"
