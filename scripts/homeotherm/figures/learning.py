"""Learning: the mean weight during training, and what trained assemblies and the rest make of it."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from homeotherm.figures.conditions import conditions_of, mean_rows, missing_sentence, seed_rows
from homeotherm.figures.drawing import (
    Drawing,
    add_colour_bar,
    axis_label,
    colours_in_words,
    letter_panels,
    seeds_in_words,
    temperature_colours,
)
from homeotherm.figures.style import in_style, size_in_inches

NEEDED = ("weight_mean_trajectory", "weight_within_trajectory", "weight_across_trajectory")
LINE_STYLES = {NEEDED[0]: "-", NEEDED[1]: "-", NEEDED[2]: (0, (2.5, 1.2))}
MOST_TIMES = 201  # more would not be seen on paper and would only make the files large


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw weights (nS) against time in training (s), one column per state and one colour per temperature.

    Upper panels: mean over all plastic synapses. Lower panels: within trained assemblies (full lines) and
    across (dashed). Thin lines are seeds, thick lines their mean. At most `MOST_TIMES` evenly spaced samples
    are drawn, and these are in the table.
    """
    chosen = conditions_of(dataset, "learning", NEEDED)
    stride = -(-chosen.sizes["time"] // MOST_TIMES)
    thinned = chosen.isel(time=slice(None, None, stride))
    rows = [part for name in NEEDED for part in (seed_rows(thinned[name]), mean_rows(thinned[name], interval=False))]
    table = pd.concat(rows, ignore_index=True)
    table = table.drop(columns=["low", "high", "method"])

    states = list(thinned["state"].values)
    colours = temperature_colours(thinned["temperature"].values)
    single = len(states) == 1  # then side by side: one wide panel above another would waste the page
    figure = Figure(figsize=size_in_inches(70 if single else 105), layout="constrained")
    grid = (
        figure.subplots(1, 2, squeeze=False)
        if single
        else figure.subplots(2, len(states), sharex=True, sharey="row", squeeze=False)
    )
    for column, state in enumerate(states):
        upper, lower = grid[0] if single else grid[:, column]
        _draw_lines(upper, table, state, NEEDED[:1], colours)
        _draw_lines(lower, table, state, NEEDED[1:], colours)
        if state:
            upper.set_title(state)
    for panel, name in zip(
        grid.flat if single else grid[:, 0], ("Mean of all weights", "Mean weight by class"), strict=True
    ):
        panel.set_ylabel(axis_label(name, "nS"))
    for panel in grid[-1]:
        panel.set_xlabel(axis_label("Time in training", "s"))
    letter_panels(grid.flat)
    add_colour_bar(
        figure,
        grid.ravel(),
        list(colours),
        list(colours.values()),
        axis_label("Temperature", "degree_Celsius"),
    )
    figure.legend(handles=_legend(), loc="outside upper center", ncols=4)
    return Drawing(figure, table, _caption(chosen, stride))


def _draw_lines(panel: Axes, table: pd.DataFrame, state: str, names: tuple[str, ...], colours: dict) -> None:
    """Draw every seed thinly and the mean of the seeds thickly."""
    rows = table[(table["state"] == state) & table["quantity"].isin(names)]
    by_line = rows.groupby(["statistic", "quantity", "temperature", "seed"], sort=True, dropna=False)
    for (statistic, quantity, temperature, _), line in by_line:
        is_mean = statistic == "mean"
        panel.plot(
            line["time"].to_numpy(),
            line["value"].to_numpy(),
            color=colours[temperature],
            linestyle=LINE_STYLES[quantity],
            linewidth=1.4 if is_mean else 0.35,
            alpha=1.0 if is_mean else 0.55,
            zorder=3 if is_mean else 2,
        )
    times = np.unique(table["time"])
    panel.set_xlim(times[0], times[-1] if times.size > 1 else times[0] + 1)


def _legend() -> list[Line2D]:
    grey = "0.25"
    return [
        Line2D([], [], color=grey, linewidth=1.4, label="mean of seeds"),
        Line2D([], [], color=grey, linewidth=0.35, label="one seed"),
        Line2D(
            [],
            [],
            color=grey,
            linewidth=1.4,
            linestyle=LINE_STYLES[NEEDED[1]],
            label="class: within trained assemblies",
        ),
        Line2D([], [], color=grey, linewidth=1.4, linestyle=LINE_STYLES[NEEDED[2]], label="class: all others"),
    ]


def _caption(dataset: xr.Dataset, stride: int) -> str:
    by_state = ", by metabolic state" if dataset.sizes["state"] > 1 else ""
    upper, lower = ("Upper", "lower") if dataset.sizes["state"] > 1 else ("Left", "right")
    sentences = [
        f"Weights of the plastic synapses during training{by_state}, "
        f"{colours_in_words(dataset['temperature'].values)} ({upper.lower()}: all; "
        f"{lower}: within trained assemblies, full, and across, dashed).",
        f"Thin lines are seeds ({seeds_in_words(dataset.sizes['seed'])} per condition), thick lines their "
        "means; no intervals are drawn.",
    ]
    if stride > 1:
        sentences.append(f"One sample in {stride} is drawn.")
    sentences.append(missing_sentence(dataset, NEEDED))
    return " ".join(sentence for sentence in sentences if sentence)
