"""What tests read off drawings: rows of a table, lines with a label, how light a colour is."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

from homeotherm.figures.drawing import Drawing


def rows_at(table: pd.DataFrame, **where: object) -> pd.DataFrame:
    """Return the rows of a table with the given values."""
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def lines(panel: Axes, label: str) -> list[Line2D]:
    """Return the lines of a panel with a label."""
    return [line for line in panel.lines if line.get_label() == label]


def courses(panel: Axes, label: str) -> list[np.ndarray]:
    """Return the y values of the lines of a panel with a label."""
    return [np.asarray(line.get_ydata(), dtype=float) for line in lines(panel, label)]


def lines_from(drawing: Drawing, beginning: str) -> list[Line2D]:
    """Return the lines whose label begins so, over all panels.

    There must be some: a test of each line would otherwise hold without any.
    """
    found = [line for panel in drawing.figure.axes for line in panel.lines if line.get_label().startswith(beginning)]
    assert found, f"no label begins with {beginning!r}"
    return found


def heights(chosen: Sequence[Line2D]) -> np.ndarray:
    """Return the sorted finite y values of lines."""
    values = np.concatenate([np.asarray(line.get_ydata(), dtype=float) for line in chosen])
    return np.sort(values[np.isfinite(values)])


def luminance(colour: str | Sequence[float]) -> float:
    """Return the relative luminance of a colour: what a grey print keeps (Rec. 709 weights, linear light)."""
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def lightness(colour: str | Sequence[float]) -> float:
    """Return the lightness of a colour, 0 to 100, in even steps for the eye (CIE L* above 8)."""
    return 116 * np.cbrt(luminance(colour)) - 16
