"""A study of which no point is ok: its dataset has no measures, and what needs one says so in one line."""

import xarray as xr

from homeotherm.errors import SimulationError
from homeotherm.recording import STATUS


def refuse_if_nothing_is_measured(dataset: xr.Dataset, what: str) -> None:
    """Raise an error if no point of a study is ok; call it where a measure is missing.

    Parameters
    ----------
    what
        What is made of the dataset, the beginning of the line.

    Raises
    ------
    SimulationError
        If the dataset has the status of points, and none is ok.
    """
    if "status" in dataset and not (dataset["status"] == STATUS["ok"]).any():
        raise SimulationError(f"{what}: no point of the study is ok, so that nothing is measured; failed.csv says why")
