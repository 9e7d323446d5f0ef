"""Bifurcation diagram along a sweep: intervals of one cell, branches and burst periods of all, up and down."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from homeotherm.figures.conditions import OK
from homeotherm.figures.drawing import Drawing, axis_label, letter_panels, plain_logarithms
from homeotherm.figures.named_conditions import words
from homeotherm.figures.needed import need_variables
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.sweep_panels import axis_units, columns_of, swept_axes

NEEDED = ("sweep_interval_of_example", "sweep_period_quantile", "sweep_interval_branches")
COLOURS = {"up": "#D55E00", "down": "#0072B2"}
SHIFT = {"up": -0.12, "down": 0.12}
"""Shares of a step by which the directions stand apart."""
ROW_MM = 46
EXAMPLE = 0


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw interspike intervals (s) of the first cell, and quantiles over cells of burst periods (s) and of branches.

    A column per condition; of further axes and seeds the first whose point is ok is shown, which the caption names.

    Raises
    ------
    ValueError
        If a variable is missing.
    """
    need_variables(dataset, "sweep_bifurcation", NEEDED)
    columns = columns_of(swept_axes(dataset), axis_units(dataset))
    further = {columns.coloured: dataset[columns.coloured].values[0]} if columns.coloured else {}
    figure = Figure(figsize=size_in_inches(ROW_MM * 3 + 14), layout="constrained")
    grid = figure.subplots(3, len(columns.places), sharex=True, sharey="row", squeeze=False)
    letter_panels(grid.ravel())
    parts = []
    for column, (place, title) in enumerate(zip(columns.places, columns.titles, strict=True)):
        point = _first_ok(dataset.sel({**place, **further}))
        grid[0, column].set_title(title)
        if point is None:
            grid[0, column].text(0.5, 0.5, "no result", transform=grid[0, column].transAxes, ha="center", color="0.4")
            continue
        for name in (str(name) for name in dataset["direction"].values):
            rows = _rows(point.sel(direction=name), {**place, **further, "direction": name})
            parts.append(rows)
            _draw_direction(grid[:, column], rows, name)
    for panel, label, units in zip(
        grid[:, 0], ("Intervals of one cell", "Burst period of all", "Branches of intervals"), "ss1", strict=True
    ):
        panel.set_ylabel(axis_label(label, units))
    for row in grid[:2]:
        plain_logarithms(row[0])  # the row shares it
    for panel in grid[-1]:
        panel.set_xlabel(axis_label("Temperature", "degree_Celsius"))
    entries = [Line2D([], [], color=COLOURS[str(name)], marker=".", linestyle="none", label=f"way {name}")
               for name in dataset["direction"].values]  # fmt: skip
    figure.legend(handles=entries, loc="outside upper center", ncols=len(entries))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["quantity", "value"])
    return Drawing(figure, table, _caption(dataset, further))


def _first_ok(dataset: xr.Dataset) -> xr.Dataset | None:
    flat = dataset.squeeze([dim for dim in dataset["status"].dims if dim != "seed" and dataset.sizes[dim] == 1])
    known = np.flatnonzero(flat["status"].values == OK)
    return flat.isel(seed=known[0]) if known.size else None


def _rows(point: xr.Dataset, labels: dict) -> pd.DataFrame:
    """Return one row per interval, and per quantile of periods and branches, with their temperatures."""
    temperature = point["sweep_temperature"].values
    interval = (
        point["sweep_interval_of_example"].isel(example=EXAMPLE).transpose("sweep_temperature", "interval").values
    )
    frames = [_frame("interval", "s", temperature, interval, range(interval.shape[1]), labels)]
    period = point["sweep_period_quantile"].transpose("sweep_temperature", "quantile").values
    frames.append(_frame("period", "s", temperature, period, point["quantile"].values, labels))
    branches = point["sweep_interval_branches"].transpose("sweep_temperature", "cell").values
    levels = point["quantile"].values
    spread = np.full((temperature.size, levels.size), np.nan)
    for step, values in enumerate(branches):
        known = values[np.isfinite(values)]
        if known.size:
            spread[step] = np.quantile(known, levels)
    frames.append(_frame("branches", "1", temperature, spread, levels, labels))
    return pd.concat(frames, ignore_index=True)


def _frame(
    quantity: str, units: str, temperature: np.ndarray, values: np.ndarray, levels, labels: dict
) -> pd.DataFrame:
    count = values.shape[1]
    return pd.DataFrame(
        {
            **labels, "sweep_temperature": np.repeat(temperature, count), "quantity": quantity, "units": units,
            "level": np.tile(np.asarray(list(levels), float), temperature.size), "value": values.ravel(),
        }
    )  # fmt: skip


def _draw_direction(panels: np.ndarray, rows: pd.DataFrame, direction: str) -> None:
    of = {name: rows[rows["quantity"] == name] for name in ("interval", "period", "branches")}
    temperatures = np.unique(rows["sweep_temperature"])
    step = float(np.diff(temperatures).min()) if temperatures.size > 1 else 0.0
    shift = SHIFT[direction] * step
    panels[0].plot(
        of["interval"]["sweep_temperature"].to_numpy() + shift, of["interval"]["value"].to_numpy(), ".",
        color=COLOURS[direction], markersize=1.6, markeredgewidth=0,
    )  # fmt: skip
    for panel, name in zip(panels[1:], ("period", "branches"), strict=True):
        _draw_quantiles(panel, of[name], COLOURS[direction], shift)


def _draw_quantiles(panel: Axes, rows: pd.DataFrame, colour: str, shift: float) -> None:
    wide = rows.pivot(index="sweep_temperature", columns="level", values="value")
    temperature, levels = wide.index.to_numpy() + shift, list(wide.columns)
    panel.vlines(temperature, wide[levels[0]], wide[levels[-1]], color=colour, linewidth=0.5)
    panel.vlines(temperature, wide[levels[1]], wide[levels[-2]], color=colour, linewidth=1.4)
    panel.plot(temperature, wide[levels[len(levels) // 2]].to_numpy(), ".", color=colour, markersize=3)


def _caption(dataset: xr.Dataset, further: dict) -> str:
    shown = "".join(f", {words(name)} {words(value)}" for name, value in further.items())
    return (
        "Upper: interspike intervals of one cell at each temperature, on the way up and down (a sample by rank, from "
        "the shortest to the longest). Middle, lower: burst period of the cells that burst, and branches of the "
        f"intervals of all {dataset.sizes['cell']} cells: median, middle half and middle 90 %. The first seed{shown}."
    )
