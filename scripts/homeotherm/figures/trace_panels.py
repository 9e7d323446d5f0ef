"""Parts of figures with one trace of potential per row: headings, lines and what is drawn of long traces."""

import numpy as np
from matplotlib.axes import Axes


def thinned(time: np.ndarray, values: np.ndarray, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and the highest sample of every stretch of `width` s, in the order of time.

    A line through them looks as the line through all samples does. Without any number one row is left.
    """
    if not np.isfinite(values).all():
        return time[:1], np.array([np.nan])
    group = np.floor((time - time[0]) / width + 1e-6).astype(int)
    edges = np.flatnonzero(np.diff(group, prepend=-1))
    order = np.lexsort((values, group))
    ends = np.append(edges[1:], time.size) - 1
    kept = np.unique(np.concatenate([order[edges], order[ends]]))
    return time[kept], values[kept]


def write_heading(panel: Axes, letter: str, title: str) -> None:
    """Write the letter and the names of a condition into the empty panel above its own; they may reach beyond it."""
    looks = {"va": "center", "in_layout": False}
    panel.text(0, 0.4, letter, transform=panel.transAxes, fontweight="bold", fontsize=8.5, **looks)
    panel.annotate(title, (0, 0.4), (10, 0), panel.transAxes, "offset points", **looks)


def draw_trace(panel: Axes, time: np.ndarray, values: np.ndarray, label: str, colour: str = "black") -> None:
    """Draw a trace, or say that there is no result."""
    if np.isnan(values).all():
        say_no_result(panel)
        return
    panel.plot(time, values, color=colour, linewidth=0.4, label=label)


def say_no_result(panel: Axes) -> None:
    """Write into a panel that its point has no result."""
    panel.text(
        0.5, 0.5, "no result", transform=panel.transAxes, ha="center", va="center", color="0.4",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5}, zorder=5,
    )  # fmt: skip
