"""Weights: how the synapses are distributed at the end of training."""

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
    hide_spare_panels,
    letter_panels,
    seeds_in_words,
    temperature_colours,
)
from homeotherm.figures.style import in_style, size_in_inches

NEEDED = ("weight_histogram",)
COLUMNS = 3


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw the share of synapses (1, logarithmic) per bin of weight (of the maximal weight), per condition.

    One panel per state, one colour per temperature; thin steps are seeds, thick ones their mean. Bins without
    synapses cannot be drawn on a logarithmic axis: their steps leave the panel below.
    """
    chosen = conditions_of(dataset, "weights", NEEDED)
    shares = chosen["weight_histogram"]
    table = pd.concat([seed_rows(shares), mean_rows(shares, interval=False)], ignore_index=True)
    table = table.drop(columns=["low", "high", "method"])

    states = list(chosen["state"].values)
    columns = min(len(states), COLUMNS)
    rows = -(-len(states) // columns)
    figure = Figure(figsize=size_in_inches(64 * rows + 4), layout="constrained")
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    panels = grid.ravel()
    colours = temperature_colours(chosen["temperature"].values)
    edges = bin_edges(chosen["weight_bin"].values)
    for panel, state in zip(panels, states, strict=False):
        panel.set_yscale("log", nonpositive="clip")
        _draw_steps(panel, table[table["state"] == state], edges, colours)
        panel.set_title(state)
        panel.set_xlim(edges[0], edges[-1])
        panel.set_xlabel("Weight (of the maximal weight)")
    for panel in grid[:, 0]:
        panel.set_ylabel("Share of synapses (1 per bin)")
    seen = table["value"][table["value"] > 0]
    if seen.size:
        # A mean over many seeds can be tiny where few synapses of few seeds lie: show six decades at most.
        panels[0].set_ylim(max(seen.min() / 2, seen.max() * 1e-6), min(1.0, seen.max() * 2))
    hide_spare_panels(panels[len(states) :])
    letter_panels(panels[: len(states)])
    add_colour_bar(figure, panels, list(colours), list(colours.values()), axis_label("Temperature", "degree_Celsius"))
    figure.legend(
        handles=[
            Line2D([], [], color="0.25", linewidth=1.3, label="mean of seeds"),
            Line2D([], [], color="0.25", linewidth=0.35, label="one seed"),
        ],
        loc="outside upper center",
        ncols=2,
    )
    by_state = " by metabolic state," if len(states) > 1 else ""
    caption = (
        f"Distribution of the weights at the end of training,{by_state} "
        f"{colours_in_words(list(colours))} ({edges.size - 1} bins, logarithmic share). Thin steps are seeds "
        f"({seeds_in_words(chosen.sizes['seed'])} per condition), thick ones their means; no intervals. "
        f"{missing_sentence(chosen, NEEDED)}"
    )
    return Drawing(figure, table, caption.strip())


def bin_edges(centres: np.ndarray) -> np.ndarray:
    """Return the edges of adjoining bins from their centres; the outer ones mirror the inner."""
    if centres.size == 1:
        return np.array([0.0, 2 * centres[0]])
    inner = (centres[1:] + centres[:-1]) / 2
    return np.concatenate([[2 * centres[0] - inner[0]], inner, [2 * centres[-1] - inner[-1]]])


def _draw_steps(panel: Axes, table: pd.DataFrame, edges: np.ndarray, colours: dict) -> None:
    """Draw one step line per seed and a thick one for the mean; nothing for a missing point."""
    for (statistic, temperature, _), line in table.groupby(["statistic", "temperature", "seed"], dropna=False):
        shares = line.sort_values("weight_bin")["value"].to_numpy()
        if np.isnan(shares).all():
            continue
        is_mean = statistic == "mean"
        panel.stairs(
            shares,
            edges,
            baseline=None,
            color=colours[temperature],
            linewidth=1.3 if is_mean else 0.35,
            alpha=1.0 if is_mean else 0.5,
            zorder=3 if is_mean else 2,
        )
