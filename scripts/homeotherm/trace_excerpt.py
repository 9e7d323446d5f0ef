"""Membrane potentials to look at: the same few cells in every condition of a study of regulated cells."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from homeotherm.files import write_dataset
from homeotherm.potentials import potentials, shown_points
from homeotherm.regulated.protocol import VOLTAGE_INTERVAL, Layout, layout
from homeotherm.regulated.recording import VOLTAGE_WINDOW, windows
from homeotherm.study import Study

MOST_TRACES = 12  # in one column of a figure; with fewer conditions more cells are shown
MOST_CELLS = 3


def write_traces(study: Study, recording_of: Callable[[str], Path], target: Path) -> None:
    """Write the potentials of the first cells of the first seed, for every condition.

    Cells are drawn independently of each other, so that the first ones are no selection.

    Parameters
    ----------
    recording_of
        Recording file of a point id.
    """
    points = shown_points(study)
    plan = layout(points[0].parameters)  # all points have the same moments, as the measures need them
    starts = windows(plan)
    cells = min(MOST_CELLS, plan.cells, max(1, MOST_TRACES // len(points)))
    samples = round(VOLTAGE_WINDOW * 1e3 / VOLTAGE_INTERVAL)
    dataset = potentials(study, recording_of, starts.size, cells, samples, lambda recorded: recorded[:, :cells])
    dataset["window_name"] = ("window", _names(plan, starts), {"long_name": "what the window shows"})
    start = ("window", starts, {"units": "s", "long_name": "start of the window"})
    write_dataset(dataset.assign_coords(window=start), target)


def _names(plan: Layout, starts: np.ndarray) -> np.ndarray:
    """Return the name of the moment that ends each window; the window after the switch ends with no such moment."""
    named = {max(moment - VOLTAGE_WINDOW, 0.0): name.replace("_", " ") for name, moment in plan.tested.items()}
    named |= {max(plan.switch - VOLTAGE_WINDOW, 0.0): "settled", plan.switch: "switched"}
    return np.array([named[start] for start in starts], dtype=object)
