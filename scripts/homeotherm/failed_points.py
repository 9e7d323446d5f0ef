"""Points that are not ok: listed with what reproduces each, and counted against what a study may have of them."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.errors import SimulationError
from homeotherm.files import open_dataset, write_table
from homeotherm.recording import STATUS


def command(study: str, point: str) -> str:
    """Return what a person types to run a point of a study alone in the foreground."""
    return f"make point STUDY={study} POINT={point}"


def list_failed(study: str, dataset: Path, target: Path) -> None:
    """Write the table of the points that are not ok, see `failed_table`."""
    with open_dataset(dataset) as content:
        write_table(failed_table(study, content), target)


def failed_table(study: str, dataset: xr.Dataset) -> pd.DataFrame:
    """Return the points that are not ok as rows: id, status, message, place on the axes, command that runs it alone."""
    names = {code: name for name, code in STATUS.items()}
    status = dataset["status"]
    places = np.nonzero(status.values != STATUS["ok"])
    columns = {
        "point": dataset["point"].values[places],
        "status": [names[int(code)] for code in status.values[places]],
        "message": dataset["message"].values[places],
    }
    for dim, place in zip(status.dims, places, strict=True):
        columns[str(dim)] = dataset[dim].values[place]
    columns["command"] = [command(study, point) for point in columns["point"]]
    return pd.DataFrame(columns)


def check_failed(dataset: Path, failed: Path, largest_share: float, target: Path) -> None:
    """Write how many points are not ok, if these are few enough.

    Raises
    ------
    SimulationError
        If more than `largest_share` of all points are not ok.
    """
    with open_dataset(dataset) as content:
        status = content["status"].values
    points, number = status.size, int(np.count_nonzero(status != STATUS["ok"]))
    allowed = math.floor(largest_share * points)
    if number > allowed:
        raise SimulationError(
            f"{number} of {points} points are not ok, see {failed}; allowed: {allowed} (largest_failed_share: "
            f"{largest_share:g})"
        )
    write_table(pd.DataFrame({"points": [points], "not_ok": [number], "allowed": [allowed]}), target)
