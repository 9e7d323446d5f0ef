"""From the points of a study to the batches that jobs run, and to the table that lists both."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from homeotherm.atomic import replacing
from homeotherm.axes import Axis
from homeotherm.digests import digest
from homeotherm.models import room
from homeotherm.points import Point, Points, conditions_of, point_id, points_of
from homeotherm.sampling import SampleAxis
from homeotherm.study import Study

__all__ = ["Batch", "Point", "Points", "batches_of", "design_rows", "point_id", "point_seconds", "points_of", "summary"]

BATCH_SECONDS = 1800.0
LARGEST_BATCH = 4000
"""Of the cheapest points, those of a map, as many take about as long as the jobs of a batch take to start."""
COST_SAMPLE = 1000
"""Most points whose cost is added up one by one; of more points as many, evenly spaced, stand for all."""
COST_STEP = 0.2
"""Time step in ms at which the cost of a model is given; a model without time steps costs the same at any."""


@dataclass(frozen=True)
class Batch:
    """The points that one job simulates; all share a build. The id is a digest of the points."""

    id: str
    build: str
    points: Points


def batches_of(points: Points, builds: Sequence[str], batch_size: int | None) -> list[Batch]:
    """Cut the points, each once, into batches, seed by seed, so that more seeds leave the old batches as they are.

    Where a batch holds the points of several seeds, these are neighbours in a fixed division of all seeds, of which
    more seeds fill the last group.

    Parameters
    ----------
    builds
        Build digest of each point.
    batch_size
        Points of a batch; None lets the measured cost decide (about half an hour of one core).
    """
    unique = points.once()
    size = batch_size or max(1, min(LARGEST_BATCH, int(BATCH_SECONDS / point_seconds(points.study, unique[0]))))
    if batch_size is None and size >= len(unique):
        parts = [0] * len(unique)
    else:
        together = max(1, size * len(points.study.seeds) // len(unique))
        parts = (unique.seeds() // together).tolist()
    groups: dict[tuple[str, int], list[int]] = {}
    for number, (position, part) in enumerate(zip(unique.positions.tolist(), parts, strict=True)):
        groups.setdefault((builds[position], part), []).append(number)
    batches = []
    for (build, _), members in groups.items():
        for start in range(0, len(members), size):
            chunk = unique.take(members[start : start + size])
            batches.append(Batch(digest(chunk.names(), 12), build, chunk))
    return batches


def point_seconds(study: Study, point: Point) -> float:
    """Return the expected seconds of one core for one point, from the model's measured cost."""
    cost = study.table.cost
    values, amount = point.parameters, room(study.model, "cost")
    of_steps = cost.fixed_seconds + cost.per_neuron_seconds * amount.neurons(values)
    of_events = cost.per_event_seconds * amount.synaptic_events(values) if cost.per_event_seconds else 0.0
    steps = COST_STEP / values.get("time_step", COST_STEP)
    return (of_steps * steps + of_events) * amount.biological_seconds(values)


def mean_seconds(study: Study, batches: Sequence[Batch]) -> float:
    """Return the expected seconds of one core for a point, as a mean over all."""
    chosen = list(_sample(batches))
    return sum(point_seconds(study, point) for point in chosen) / len(chosen)


def summary(study: Study, batches: Sequence[Batch]) -> str:
    """Return the preflight line: points, batches, core-hours and disk."""
    count = sum(len(batch.points) for batch in batches)
    seconds = mean_seconds(study, batches) * count
    repeated = math.prod(study.shape) - count
    axes = " x ".join(f"{len(axis)} {axis.name}" for axis in study.axes)
    builds = len({batch.build for batch in batches})
    return (
        f"study {study.name}: {axes} x {len(study.seeds)} seeds = {math.prod(study.shape)} points "
        f"{f'({repeated} of them repeated) ' if repeated else ''}"
        f"in {_counted(len(batches), 'batch', 'batches')}, "
        f"{_counted(builds, 'build', 'builds')}; about {_significant(seconds / 3600)} core-hours, "
        f"{_significant(recording_megabytes(study, batches))} MB"
    )


def recording_megabytes(study: Study, batches: Sequence[Batch]) -> float:
    """Return the expected size of the recordings of some batches."""
    if not batches:
        return 0.0
    sizes = [room(study.model, "cost").neurons(point.parameters) for point in _sample(batches)]
    mean = study.table.cost.recording_megabytes_per_neuron * sum(sizes) / len(sizes)
    return mean * sum(len(batch.points) for batch in batches)


def _sample(batches: Sequence[Batch]) -> Iterator[Point]:
    """Go through the points of all batches, or through some of them, evenly spaced."""
    starts = np.cumsum([0, *(len(batch.points) for batch in batches)])
    count = int(starts[-1])
    for number in np.linspace(0, count - 1, min(count, COST_SAMPLE)).astype(int):
        batch = int(np.searchsorted(starts, number, side="right")) - 1
        yield batches[batch].points[int(number - starts[batch])]


def with_unit(name: str, unit: str) -> str:
    """Return a column name that says its unit (``temperature_celsius``, ``learning_rate_nS``).

    No name of a NetCDF variable may hold a slash: ``membrane_capacitance_uF_per_cm2``.
    """
    words = {"degC": "celsius"}.get(unit, unit.replace("/", "_per_").replace(" ", "_"))
    return name if unit == "1" else f"{name}_{words}"


def design_rows(study: Study, batches: Sequence[Batch]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the design table, in the order of the study."""
    return _header(study), list(_rows(points_of(study), batches))


def write_design(points: Points, batches: Sequence[Batch], target: Path) -> None:
    """Write the design table as CSV, line by line."""
    with replacing(target) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        for row in itertools.chain([_header(points.study)], _rows(points, batches)):
            file.write(",".join(row) + "\n")


def _header(study: Study) -> list[str]:
    header = ["point", "batch"]
    for axis in study.axes:
        header += [axis.name] if axis.labels is not None else []
        header += [with_unit(parameter.name, parameter.unit) for parameter in axis.parameters if not parameter.choices]
    header += [with_unit(name, study.table.parameters[name].unit) for name in _constant_condition(study)]
    return [*header, "seed"]


def _constant_condition(study: Study) -> list[str]:
    """Return which of temperature and metabolic rate are the same at all points."""
    names = ("temperature", "metabolic_rate")
    return [name for name in names if name in study.table.parameters and name not in study.swept]


def _rows(points: Points, batches: Sequence[Batch]) -> Iterator[list[str]]:
    study = points.study
    batch_of = {name: batch.id for batch in batches for name in batch.points.names()}
    constant = [repr(study.base[name]) for name in _constant_condition(study)]
    seeds = [str(seed) for seed in study.seeds]
    names = iter(points.names())
    for places in conditions_of(study, _cells):
        condition = [*itertools.chain(*places), *constant]
        for seed, name in zip(seeds, names, strict=False):
            yield [name, batch_of[name], *condition, seed]


def _cells(axis: Axis | SampleAxis, position: int) -> list[str]:
    """Return what the table says of a position on an axis."""
    values = axis.at(position)
    label = [] if axis.labels is None else [axis.labels[position]]
    return label + [repr(values[each.name]) for each in axis.parameters if not each.choices]


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _significant(value: float) -> str:
    digits = max(0, 1 - math.floor(math.log10(value))) if value > 0 else 0
    return f"{value:.{min(digits, 3)}f}"
