"""Measures against temperature: every seed a point, the mean over seeds a line with its interval.

Everything is drawn from the rows of the figure's table, so the table cannot differ from the picture.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from homeotherm.figures.drawing import axis_label, spread
from homeotherm.figures.style import Look

SHARE_OF_STEP = 0.6  # of the distance between neighbouring conditions may be used to draw groups side by side,
SHARE_OF_AXIS = 0.1  # but no more than this share of the whole axis, lest a group seem to lie elsewhere


class Abscissa(NamedTuple):
    """What runs along the x axis: column of the table, label, words for the caption, the values simulated.

    `step` is the smallest distance between values, `room` the width over which one value's points may lie.
    """

    column: str
    label: str
    words: str
    values: np.ndarray
    step: float
    room: float

    def by_state(self, states: int) -> str:
        """Return " by metabolic state" for captions, if there are several and the axis is not theirs."""
        return " by metabolic state" if states > 1 and self.column == "temperature" else ""


def abscissa_of(dataset: xr.Dataset) -> Abscissa:
    """Return temperature, or the metabolic rate if several states were run at one temperature only."""
    if dataset.sizes["temperature"] == 1 and dataset.sizes["state"] > 1:
        column, label = "metabolic_rate", "Metabolic rate m (of normal)"
    else:
        column, label = "temperature", axis_label("Temperature", "degree_Celsius")
    values = np.unique(dataset[column].values)
    step = float(np.diff(values).min()) if values.size > 1 else 1.0
    room = SHARE_OF_STEP * step
    if values.size > 1:
        room = min(room, SHARE_OF_AXIS * float(np.ptp(values)))
    return Abscissa(column, label, column.replace("_", " "), values, step, room)


class Group(NamedTuple):
    """Rows of one state (and phase) drawn alike; `place` of `places` says where beside the others."""

    look: Look
    filled: bool
    place: int
    places: int


def draw_group(panel: Axes, rows: pd.DataFrame, abscissa: Abscissa, group: Group, label: str) -> None:
    """Draw the seed rows as points and the mean rows as dashes with intervals, joined by a line.

    Means have no symbol of their own, which would cover the seeds. Filled groups have a full line, open ones
    a dotted line, which also tells them apart in grey.
    """
    width = abscissa.room / group.places
    shift = (group.place - (group.places - 1) / 2) * width
    colour, marker = group.look
    seeds = rows[rows["statistic"] == "seed"]
    numbers = sorted(set(seeds["seed"]))
    offset = dict(zip(numbers, spread(len(numbers), 0.8 * width), strict=True))
    sideways = seeds["seed"].map(offset).to_numpy(dtype=float)
    panel.plot(
        seeds[abscissa.column].to_numpy() + shift + sideways,
        seeds["value"].to_numpy(),
        linestyle="none",
        marker=marker,
        markersize=2.6,
        markerfacecolor=colour if group.filled else "white",
        markeredgecolor=colour,
        markeredgewidth=0.5,
        alpha=0.55,
        zorder=3,
        label=f"seeds: {label}",
    )
    means = rows[rows["statistic"] == "mean"].sort_values(abscissa.column)
    places = means[abscissa.column].to_numpy() + shift
    panel.vlines(places, means["low"], means["high"], color=colour, linewidth=0.8, zorder=4)
    panel.plot(
        places,
        means["value"].to_numpy(),
        linestyle="-" if group.filled else ":",
        linewidth=0.8,
        color=colour,
        marker="_",
        markersize=5,
        markeredgewidth=0.8,
        zorder=2,
        label=f"means: {label}",
    )


def finish_abscissa(panels: Sequence[Axes], abscissa: Abscissa) -> None:
    """Set limits, ticks at the simulated values (every second or third if many) and the label."""
    margin = 0.5 * abscissa.room + (0.03 * np.ptp(abscissa.values) or 0.3 * abscissa.step)
    for panel in panels:
        panel.set_xlim(abscissa.values[0] - margin, abscissa.values[-1] + margin)
        stride = -(-abscissa.values.size // 8)
        panel.set_xticks(abscissa.values[::stride], labels=[f"{value:g}" for value in abscissa.values[::stride]])
        panel.set_xlabel(abscissa.label)


def note_if_empty(panel: Axes, rows: pd.DataFrame) -> None:
    """Write into a panel that there is nothing to show, rather than leave it blank without a reason."""
    if not np.isfinite(rows["value"].to_numpy(dtype=float)).any():
        panel.text(0.5, 0.5, "no point has a value", transform=panel.transAxes, ha="center", va="center")
        if panel.get_yscale() == "linear":
            panel.set_ylim(0, 1)


def handle(look: Look, label: str, filled: bool = True, line: bool = True) -> Line2D:
    """Return the legend entry of a group."""
    style = ("-" if filled else ":") if line else "none"
    return Line2D(
        [],
        [],
        color=look.colour,
        marker=look.marker,
        linestyle=style,
        linewidth=0.8,
        markersize=3.2,
        markerfacecolor=look.colour if filled else "white",
        markeredgewidth=0.6,
        label=label,
    )
