"""Inverted U: what the network has learned against its metabolic rate."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from homeotherm.figures.conditions import (
    conditions_of,
    intervals_in_words,
    mean_rows,
    missing_sentence,
    seed_rows,
)
from homeotherm.figures.drawing import (
    Drawing,
    add_colour_bar,
    axis_label,
    colours_in_words,
    letter_panels,
    seeds_in_words,
    spread,
    temperature_colours,
)
from homeotherm.figures.series import note_if_empty
from homeotherm.figures.style import in_style, size_in_inches, state_looks

METABOLIC_Q10 = 2.8  # of the cerebral metabolic rate for oxygen in man (Croughwell et al. 1992)
REFERENCE_CELSIUS = 37.0
CHANCE = 1 / 6  # six stimuli
MOST_SIDEWAYS = 0.14  # octaves of metabolic rate over which the seeds of a condition are spread
MEAN_COLOUR = "0.15"


class Panel(NamedTuple):
    """One measure, the words on its axis, and the level that chance gives."""

    variable: str
    words: str
    level: float


PANELS = (
    Panel("decoding_accuracy", "Decoding accuracy", CHANCE),
    Panel("completion_index", "Completion index", 0.0),
    Panel("d_prime", "Discriminability d′", 0.0),
)
NEEDED = tuple(panel.variable for panel in PANELS)


def total_metabolic_rate(metabolic_rate, temperature):
    """Return M = m · 2.8^((T − 37)/10) (1); m relative metabolic rate (1), T in °C."""
    return metabolic_rate * METABOLIC_Q10 ** ((temperature - REFERENCE_CELSIUS) / 10)


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw decoding accuracy, completion index and d′ (all 1) after training against metabolic rate M (1).

    All conditions share the axis (octaves), coloured by temperature, one marker per state. Every seed is a
    point, the mean of a condition a dash with its interval; the dashed line is what chance gives.
    """
    chosen = conditions_of(dataset, "inverted_u", NEEDED).sel(phase=["after"])
    parts = []
    for number, name in enumerate(NEEDED):
        for make in (seed_rows, mean_rows):
            parts.append(make(chosen[name], panel=chr(ord("a") + number)))
    table = pd.concat(parts, ignore_index=True)
    total = total_metabolic_rate(table["metabolic_rate"], table["temperature"])
    table.insert(table.columns.get_loc("seed"), "total_metabolic_rate", total)

    figure = Figure(figsize=size_in_inches(68), layout="constrained")
    grid = figure.subplots(1, len(PANELS))
    looks = state_looks(list(chosen["state"].values))
    colours = temperature_colours(chosen["temperature"].values)
    for place, panel in zip(grid, PANELS, strict=True):
        rows = table[table["quantity"] == panel.variable]
        place.axhline(panel.level, color="0.45", linewidth=0.7, linestyle="--", zorder=1)
        place.set_xscale("log", base=2)
        _draw_conditions(place, rows, looks, colours)
        place.set_ylabel(axis_label(panel.words, chosen[panel.variable].attrs.get("units", "1")))
        _finish(place, rows, panel)
        note_if_empty(place, rows)
    letter_panels(grid)
    add_colour_bar(figure, grid, list(colours), list(colours.values()), axis_label("Temperature", "degree_Celsius"))
    figure.legend(handles=_legend(looks, len(colours) > 1), loc="outside upper center", ncols=len(looks) + 2)
    seeds = seeds_in_words(chosen.sizes["seed"])
    caption = (
        f"Decoding (chance 1/6), completion and discriminability after training against the metabolic rate "
        f"M = m · {METABOLIC_Q10:g}^((T − {REFERENCE_CELSIUS:g})/10), all conditions on one axis, "
        f"{colours_in_words(list(colours))}{', marked by state' if len(looks) > 1 else ''}. "
        f"Points are seeds ({seeds} per condition), slightly spread sideways; dashes are means; "
        f"{intervals_in_words(table)}. "
        f"{missing_sentence(chosen, NEEDED)}"
    )
    return Drawing(figure, table, caption.strip())


def _draw_conditions(place: Axes, rows: pd.DataFrame, looks: dict, colours: dict) -> None:
    """Draw seeds as points, means as dashes with intervals, and a line through the means of each state."""
    numbers = sorted(set(rows["seed"].dropna()))
    offset = dict(zip(numbers, spread(len(numbers), _sideways(rows)), strict=True))
    for state, look in looks.items():
        of_state = rows[rows["state"] == state]
        means = of_state[of_state["statistic"] == "mean"].sort_values("total_metabolic_rate")
        at = means["total_metabolic_rate"].to_numpy()
        place.vlines(at, means["low"], means["high"], color=MEAN_COLOUR, linewidth=0.8, zorder=4)
        place.plot(at, means["value"].to_numpy(), color="0.7", linewidth=0.6, zorder=1.5, label=f"line: {state}")
        place.plot(
            at,
            means["value"].to_numpy(),
            linestyle="none",
            marker="_",
            markersize=6,
            markeredgewidth=0.8,
            markeredgecolor=MEAN_COLOUR,
            zorder=4,
            label=f"means: {state}",
        )
        seeds = of_state[of_state["statistic"] == "seed"]
        for temperature, condition in seeds.groupby("temperature"):
            sideways = 2.0 ** condition["seed"].map(offset).to_numpy(dtype=float)
            place.plot(
                condition["total_metabolic_rate"].to_numpy() * sideways,
                condition["value"].to_numpy(),
                linestyle="none",
                marker=look.marker,
                markersize=3.2,
                markerfacecolor=colours[temperature] if len(colours) > 1 else look.colour,
                markeredgecolor="white",
                markeredgewidth=0.25,
                zorder=3,
                label=f"seeds: {state} {temperature:g}",
            )


def _sideways(rows: pd.DataFrame) -> float:
    """Return the width (octaves of M) over which to spread the seeds, less than a step in temperature."""
    steps = np.diff(np.unique(rows["temperature"]))
    octaves = steps.min() / 10 * np.log2(METABOLIC_Q10) if steps.size else MOST_SIDEWAYS
    return min(MOST_SIDEWAYS, 0.6 * octaves)


def _finish(place: Axes, rows: pd.DataFrame, panel: Panel) -> None:
    """Set both axes: octaves of metabolic rate below, measure from its chance level or 0 upwards."""
    rates = np.unique(rows["total_metabolic_rate"])
    place.set_xlim(rates[0] / 1.25, rates[-1] * 1.25)
    place.xaxis.set_major_locator(LogLocator(base=2))
    place.xaxis.set_minor_locator(NullLocator())
    place.xaxis.set_major_formatter(FuncFormatter(lambda rate, _: f"{rate:g}"))
    place.set_xlabel("Metabolic rate M (of normal)")
    shown = rows[["value", "low", "high"]].to_numpy(dtype=float).ravel()
    shown = np.append(shown[np.isfinite(shown)], [panel.level, 0.0])
    reach = shown.max() - shown.min() or 1.0
    place.set_ylim(shown.min() - 0.04 * reach, shown.max() + 0.06 * reach)


def _legend(looks: dict, several: bool) -> list[Line2D]:
    """Return the entries of the states, grey where colour means temperature (`several`), and of chance."""
    entries = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=look.marker,
            markersize=4,
            markerfacecolor="0.4" if several else look.colour,
            markeredgecolor="white",
            markeredgewidth=0.25,
            label=state or "seed",
        )
        for state, look in looks.items()
    ]
    mean = Line2D(
        [],
        [],
        color="0.7",
        linewidth=0.6,
        marker="_",
        markersize=6,
        markeredgecolor=MEAN_COLOUR,
        label="mean of seeds",
    )
    return [*entries, mean, Line2D([], [], color="0.45", linewidth=0.7, linestyle="--", label="chance")]
