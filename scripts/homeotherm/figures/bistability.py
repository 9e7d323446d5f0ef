"""Bistability: where the weights end that started low, and where those that started high."""

import json

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from homeotherm.analysis.critical import START_AXIS, bistability_table
from homeotherm.figures.conditions import conditions_of, intervals_in_words, mean_rows, seed_rows
from homeotherm.figures.drawing import Drawing, axis_label, letter_panels, seeds_in_words
from homeotherm.figures.series import (
    Abscissa,
    Group,
    abscissa_of,
    draw_group,
    finish_abscissa,
    handle,
    note_if_empty,
)
from homeotherm.figures.style import Look, colours_along, in_style, size_in_inches, time_map

FINAL = "weight_mean"
DIFFERENCE = "difference by start"
NEEDED = (FINAL,)
MARKERS = ("v", "o", "^", "s", "D", "P", "X")
DIFFERENCE_LOOK = Look("#000000", "o")


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw the final mean weight (nS) against temperature (°C), by the mean weight at the start, per state.

    Beside (or below) it the difference between the highest and the lowest start, pairs of one seed: 0 where the start
    is forgotten. Every seed is a point, the mean over seeds a line with its interval.
    """
    if START_AXIS not in dataset["status"].dims or dataset.sizes[START_AXIS] < 2:
        raise ValueError(f"figure bistability needs the axis {START_AXIS} with two values")
    starts = np.sort(dataset[START_AXIS].values.astype(float))
    by_start = {
        start: conditions_of(dataset.sel({START_AXIS: start}, drop=True), "bistability", NEEDED) for start in starts
    }
    chosen = by_start[starts[0]]
    difference = (by_start[starts[-1]][FINAL] - chosen[FINAL]).rename(DIFFERENCE).assign_attrs(chosen[FINAL].attrs)
    parts = [
        make(found[FINAL]).assign(initial_scale=start)
        for start, found in by_start.items()
        for make in (seed_rows, mean_rows)
    ]
    table = pd.concat([*parts, seed_rows(difference), mean_rows(difference)], ignore_index=True)
    table.insert(table.columns.get_loc("seed"), START_AXIS, table.pop(START_AXIS))

    states = list(chosen["state"].values)
    abscissa = abscissa_of(chosen)
    single = len(states) == 1 or abscissa.column == "metabolic_rate"
    figure = Figure(figsize=size_in_inches(75 if single else 110), layout="constrained")
    grid = (
        figure.subplots(1, 2, squeeze=False)
        if single
        else figure.subplots(2, len(states), sharex=True, sharey="row", squeeze=False)
    )
    looks = {
        start: Look(colour, MARKERS[number % len(MARKERS)])
        for number, (start, colour) in enumerate(zip(starts, colours_along(starts, time_map()), strict=True))
    }
    for column in range(grid.shape[1] if not single else 1):
        upper, lower = grid[0] if single else grid[:, column]
        rows = table if single else table[table["state"] == states[column]]
        for place, (start, look) in enumerate(looks.items()):
            of_start = rows[(rows["quantity"] == FINAL) & (rows[START_AXIS] == start)]
            draw_group(upper, of_start, abscissa, Group(look, True, place, len(looks)), f"start {start:g}")
        note_if_empty(upper, rows[rows["quantity"] == FINAL])
        lower.axhline(0.0, color="0.45", linewidth=0.7, linestyle="--", zorder=1)
        paired = rows[rows["quantity"] == DIFFERENCE]
        draw_group(lower, paired, abscissa, Group(DIFFERENCE_LOOK, True, 0, 1), "difference")
        note_if_empty(lower, paired)
        if not single:
            upper.set_title(states[column])
    unit = chosen[FINAL].attrs.get("units", "nS")
    first = grid[0] if single else grid[:, 0]
    first[0].set_ylabel(axis_label("Mean weight after training", unit))
    first[1].set_ylabel(axis_label("Highest minus lowest start", unit))
    finish_abscissa(grid.ravel(), abscissa)
    if not single:
        for panel in grid[0]:
            panel.set_xlabel("")
    letter_panels(grid.flat)
    handles = [handle(look, f"start {_start_in_words(dataset, start)}") for start, look in looks.items()]
    figure.legend(handles=handles, loc="outside upper center", ncols=min(len(handles), 5))
    return Drawing(figure, table, _caption(dataset, table, abscissa, states, single))


def _start_in_words(dataset: xr.Dataset, start: float) -> str:
    """Return the weight at the start: in units of the baseline of turnover and, if the study tells it, in nS."""
    weight = json.loads(dataset.attrs.get("parameters_json", "{}")).get("initial_weight")
    return f"{start:g} w₀" if weight is None else f"{start:g} w₀ = {start * weight:.3g} nS"


def _caption(dataset: xr.Dataset, table: pd.DataFrame, abscissa: Abscissa, states: list[str], single: bool) -> str:
    first, second = ("Left", "right") if single else ("Upper", "lower")
    seeds = table[(table["statistic"] == "seed") & (table["quantity"] == FINAL)]
    missing = int(seeds["value"].isna().sum())
    sentences = [
        f"{first}: mean weight at the end of training against {abscissa.words}{abscissa.by_state(len(states))}, by its "
        f"value at the start (w₀: baseline of turnover); {second}: highest minus lowest start, pairs of one seed.",
        f"Points are seeds ({seeds_in_words(dataset.sizes['seed'])} per condition), spread sideways to be seen, lines "
        f"join their means; {intervals_in_words(table)}.",
        _branches_in_words(dataset, abscissa),
        f"{missing} of {len(seeds)} points missing." if missing else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _branches_in_words(dataset: xr.Dataset, abscissa: Abscissa) -> str:
    """Return a sentence on the conditions in which the weights end in more than one place."""
    found = bistability_table(dataset, FINAL)
    if found["branches"].isna().all():
        return "There are too few seeds to count branches."
    column = "temperature_celsius" if abscissa.column == "temperature" else "metabolic_rate"
    unit = " °C" if abscissa.column == "temperature" else ""
    parts = []
    for row in found[found["branches"] > 1].to_dict("records"):
        state = f"{row['state']}, " if "state" in row and abscissa.column == "temperature" else ""
        parts.append(f"{state}{row[column]:g}{unit} ({row['branches']:.0f}, {row['separation']:.3g} deviations apart)")
    return f"More than one branch at: {'; '.join(parts)}." if parts else "One branch at every condition."
