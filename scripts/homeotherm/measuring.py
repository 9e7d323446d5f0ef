"""Measure the points of a batch: a recording file in, numbers out. Nothing is simulated."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr

from homeotherm.files import read_dataset, write_dataset
from homeotherm.finished import check_code
from homeotherm.measured import coordinates_of, measure_point, measures_of
from homeotherm.models import room
from homeotherm.points import Point
from homeotherm.recording import from_dataset, message_attributes, status_attributes
from homeotherm.study import Study


def measure_batch(study: Study, points: Iterable[Point], recording: Path, code: str, target: Path) -> None:
    """Measure the points of a recording; points that are not ok get NaN and keep their status and message.

    Parameters
    ----------
    code
        Digest of what simulates these points at present; a recording of other code is none of this study.

    Raises
    ------
    SimulationError
        If the recording was made by other code, or cannot be read.
    """
    dataset = read_dataset(recording)
    check_code(recording, dataset.attrs.get("code"), [code])
    parameters = {point.id: point.parameters for point in points}
    measured, coordinates = {}, {}
    for identifier, kept in from_dataset(dataset, room(study.model, "recording").VARIABLES).items():
        if kept.status == "ok":
            measured[identifier] = measure_point(study.model, kept, parameters[identifier])
            coordinates = coordinates or coordinates_of(study.model, kept, parameters[identifier])
    data = {}
    if measured:
        identifier, template = next(iter(measured.items()))
        first = parameters[identifier]  # all points of a batch share their structure, and so have the same measures
        for name, (variable, definition, references) in measures_of(study.model, first).items():
            blank = np.full(np.shape(template[name]), np.nan)
            rows = [
                np.asarray(measured.get(str(point), {}).get(name, blank), dtype=float)
                for point in dataset["point"].values
            ]
            attributes = {
                "units": variable.units, "long_name": variable.long_name, "definition": definition,
                "references": references,
            }  # fmt: skip
            data[name] = (("point", *variable.dims), np.stack(rows), attributes)
    data["status"] = ("point", dataset["status"].values, status_attributes())
    data["message"] = (
        "point",
        dataset["message"].values.astype(object),
        message_attributes(),
    )
    result = xr.Dataset(data, coords={"point": dataset["point"].values.astype(object), **coordinates})
    result.attrs = {"Conventions": "CF-1.11", "title": "measures of a batch", "build": dataset.attrs["build"]}
    result.attrs["code"] = code
    write_dataset(result, target)
