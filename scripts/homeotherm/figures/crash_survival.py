"""Survival with intervals: the share of cells that have not crashed up to a temperature, for each set of Q10s."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from homeotherm.figures.drawing import Drawing, axis_label, label_lowest, legend_above, letter_panels
from homeotherm.figures.needed import need_columns
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.sweep_panels import MOST_NAMED_COLOURS, chosen_rows, columns_of, lines_of

NEEDED = ("statistic", "temperature_celsius", "value", "low", "high", "cells")
CELSIUS = "_celsius"
"""End of the names of columns of temperatures."""
MOST_COLUMNS = 4
PANEL_MM = 48


@in_style
def draw(curves: pd.DataFrame) -> Drawing:
    """Draw Kaplan-Meier curves (1) over temperature (degC) from the table of `analysis.sweep_survival`.

    Raises
    ------
    ValueError
        If a column is missing.
    """
    need_columns(curves, "crash_survival", NEEDED)
    axes = list(curves.columns[: list(curves.columns).index("statistic")])
    table = curves[curves["statistic"] == "survival"].reset_index(drop=True)
    swept = {axis: values for axis in axes if len(values := _in_order(table[axis])) > 1}
    named = {axis.removesuffix(CELSIUS): values for axis, values in swept.items()}
    units = {axis.removesuffix(CELSIUS): "degC" for axis in swept if axis.endswith(CELSIUS)}
    columns = columns_of(named, units)
    drawn = table.rename(columns=lambda axis: axis.removesuffix(CELSIUS) if axis in swept else axis)
    across = min(MOST_COLUMNS, len(columns.places))
    if len(swept) > 1 and len(columns.places) > across:
        across = -(-len(columns.places) // -(-len(columns.places) // across))
    rows = -(-len(columns.places) // across)
    figure = Figure(figsize=size_in_inches(PANEL_MM * rows + 12), layout="constrained")
    panels = figure.subplots(rows, across, sharex=True, sharey=True, squeeze=False).ravel()
    letter_panels(panels[: len(columns.places)])
    bands = len(columns.colours) <= MOST_NAMED_COLOURS
    for panel, place, title in zip(panels, columns.places, columns.titles, strict=False):
        for line, colour, _ in lines_of(chosen_rows(drawn, place), columns, ("statistic",)):
            temperature = line["temperature_celsius"].to_numpy()
            panel.step(temperature, line["value"].to_numpy(), where="post", color=colour, linewidth=1.0)
            if bands:
                low, high = line["low"].to_numpy(float), line["high"].to_numpy(float)
                panel.fill_between(temperature, low, high, step="post", color=colour, alpha=0.15, linewidth=0)
        panel.set_title(title)
        panel.set_ylim(-0.03, 1.03)
    label_lowest(panels[: len(columns.places)], across, axis_label("Temperature", "degree_Celsius"))
    for panel in panels[len(columns.places) :]:
        panel.set_axis_off()
    for panel in panels[::across]:
        panel.set_ylabel(axis_label("Cells not crashed", "1"))
    if bands and columns.coloured:
        legend_above(figure, columns.entries)
    return Drawing(figure, table, _caption(table, bands))


def _in_order(values: pd.Series) -> np.ndarray:
    return np.sort(values.unique()) if values.dtype.kind in "iuf" else values.unique().astype(object)


def _caption(table: pd.DataFrame, bands: bool) -> str:
    cells = sorted({int(number) for number in table["cells"]})
    number = f"{cells[0]}" if len(cells) == 1 else f"{cells[0]} to {cells[-1]}"
    return (
        f"Share of cells that have kept their function up to a temperature, on the way up; {number} cells for each "
        "curve, all seeds together (Kaplan-Meier; cells that never crash are censored at the last temperature). "
        + ("Bands: 95 % intervals over cells. " if bands else "A line per set of Q10s. ")
        + "Conditions that are the same simulations are drawn once."
    )
