"""What tells survivors from others: rank correlations of conductances and Q10s with the warming that cells tolerate."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from homeotherm.figures.drawing import Drawing, letter_panels
from homeotherm.figures.named_conditions import words
from homeotherm.figures.needed import need_columns
from homeotherm.figures.style import in_style, size_in_inches

NEEDED = ("kind", "predictor", "rank_correlation", "low", "high", "corrected_p")
LEVEL = 0.05
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
TITLES = {"conductance": "Conductances, over the cells of a condition", "q10": "Q10s, over random sets"}
ROW_MM, SMALLEST_MM = 4.2, 60


@in_style
def draw(survivors: pd.DataFrame) -> Drawing:
    """Draw rank correlations (1): a row per conductance or process, a dot per condition, filled if significant.

    Raises
    ------
    ValueError
        If a column is missing.
    """
    need_columns(survivors, "survivors", NEEDED)
    table = survivors[survivors["rank_correlation"].notna()].reset_index(drop=True)
    axes = list(survivors.columns[: list(survivors.columns).index("kind")])
    named = next((axis for axis in axes if table[axis].dtype.kind in "OUT" and table[axis].nunique() > 1), None)
    kinds = [kind for kind in TITLES if (table["kind"] == kind).any()] or ["conductance"]
    most = max([table[table["kind"] == kind]["predictor"].nunique() for kind in kinds])
    figure = Figure(figsize=size_in_inches(max(SMALLEST_MM, ROW_MM * most + 24)), layout="constrained")
    panels = figure.subplots(1, len(kinds), squeeze=False)[0]
    letter_panels(panels)
    values = list(table[named].unique()) if named else [None]
    colours = dict(zip(values, COLOURS * (1 + len(values) // len(COLOURS)), strict=False))
    for panel, kind in zip(panels, kinds, strict=True):
        _draw(panel, table[table["kind"] == kind], named, colours, with_intervals=kind == "q10")
        panel.set_title(TITLES[kind])
        panel.set_xlabel("Rank correlation with tolerated warming (1)")
    entries = [Line2D([], [], color=colour, marker="o", linestyle="none", label=f"{words(named)}: {words(value)}")
               for value, colour in colours.items() if named]  # fmt: skip
    entries += [Line2D([], [], color="0.4", marker="o", linestyle="none", markerfacecolor=face, label=label)
                for face, label in (("0.4", f"corrected p < {LEVEL:g}"), ("none", "not significant"))]  # fmt: skip
    figure.legend(handles=entries, loc="outside upper center", ncols=len(entries))
    return Drawing(figure, table, _caption(survivors, table))


def _draw(panel: Axes, rows: pd.DataFrame, named: str | None, colours: dict, with_intervals: bool) -> None:
    predictors = list(dict.fromkeys(rows["predictor"]))[::-1]
    panel.axvline(0, color="0.7", linewidth=0.6, zorder=0)
    for group, (value, colour) in enumerate(colours.items()):
        chosen = rows[rows[named] == value] if named else rows
        shift = 0.3 * (group - (len(colours) - 1) / 2) / max(1, len(colours) - 1)
        height = chosen["predictor"].map(predictors.index).to_numpy(float) + shift
        found = (chosen["corrected_p"] < LEVEL).to_numpy()
        correlation = chosen["rank_correlation"].to_numpy()
        if with_intervals:
            panel.hlines(height, chosen["low"], chosen["high"], color=colour, linewidth=0.4, alpha=0.5)
        for mask, face in ((found, colour), (~found, "white")):
            panel.plot(
                correlation[mask],
                height[mask],
                "o",
                color=colour,
                markerfacecolor=face,
                markersize=3,
                markeredgewidth=0.6,
            )
    panel.set_yticks(range(len(predictors)), [words(name) for name in predictors])
    panel.set_xlim(-1.05, 1.05)
    panel.set_ylim(-0.7, len(predictors) - 0.3)


def _caption(whole: pd.DataFrame, table: pd.DataFrame) -> str:
    parts = []
    for kind, what in (("conductance", "conductances"), ("q10", "Q10s")):
        rows = table[table["kind"] == kind]
        if len(rows):
            replicates = sorted(set(rows["replicates"].astype(int)))
            number = f"{replicates[0]}" if len(replicates) == 1 else f"{replicates[0]} to {replicates[-1]}"
            unit = "cells" if kind == "conductance" else "sets"
            found = int((rows["corrected_p"] < LEVEL).sum())
            parts.append(f"{what}: {found} of {len(rows)} tests over {number} {unit} are significant")
    missing = len(whole) - len(table)
    return (
        "Spearman rank correlations, a dot per condition; filled where p, corrected for all tests of the panel "
        f"(Benjamini & Hochberg), is below {LEVEL:g}. Cells that never crash share the highest "
        f"rank. {'; '.join(parts)}. "
        f"{f'{missing} correlations are not defined, for too few cells crash or nothing differs.' if missing else ''}"
    ).strip()
