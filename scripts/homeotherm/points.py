"""The points of a study: their ids at once, their values when they are asked for.

A point is one simulation. Its id is a digest of its own canonical values, so a point is the same point in a larger
study, in another batch, in another study file. A study may have a million of them: ids are listed as one array of
bytes, and the dictionary of a point's values is made for the points that a job works on.
"""

import hashlib
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from homeotherm.axes import Axis
from homeotherm.digests import digest
from homeotherm.parameters import ModelTable, Parameter
from homeotherm.sampling import SampleAxis
from homeotherm.study import Study

POINT_SCHEMA = 1
ID_DIGITS = 16


@dataclass(frozen=True)
class Point:
    """One simulation: values of every parameter in table units, the seed, and where it stands in the study."""

    id: str
    parameters: dict[str, float]
    drivers: dict[str, str]
    seed: int
    index: tuple[int, ...]


class Points(Sequence[Point]):
    """Points of a study in a fixed order; values are made on demand.

    Attributes
    ----------
    study : the study
    positions : (points,) place of each in the study, axes in order and seeds fastest
    ids : (points,) identifiers as bytes
    """

    def __init__(self, study: Study, positions: np.ndarray, ids: np.ndarray) -> None:
        """Hold some points of a study; `positions` and `ids` belong together."""
        self.study, self.positions, self.ids = study, positions, ids

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.positions)

    @overload
    def __getitem__(self, number: int) -> Point: ...
    @overload
    def __getitem__(self, number: slice) -> list[Point]: ...
    def __getitem__(self, number):
        """Return a point, or a list of points."""
        if isinstance(number, slice):
            return [self[each] for each in range(len(self))[number]]
        index = tuple(int(place) for place in np.unravel_index(self.positions[number], self.study.shape))
        seed = self.study.seeds[index[-1]]
        return Point(self.ids[number].decode(), values_at(self.study, index), self.study.drivers, seed, index)

    def __iter__(self) -> Iterator[Point]:
        """Go through the points in order."""
        return (self[number] for number in range(len(self)))

    def names(self) -> list[str]:
        """Return the ids as text."""
        return self.ids.astype(f"U{ID_DIGITS}").tolist()

    def seeds(self) -> np.ndarray:
        """Return the seed of every point."""
        return np.array(self.study.seeds, dtype=np.int64)[self.positions % len(self.study.seeds)]

    def take(self, numbers: Sequence[int] | np.ndarray) -> "Points":
        """Return the points with these numbers."""
        return Points(self.study, self.positions[numbers], self.ids[numbers])

    def once(self) -> "Points":
        """Return every point once, where it stands first."""
        _, first = np.unique(self.ids, return_index=True)
        return self.take(np.sort(first))


def points_of(study: Study) -> Points:
    """Return all points of a study, the last axis running fastest and seeds within it.

    A point can stand at several places: a sample may come back to it, or an axis may change nothing where an option is
    off. It is simulated once (`Points.once`) and shown at every place.
    """
    ids = _ids(study)
    return Points(study, np.arange(len(ids), dtype=np.int64), ids)


def values_at(study: Study, index: Sequence[int]) -> dict[str, float]:
    """Return the value of every parameter at a place of the study (positions on the axes; seeds set none)."""
    parameters = study.base
    for axis, position in zip(study.axes, index, strict=False):
        parameters |= axis.at(position)
    return parameters


def conditions_of[T](study: Study, about: Callable[[Axis | SampleAxis, int], T]) -> Iterator[tuple[T, ...]]:
    """Go through the conditions of a study, in order: what `about` says of the position on each axis.

    It is asked once per position. Of a single axis, which may be a long sample, nothing is kept.
    """
    said = [map(about, itertools.repeat(axis), range(len(axis))) for axis in study.axes]
    return zip(*said, strict=True) if len(said) == 1 else itertools.product(*said)


def point_id(table: ModelTable, parameters: dict[str, float], drivers: dict[str, str], seed: int) -> str:
    """Return the 16 hex digits that name a point: model, seed, drivers, every identifying value with its unit."""
    used = table.identifying(parameters)
    return digest(
        {
            "schema": POINT_SCHEMA, "model": table.model, "seed": seed,
            "drivers": {name: driver for name, driver in drivers.items() if name in used},
            "parameters": {name: [float(parameters[name]), row.unit] for name, row in used.items()},
        },
        ID_DIGITS,
    )  # fmt: skip


def _ids(study: Study) -> np.ndarray:
    """Return `point_id` of all points, in order, as bytes.

    The canonical JSON of a condition is put together from texts that are written once per value; the seed stands last
    in it, so that what comes before is digested once per condition.
    """
    tails = [f',"schema":{POINT_SCHEMA},"seed":{seed}}}'.encode() for seed in study.seeds]
    options = {row.option for row in study.table.parameters.values()} & set(study.swept)
    drafts: dict[tuple[bool, ...], _Draft] = {}
    found = []
    for places in conditions_of(study, lambda axis, position: _written(axis.at(position), study.table)):
        given = {name: text for texts in places for name, text in texts.items()}
        used = tuple(given[option].value != 0 for option in options)
        if used not in drafts:
            values = {**study.base, **{name: text.value for name, text in given.items()}}
            drafts[used] = _Draft(study, values, set(given))
        head = hashlib.sha256(drafts[used].filled(given))
        for tail in tails:
            whole = head.copy()
            whole.update(tail)
            found.append(whole.hexdigest()[:ID_DIGITS])
    return np.frombuffer("".join(found).encode(), dtype=f"S{ID_DIGITS}")


@dataclass(frozen=True)
class _Written:
    """A value of an axis, and how it is written in the canonical JSON."""

    value: float
    text: str


def _written(values: dict[str, float], table: ModelTable) -> dict[str, _Written]:
    return {name: _Written(value, _entry(table.parameters[name], value)) for name, value in values.items()}


def _entry(row: Parameter, value: float) -> str:
    return _json([float(value), row.unit])


def _json(content: object) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)


class _Draft:
    """The canonical JSON of the conditions that use the same parameters, with gaps for swept values."""

    def __init__(self, study: Study, values: dict[str, float], swept: set[str]) -> None:
        used = study.table.identifying(values)
        drivers = {name: driver for name, driver in study.drivers.items() if name in used}
        self._gaps: list[str] = []
        self._between = [f'{{"drivers":{_json(drivers)},"model":{_json(study.model)},"parameters":{{']
        for number, name in enumerate(sorted(used)):
            self._between[-1] += f"{',' if number else ''}{_json(name)}:"
            if name in swept:
                self._gaps.append(name)
                self._between.append("")
            else:
                self._between[-1] += _entry(used[name], values[name])
        self._between[-1] += "}"

    def filled(self, given: dict[str, _Written]) -> bytes:
        """Return the text up to the seed for one condition."""
        first, *others = self._between
        return (first + "".join(given[gap].text + text for gap, text in zip(self._gaps, others, strict=True))).encode()
