"""Membrane potentials to look at: the five cells of one rhythm-generating network, in every condition of a study."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from homeotherm.files import write_dataset
from homeotherm.models.rhythm.observables import PHASES
from homeotherm.models.rhythm.protocol import windows
from homeotherm.models.rhythm.wiring import SIZE
from homeotherm.potentials import potentials, shown_points
from homeotherm.regulated.protocol import VOLTAGE_INTERVAL
from homeotherm.study import Study

SHOWN = 4.0
"""Seconds at the end of each measured window whose potentials are taken; shorter windows are taken whole."""


def write_network_traces(study: Study, recording_of: Callable[[str], Path], target: Path) -> None:
    """Write the potentials of the first network of the first seed in the measured windows, for every condition.

    Networks are drawn independently of each other, so that the first one is no selection.

    Parameters
    ----------
    recording_of
        Recording file of a point id.
    """
    points = shown_points(study)
    shown = min(SHOWN, *(point.parameters["window"] for point in points))
    samples = round(shown * 1e3 / VOLTAGE_INTERVAL)
    recorded = list(windows(points[0].parameters))  # the same names in every point, at other moments
    measured = [recorded.index(phase) for phase in PHASES]
    dataset = potentials(
        study, recording_of, len(PHASES), SIZE, samples, lambda voltage: voltage[measured][..., -samples:]
    )
    start = np.full((*study.shape[:-1], len(PHASES)), np.nan)
    for point in points:
        starts = windows(point.parameters)
        start[point.index[:-1]] = [starts[phase] + point.parameters["window"] - shown for phase in PHASES]
    dataset["window_start"] = (
        (*(axis.name for axis in study.axes), "window"), start,
        {"units": "s", "long_name": "start of the potentials that are shown of each window"},
    )  # fmt: skip
    dataset = dataset.assign_coords(
        window=("window", np.array(PHASES, dtype=object), {"long_name": "window that is measured"}),
        cell=("cell", np.arange(1, SIZE + 1), {"units": "1", "long_name": "number of the cell in its network"}),
    )
    write_dataset(dataset, target)
