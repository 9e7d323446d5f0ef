"""Conductance matrix: every two conductances of all cells against each other, before and after modulation."""

from itertools import combinations

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from homeotherm.analysis.statistics import mean
from homeotherm.analysis.treatment import treatment
from homeotherm.figures.drawing import Drawing, letter_panels, seeds_in_words
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.treated_cells import each_treatment, missing_points, moments_in_words
from homeotherm.measures.conductance_space import coefficients_of_variation, participation_ratio, rank_correlations

NEEDED = ("conductance",)
PANEL_HEIGHT_MM = 62
BAR_HEIGHT_MM = 12
ROOM = 0.12
"""Of a box, free at either side of its points."""
DARK = 0.6
"""Size of a correlation from which its number is written in white."""
MOST_VECTOR_POINTS = 2000
"""In a matrix; beyond, points are pixels in the SVG, which would grow to many megabytes."""
COLOURS = colormaps["RdBu_r"]  # blue and red differ for all eyes
FIELDS = (
    "panel", "condition", "phase", "statistic", "channel", "other_channel", "seed", "cell", "value", "units",
)  # fmt: skip


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw all conductances against each other, a column of matrices per treatment, a row per tested moment.

    Below the diagonal of a matrix stand rank correlations, above it every cell is a point, on it are the channels with
    their coefficients of variation.
    """
    conditions, moments = dict(each_treatment(dataset)), moments_in_words(dataset)
    columns, rows = len(conditions), len(moments)
    figure = Figure(figsize=size_in_inches(PANEL_HEIGHT_MM * rows + BAR_HEIGHT_MM), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    parts = []
    for column, (words, condition) in enumerate(conditions.items()):
        pair = treatment(condition).pair
        channels = [str(name) for name in dataset["channel"].values if name not in pair] + list(pair)
        for row, (phase, moment) in enumerate(moments.items()):
            conductance = condition["conductance"].sel(phase=phase, channel=channels)
            found = pd.concat([_statistics(conductance, channels), _cells(conductance)], ignore_index=True)
            _draw_matrix(grid[row, column], found, channels)
            ratio = found.loc[(found["statistic"] == "participation_ratio") & found["seed"].isna(), "value"].item()
            grid[row, column].set_title(f"{words}\n{moment}, D = {ratio:.2f}", loc="right", fontsize=7)
            letter = chr(ord("a") + row * columns + column)
            parts.append(found.assign(panel=letter, condition=words, phase=phase))
    letter_panels(grid.ravel())
    scale = ScalarMappable(Normalize(-1, 1), COLOURS)
    bar = figure.colorbar(scale, ax=list(grid.ravel()), location="bottom", aspect=60, fraction=0.02, pad=0.01)
    bar.set_label("Rank correlation over cells (1)", labelpad=2)
    bar.outline.set_visible(False)
    table = pd.concat(parts, ignore_index=True).reindex(columns=list(FIELDS))
    table = table.sort_values("panel", kind="stable", ignore_index=True).astype({"seed": "Int64", "cell": "Int64"})
    return Drawing(figure, table, _caption(dataset))


def _statistics(conductance: xr.DataArray, channels: list[str]) -> pd.DataFrame:
    """Return every statistic of each seed, and its mean over seeds (without seed)."""
    rows = []
    for of_seed in conductance.transpose("seed", "cell", "channel"):
        values, seed = of_seed.values.astype(float), int(of_seed["seed"])
        correlations = rank_correlations(values)
        for channel, value in zip(channels, coefficients_of_variation(values), strict=True):
            rows.append({"statistic": "coefficient_of_variation", "channel": channel, "seed": seed, "value": value})
        for first, second in combinations(range(len(channels)), 2):
            about = {"statistic": "rank_correlation", "channel": channels[first], "other_channel": channels[second]}
            rows.append(about | {"seed": seed, "value": correlations[first, second]})
        rows.append({"statistic": "participation_ratio", "seed": seed, "value": participation_ratio(values).ratio})
    of_seeds = pd.DataFrame(rows)
    keys = ["statistic", "channel", "other_channel"]
    means = of_seeds.groupby(keys, sort=False, dropna=False)["value"].agg(mean).reset_index()
    return pd.concat([means, of_seeds], ignore_index=True).assign(units="1")


def _cells(conductance: xr.DataArray) -> pd.DataFrame:
    """Return one row per seed, cell and channel."""
    numbered = conductance.assign_coords(cell=np.arange(1, conductance.sizes["cell"] + 1)).reset_coords(drop=True)
    frame = numbered.rename("value").to_dataframe().reset_index()
    return frame[["seed", "cell", "channel", "value"]].assign(statistic="conductance", units="mS cm-2")


def _draw_matrix(place: Axes, found: pd.DataFrame, channels: list[str]) -> None:
    number = {channel: place for place, channel in enumerate(channels)}
    size = len(channels)
    place.set_xlim(0, size)
    place.set_ylim(size, 0)
    place.set_aspect("equal")
    place.set_axis_off()
    means = found[found["seed"].isna()]
    for row in means[means["statistic"] == "rank_correlation"].itertuples():
        corner = number[row.channel], number[row.other_channel]  # below the diagonal: column, row
        known = np.isfinite(row.value)
        colour = COLOURS((row.value + 1) / 2) if known else "0.85"
        place.add_patch(Rectangle(corner, 1, 1, facecolor=colour, edgecolor="white", linewidth=0.4))
        place.text(
            corner[0] + 0.5, corner[1] + 0.52, f"{row.value:.2f}".replace("-", "−") if known else "", fontsize=5,
            ha="center", va="center", color="white" if abs(row.value) > DARK else "black",
        )  # fmt: skip
    for row in means[means["statistic"] == "coefficient_of_variation"].itertuples():
        middle = number[row.channel] + 0.5
        place.text(middle, middle - 0.14, row.channel, fontsize=6, fontweight="bold", ha="center", va="center")
        place.text(middle, middle + 0.26, f"{row.value:.2f}", fontsize=5, ha="center", va="center", color="0.35")
    _draw_cells(place, found[found["statistic"] == "conductance"], channels)
    for edge in (0, size - 2, size):  # the modulated pair stands apart
        place.plot([edge, edge], [0, size], color="0.5", linewidth=0.5, clip_on=False, label="frame")
        place.plot([0, size], [edge, edge], color="0.5", linewidth=0.5, clip_on=False, label="frame")


def _draw_cells(place: Axes, cells: pd.DataFrame, channels: list[str]) -> None:
    """Draw the cells into the boxes above the diagonal, each conductance from its smallest to its largest value."""
    values = cells.pivot_table(index=["seed", "cell"], columns="channel", values="value", dropna=False)[channels]
    values = values.dropna().to_numpy(dtype=float)
    if not len(values):
        return
    span = np.ptp(values, axis=0)
    scaled = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
    size = float(np.clip(12 / np.sqrt(len(values)), 0.5, 1.2))  # many cells want small points
    inside = ROOM + (1 - 2 * ROOM) * scaled
    boxes = np.array(list(combinations(range(len(channels)), 2)))  # (boxes, row and column)
    across, down = inside[:, boxes[:, 1]] + boxes[:, 1], boxes[:, 0] + 1 - inside[:, boxes[:, 0]]
    place.plot(
        across.ravel(), down.ravel(), linestyle="none", marker="o", markersize=size, markeredgecolor="none",
        color="black", alpha=0.5, label="cells", rasterized=across.size > MOST_VECTOR_POINTS,
    )  # fmt: skip


def _caption(dataset: xr.Dataset) -> str:
    seeds, cells = dataset.sizes["seed"], dataset.sizes["cell"]
    sentences = [
        f"Maximal conductances of {cells} cells in each of {seeds_in_words(seeds)}.",
        "On the diagonal of each matrix stand the channels with the coefficient of variation of their conductance over "
        "cells, below it rank correlations (Spearman), both as means over seeds.",
        "Above the diagonal each point is a cell, the conductance of the column to the right and that of the row "
        "upwards, from the smallest to the largest of the matrix.",
        "The last two channels are those that neuromodulation moves.",
        "D is the participation ratio: the number of directions in which the standardised conductances spread, mean "
        "over seeds.",
    ]
    return " ".join([*sentences, *missing_points(dataset)])
