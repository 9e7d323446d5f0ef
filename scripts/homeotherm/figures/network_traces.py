"""Network traces: potentials of the five cells of a network before the switch, after it and at the end.

Corresponds to figure 6 of Fyon & Drion (2024, arXiv 2412.04172).
"""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from homeotherm.figures.drawing import Drawing, axis_label
from homeotherm.figures.named_conditions import axis_columns, missing_sentence, named_conditions
from homeotherm.figures.roles import legend_of_roles, role_of
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.trace_panels import draw_trace, thinned, write_heading

NEEDED = ("voltage", "window_start")
THINNED = 0.008
"""Seconds of which the lowest and the highest sample are drawn: on paper less than the width of a line."""
TITLE_MM, WINDOWS_MM, FURTHER_MM = 4.5, 3.8, 16.0
TALLEST_MM, PAGE_MM = 8.0, 240.0
TICKS = (-80, 0)


@in_style
def draw(network_traces: xr.Dataset) -> Drawing:
    """Draw potentials (mV) over time (s): a block per condition, a row per cell, a column per window.

    Parameters
    ----------
    network_traces
        Potentials of the first network of one seed, in windows that start at other moments in each condition.

    Raises
    ------
    ValueError
        If a variable is missing.
    """
    chosen = named_conditions(network_traces, "network_traces", NEEDED)
    table = _table(chosen)

    conditions, cells, windows = (chosen.sizes[dim] for dim in ("condition", "cell", "window"))
    room = (PAGE_MM - FURTHER_MM) / conditions - TITLE_MM - WINDOWS_MM
    heights = [TITLE_MM, WINDOWS_MM, *[min(TALLEST_MM, room / cells)] * cells] * conditions
    figure = Figure(figsize=size_in_inches(sum(heights) + FURTHER_MM), layout="constrained")
    figure.get_layout_engine().set(h_pad=0.0, hspace=0.0, w_pad=0.02, wspace=0.03)
    grid = figure.subplots(len(heights), windows, sharex=True, sharey=True, squeeze=False, height_ratios=heights)
    blocks = grid.reshape(conditions, 2 + cells, windows)
    for number, block in enumerate(blocks):
        letter = str(chosen["letter"].values[number])
        write_heading(block[0, 0], letter, str(chosen["title"].values[number]))
        for panel, words in zip(block[1], _windows_in_words(chosen, number), strict=True):
            panel.text(0.5, 0.5, words, transform=panel.transAxes, ha="center", va="center")
        own = table[table["panel"] == letter]
        for (window, cell), rows in own.groupby(["window", "cell"]):
            panel = block[2 + cell - 1, list(chosen["window"].values).index(window)]
            time, values = rows["time"].to_numpy(), rows["value"].to_numpy()
            draw_trace(panel, time, values, f"{letter} cell {cell}", role_of(cell).colour)
    for panel in blocks[:, :2].ravel():
        panel.set_axis_off()
    _finish(blocks[:, 2:].reshape(-1, windows), chosen)
    figure.supylabel(axis_label("Membrane potential", chosen["voltage"].attrs["units"]), fontsize=7.0)
    figure.legend(handles=legend_of_roles(), loc="outside upper center", ncols=3)
    return Drawing(figure, table, _caption(chosen))


def _table(traces: xr.Dataset) -> pd.DataFrame:
    """Return one row per drawn sample; a point without result has one row without a number per cell and window."""
    voltage = traces["voltage"].isel(seed=0).transpose("condition", "cell", "window", "voltage_time")
    starts = traces["window_start"].transpose("condition", "window").values
    parts = []
    for number, cell, window in np.ndindex(voltage.shape[:3]):
        time, values = thinned(traces["voltage_time"].values, voltage.values[number, cell, window], THINNED)
        cell_number = int(traces["cell"].values[cell])
        columns = {"quantity": "voltage", "units": traces["voltage"].attrs["units"], **axis_columns(traces, number)}
        columns |= {"seed": int(traces["seed"].values[0]), "cell": cell_number, "role": role_of(cell_number).name}
        columns |= {"window": str(traces["window"].values[window]), "window_start": starts[number, window]}
        parts.append(pd.DataFrame({**columns, "time": time, "value": values}))
    return pd.concat(parts, ignore_index=True)


def _length(traces: xr.Dataset) -> float:
    """Return the length of the windows in s."""
    return float(traces["voltage_time"].values[-1] + traces["voltage_time"].values[1])


def _windows_in_words(traces: xr.Dataset, number: int) -> list[str]:
    """Return the name of each window with its moments in a condition, such as "before: 21 to 25 s"."""
    starts = traces["window_start"].transpose("condition", "window").values[number]
    names = traces["window"].values.astype(str)
    return [f"{name}: {start:g} to {start + _length(traces):g} s" for name, start in zip(names, starts, strict=True)]


def _finish(grid: np.ndarray, traces: xr.Dataset) -> None:
    """Set limits, ticks and labels; axes only at the left and at the bottom."""
    cells = [int(cell) for cell in traces["cell"].values]
    grid[0, 0].set_xlim(0, _length(traces))  # which all panels share
    grid[0, 0].set_yticks(TICKS)
    for (row, column), panel in np.ndenumerate(grid):
        last = row == len(grid) - 1
        panel.spines["bottom"].set_visible(last)
        panel.spines["left"].set_visible(column == 0)
        panel.tick_params(bottom=last, labelbottom=last, left=column == 0, labelleft=column == 0)
        panel.set_xlabel(axis_label("Time in the window", "s") if last else "")
    for row, panel in enumerate(grid[:, 0]):
        cell = cells[row % len(cells)]
        role = role_of(cell)
        panel.set_ylabel(f"{role.short} {cell}", rotation=0, ha="right", va="center", color=role.colour)


def _caption(traces: xr.Dataset) -> str:
    return (
        f"Membrane potential of the five cells of the first network of seed {int(traces['seed'].values[0])} in every "
        f"condition: the same network each time, chosen by number only (networks are drawn independently of each "
        f"other, so that the first is no selection; n = 1 network of 1 seed). Columns: the last {_length(traces):g} s "
        f"of the windows before the switch, after it and at the end, whose moments differ between kinds of "
        f"neuromodulation and stand above. Colours are roles. Of every {1e3 * THINNED:g} ms the lowest and the highest "
        f"sample are drawn; no averages. {missing_sentence(traces)}"
    ).strip()
