"""The one look of all figures: sizes, fonts, colours and markers.

Nothing here changes matplotlib's global state: `styled` sets the style for the length of a call only. Colours
can be told apart with colour-blind eyes and on a grey print, where markers and lightness say the same.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import NamedTuple

import matplotlib
import numpy as np
from matplotlib.colors import Colormap, LinearSegmentedColormap

WIDTH_MM = 180.0  # two columns of a journal page
PNG_DOTS_PER_INCH = 200  # 180 mm are then 1417 pixels
MILLIMETRES_PER_INCH = 25.4

RULES = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine draws the same letters
    "font.size": 7.0,
    "axes.titlesize": 7.5,
    "axes.labelsize": 7.0,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "legend.fontsize": 7.0,
    "legend.frameon": False,
    "legend.handlelength": 1.8,
    "legend.columnspacing": 1.4,
    "mathtext.default": "regular",
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "axes.formatter.useoffset": False,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.minor.size": 1.5,
    "ytick.minor.size": 1.5,
    "figure.constrained_layout.w_pad": 0.06,
    "figure.constrained_layout.h_pad": 0.05,
    "lines.linewidth": 1.2,
    "lines.markersize": 3.5,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "savefig.bbox": None,  # the page size is the one asked for, not cut to the ink
    "svg.fonttype": "path",  # letters as outlines: the same in every browser
    "svg.hashsalt": "homeotherm",  # matplotlib names SVG parts at random unless salted
    "path.simplify": False,
}


@contextmanager
def styled() -> Iterator[None]:
    """Set matplotlib's defaults and then `RULES` while the block runs, whatever the user's own settings."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(RULES)
        yield


def in_style(draw: Callable) -> Callable:
    """Decorate a function that draws, so that it runs inside `styled`."""

    @wraps(draw)
    def drawn(*arguments, **keywords):
        with styled():
            return draw(*arguments, **keywords)

    return drawn


def size_in_inches(height_mm: float, width_mm: float = WIDTH_MM) -> tuple[float, float]:
    """Return width and height in inches, as matplotlib wants them."""
    return width_mm / MILLIMETRES_PER_INCH, height_mm / MILLIMETRES_PER_INCH


class Look(NamedTuple):
    """Colour and marker of a metabolic state."""

    colour: str
    marker: str


# Okabe & Ito (2008), chosen so that the three lie far apart in lightness: light, dark, middle.
NAMED_LOOKS = {
    "hypometabolic": Look("#56B4E9", "v"),
    "normometabolic": Look("#000000", "o"),
    "hypermetabolic": Look("#D55E00", "^"),
}
FURTHER_LOOKS = (
    Look("#009E73", "s"),
    Look("#CC79A7", "D"),
    Look("#E69F00", "P"),
    Look("#0072B2", "X"),
    Look("#000000", "*"),
)
NO_STATE_LOOK = Look("#000000", "o")


def state_looks(states: Sequence[str]) -> dict[str, Look]:
    """Return the look of each state; the three usual ones always keep theirs, "" stands for no state."""
    looks = {}
    others = 0
    for state in states:
        if state == "":
            looks[state] = NO_STATE_LOOK
        elif state in NAMED_LOOKS:
            looks[state] = NAMED_LOOKS[state]
        else:
            looks[state] = FURTHER_LOOKS[others % len(FURTHER_LOOKS)]
            others += 1
    return looks


def _part_of(name: str, low: float, high: float) -> Colormap:
    """Return the stretch low..high of a colour map, to leave out its ends that vanish on white paper."""
    whole = matplotlib.colormaps[name]
    return LinearSegmentedColormap.from_list(f"{name} {low:g} to {high:g}", whole(np.linspace(low, high, 256)))


def temperature_map() -> Colormap:
    """Return the map for temperature: perceptually uniform, dark violet (cold) to light orange (warm)."""
    return _part_of("plasma", 0.0, 0.86)


def time_map() -> Colormap:
    """Return the map for time in training: light green (early) to dark violet (late)."""
    return _part_of("viridis_r", 0.12, 1.0)


def colours_along(values: Sequence[float], colour_map: Colormap) -> list[tuple[float, ...]]:
    """Return one colour per value; equal steps in value are equal steps in colour."""
    numbers = np.asarray(values, dtype=float)
    span = numbers.max() - numbers.min()
    places = (numbers - numbers.min()) / span if span > 0 else np.zeros(numbers.size)
    return [tuple(colour_map(place)) for place in places]
