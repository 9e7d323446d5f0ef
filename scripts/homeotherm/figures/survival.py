"""Survival: the share of cells that have their function along a sweep of the temperature, up and down."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from homeotherm.figures.conditions import OK
from homeotherm.figures.drawing import Drawing, axis_label, label_lowest, legend_above, seeds_in_words
from homeotherm.figures.needed import need_variables
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.sweep_panels import LINES, Columns, chosen_rows, panels_of
from homeotherm.figures.trace_panels import say_no_result

NEEDED = ("function_share", "crash_temperature_median")
PANEL_MM = 50
MOST_PANEL_COLUMNS = 3


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw the share of cells with their function (1) over temperature (degC), a line per point and direction.

    Axes of names make panels; the first axis of numbers makes colours; other axes and seeds are further lines.

    Raises
    ------
    ValueError
        If a variable is missing.
    """
    need_variables(dataset, "survival", NEEDED)
    table, layout = _table(dataset), panels_of(dataset)
    rows = -(-len(layout.places) // MOST_PANEL_COLUMNS)
    columns = -(-len(layout.places) // rows)  # as few as fill the rows
    figure = Figure(figsize=size_in_inches(PANEL_MM * rows + 14), layout="constrained")
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for panel in grid.ravel()[len(layout.places) :]:
        panel.set_axis_off()
    shown = zip(grid.ravel(), layout.places, layout.titles, strict=False)
    for number, (panel, place, title) in enumerate(shown):
        _draw(panel, chosen_rows(table, place), layout)
        panel.set_title(title, loc="left", x=0.06)
        panel.annotate(
            chr(ord("a") + number), (0, 1), (0, 4), "axes fraction", "offset points", fontweight="bold", fontsize=8.5
        )
        if number % columns == 0:
            panel.set_ylabel(axis_label("Cells with their function", "1"))
        panel.set_ylim(-0.03, 1.03)
    label_lowest(grid.ravel()[: len(layout.places)], columns, axis_label("Temperature", "degree_Celsius"))
    directions = [str(name) for name in dataset["direction"].values]
    entries = [*layout.entries]
    entries += [Line2D([], [], color="0.3", linestyle=LINES[name], label=f"way {name}") for name in directions]
    legend_above(figure, entries)
    return Drawing(figure, table, _caption(dataset, table))


def _table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return one row per point, direction and temperature; NaN for a point without result."""
    shares = dataset["function_share"].where(dataset["status"] == OK).rename("value")
    frame = shares.reset_coords(drop=True).to_dataframe().reset_index()
    return frame.assign(quantity="function_share", units="1")


def _draw(panel: Axes, rows: pd.DataFrame, layout: Columns) -> None:
    fixed = {"value", "quantity", "units", "sweep_temperature"}
    for _, line in rows.groupby([name for name in rows.columns if name not in fixed], sort=False):
        panel.plot(
            line["sweep_temperature"].to_numpy(), line["value"].to_numpy(), linewidth=0.9, alpha=0.85,
            color=layout.colours[float(line[layout.coloured].iloc[0])] if layout.coloured else "black",
            linestyle=LINES[str(line["direction"].iloc[0])], label="cells with their function",
        )  # fmt: skip
    if not np.isfinite(rows["value"]).any():
        say_no_result(panel)


def _caption(dataset: xr.Dataset, table: pd.DataFrame) -> str:
    points = dataset["status"].size
    missing = int((dataset["status"].values != OK).sum())
    cells = dataset.sizes.get("cell", 0)
    lines = f"{points} points of {cells} cells each ({seeds_in_words(dataset.sizes['seed'])})"
    return (
        "Share of cells that do at a temperature what they did before the sweep, at the temperature at which they "
        f"settled. A line per point and direction, no averages: {lines}. "
        f"{f'{missing} of {points} points missing.' if missing else ''}"
    ).strip()
