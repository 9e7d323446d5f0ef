"""Membrane potentials to look at: the same few cells in every condition of a study of regulated cells."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import xarray as xr

from homeotherm.design import Point, points_of
from homeotherm.files import read_dataset, write_dataset
from homeotherm.models import room
from homeotherm.provenance import to_json
from homeotherm.recording import STATUS, from_dataset, status_attributes
from homeotherm.regulated.protocol import VOLTAGE_INTERVAL, Layout, layout
from homeotherm.regulated.recording import VOLTAGE_WINDOW, windows
from homeotherm.study import Study

MOST_TRACES = 12  # in one column of a figure; with fewer conditions more cells are shown
MOST_CELLS = 3


def shown_points(study: Study) -> list[Point]:
    """Return the points whose potentials are shown: every condition with the first seed."""
    return points_of(study)[:: len(study.seeds)]


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
    shape = (*study.shape[:-1], 1)  # one seed
    voltage = np.full((*shape, starts.size, cells, samples), np.nan, dtype=np.float32)
    status, message = np.empty(shape, dtype=np.int8), np.empty(shape, dtype=object)
    variables = room(study.model, "recording").VARIABLES
    for point in points:
        kept = from_dataset(read_dataset(recording_of(point.id)), variables)[point.id]
        place = point.index
        status[place], message[place] = STATUS[kept.status], kept.message
        if kept.status == "ok":
            voltage[place] = kept.arrays["voltage"][:, :cells]
    dims = (*(axis.name for axis in study.axes), "seed")
    dataset = xr.Dataset(
        {
            "voltage": (
                (*dims, "window", "cell", "voltage_time"), voltage, {"units": "mV", "long_name": "membrane potential"},
            ),
            "window_name": ("window", _names(plan, starts), {"long_name": "what the window shows"}),
            "status": (dims, status, status_attributes()),
            "message": (dims, message, {"long_name": "why a point is not ok, or what to know of it"}),
        },
        coords={
            **{axis.name: (axis.name, np.array(axis.labels or axis.values)) for axis in study.axes},
            "seed": ("seed", list(study.seeds[:1]), {"units": "1", "long_name": "seed of the replicate"}),
            "window": ("window", starts, {"units": "s", "long_name": "start of the window"}),
            "voltage_time": (
                "voltage_time", np.arange(samples) * VOLTAGE_INTERVAL * 1e-3,
                {"units": "s", "long_name": "time since the window began"},
            ),
        },
    )  # fmt: skip
    dataset.attrs = {
        "Conventions": "CF-1.11", "title": f"potentials of {study.title}", "study": study.name,
        "parameters_json": to_json(study.base),
    }  # fmt: skip
    write_dataset(dataset, target)


def _names(plan: Layout, starts: np.ndarray) -> np.ndarray:
    """Return the name of the moment that ends each window; the window after the switch ends with no such moment."""
    named = {max(moment - VOLTAGE_WINDOW, 0.0): name.replace("_", " ") for name, moment in plan.tested.items()}
    named |= {max(plan.switch - VOLTAGE_WINDOW, 0.0): "settled", plan.switch: "switched"}
    return np.array([named[start] for start in starts], dtype=object)
