"""The measures of all batches as arrays over the axes of a study, read block by block.

A first reading notes where every point stands: in which file, in which row, with which status. Arrays are filled from
there. What fits into `LARGEST_BLOCK` is one block in memory; of larger studies every block is read when it is written,
so that memory is bounded whatever the size of the study.
"""

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from homeotherm.errors import SimulationError
from homeotherm.files import Block, open_dataset, open_file
from homeotherm.points import Points
from homeotherm.recording import STATUS

LARGEST_BLOCK = 256 * 2**20
"""Most bytes of measures that are held at a time."""
LARGEST_CHUNK = 2**20
"""Most bytes of a measure that are compressed together, of studies that do not fit into one block."""
STATUSES = ("status", "message")


@dataclass(frozen=True)
class Form:
    """Dims, lengths and attributes of a measure besides the axes of the study."""

    dims: tuple[str, ...]
    shape: tuple[int, ...]
    attributes: dict[str, Any]


class Cube:
    """Where the points of a study stand in its measure files, and how to read them.

    Attributes
    ----------
    status, message : over the axes of the study, seeds last
    forms : of every measure, by name
    coordinates : of the measures' own dims, by name
    """

    def __init__(self, points: Points, measures: Iterable[Path], largest_block: int = LARGEST_BLOCK) -> None:
        """Read which points the files hold.

        Raises
        ------
        SimulationError
            If a file cannot be read, a point is missing or stands twice, or coordinates of files differ.
        """
        self._shape, self._largest = points.study.shape, largest_block
        self._paths = sorted(measures)
        self._file = np.full(len(points), -1, dtype=np.int32)
        self._row = np.zeros(len(points), dtype=np.int32)
        self.forms: dict[str, Form] = {}
        self.coordinates: dict[str, Any] = {}
        status = np.full(len(points), STATUS["missing"], dtype=np.int8)
        message = np.full(len(points), "", dtype=object)
        order = np.argsort(points.ids, kind="stable")
        for number, path in enumerate(self._paths):
            with open_dataset(path) as batch:
                rows, places = _places(np.array(batch["point"].values, dtype=points.ids.dtype), points.ids, order)
                twice = places[self._file[places] >= 0]
                if not twice.size:
                    values, counts = np.unique(places, return_counts=True)
                    twice = values[counts > 1]
                if twice.size:
                    identifier = points.ids[twice[0]].decode()
                    raise SimulationError(f"{path}: point {identifier} stands in another file too, or twice")
                self._file[places], self._row[places] = number, rows
                status[places] = batch["status"].values[rows]
                message[places] = batch["message"].values[rows]
                self._take_forms(batch)
                self._take_coordinates(batch, path)
        missing = np.flatnonzero(self._file < 0)
        if missing.size:
            raise SimulationError(
                f"{missing.size} of {len(points)} points are in no measure file, "
                f"among them {points.ids[missing[0]].decode()}"
            )
        self.status, self.message = status.reshape(self._shape), message.reshape(self._shape)

    @property
    def is_small(self) -> bool:
        """Tell whether all measures fit into one block."""
        return math.prod(self._steps(self._bytes, self._largest)) == math.prod(self._shape)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return every measure over the axes of the study and its own dims, for a study that is small."""
        return self._read(0, len(self._file), self._shape)

    def outlines(self) -> dict[str, np.ndarray]:
        """Return what stands for every measure until its blocks are read: its shape and type, without values."""
        return {name: np.broadcast_to(np.nan, (*self._shape, *form.shape)) for name, form in self.forms.items()}

    def blocks(self) -> Iterator[Block]:
        """Go through the blocks, and read each: where it stands on the axes of the study, and its measures."""
        steps = self._steps(self._bytes, self._largest)
        start = 0
        for first in itertools.product(
            *(range(0, length, step) for length, step in zip(self._shape, steps, strict=True))
        ):
            place = tuple(
                slice(begin, min(begin + step, length))
                for begin, step, length in zip(first, steps, self._shape, strict=True)
            )
            shape = tuple(part.stop - part.start for part in place)
            stop = start + math.prod(shape)
            yield place, self._read(start, stop, shape)
            start = stop

    def chunks(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of the pieces in which each measure is compressed; a block holds whole pieces."""
        blocks = self._steps(self._bytes, self._largest)
        found = {}
        for name, form in self.forms.items():
            steps = self._steps(_size(form), LARGEST_CHUNK)
            found[name] = (*(min(pair) for pair in zip(steps, blocks, strict=True)), *form.shape)
        return found

    @property
    def _bytes(self) -> int:
        """Return the size of all measures of a point."""
        return sum(_size(form) for form in self.forms.values())

    def _steps(self, size: int, largest: int) -> list[int]:
        """Return how many values of every axis belong together, so that points of a `size` stay below `largest` bytes.

        Points that belong together follow each other in the order of the study. An axis that is cut is cut into powers
        of two, so that small parts divide larger ones.
        """
        steps = []
        for number, length in enumerate(self._shape):
            most = largest // max(1, size * math.prod(self._shape[number + 1 :]))
            steps.append(length if most >= length else 2 ** (max(1, most).bit_length() - 1))
        return steps

    def _read(self, start: int, stop: int, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
        """Read the measures of a row of points."""
        files, rows = self._file[start:stop], self._row[start:stop]
        found = {name: np.full((stop - start, *form.shape), np.nan) for name, form in self.forms.items()}
        for number in np.unique(files):
            here = np.flatnonzero(files == number)
            with open_file(self._paths[number]) as file:
                file.set_auto_maskandscale(False)
                for name in found.keys() & file.variables.keys():
                    found[name][here] = file[name][:][rows[here]]
        return {name: values.reshape(*shape, *self.forms[name].shape) for name, values in found.items()}

    def _take_forms(self, batch: xr.Dataset) -> None:
        for name, variable in batch.data_vars.items():
            if name not in STATUSES and name not in self.forms:
                dims = tuple(map(str, variable.dims[1:]))
                self.forms[str(name)] = Form(dims, variable.shape[1:], dict(variable.attrs))

    def _take_coordinates(self, batch: xr.Dataset, path: Path) -> None:
        """Add the coordinates of a measure file's own dims, which must be those of the files before.

        Raises
        ------
        SimulationError
            If they are not: measures of different length or place make no cube.
        """
        for name in sorted(set(map(str, batch.coords)) - {"point"}):
            dims, values = batch[name].dims, batch[name].values
            if values.dtype.kind not in "iuf":
                values = values.astype(object)
            known = self.coordinates.setdefault(name, (dims, values, batch[name].attrs))[1]
            if known.shape != values.shape or not np.array_equal(known, values):
                raise SimulationError(f"{path}: the coordinate {name} differs from that of other files of the study")


def _size(form: Form) -> int:
    """Return the bytes of a measure of one point."""
    return 8 * math.prod(form.shape)


def _places(held: np.ndarray, ids: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of a file that belong to the study, and where each stands; one row may stand at many places.

    Parameters
    ----------
    held
        Ids in the file.
    ids, order
        Ids of the study, and what sorts them.
    """
    first = np.searchsorted(ids, held, side="left", sorter=order)
    counts = np.searchsorted(ids, held, side="right", sorter=order) - first
    rows = np.repeat(np.arange(held.size), counts)
    within = np.arange(rows.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows, order[np.repeat(first, counts) + within]
