"""Courses of the population along a sweep: calcium error, burst period and duty cycle, up and down."""

import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from homeotherm.figures.drawing import (
    Drawing,
    axis_label,
    legend_above,
    letter_panels,
    plain_logarithms,
    seeds_in_words,
)
from homeotherm.figures.needed import need_variables
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.sweep_panels import (
    LINES,
    MOST_NAMED_COLOURS,
    axis_units,
    chosen_rows,
    columns_of,
    lines_of,
    swept_axes,
    table_of,
)

NEEDED = ("sweep_calcium_error", "sweep_period_quantile", "sweep_duty_cycle_quantile")
LABELS = ("Calcium error", "Burst period", "Duty cycle")
LOGARITHMIC = {"sweep_period_quantile"}
ROW_MM = 42


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw calcium error (1), burst period (s, median over cells) and duty cycle (1, median) over temperature (degC).

    Raises
    ------
    ValueError
        If a variable is missing.
    """
    need_variables(dataset, "sweep_courses", NEEDED)
    columns = columns_of(swept_axes(dataset), axis_units(dataset))
    parts = [_course(dataset, name) for name in NEEDED]
    figure = Figure(figsize=size_in_inches(ROW_MM * len(NEEDED) + 14), layout="constrained")
    grid = figure.subplots(len(NEEDED), len(columns.places), sharex=True, sharey="row", squeeze=False)
    letter_panels(grid.ravel())
    for row, name, label, table in zip(grid, NEEDED, LABELS, parts, strict=True):
        for panel, place in zip(row, columns.places, strict=True):
            for line, colour, (direction,) in lines_of(chosen_rows(table, place), columns):
                panel.plot(
                    line["sweep_temperature"].to_numpy(), line["value"].to_numpy(), color=colour, linewidth=0.9,
                    linestyle=LINES[str(direction)],
                )  # fmt: skip
        if name in LOGARITHMIC:
            plain_logarithms(row[0])  # the row shares it
        row[0].set_ylabel(axis_label(label, str(dataset[name].attrs.get("units", "1"))))
    for panel, title in zip(grid[0], columns.titles, strict=True):
        panel.set_title(title)
    for panel in grid[-1]:
        panel.set_xlabel(axis_label("Temperature", "degree_Celsius"))
    entries = [Line2D([], [], color="0.3", linestyle=LINES[str(name)], label=f"way {name}")
               for name in dataset["direction"].values]  # fmt: skip
    if columns.coloured and len(columns.colours) <= MOST_NAMED_COLOURS:
        entries += columns.entries
    legend_above(figure, entries)
    caption = (
        "Along the sweep of the temperature: size of the error of calcium over its target, mean over cells; median "
        f"burst period and duty cycle of the cells that burst. Means over {seeds_in_words(dataset.sizes['seed'])}."
    )
    return Drawing(figure, pd.concat(parts, ignore_index=True), caption)


def _course(dataset: xr.Dataset, name: str) -> pd.DataFrame:
    values = dataset[name]
    if "quantile" in values.dims:
        values = values.sel(quantile=0.5, drop=True)
    return table_of(values, dataset["status"])
