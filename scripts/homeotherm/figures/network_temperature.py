"""Network temperature: rhythms, duty cycles and phases of networks along a sweep of the temperature."""

from collections.abc import Hashable

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from homeotherm.figures.conditions import OK
from homeotherm.figures.drawing import Drawing, axis_label, legend_above, plain_logarithms, seeds_in_words
from homeotherm.figures.needed import need_variables
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.sweep_panels import Columns, chosen_rows, panels_of
from homeotherm.figures.trace_panels import say_no_result

SHARE, FREQUENCY, DUTY_CYCLE, PHASE = "both_rhythms_share", "sweep_frequency", "sweep_duty_cycle", "sweep_phase"
NEEDED = (SHARE, FREQUENCY, DUTY_CYCLE, PHASE, "sweep_both_rhythms")
LABELS = {
    SHARE: "Networks with\nboth rhythms", FREQUENCY: "Burst frequency", DUTY_CYCLE: "Duty cycle",
    PHASE: "Phase of the\nsecond cell",
}  # fmt: skip
LINES = {"": "-", "slow": "-", "fast": (0, (2, 1.5))}
ROW_MM, FURTHER_MM = 42, 22
NOT_LINES = {"value", "quantity", "units", "sweep_temperature"}


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw a row of panels per combination of named values, over temperature (degC) on the way up, a line per point.

    From left to right: share of networks with both rhythms (1); mean over the networks that have them of burst
    frequency (Hz, logarithmic), duty cycle (1) and phase (cycles) of both half-centres. The first axis of numbers makes
    colours.

    Raises
    ------
    ValueError
        If a variable is missing.
    """
    need_variables(dataset, "network_temperature", NEEDED)
    table, layout = _table(dataset), panels_of(dataset)
    rows = len(layout.places)
    figure = Figure(figsize=size_in_inches(ROW_MM * rows + FURTHER_MM), layout="constrained")
    grid = figure.subplots(rows, len(LABELS), sharex=True, sharey="col", squeeze=False)
    for number, (row, place, title) in enumerate(zip(grid, layout.places, layout.titles, strict=True)):
        chosen = chosen_rows(table, place)
        row[0].set_title(f"{chr(ord('a') + number)}  {title}", loc="left")
        for panel, name in zip(row, LABELS, strict=True):
            _draw(panel, chosen[chosen["quantity"] == name], layout)
            panel.set_ylabel(axis_label(LABELS[name], dataset[name].attrs.get("units", "1")), labelpad=2)
            if number == rows - 1:
                panel.set_xlabel(axis_label("Temperature", "degree_Celsius"))
    for row in grid:
        row[0].set_ylim(-0.03, 1.03)
        plain_logarithms(row[1])
        row[2].set_ylim(0, None)
        row[3].set_ylim(0, 1)
    entries = [*layout.entries]
    entries += [Line2D([], [], color="0.3", linestyle=LINES[name], label=f"{name} pair") for name in ("slow", "fast")]
    legend_above(figure, entries)
    return Drawing(figure, table, _caption(dataset))


def _table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return one row per quantity, point, half-centre ("" for both) and temperature on the way up."""
    up = dataset[list(NEEDED)].isel(direction=0).where(dataset["status"] == OK)
    parts = [_rows(up[SHARE], SHARE, dataset).assign(half_centre="")]
    for name in (FREQUENCY, DUTY_CYCLE, PHASE):
        values = up[name].where(up["sweep_both_rhythms"] == 1).mean("network")
        parts.append(_rows(values, name, dataset))
    return pd.concat(parts, ignore_index=True)


def _rows(values: xr.DataArray, name: Hashable, dataset: xr.Dataset) -> pd.DataFrame:
    frame = values.rename("value").reset_coords(drop=True).to_dataframe().reset_index()
    return frame.assign(quantity=name, units=dataset[name].attrs.get("units", "1"))


def _draw(panel: Axes, rows: pd.DataFrame, layout: Columns) -> None:
    for _, line in rows.groupby([name for name in rows.columns if name not in NOT_LINES], sort=False):
        panel.plot(
            line["sweep_temperature"].to_numpy(), line["value"].to_numpy(), linewidth=0.8, alpha=0.8,
            color=layout.colours[float(line[layout.coloured].iloc[0])] if layout.coloured else "black",
            linestyle=LINES[str(line["half_centre"].iloc[0])],
        )  # fmt: skip
    if not np.isfinite(rows["value"]).any():
        say_no_result(panel)


def _caption(dataset: xr.Dataset) -> str:
    points, missing = dataset["status"].size, int((dataset["status"].values != OK).sum())
    return (
        "Share of networks with both rhythms; burst frequency, duty cycle and phase of the second cell of the slow and "
        "the fast pair, means over the networks that have both rhythms there. A line per point: "
        f"{points} points of {dataset.sizes['network']} networks ({seeds_in_words(dataset.sizes['seed'])}). "
        f"{f'{missing} of {points} points missing.' if missing else ''}"
    ).strip()
