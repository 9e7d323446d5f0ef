"""What every figure is made of: the drawing, its files, panel letters, axis labels and seed points."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from homeotherm.atomic import replacing
from homeotherm.figures.style import PNG_DOTS_PER_INCH, WIDTH_MM, colours_along, in_style, temperature_map
from homeotherm.printed import unit_word

LEGEND_MARK_MM, LEGEND_LETTER_MM = 10.0, 1.4  # room of an entry at the style's size of letters
MOST_TICKS = 7  # of an axis that may span many decades
POWERS_FROM = 1e5  # ticks that reach so far are written as powers of ten
MOST_BAR_LABELS = 16  # more temperatures than this are labelled in part


class Drawing(NamedTuple):
    """A figure, exactly the numbers that it shows (one per row), and the sentences below it."""

    figure: Figure
    table: pd.DataFrame
    caption: str


@in_style
def save_drawing(drawing: Drawing, folder: Path, name: str) -> dict[str, Path]:
    """Write `name`.svg, .png and .csv beside each other; the same drawing gives the same bytes.

    No file is seen half written. The caption is in the metadata of both images.

    Returns
    -------
    The path of each file by its suffix: "svg", "png", "csv".
    """
    folder = Path(folder)
    vector, pixels = io.BytesIO(), io.BytesIO()
    engine = drawing.figure.get_layout_engine()
    if engine is not None:  # once for both images, which then have their parts in the same places
        engine.execute(drawing.figure)
        drawing.figure.set_layout_engine("none")
    about = {"Title": name, "Description": drawing.caption}
    # Date and Software (a version) would make equal figures differ between days and machines.
    drawing.figure.savefig(vector, format="svg", metadata={**about, "Date": None, "Creator": "homeotherm"})
    drawing.figure.savefig(pixels, format="png", dpi=PNG_DOTS_PER_INCH, metadata={**about, "Software": None})
    numbers = drawing.table.to_csv(index=False, lineterminator="\n").encode()
    paths = {}
    for suffix, content in (("svg", vector.getvalue()), ("png", pixels.getvalue()), ("csv", numbers)):
        paths[suffix] = folder / f"{name}.{suffix}"
        with replacing(paths[suffix]) as temporary:
            temporary.write_bytes(content)
    return paths


def letter_panels(panels: Iterable[Axes]) -> None:
    """Write a, b, c ... in bold at the upper left of the panels, in the order given."""
    for number, panel in enumerate(panels):
        panel.set_title(chr(ord("a") + number), loc="left", fontweight="bold", fontsize=8.5)


def legend_above(figure: Figure, entries: Sequence[Artist]) -> None:
    """Put a legend above all panels, in as many columns as fit between the edges of the page."""
    longest = max(len(str(entry.get_label())) for entry in entries)
    fitting = int(WIDTH_MM / (LEGEND_MARK_MM + LEGEND_LETTER_MM * longest))
    figure.legend(handles=entries, loc="outside upper center", ncols=max(1, min(len(entries), fitting)))


def label_lowest(panels: Sequence[Axes], across: int, label: str) -> None:
    """Label the horizontal axis of those panels, in rows of `across`, that share it and have none below."""
    for panel in panels[-across:]:
        panel.set_xlabel(label)
        panel.tick_params(labelbottom=True)


def axis_label(name: str, units: str) -> str:
    """Return the label of an axis with its unit in brackets; a pure number has the unit 1."""
    return f"{name} ({unit_word(units) or '1'})"


def plain_logarithms(panel: Axes) -> None:
    """Make the vertical axis logarithmic, with numbers written out: 0.05, 0.1, 0.2 and not powers of ten.

    Call it when everything is drawn: over more than two decades only whole decades are written.
    """
    panel.set_yscale("log")
    low, high = panel.get_ylim()
    panel.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if high < 100 * low else (1.0,)))
    panel.yaxis.set_minor_locator(NullLocator())
    panel.yaxis.set_major_formatter("{x:g}")


def symmetrical_logarithms(panel: Axes, low: float, high: float, linear_below: float) -> None:
    """Make the vertical axis linear around 0 and logarithmic beyond, with few labels, 0 among them.

    Parameters
    ----------
    low, high
        Smallest and largest value that is drawn.
    linear_below
        Size up to which the axis is linear.
    """
    panel.set_yscale("symlog", linthresh=linear_below, linscale=1.0)
    decades = linear_below * 10.0 ** np.arange(8)
    ticks = [*(-decades[decades < -1.6 * low][::-1]), 0, *decades[decades < 1.6 * high]]
    step = -(-len(ticks) // MOST_TICKS)
    zero = ticks.index(0)
    ticks = [tick for place, tick in enumerate(ticks) if (place - zero) % step == 0]
    written = _number if max(map(abs, ticks)) < POWERS_FROM else _power
    panel.set_yticks(ticks, labels=[written(tick) for tick in ticks])
    panel.set_yticks([-0.5 * linear_below, 0.5 * linear_below], minor=True)
    panel.set_ylim(min(1.6 * low, low - 0.2 * linear_below), max(1.6 * high, high + 0.2 * linear_below))


def _number(tick: float) -> str:
    return f"{tick:g}".replace("-", "−")


def _power(tick: float) -> str:
    return f"${'-' if tick < 0 else ''}10^{{{round(np.log10(abs(tick)))}}}$" if tick else "0"


def spread(count: int, width: float) -> np.ndarray:
    """Return sideways offsets for `count` seeds over `width`, centred on 0.

    Each seed always has the same place, so that the eye can follow it from condition to condition, and
    nothing is drawn at random. Neighbours in order lie apart (golden ratio), so that no staircase appears.
    """
    if count == 1:
        return np.zeros(1)
    golden = (np.sqrt(5) - 1) / 2
    places = np.argsort(np.argsort(np.arange(count) * golden % 1)) / (count - 1)
    return width * (places - 0.5)


def temperature_colours(temperatures: Sequence[float]) -> dict[float, tuple[float, ...]]:
    """Return the colour of each temperature; black if there is only one."""
    if len(temperatures) == 1:
        return {float(temperatures[0]): (0.0, 0.0, 0.0, 1.0)}
    colours = colours_along(temperatures, temperature_map())
    return dict(zip((float(temperature) for temperature in temperatures), colours, strict=True))


def add_colour_bar(figure: Figure, panels: Sequence[Axes], values: Sequence[float], colours: Sequence, label: str):
    """Add a bar with one field per value at the right of the panels; nothing for a single value.

    Fields are equally high, their colours keep the true distances between the values.
    """
    if len(values) == 1:
        return
    scale = ScalarMappable(BoundaryNorm(np.arange(len(values) + 1) - 0.5, len(values)), ListedColormap(list(colours)))
    bar = figure.colorbar(scale, ax=list(panels), aspect=30, fraction=0.05, pad=0.015)
    step = -(-len(values) // MOST_BAR_LABELS)
    ticks = np.arange(0, len(values), step)
    bar.set_ticks(ticks, labels=[f"{values[tick]:g}" for tick in ticks])
    bar.ax.tick_params(length=0)
    bar.ax.minorticks_off()
    bar.outline.set_visible(False)
    bar.set_label(label, labelpad=3)


def hide_spare_panels(panels: Iterable[Axes]) -> None:
    """Take panels of a grid that nothing is drawn in off the page."""
    for panel in panels:
        panel.set_axis_off()


def seeds_in_words(count: int) -> str:
    """Return "1 seed" or "n seeds"."""
    return "1 seed" if count == 1 else f"{count} seeds"


def colours_in_words(temperatures: Sequence[float]) -> str:
    """Return what colour means: temperature, unless there is only one, which is then named."""
    if len(temperatures) == 1:
        return f"at {temperatures[0]:g} °C"
    return "coloured by temperature"


def number_in_words(number: float, form: str) -> str:
    """Return a number in the given format, "undefined" if it is NaN."""
    return format(number, form) if np.isfinite(number) else "undefined"
