"""The claims of a study on one page: a sentence, what was observed against what was expected, the verdict."""

import textwrap
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, NullLocator, SymmetricalLogLocator

from homeotherm.analysis.verdicts import FAILS, HOLDS, UNDECIDED
from homeotherm.figures.drawing import Drawing
from homeotherm.figures.named_conditions import words
from homeotherm.figures.needed import need_columns
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.printed import with_unit_word

NEEDED = (
    "claim", "sentence", "finding", "conditions", "criterion", "expected", "units", "observed", "low", "high", "n",
    "verdict", "margin", "margin_low", "margin_high",
)  # fmt: skip
LETTERS_PER_LINE = 70
SMALL_LETTERS_PER_LINE = 80
LETTERS_OF_OBSERVED = 29
LINE_MM = 3.0
GAP_MM = 1.9
HEAD_MM = 13.0
FOOT_MM = 13.0
LEFT, OBSERVED, SEEDS, VERDICT = -1.98, 1.06, 1.97, 2.07  # columns, in widths of the panel from its left
NO_BREAK = "\N{NO-BREAK SPACE}"


class Sign(NamedTuple):
    """How a verdict looks: told apart by colour, by shape, and by being filled or not."""

    colour: str
    marker: str
    fill: str


# Okabe & Ito (2008)
SIGNS = {
    HOLDS: Sign("#0072B2", "o", "#0072B2"),
    UNDECIDED: Sign("#6E6E6E", "D", "white"),
    FAILS: Sign("#D55E00", "X", "#D55E00"),
}


@in_style
def draw(claims: pd.DataFrame) -> Drawing:
    """Draw one row per claim: its sentence, the margin by which it holds (1, see below) and what was observed.

    The margin is the distance of the observed number from the bound, positive on the claimed side, in units of the
    minimum effect (or of the bound; between two bounds the middle is 1). It is linear from -1 to 1 and logarithmic
    beyond. Claims stand from top to bottom in the order of the study.

    Raises
    ------
    ValueError
        If the table lacks a column or has no claims.
    """
    need_columns(claims, "claims", NEEDED)
    if claims.empty:
        raise ValueError("figure claims needs a study with claims")
    table = claims[list(NEEDED)].reset_index(drop=True)
    texts = [_lines(row) for row in table.itertuples()]
    heights = np.array([(len(sentence) + len(about)) * LINE_MM + GAP_MM for sentence, about in texts])
    page = HEAD_MM + heights.sum() + FOOT_MM
    figure = Figure(figsize=size_in_inches(page))
    place = figure.add_axes((0.485, FOOT_MM / page, 0.24, heights.sum() / page))
    tops = np.cumsum(heights) - heights
    for row, text, top, height in zip(table.itertuples(), texts, tops, heights, strict=True):
        _draw_row(place, row, *text, top, height)
    _finish(place, table, heights.sum())
    figure.legend(handles=legend(table["verdict"]), loc="upper center", ncols=len(SIGNS), borderaxespad=0.4)
    _head(figure, page)
    return Drawing(figure, table, _caption(table))


def legend(verdicts: pd.Series) -> list[Line2D]:
    """Return the handles of a legend of the verdicts, with how often each stands in the figure."""
    return [
        Line2D(
            [], [], linestyle="none", marker=sign.marker, markersize=5, color=sign.colour, markerfacecolor=sign.fill,
            label=f"{name} ({(verdicts == name).sum()})",
        )
        for name, sign in SIGNS.items()
    ]  # fmt: skip


def wrapped(text: str, letters: int) -> list[str]:
    """Return a text in lines of at most so many letters; a temperature is not torn from its unit."""
    return textwrap.wrap(text.replace(" °C", f"{NO_BREAK}°C"), letters)


def in_unit(text: str, units: object) -> str:
    """Return a number with its unit; a pure number has none."""
    return with_unit_word(text, units if isinstance(units, str) else "")


def in_digits(value: float, digits: int = 3) -> str:
    """Return a number to some significant digits; thousands are written out."""
    return f"{float(f'{value:.{digits}g}'):.6g}".replace("-", "−")


def _lines(row) -> tuple[list[str], list[str]]:
    """Return the sentence in lines, and the small ones below it: finding, what was looked at, and where."""
    said = [words(word) for word in (row.finding, row.criterion, row.conditions) if isinstance(word, str) and word]
    return wrapped(row.sentence, LETTERS_PER_LINE), wrapped(", ".join(said), SMALL_LETTERS_PER_LINE) or [""]


def _draw_row(place: Axes, row, sentence: list[str], about: list[str], top: float, height: float) -> None:
    sign, middle = SIGNS[row.verdict], top + height / 2
    across = place.get_yaxis_transform()
    place.axhline(top + height, color="0.88", linewidth=0.5, xmin=LEFT, xmax=2.15, clip_on=False, zorder=0)
    for number, line in enumerate([*sentence, *about]):
        look = {"fontsize": 6.6} if number < len(sentence) else {"fontsize": 5.8, "color": "0.4"}
        height_of_line = top + GAP_MM / 2 + (number + 0.5) * LINE_MM
        place.text(LEFT, height_of_line, line, transform=across, va="center_baseline", **look)
    if np.isfinite(row.margin):
        if np.isfinite(row.margin_low) and np.isfinite(row.margin_high):
            place.hlines(middle, row.margin_low, row.margin_high, color=sign.colour, linewidth=1.0, zorder=3)
        place.plot(
            [row.margin], [middle], linestyle="none", marker=sign.marker, markersize=3.6, color=sign.colour,
            markerfacecolor=sign.fill, zorder=4, label=f"claim: {row.claim}",
        )  # fmt: skip
    else:
        place.text(0.5, middle, "no number", transform=across, ha="center", va="center_baseline", color="0.4")
    small = {"transform": across, "va": "center_baseline", "fontsize": 6.2}
    place.text(OBSERVED, middle - LINE_MM / 2, _observed(row), **small)
    place.text(OBSERVED, middle + LINE_MM / 2, f"expected {_expected(row)}", color="0.4", **small)
    place.text(SEEDS, middle, f"{row.n}", transform=across, va="center_baseline", ha="right")
    place.plot(
        [VERDICT], [middle], transform=across, clip_on=False, linestyle="none", marker=sign.marker, markersize=5,
        color=sign.colour, markerfacecolor=sign.fill, label=f"verdict: {row.claim}",
    )  # fmt: skip


def _observed(row) -> str:
    """Return the observed number with its interval, if it has one that is more than the number.

    An interval that would reach into the next column has a digit less.
    """
    if not np.isfinite(row.observed):
        return "undefined"
    has_interval = np.isfinite(row.low) and np.isfinite(row.high) and row.low < row.high
    for digits in (3, 2):
        interval = f" [{in_digits(row.low, digits)}, {in_digits(row.high, digits)}]" if has_interval else ""
        text = in_unit(f"{in_digits(row.observed)}{interval}", row.units)
        if len(text) <= LETTERS_OF_OBSERVED:
            break
    return text


def _expected(row) -> str:
    """Return what was expected, with its unit as people write it."""
    return in_unit(str(row.expected).removesuffix(f" {row.units}"), row.units).replace("-", "−")


def _finish(place: Axes, table: pd.DataFrame, height: float) -> None:
    """Set the axes: margin below, no axis for the rows, the bound and the side where claims hold."""
    numbers = table[["margin", "margin_low", "margin_high"]].to_numpy(dtype=float)
    known = np.append(numbers[np.isfinite(numbers)], [-1.0, 1.0])
    place.set_xscale("symlog", linthresh=1.0, linscale=0.8)
    place.set_xlim(known.min() * 1.6, known.max() * 1.6)
    place.set_ylim(height, 0)
    place.axvspan(0, known.max() * 1.6, color="#E8F1F8", linewidth=0, zorder=-1)
    place.axvline(0, color="0.3", linewidth=0.8, zorder=1)
    place.xaxis.set_major_locator(SymmetricalLogLocator(base=10, linthresh=1.0))
    place.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}".replace("-", "−")))
    place.xaxis.set_minor_locator(NullLocator())
    place.set_xlabel("Margin beyond the bound\n(minimum effects)")
    place.yaxis.set_visible(False)
    place.spines["left"].set_visible(False)


def _head(figure: Figure, page: float) -> None:
    """Write the heads of the columns."""
    place = figure.axes[0]
    box = place.get_position()
    for x, word, side in (
        (LEFT, "Claim", "left"), (0.5, "Observed against expected", "center"), (OBSERVED, "Observed [95 %]", "left"),
        (SEEDS, "n", "right"),
    ):  # fmt: skip
        figure.text(box.x0 + x * box.width, box.y1 + 1.0 / page, word, ha=side, va="bottom", fontweight="bold")


def _caption(table: pd.DataFrame) -> str:
    counts = ", ".join(f"{(table['verdict'] == name).sum()} {name}" for name in SIGNS)
    seeds = f"{table['n'].min()}" if table["n"].nunique() == 1 else f"{table['n'].min()} to {table['n'].max()}"
    return (
        f"The {len(table)} claims of the study as tests on its dataset; verdicts: {counts}. "
        "A claim holds if the whole 95 % interval over seeds lies on the claimed side of its bound (shaded), does not "
        "hold if the whole interval lies on the other side, and is undecided otherwise or with fewer than 3 seeds. "
        "Margins are distances from the bound in units of the minimum effect that the claim names; without one, 1 is "
        "the largest value of a share or correlation, the middle of a range, or as far from a bound as this is from 0. "
        "The axis is linear from −1 to 1 and logarithmic beyond. Of "
        f"several criteria of a claim the worst is shown. n is the number of seeds with all values ({seeds}). "
        "Intervals are not corrected for the number of claims."
    )
