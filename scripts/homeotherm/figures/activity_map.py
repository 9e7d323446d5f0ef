"""Activity map: what cells do at every temperature of a sweep, for every condition."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from homeotherm.figures.activities import COLOURS, legend_of_activities
from homeotherm.figures.drawing import Drawing, axis_label, letter_panels, seeds_in_words
from homeotherm.figures.needed import need_variables
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.sweep_panels import axis_units, chosen_rows, columns_of, swept_axes, table_of

NEEDED = ("sweep_activity_share",)
ROW_MM = 42


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw shares of cells by activity (1) over temperature (degC): a column per condition, a row per direction.

    Shares are means over all further axes (such as sets of Q10s) and seeds.

    Raises
    ------
    ValueError
        If a variable is missing.
    """
    need_variables(dataset, "activity_map", NEEDED)
    columns = columns_of(swept_axes(dataset), axis_units(dataset))
    table = _means(table_of(dataset[NEEDED[0]], dataset["status"]), columns.places)
    directions = [str(name) for name in dataset["direction"].values]
    figure = Figure(figsize=size_in_inches(ROW_MM * len(directions) + 14), layout="constrained")
    grid = figure.subplots(len(directions), len(columns.places), sharex=True, sharey=True, squeeze=False)
    letter_panels(grid.ravel())
    names = [str(name) for name in dataset["class"].values]
    for row, direction in zip(grid, directions, strict=True):
        for panel, place in zip(row, columns.places, strict=True):
            rows = chosen_rows(table, {**place, "direction": direction})
            shares = [rows[rows["class"] == name].sort_values("sweep_temperature") for name in names]
            panel.stackplot(
                shares[0]["sweep_temperature"].to_numpy(), [share["value"].to_numpy() for share in shares],
                colors=[COLOURS[name] for name in names], linewidth=0,
            )  # fmt: skip
            panel.set_ylim(0, 1)
            panel.margins(x=0)
        row[0].set_ylabel(axis_label(f"Cells, way {direction}", "1"))
    for panel, title in zip(grid[0], columns.titles, strict=True):
        panel.set_title(title)
    for panel in grid[-1]:
        panel.set_xlabel(axis_label("Temperature", "degree_Celsius"))
    entries = legend_of_activities(names)
    figure.legend(handles=entries, loc="outside upper center", ncols=len(entries))
    seeds = seeds_in_words(dataset.sizes["seed"])
    further = f" and values of {columns.coloured}" if columns.coloured else ""
    caption = f"Shares of cells by what they do at each temperature of the sweep; means over {seeds}{further}."
    return Drawing(figure, table, caption)


def _means(table: pd.DataFrame, places: list[dict[str, object]]) -> pd.DataFrame:
    keys = [*(places[0] if places else ()), "class", "direction", "sweep_temperature", "quantity", "units"]
    found = table.groupby(keys, sort=False)["value"].agg(lambda values: values.mean() if len(values) else np.nan)
    return found.reset_index()
