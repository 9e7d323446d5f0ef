"""A grid of panels for conditions with names: columns for the last swept axis, blocks of rows for the others."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from homeotherm.figures.drawing import hide_spare_panels
from homeotherm.figures.named_conditions import words
from homeotherm.figures.style import size_in_inches

MOST_UPRIGHT = 3  # columns that leave room for long names side by side
LETTER_POINTS, TITLE_PAD_POINTS = -9, 6  # where letters stand: left of the title, on its last line


def condition_grid(
    dataset: xr.Dataset, heights_mm: Sequence[float], further_mm: float, share_x: bool
) -> tuple[Figure, np.ndarray]:
    """Return a figure and its panels, (conditions, kinds): each condition has one panel per kind, above each other.

    Panels carry the letter and the names of their condition.

    Parameters
    ----------
    dataset
        Of `named_conditions`.
    heights_mm
        Of the kinds of panels, titles and labels included.
    further_mm
        Height of the figure beside its panels, such as that of a legend.
    share_x
        Whether all panels have the same x axis.
    """
    columns, conditions, kinds = dataset.attrs["columns"], dataset.sizes["condition"], len(heights_mm)
    blocks = -(-conditions // columns)
    figure = Figure(figsize=size_in_inches(sum(heights_mm) * blocks + further_mm), layout="constrained")
    grid = figure.subplots(
        kinds * blocks, columns, sharex=share_x, squeeze=False, height_ratios=list(heights_mm) * blocks
    )
    panels = grid.reshape(blocks, kinds, columns).transpose(0, 2, 1).reshape(-1, kinds)
    hide_spare_panels(panels[conditions:].ravel())
    panels = panels[:conditions]
    for number, panel in enumerate(panels[:, 0]):
        panel.set_title(_title(dataset, number, in_first_column(panel)), loc="left")
        letter, place = str(dataset["letter"].values[number]), (LETTER_POINTS, TITLE_PAD_POINTS)
        panel.annotate(
            letter, (0, 1), place, "axes fraction", "offset points", fontweight="bold", fontsize=8.5, in_layout=False
        )
    return figure, panels


def _title(dataset: xr.Dataset, number: int, first: bool) -> str:
    """Return the names of a condition; where room is short those of its block, above the first column, and its own."""
    swept = dataset.attrs["swept"]
    if not swept or (len(swept) == 1 and dataset.attrs["columns"] <= MOST_UPRIGHT):
        return str(dataset["title"].values[number])
    *of_block, own = (words(dataset[axis].values[number]) for axis in swept)
    heading = ", ".join(f"{words(axis)}: {value}" for axis, value in zip(swept, [*of_block, ""], strict=True))
    return f"{heading.rstrip() if first else ''}\n{own}"


def in_first_column(panel: Axes) -> bool:
    """Tell whether a panel stands at the left, where axes have their words and numbers."""
    return panel.get_subplotspec().is_first_col()


def name_moments(panel: Axes, names: Sequence[str], columns: int) -> None:
    """Write the names of tested moments below 0, 1, 2, ... along the x axis."""
    panel.set_xlim(-0.5, len(names) - 0.5)
    slanted = {"rotation": 35, "ha": "right", "rotation_mode": "anchor"} if columns > MOST_UPRIGHT else {}
    panel.set_xticks(range(len(names)), labels=[str(name).replace("_", " ") for name in names], **slanted)
    panel.tick_params(axis="x", length=0)
