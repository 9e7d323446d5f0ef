"""Traces: the membrane potential of a few regulated cells around the switch and later on, in every condition."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from homeotherm.figures.drawing import Drawing, axis_label
from homeotherm.figures.moments import changes_in_words, mark_changes, moments_of
from homeotherm.figures.named_conditions import axis_columns, missing_sentence, named_conditions
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.trace_panels import draw_trace, thinned, write_heading
from homeotherm.regulated.protocol import Layout

NEEDED = ("voltage", "window_name")
BEFORE_SWITCH, AFTER_SWITCH, AT_END = 1.0, 3.0, 2.0
"""Seconds shown before and after the switch, and at the end of each later window."""
THINNED = 0.004
"""Seconds of which the lowest and the highest sample are drawn: on paper less than the width of a line."""
TRACE_MM, HEADING_MM = 10.0, 4.5
TICKS = (-80, 0)


class Stretch(NamedTuple):
    """A stretch of time that is a column: its name, its samples as (window, sample) and their times (s)."""

    name: str
    windows: np.ndarray
    samples: np.ndarray
    time: np.ndarray


@in_style
def draw(traces: xr.Dataset) -> Drawing:
    """Draw potentials (mV) over time (s): a column per stretch of time, a row per condition and cell.

    Parameters
    ----------
    traces
        Potentials of the first cells of one seed, in windows.

    Raises
    ------
    ValueError
        If a variable is missing.
    """
    chosen = named_conditions(traces, "traces", NEEDED)
    plan = moments_of(traces)
    stretches = _stretches(chosen, plan)
    table = _table(chosen, stretches)

    conditions, cells = chosen.sizes["condition"], chosen.sizes["cell"]
    heights = [HEADING_MM, *([HEADING_MM] + [TRACE_MM] * cells) * conditions]
    figure = Figure(figsize=size_in_inches(sum(heights) + 12), layout="constrained")
    figure.get_layout_engine().set(h_pad=0.0, hspace=0.0, w_pad=0.02, wspace=0.03)
    grid = figure.subplots(
        len(heights), len(stretches), sharex="col", sharey=True, squeeze=False, height_ratios=heights,
        width_ratios=[np.ptp(stretch.time) for stretch in stretches],
    )  # fmt: skip
    headings = [0, *range(1, len(heights), cells + 1)]
    for panel in grid[headings].ravel():
        panel.set_axis_off()
    for place, stretch in enumerate(stretches):
        grid[0, place].text(0.5, 0.5, stretch.name, transform=grid[0, place].transAxes, ha="center", va="center")
    for heading, letter, title in zip(headings[1:], chosen["letter"].values, chosen["title"].values, strict=True):
        write_heading(grid[heading, 0], letter, title)
        for cell in range(cells):
            rows = table[(table["panel"] == letter) & (table["cell"] == cell)]
            for panel, stretch in zip(grid[heading + 1 + cell], stretches, strict=True):
                shown = rows[rows["stretch"] == stretch.name]
                draw_trace(panel, shown["time"].to_numpy(), shown["value"].to_numpy(), f"{letter} cell {cell}")
    _finish(np.delete(grid, headings, axis=0), stretches, plan, chosen["voltage"].attrs["units"])
    return Drawing(figure, table, _caption(chosen, plan))


def _stretches(traces: xr.Dataset, plan: Layout) -> list[Stretch]:
    """Return the stretch around the switch and the end of every later window."""
    time = traces["window"].values[:, np.newaxis] + traces["voltage_time"].values  # (windows, samples)
    names = traces["window_name"].values.astype(str)
    around = np.isin(names, ["settled", "switched"])
    half = 0.5 * traces["voltage_time"].values[1]
    found = {
        "around the switch": around[:, np.newaxis]
        & (time > plan.switch - BEFORE_SWITCH - half)
        & (time < plan.switch + AFTER_SWITCH - half)
    }
    for number in np.flatnonzero(~around):
        inside = np.zeros(time.shape, dtype=bool)
        inside[number] = time[number] > time[number, -1] - AT_END + half
        found[names[number]] = inside
    return [Stretch(name, *np.nonzero(inside), time[inside]) for name, inside in found.items()]


def _table(traces: xr.Dataset, stretches: list[Stretch]) -> pd.DataFrame:
    """Return one row per drawn sample; a point without result has one row without a number per cell and stretch."""
    voltage = traces["voltage"].isel(seed=0).transpose("condition", "cell", "window", "voltage_time").values
    parts = []
    for number in range(voltage.shape[0]):
        for cell in range(voltage.shape[1]):
            for stretch in stretches:
                time, values = thinned(stretch.time, voltage[number, cell, stretch.windows, stretch.samples], THINNED)
                columns = {"quantity": "voltage", "units": traces["voltage"].attrs["units"]}
                columns |= axis_columns(traces, number) | {"seed": int(traces["seed"].values[0]), "cell": cell}
                parts.append(pd.DataFrame({**columns, "stretch": stretch.name, "time": time, "value": values}))
    return pd.concat(parts, ignore_index=True)


def _finish(grid: np.ndarray, stretches: list[Stretch], plan: Layout, units: str) -> None:
    """Set limits, ticks and labels; axes only at the left and at the bottom."""
    for (row, column), panel in np.ndenumerate(grid):
        panel.spines["bottom"].set_visible(row == len(grid) - 1)
        panel.spines["left"].set_visible(column == 0)
        panel.tick_params(bottom=row == len(grid) - 1, left=column == 0, labelleft=column == 0)
        panel.set_yticks(TICKS)
    for panel, stretch in zip(grid[-1], stretches, strict=True):
        panel.set_xlim(stretch.time[0], stretch.time[-1])
        panel.set_xticks(np.unique(np.round(stretch.time)))
        panel.set_xlabel(axis_label("Time", "s"))
    for panel in grid[:, 0]:
        panel.set_ylabel("")
    mark_changes(grid[:, 0], plan)
    grid[len(grid) // 2, 0].set_ylabel(axis_label("Membrane potential", units))


def _caption(traces: xr.Dataset, plan: Layout) -> str:
    cells = traces.sizes["cell"]
    which = "the first cell" if cells == 1 else f"the first {cells} cells"
    return (
        f"Membrane potential of {which} of seed {int(traces['seed'].values[0])} while regulated, in every condition: "
        f"the same {'cell' if cells == 1 else 'cells'} each time, chosen by number only (cells are drawn independently "
        f"of each other, so that the first are no selection). Columns: {BEFORE_SWITCH:g} s before to "
        f"{AFTER_SWITCH:g} s after the switch ({changes_in_words(plan)}), and {AT_END:g} s up to each later moment "
        f"that is tested. Of every {1e3 * THINNED:g} ms the lowest and the highest sample are drawn; no averages. "
        f"{missing_sentence(traces)}"
    ).strip()
