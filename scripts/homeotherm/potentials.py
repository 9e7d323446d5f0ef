"""Membrane potentials of the first seed in every condition of a study, as analyses for figures take them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import xarray as xr

from homeotherm.files import read_dataset
from homeotherm.models import room
from homeotherm.points import Point, points_of
from homeotherm.provenance import to_json
from homeotherm.recording import STATUS, from_dataset, message_attributes, status_attributes
from homeotherm.regulated.protocol import VOLTAGE_INTERVAL
from homeotherm.study import Study


def shown_points(study: Study) -> list[Point]:
    """Return the points whose potentials are shown: every condition with the first seed."""
    return points_of(study)[:: len(study.seeds)]


def potentials(
    study: Study, recording_of: Callable[[str], Path], windows: int, cells: int, samples: int,
    choose: Callable[[np.ndarray], np.ndarray],
) -> xr.Dataset:  # fmt: skip
    """Return the potentials of the shown points with the axes of the study, one seed, and status of every point.

    Parameters
    ----------
    recording_of
        Recording file of a point id.
    windows, cells, samples
        Numbers of windows, cells and samples that are taken.
    choose
        Takes these, (windows, cells, samples), from the potentials of a recording, which may hold more.

    Returns
    -------
    `voltage` (axes, seed, window, cell, voltage_time) in mV, NaN for a point without result; `status`; `message`. The
    windows have no coordinate yet.
    """
    shape = (*study.shape[:-1], 1)  # one seed
    voltage = np.full((*shape, windows, cells, samples), np.nan, dtype=np.float32)
    status, message = np.empty(shape, dtype=np.int8), np.empty(shape, dtype=object)
    variables = room(study.model, "recording").VARIABLES
    for point in shown_points(study):
        kept = from_dataset(read_dataset(recording_of(point.id)), variables)[point.id]
        place = point.index
        status[place], message[place] = STATUS[kept.status], kept.message
        if kept.status == "ok":
            voltage[place] = choose(kept.arrays["voltage"])
    dims = (*(axis.name for axis in study.axes), "seed")
    dataset = xr.Dataset(
        {
            "voltage": (
                (*dims, "window", "cell", "voltage_time"), voltage, {"units": "mV", "long_name": "membrane potential"},
            ),
            "status": (dims, status, status_attributes()),
            "message": (dims, message, message_attributes()),
        },
        coords={
            **{axis.name: (axis.name, np.array(axis.labels or axis.values)) for axis in study.axes},
            "seed": ("seed", list(study.seeds[:1]), {"units": "1", "long_name": "seed of the replicate"}),
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
    return dataset
