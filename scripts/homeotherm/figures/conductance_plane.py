"""Conductance plane: where the modulated conductances of all cells are, how they came there, where the targets hold."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from homeotherm.analysis.treatment import treatment
from homeotherm.figures.drawing import Drawing, axis_label, hide_spare_panels, letter_panels
from homeotherm.figures.named_conditions import missing_sentence, seeds_of_cells
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.treatments import MOMENT_LOOKS, each_treatment, moments_in_words

NEEDED = ("conductance", "conductance_of_example")
EXAMPLES = 3
"""Cells, the first of the first seed, whose way is drawn; the target lines are those of the first of them."""
MOMENT = "modulated"
"""Tested moment for which the target lines are drawn."""
COLUMNS = 3
PANEL_HEIGHT_MM = 66
LEGEND_HEIGHT_MM = 14
LINE_STYLES = {"slow": ("#0072B2", "-"), "ultraslow": ("#009E73", "--")}  # Okabe & Ito (2008)
NEGATIVE, WAY, CROSSING = "0.90", "0.35", "#F0E442"
FIELDS = ("panel", "condition", "kind", "seed", "cell", "phase", "timescale", "time", "first", "second", "units")


class Reach(NamedTuple):
    """Limits of the plane in mS cm-2."""

    left: float
    right: float
    bottom: float
    top: float


@in_style
def draw(dataset: xr.Dataset, lines: xr.Dataset) -> Drawing:
    """Draw all cells in the plane of the modulated conductances (mS cm-2) at the tested moments, a panel per treatment.

    Parameters
    ----------
    dataset
        Of a study of regulated cells.
    lines
        What `target_lines` gives of it.
    """
    pair = [str(name) for name in lines["modulated"].values]
    conditions, of_lines = dict(each_treatment(dataset)), dict(each_treatment(lines, dataset["status"]))
    parts = [
        pd.DataFrame([*_cell_rows(condition, pair), *_way_rows(condition, pair)]).assign(condition=words)
        for words, condition in conditions.items()
    ]
    reach = _reach(pd.concat(parts))
    for words, condition in conditions.items():
        if treatment(condition).kind != "none":  # nothing is aimed at
            parts.append(pd.DataFrame(_target_rows(of_lines[words], reach)).assign(condition=words))
    letters = {words: chr(ord("a") + number) for number, words in enumerate(conditions)}
    table = pd.concat(parts, ignore_index=True).assign(units="mS cm-2")
    table = table.assign(panel=table["condition"].map(letters)).reindex(columns=list(FIELDS))
    table = table.sort_values("panel", kind="stable", ignore_index=True).astype({"seed": "Int64", "cell": "Int64"})

    columns = min(COLUMNS, len(conditions))
    rows = -(-len(conditions) // columns)
    figure = Figure(figsize=size_in_inches(PANEL_HEIGHT_MM * rows + LEGEND_HEIGHT_MM), layout="constrained")
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for place, words in zip(grid, conditions, strict=False):
        _draw_panel(place, table[table["condition"] == words], reach)
        place.set_title(words, loc="right", fontsize=7)
        place.set_xlabel(axis_label(f"$g_{{{pair[0]}}}$", "mS cm-2"))
    for place in grid[: len(conditions) : columns]:
        place.set_ylabel(axis_label(f"$g_{{{pair[1]}}}$", "mS cm-2"))
    hide_spare_panels(grid[len(conditions) :])
    letter_panels(grid[: len(conditions)])
    figure.legend(handles=_legend(moments_in_words(dataset)), loc="outside upper center", ncols=3)
    named = table.rename(columns={"first": f"g_{pair[0]}", "second": f"g_{pair[1]}"})
    return Drawing(figure, named, _caption(dataset, pair))


def _cell_rows(condition: xr.Dataset, pair: list[str]) -> list[dict]:
    """Return the place of every cell at every tested moment."""
    values = condition["conductance"].sel(channel=pair).transpose("seed", "cell", "phase", "channel")
    return [
        {
            "kind": "cell", "seed": int(values["seed"][seed]), "cell": cell + 1,
            "phase": str(values["phase"].values[phase]), "first": values.values[seed, cell, phase, 0],
            "second": values.values[seed, cell, phase, 1],
        }
        for seed, cell, phase in np.ndindex(values.shape[:3])
    ]  # fmt: skip


def _way_rows(condition: xr.Dataset, pair: list[str]) -> list[dict]:
    """Return the places of the example cells over time."""
    ways = condition["conductance_of_example"].isel(seed=0, example=slice(EXAMPLES)).sel(channel=pair)
    ways = ways.transpose("example", "time", "channel")
    return [
        {
            "kind": "way", "seed": int(ways["seed"]), "cell": cell + 1, "time": float(ways["time"][number]),
            "first": ways.values[cell, number, 0], "second": ways.values[cell, number, 1],
        }
        for cell, number in np.ndindex(ways.shape[:2])
    ]  # fmt: skip


def _target_rows(lines: xr.Dataset, reach: Reach) -> list[dict]:
    """Return two points of both target lines of the first cell, and where the lines cross."""
    of_cell = lines.isel(seed=0, cell=0).sel(phase=MOMENT)
    about = {"seed": int(of_cell["seed"]), "cell": 1, "phase": MOMENT}
    rows = []
    for timescale in of_cell["timescale"].values:
        line = of_cell.sel(timescale=timescale)
        slope = line["slope"].values
        for first in (reach.left, reach.right):
            second = (float(line["target"] - line["base"]) - slope[0] * first) / slope[1]
            rows.append({"kind": "target", "timescale": str(timescale), "first": first, "second": second} | about)
    first, second = of_cell["reference"].values
    return [*rows, {"kind": "both targets", "first": first, "second": second} | about]


def _reach(table: pd.DataFrame) -> Reach:
    """Return limits that hold all cells and ways, and zero."""
    limits = []
    for column in ("first", "second"):
        values = table[column].to_numpy(dtype=float)
        values = np.append(values[np.isfinite(values)], 0.0)
        margin = 0.06 * np.ptp(values) or 1.0
        limits += [float(values.min() - margin), float(values.max() + margin)]
    return Reach(*limits)


def _draw_panel(place: Axes, rows: pd.DataFrame, reach: Reach) -> None:
    place.set_xlim(reach.left, reach.right)
    place.set_ylim(reach.bottom, reach.top)
    place.fill(
        [reach.left, 0, 0, reach.right, reach.right, reach.left],
        [reach.top, reach.top, 0, 0, reach.bottom, reach.bottom],
        color=NEGATIVE, linewidth=0, zorder=0, label="negative",
    )  # fmt: skip
    cells = rows[rows["kind"] == "cell"]
    size = float(np.clip(40 / np.sqrt(len(cells)), 1.2, 2.4))  # many cells want small points
    for phase, look in MOMENT_LOOKS.items():
        shown = cells[cells["phase"] == phase]
        place.plot(
            shown["first"], shown["second"], linestyle="none", marker=look.marker, markersize=size,
            markerfacecolor=look.colour, markeredgecolor="none", alpha=0.7, zorder=2, label=f"cells: {phase}",
        )  # fmt: skip
    for cell, way in reversed(list(rows[rows["kind"] == "way"].groupby("cell"))):  # the first on top
        width = 1.2 if cell == 1 else 0.5
        place.plot(
            way["first"], way["second"], color=WAY, linewidth=width, zorder=3, label=f"way: {cell}",
            path_effects=[withStroke(linewidth=width + 1.0, foreground="white")],
        )  # fmt: skip
    for timescale, (colour, style) in LINE_STYLES.items():
        ends = rows[(rows["kind"] == "target") & (rows["timescale"] == timescale)]
        place.plot(
            ends["first"], ends["second"], color=colour, linestyle=style, linewidth=1.0, zorder=4,
            label=f"target: {timescale}",
        )  # fmt: skip
    crossing = rows[rows["kind"] == "both targets"]
    first_seed = cells["seed"] == cells["seed"].iloc[0]
    here = cells[first_seed & (cells["cell"] == 1) & (cells["phase"] == MOMENT)]
    for points, marker, size, face, label in (
        (crossing, "*", 8.5, CROSSING, "both targets"),
        (here, "o", 6.5, "none", "first cell"),
    ):
        place.plot(
            points["first"], points["second"], linestyle="none", marker=marker, markersize=size, markerfacecolor=face,
            markeredgecolor="black", markeredgewidth=0.8, zorder=5, label=label,
            path_effects=[withStroke(linewidth=2.4, foreground="white")],
        )  # fmt: skip


def _legend(moments: dict[str, str]) -> list:
    def symbol(marker: str, label: str, size: float, face: str, edge: str) -> Line2D:
        return Line2D(
            [], [], linestyle="none", marker=marker, markersize=size, markerfacecolor=face, markeredgecolor=edge,
            markeredgewidth=0.8, label=label,
        )  # fmt: skip

    looks = {words: MOMENT_LOOKS[phase] for phase, words in moments.items()}
    return [
        *(symbol(look.marker, words, 3.5, look.colour, "none") for words, look in looks.items()),
        Line2D([], [], color=WAY, linewidth=1.2, label="first cell over time (thin: two others)"),
        *(
            Line2D([], [], color=colour, linestyle=style, linewidth=1.0, label=f"its {timescale} target holds")
            for timescale, (colour, style) in LINE_STYLES.items()
        ),
        symbol("*", "both its targets hold", 8, CROSSING, "black"),
        symbol("o", "first cell at the end", 5.5, "none", "black"),
        Patch(color=NEGATIVE, label="a conductance below zero"),
    ]


def _caption(dataset: xr.Dataset, pair: list[str]) -> str:
    seeds, cells = dataset.sizes["seed"], dataset.sizes["cell"]
    sentences = [
        f"Maximal conductances {pair[0]} and {pair[1]}, which neuromodulation moves, at the tested moments; "
        f"{seeds_of_cells(seeds, cells)}.",
        f"Dark lines are the ways of the first {min(EXAMPLES, cells)} cells of seed {int(dataset['seed'][0])}, sampled "
        "each second, the thick one that of the first. On the straight lines its slow and its ultraslow input "
        "conductance have their targets, given the other conductances that it has at the end of modulation; the star "
        "is where both have them, the ring where the cell is.",
        "Homeostasis that asks for a conductance below zero finds no channels left to remove (grey).",
    ]
    return " ".join([*sentences, missing_sentence(dataset)]).strip()
