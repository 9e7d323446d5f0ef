"""What figures of a sweep of the temperature share: a column per condition, a colour per further value."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.lines import Line2D

from homeotherm.figures.conditions import OK
from homeotherm.figures.named_conditions import words
from homeotherm.figures.style import colours_along, time_map
from homeotherm.printed import with_unit_word

LINES = {"up": "-", "down": (0, (2, 1.5))}
NAMED_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
"""Of Okabe & Ito (2008), which people with any kind of colour vision tell apart."""
MOST_NAMED_COLOURS = len(NAMED_COLOURS)


class Columns(NamedTuple):
    """The layout of a figure of a sweep.

    Attributes
    ----------
    places : value of every axis that makes columns or panels, for each of them
    titles : of the columns or panels
    coloured : the axis that makes colours, None without one
    colours : by value of that axis
    entries : of a legend, one per colour
    """

    places: list[dict[str, object]]
    titles: list[str]
    coloured: str | None
    colours: dict[float, object]
    entries: list[Line2D]


def columns_of(axes: dict[str, Sequence], units: Mapping[str, str] = MappingProxyType({})) -> Columns:
    """Lay out the axes: those of names and the first of numbers make columns, the second of numbers makes colours.

    Parameters
    ----------
    axes
        Values of every axis with more than one, in the order of the study.
    units
        Of those axes that have one.
    """
    named = {name for name, values in axes.items() if np.asarray(values).dtype.kind in "OUT"}
    numbers = [name for name in axes if name not in named]
    across = [name for name in axes if name in named or name in numbers[:1]]
    places = [dict(zip(across, values, strict=True)) for values in itertools.product(*(axes[name] for name in across))]
    # A letter stands beside the last line of a title, which is therefore short where there is one line only.
    between = "\n" if len(across) == 1 else " "
    titles = ["\n".join(_title(name, value, units, between) for name, value in place.items()) for place in places]
    coloured = numbers[1] if len(numbers) > 1 else None
    values = [float(value) for value in axes[coloured]] if coloured else []
    colours = dict(zip(values, _colours(len(values)), strict=True))
    return Columns(places, titles, coloured, colours, _entries(coloured, colours, units))


def swept_axes(dataset: xr.Dataset) -> dict[str, np.ndarray]:
    """Return the values of every axis of a study that has more than one, in order; seeds are none."""
    dims = [str(dim) for dim in dataset["status"].dims if dim != "seed" and dataset.sizes[dim] > 1]
    return {dim: dataset[dim].values for dim in dims}


def axis_units(dataset: xr.Dataset) -> dict[str, str]:
    """Return the unit of every axis of a study."""
    return {str(dim): str(dataset[dim].attrs.get("units", "1")) for dim in dataset["status"].dims}


def table_of(values: xr.DataArray, status: xr.DataArray) -> pd.DataFrame:
    """Return one row per condition and place, means over the seeds that are ok, with quantity and units."""
    frame = values.where(status == OK).mean("seed").rename("value").reset_coords(drop=True).to_dataframe().reset_index()
    return frame.assign(quantity=str(values.name), units=str(values.attrs.get("units", "1")))


def chosen_rows(table: pd.DataFrame, place: dict[str, object]) -> pd.DataFrame:
    """Return the rows of a column."""
    for name, value in place.items():
        table = table[table[name] == value]
    return table


def lines_of(table: pd.DataFrame, columns: Columns, further: Sequence[str] = ("direction",)) -> Iterator[tuple]:
    """Yield the rows of every line of a panel with its colour and its further values."""
    keys = [*([columns.coloured] if columns.coloured else []), *further]
    for values, rows in table.groupby(keys, sort=False):
        colour = columns.colours[float(values[0])] if columns.coloured else "black"
        yield rows, colour, values[1:] if columns.coloured else values


def _entries(axis: str | None, colours: dict[float, object], units: Mapping[str, str]) -> list[Line2D]:
    """Return the entries of a legend for the values of an axis; none without an axis."""
    if axis is None:
        return []
    return [Line2D([], [], color=colour, label=_title(axis, value, units)) for value, colour in colours.items()]


def panels_of(dataset: xr.Dataset) -> Columns:
    """Lay out the axes of a study: those of names make panels, the first of numbers makes colours."""
    axes = swept_axes(dataset)
    named = [axis for axis, values in axes.items() if values.dtype.kind in "OUT"]
    coloured = next((axis for axis in axes if axis not in named), None)
    values = [] if coloured is None else [float(value) for value in axes[coloured]]
    colours = dict(zip(values, colours_along(values, time_map()), strict=True)) if values else {}
    places = [dict(zip(named, values, strict=True)) for values in itertools.product(*(axes[axis] for axis in named))]
    titles = ["\n".join(f"{words(axis)}: {words(value)}" for axis, value in place.items()) for place in places]
    return Columns(places, titles, coloured, colours, _entries(coloured, colours, axis_units(dataset)))


def _title(name: str, value: object, units: Mapping[str, str], between: str = " ") -> str:
    """Return name and value of an axis as a line of a title; a value that is a name speaks for itself."""
    if isinstance(value, str):
        return words(value)
    return with_unit_word(f"{words(name)}{between}{words(value)}", units.get(name, "1"))


def _colours(number: int) -> list[object]:
    """Return colours without an order where each can be told by name, else one grey."""
    if number > MOST_NAMED_COLOURS:
        return ["0.35"] * number
    return list(NAMED_COLOURS[:number])
