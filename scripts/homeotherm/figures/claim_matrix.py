"""The same claims in several studies: a matrix of verdicts."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from homeotherm.figures.claims import NO_BREAK, SIGNS, in_digits, in_unit, legend, wrapped
from homeotherm.figures.drawing import Drawing
from homeotherm.figures.needed import need_columns
from homeotherm.figures.style import WIDTH_MM, in_style, size_in_inches

NEEDED = ("claim", "sentence", "finding", "study", "units", "observed", "n", "verdict")
LETTERS_PER_LINE = 62
LINE_MM = 3.0
GAP_MM = 2.4
SYMBOL_MM = 7.0  # a symbol and the number below it
TEXT_MM = 80.0
MARGIN_MM = 2.0
HEAD_MM = 10.0
STUDY_LETTER_MM = 1.1  # height of a letter of a study's name, which stands upright
FOOT_MM = 2.0


@in_style
def draw(comparison: pd.DataFrame) -> Drawing:
    """Draw a row per claim and a column per study: the verdict as a symbol, and beside it what was observed.

    Parameters
    ----------
    comparison
        As `homeotherm.analysis.claim_comparison.compare_claims` returns it. A claim that a study does not make
        leaves its place empty.

    Raises
    ------
    ValueError
        If the table lacks a column or has no claims.
    """
    need_columns(comparison, "claim_matrix", NEEDED)
    if comparison.empty:
        raise ValueError("figure claim_matrix needs studies with claims")
    studies = list(dict.fromkeys(comparison["study"]))
    claims = comparison.drop_duplicates("claim")
    texts = [_lines(row) for row in claims.itertuples()]
    heights = np.array([max(len(lines) * LINE_MM + GAP_MM, SYMBOL_MM) for lines in texts])
    names = max(len(study) for study in studies) * STUDY_LETTER_MM
    page = HEAD_MM + names + heights.sum() + FOOT_MM
    figure = Figure(figsize=size_in_inches(page))
    place = figure.add_axes(
        (TEXT_MM / WIDTH_MM, FOOT_MM / page, 1 - (TEXT_MM + MARGIN_MM) / WIDTH_MM, heights.sum() / page)
    )
    place.set_xlim(-0.5, len(studies) - 0.5)
    place.set_ylim(heights.sum(), 0)
    place.set_axis_off()
    for number, study in enumerate(studies):
        place.text(number, -1.5, study, rotation=90, ha="center", va="bottom", fontsize=6.6)
    tops = np.cumsum(heights) - heights
    for claim, lines, top, height in zip(claims["claim"], texts, tops, heights, strict=True):
        _draw_row(place, comparison[comparison["claim"] == claim], studies, lines, top, height)
    figure.legend(handles=legend(comparison["verdict"]), loc="upper center", ncols=len(SIGNS), borderaxespad=0.4)
    return Drawing(figure, comparison.reset_index(drop=True), _caption(comparison, studies))


def _lines(row) -> list[str]:
    finding = row.finding.replace(" ", NO_BREAK) if isinstance(row.finding, str) else ""
    return wrapped(f"{row.sentence} ({finding})" if finding else row.sentence, LETTERS_PER_LINE)


def _draw_row(place: Axes, rows: pd.DataFrame, studies: list[str], lines: list[str], top: float, height: float) -> None:
    width = WIDTH_MM - TEXT_MM - MARGIN_MM
    left = (MARGIN_MM - TEXT_MM) / width  # of the page, in widths of the panel
    middle, across = top + height / 2, place.get_yaxis_transform()
    place.plot([left, 1], [top + height] * 2, transform=across, clip_on=False, color="0.88", linewidth=0.5, zorder=0)
    for number, line in enumerate(lines):
        at = middle + (number - (len(lines) - 1) / 2) * LINE_MM
        place.text(left, at, line, transform=across, va="center_baseline", fontsize=6.4)
    for row in rows.itertuples():
        sign, column = SIGNS[row.verdict], studies.index(row.study)
        place.plot(
            [column], [middle - 1.0], linestyle="none", marker=sign.marker, markersize=4.6, color=sign.colour,
            markerfacecolor=sign.fill, clip_on=False, label=f"verdict: {row.claim} {row.study}",
        )  # fmt: skip
        observed = in_digits(row.observed) if np.isfinite(row.observed) else "undefined"
        place.text(
            column,
            middle + 1.6,
            in_unit(observed, row.units),
            ha="center",
            va="center_baseline",
            fontsize=5.2,
            color="0.35",
        )


def _caption(comparison: pd.DataFrame, studies: list[str]) -> str:
    kept = [
        f"{study} {(rows['verdict'] == 'holds').sum()} of {len(rows)}"
        for study, rows in comparison.groupby("study", sort=False)
    ]
    seeds = [f"{study} up to {rows['n'].max()}" for study, rows in comparison.groupby("study", sort=False)]
    return (
        f"The same {comparison['claim'].nunique()} claims in {len(studies)} studies, by equal tests and bounds. Claims "
        f"that hold: {', '.join(kept)}. Below each symbol stands what was observed. A claim holds if the whole 95 % "
        "interval over seeds lies on the claimed side of its bound, does not hold if the whole interval lies on the "
        f"other side, and is undecided otherwise or with fewer than 3 seeds (seeds: {', '.join(seeds)}). "
        "Intervals are not corrected for the number of claims."
    )
