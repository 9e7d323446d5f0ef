"""Responses: the main measures of any model against an axis of numbers, each seed a dot."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from homeotherm.analysis.axes import PRIMARY_MEASURES
from homeotherm.figures.conditions import OK
from homeotherm.figures.drawing import (
    Drawing,
    add_colour_bar,
    axis_label,
    hide_spare_panels,
    legend_above,
    letter_panels,
)
from homeotherm.figures.named_conditions import words
from homeotherm.figures.needed import need_variables
from homeotherm.figures.series import note_if_empty
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.sweep_panels import Columns, chosen_rows, panels_of, swept_axes

NEEDED = ()  # any measure that is one number will do
_OF_CELLS = (
    "bursting_share", "tonic_share", "burstiness_mean", "frequency_mean", "calcium_error", "lost_share",
    "crashed_share", "tolerated_warming_mean",
)  # fmt: skip
MAIN = {
    "microcircuit": PRIMARY_MEASURES,
    "stg": _OF_CELLS,
    "da": _OF_CELLS,
    "rhythm": (
        "slow_rhythm_share", "slow_frequency_mean", "fast_frequency_mean", "slow_overlap_mean", "calcium_error",
        "negative_share",
    ),
    "maps": ("mean", "deviation", "period", "branches", "lyapunov_exponent", "density_entropy"),
    "pairing": (
        "potentiation_time_constant", "depression_time_constant", "area_ratio", "epsp_amplitude", "epsp_half_width",
        "coincidence_window",
    ),
}  # fmt: skip
"""What is shown of each model; of other models the first measures that are one number."""
MOST_MEASURES = 8
ACROSS = 3
"""Panels in a row where no axis makes columns."""
MOST_DOTTED_SEEDS = 10
MOST_VECTOR_DOTS = 2000  # of a panel and colour; beyond, dots are pixels in the SVG
BAND = (0.05, 0.95)
"""Quantiles over seeds that are shaded where there are more."""
LOGARITHMIC_FROM = 100.0
"""Ratio of the ends of an axis of positive numbers from which on it is logarithmic."""
MOST_LEGEND_ENTRIES = 7  # of more values a bar of colours is clearer
ROW_MM, SPARE_MM = 40, 8
LETTERS_PER_LINE = 26


class Layout(NamedTuple):
    """Which axis is where: the longest of numbers runs across, the others are as `panels_of` lays them out."""

    across: str
    others: Columns


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw the main measures of a model (each in its unit) over an axis of numbers; a colour per value of a second one.

    Axes with names make columns. Of measures that are taken at several phases the last is shown.

    Raises
    ------
    ValueError
        If the dataset has no measure that is one number per point, or no axis of numbers.
    SimulationError
        If it has no measures because no point is ok.
    """
    layout = layout_of(dataset)
    measures = main_measures(dataset)
    table = pd.concat([_rows(dataset, name, layout) for name in measures], ignore_index=True)
    columns = layout.others.places
    colours = layout.others.colours or {None: "black"}
    own_columns = len(columns) > 1
    across = len(columns) if own_columns else min(ACROSS, len(measures))
    rows = len(measures) if own_columns else -(-len(measures) // across)
    figure = Figure(figsize=size_in_inches(ROW_MM * rows + SPARE_MM), layout="constrained")
    grid = figure.subplots(rows, across, squeeze=False, sharex=True, sharey="row" if own_columns else False)
    places = [(name, column) for name in measures for column in columns]
    panels = grid.ravel()
    hide_spare_panels(panels[len(places) :])
    panels = panels[: len(places)]
    letter_panels(panels)
    for panel, (name, column) in zip(panels, places, strict=True):
        of_panel = chosen_rows(table[table["quantity"] == name], column)
        _draw_panel(panel, of_panel, layout, colours)
        note_if_empty(panel, of_panel)
    _name_axes(grid, panels, dataset, layout, measures)
    coloured = layout.others.coloured
    if coloured is not None and len(colours) <= MOST_LEGEND_ENTRIES:
        legend_above(figure, layout.others.entries)
    elif coloured is not None:
        add_colour_bar(figure, panels, list(colours), list(colours.values()), _axis_words(dataset, coloured))
    return Drawing(figure, table, _caption(dataset, layout, measures))


def layout_of(dataset: xr.Dataset) -> Layout:
    """Say which axis is where.

    Raises
    ------
    ValueError
        If no axis of numbers is swept, or more than two.
    """
    axes = swept_axes(dataset)
    numbers = sorted((name for name in axes if axes[name].dtype.kind not in "OUT"), key=lambda name: -axes[name].size)
    if not 1 <= len(numbers) <= 2:
        raise ValueError(f"figure responses needs one or two swept axes of numbers, not {len(numbers)}")
    return Layout(numbers[0], panels_of(dataset.isel({numbers[0]: [0]})))


def main_measures(dataset: xr.Dataset) -> list[str]:
    """Return the measures that are shown: those of `MAIN` that have a number, or the first ones of the dataset."""
    axes = {*dataset["status"].dims, "phase"}
    single = [
        str(name) for name, values in dataset.data_vars.items()
        if set(values.dims) <= axes and "seed" in values.dims and name not in {"status", "message", "point"}
    ]  # fmt: skip
    need_variables(dataset, "responses", [] if single else ["measure that is one number"])
    main = [name for name in MAIN.get(str(dataset.attrs.get("model")), ()) if name in single] or single
    return ([name for name in main if dataset[name].notnull().any()] or main)[:MOST_MEASURES]


def _rows(dataset: xr.Dataset, name: str, layout: Layout) -> pd.DataFrame:
    """Return a row per condition and seed, or per quantile over many seeds, and a row for each mean."""
    values = dataset[name].where(dataset["status"] == OK)
    if "phase" in values.dims:
        values = values.isel(phase=-1)
    axes = [axis for axis in (layout.across, layout.others.coloured, *layout.others.places[0]) if axis is not None]
    one = [dim for dim in values.dims if dim not in {*axes, "seed"}]
    values = values.isel(dict.fromkeys(one, 0)).reset_coords(drop=True).rename("value")
    parts = {"mean": values.mean("seed")}
    if values.sizes["seed"] <= MOST_DOTTED_SEEDS:
        parts["seed"] = values
    else:
        for share in BAND:
            parts[f"quantile {share:g}"] = values.quantile(share, "seed").drop_vars("quantile")
    frames = [part.to_dataframe().reset_index().assign(statistic=statistic) for statistic, part in parts.items()]
    found = pd.concat(frames, ignore_index=True).assign(quantity=name, units=dataset[name].attrs.get("units", "1"))
    columns = ["quantity", "units", "statistic", *axes, *(["seed"] if "seed" in found else []), "value"]
    return found[columns].astype({"seed": "Int64"} if "seed" in found else {})


def _draw_panel(panel: Axes, rows: pd.DataFrame, layout: Layout, colours: dict[float | None, object]) -> None:
    for value, colour in colours.items():
        own = rows if value is None else rows[rows[layout.others.coloured] == value]
        of = {statistic: part.sort_values(layout.across) for statistic, part in own.groupby("statistic")}
        if "seed" in of:
            panel.plot(
                of["seed"][layout.across], of["seed"]["value"], linestyle="none", marker="o", markersize=2.2,
                color=colour, markeredgewidth=0, alpha=0.5, zorder=3, label=f"seeds: {value}",
                rasterized=len(of["seed"]) > MOST_VECTOR_DOTS,
            )  # fmt: skip
        else:
            low, high = (of[f"quantile {share:g}"] for share in BAND)
            panel.fill_between(
                low[layout.across], low["value"], high["value"], color=colour, alpha=0.2, linewidth=0, zorder=1
            )
        panel.plot(
            of["mean"][layout.across], of["mean"]["value"], color=colour, linewidth=0.8, zorder=2,
            label=f"mean: {value}",
        )  # fmt: skip


def _name_axes(
    grid: np.ndarray, panels: Sequence[Axes], dataset: xr.Dataset, layout: Layout, measures: list[str]
) -> None:
    """Write measures beside the panels, the axis below the lowest ones, and names above columns."""
    own_columns = len(layout.others.places) > 1
    for number, panel in enumerate(panels):
        name = measures[number // len(layout.others.places)]
        if not own_columns or panel in grid[:, 0]:
            values = dataset[name]
            label = axis_label(str(values.attrs.get("long_name", words(name))), values.attrs.get("units", "1"))
            panel.set_ylabel("\n".join(textwrap.wrap(label[:1].upper() + label[1:], LETTERS_PER_LINE)))
    for panel in panels[-grid.shape[1] :]:
        panel.set_xlabel(_axis_words(dataset, layout.across))
        panel.tick_params(labelbottom=True)
    values = dataset[layout.across].values
    if values.min() > 0 and values.max() >= LOGARITHMIC_FROM * values.min():
        panels[0].set_xscale("log")  # the others share it
    if own_columns:
        for panel, column in zip(grid[0], layout.others.places, strict=True):
            panel.set_title("\n".join(words(value) for value in column.values()))


def _axis_words(dataset: xr.Dataset, axis: str) -> str:
    name = words(axis)
    return axis_label(name[:1].upper() + name[1:], dataset[axis].attrs.get("units", "1"))


def _caption(dataset: xr.Dataset, layout: Layout, measures: list[str]) -> str:
    seeds, bad = dataset.sizes["seed"], int((dataset["status"] != OK).sum())
    shown = (
        f"dots are seeds ({seeds}), lines their means" if seeds <= MOST_DOTTED_SEEDS
        else f"lines are means over {seeds} seeds, bands reach from the quantile {BAND[0]:g} to {BAND[1]:g}"
    )  # fmt: skip
    parts = [f"Main measures of {dataset.attrs.get('model', 'the model')} against {words(layout.across)}; {shown}."]
    if layout.others.coloured is not None:
        parts.append(f"Colours: {words(layout.others.coloured)}.")
    if any("phase" in dataset[name].dims for name in measures):
        parts.append(f"Measures of phases are those of the last one, {words(dataset['phase'].values[-1])}.")
    if bad:
        parts.append(f"{bad} of {dataset['status'].size} points are not ok and left out.")
    return " ".join(parts)
