"""Burstiness: how every cell bursts and how fast it fires with the conductances of each tested moment."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from homeotherm.figures.activities import COLOURS, EDGE, legend_of_activities
from homeotherm.figures.condition_grid import MOST_UPRIGHT, condition_grid, in_first_column, name_moments
from homeotherm.figures.drawing import Drawing, axis_label, spread
from homeotherm.figures.moments import moments_of, tested_in_words
from homeotherm.figures.named_conditions import missing_sentence, named_conditions, point_rows, seeds_of_cells
from homeotherm.figures.style import in_style
from homeotherm.measures.activity import ACTIVITY


class Quantity(NamedTuple):
    """A measure of each cell: its variable, words for its axis, and what a cell does that lacks it."""

    variable: str
    words: str
    lacking: str


QUANTITIES = (
    Quantity("burstiness", "Burstiness", "do not burst"),
    Quantity("frequency", "Firing frequency", "fire fewer than three spikes"),
)
NEEDED = ("activity", *(quantity.variable for quantity in QUANTITIES))
PANEL_MM = 44
STRIPS = 0.84  # of the distance between moments is for the strips of the seeds,
DOTS = 0.8  # and this share of a strip for its dots
BELOW_ZERO = 0.13  # of the height of a panel is for numbers
MOST_VECTOR_DOTS = 20000  # beyond, dots are pixels in the SVG


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw burstiness (Hz2) and firing frequency (Hz) of every cell: a strip of dots per tested moment and seed.

    Cells that lack a value are drawn at 0 and counted below it.
    """
    chosen = named_conditions(dataset, "burstiness", NEEDED)
    table = pd.concat([_rows(chosen, quantity) for quantity in QUANTITIES], ignore_index=True)
    phases = list(chosen["phase"].values.astype(str))

    figure, panels = condition_grid(chosen, [PANEL_MM] * len(QUANTITIES), 14, share_x=True)
    for letter, own in zip(chosen["letter"].values, panels, strict=True):
        for panel, quantity in zip(own, QUANTITIES, strict=True):
            rows = table[(table["panel"] == letter) & (table["quantity"] == quantity.variable)]
            _draw_strips(panel, rows, phases, list(chosen["seed"].values), _narrow(chosen))
    for column, quantity in enumerate(QUANTITIES):
        drawn = (table["quantity"] == quantity.variable) & (table["statistic"] == "cell")
        highest = table["value"][drawn].max()
        top = highest if highest > 0 else 1.0  # also if there is no number
        for panel in panels[:, column]:
            panel.set_ylim(-BELOW_ZERO * top, 1.05 * top)
            panel.spines["left"].set_bounds(0, 1.05 * top)
            panel.axhline(0, color="0.75", linewidth=0.5, zorder=1)
            words = axis_label(quantity.words, chosen[quantity.variable].attrs["units"])
            panel.set_ylabel(words if in_first_column(panel) else "")
            name_moments(panel, phases, chosen.attrs["columns"])
            panel.tick_params(labelleft=in_first_column(panel), labelbottom=column == len(QUANTITIES) - 1)
    activities = [name for name in ACTIVITY if (table["activity"] == name).any()]
    entries = [*legend_of_activities(activities), Line2D([], [], color="black", linewidth=1.1, label="median")]
    figure.legend(handles=entries, loc="outside upper center", ncols=len(entries))
    return Drawing(figure, table, _caption(chosen))


def _rows(dataset: xr.Dataset, quantity: Quantity) -> pd.DataFrame:
    """Return a row per cell, 0 where it lacks a value, and per strip the median and how many cells lack one."""
    values, there = dataset[quantity.variable], dataset["activity"].notnull()
    drawn = values.fillna(0.0).where(there).assign_attrs(values.attrs)
    cells = point_rows(dataset, drawn, "cell")
    names = {float(code): name for name, code in ACTIVITY.items()}
    cells["activity"] = point_rows(dataset, dataset["activity"])["value"].map(names)
    median = point_rows(dataset, drawn.median("cell", keep_attrs=True), "median")
    lacking = values.isnull().where(there).sum("cell", skipna=False).assign_attrs(units="1")
    return pd.concat([cells, median, point_rows(dataset, lacking, "lacking")], ignore_index=True)


def _draw_strips(panel: Axes, rows: pd.DataFrame, phases: list[str], seeds: list[int], together: bool) -> None:
    """Draw the cells of each tested moment, one strip per seed, with their median and the number of those at 0.

    Where `together`, for lack of room, one number stands for all seeds.
    """
    rows = rows.reset_index(drop=True)
    width = STRIPS / len(seeds)
    places = {(phase, seed): number + (place + 0.5) * width - 0.5 * STRIPS
              for number, phase in enumerate(phases) for place, seed in enumerate(seeds)}  # fmt: skip
    at = np.array([places[key] for key in zip(rows["phase"], rows["seed"], strict=True)])
    cells = rows["statistic"] == "cell"
    sideways = spread(int(rows["cell"].max()) + 1, DOTS * width)
    for name, colour in COLOURS.items():
        chosen = (cells & (rows["activity"] == name)).to_numpy()
        panel.plot(
            at[chosen] + sideways[rows["cell"][chosen].to_numpy(dtype=int)], rows["value"][chosen].to_numpy(),
            linestyle="none", marker="o", markersize=1.7, markerfacecolor=colour, markeredgecolor=EDGE,
            markeredgewidth=0.2, zorder=2, label=f"cells: {name}", rasterized=bool(cells.sum() > MOST_VECTOR_DOTS),
        )  # fmt: skip
    median = rows[rows["statistic"] == "median"]
    for place, value in zip(at[median.index], median["value"], strict=True):
        # behind dots that are all at 0
        panel.plot(
            [place - 0.5 * width, place + 0.5 * width], [value, value], color="black", linewidth=1.1,
            zorder=3 if value else 1.5, label="median",
        )  # fmt: skip
    lacking = rows.assign(place=at)[(rows["statistic"] == "lacking") & (rows["value"] > 0)]
    if together:
        lacking = lacking.groupby("phase").agg(place=("place", "mean"), value=("value", "sum"))
    for place, count in zip(lacking["place"], lacking["value"], strict=True):
        panel.annotate(
            f"{count:.0f}", (place, 0), xycoords=("data", "axes fraction"), xytext=(0, 1.5),
            textcoords="offset points", ha="center", va="bottom", fontsize=5, color="0.3",
        )  # fmt: skip


def _narrow(dataset: xr.Dataset) -> bool:
    """Tell whether panels are too narrow for a number below every strip."""
    return dataset.attrs["columns"] > MOST_UPRIGHT and dataset.sizes["seed"] > 1


def _caption(dataset: xr.Dataset) -> str:
    plan = moments_of(dataset)
    lacking = " or ".join(f"{each.lacking} ({each.words.lower()})" for each in QUANTITIES)
    seeds = seeds_of_cells(dataset.sizes["seed"], plan.cells)
    return (
        f"Burstiness and firing frequency of every cell without regulation, with its conductances at the tested "
        f"moments: {tested_in_words(plan)}. Every dot is a cell, coloured by what it does; strips are seeds ({seeds}), "
        f"black lines their medians. Cells that {lacking} are drawn at 0 and count there in the median; their number "
        f"stands below{', of all seeds together' if _narrow(dataset) else ''}. No intervals. "
        f"{missing_sentence(dataset)}"
    ).strip()
