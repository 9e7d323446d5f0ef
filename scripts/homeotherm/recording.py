"""Recordings: what a simulation leaves, many points in one file.

A recording file has the dimension ``point``. Arrays of fixed size get it in front. Spikes and synapses differ in number
from point to point and are CF contiguous ragged arrays: a count per row, and all rows one after the other.
"""

from dataclasses import dataclass, field

import numpy as np
import xarray as xr

STATUS = {"ok": 0, "diverged": 1, "runaway": 2, "failed": 3, "missing": 4}


class Diverged(RuntimeError):
    """The numbers of a simulation left the finite range: a result, not a fault of the machine."""


@dataclass(frozen=True)
class Variable:
    """Dimensions, unit and meaning of an array that a model keeps."""

    dims: tuple[str, ...]
    units: str
    long_name: str


@dataclass
class PointRecording:
    """The arrays of one simulation by name; empty when there is nothing (status says why)."""

    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    status: str = "ok"
    message: str = ""
    wall_seconds: float = float("nan")
    cpu_seconds: float = float("nan")

    @property
    def spike_times(self) -> np.ndarray:
        """Return spike times as integer steps, sorted by neuron and then by time."""
        return self.arrays["spike_step"]


COSTS = {
    "wall_seconds": "wall time of the simulation",
    "cpu_seconds": "processor time of the simulation, on one core, with the reduction of its results",
}
RAGGED = {"spike": "row_size", "synapse": "synapse_count"}


def to_dataset(
    recordings: list[PointRecording], columns: dict[str, list], variables: dict[str, Variable]
) -> xr.Dataset:
    """Join the recordings of a batch into one dataset.

    Parameters
    ----------
    recordings
        In the order of the points; all of one structure, so that they keep the same.
    columns
        Coordinates over ``point``: id, seed and the design's columns.
    variables
        What the model keeps. Points without arrays get NaN, 0 in whole numbers, and empty rows.
    """
    template = next((recording.arrays for recording in recordings if recording.arrays), None)
    data: dict[str, tuple] = {}
    if template is not None:
        for name, variable in variables.items():
            if name not in template:
                continue
            kind = {"units": variable.units, "long_name": variable.long_name}
            if variable.dims[0] in RAGGED:
                rows = [r.arrays.get(name, np.empty(0, template[name].dtype)) for r in recordings]
                data[name] = (variable.dims, np.concatenate(rows), kind)
            elif name == variable.dims[0]:
                data[name] = (variable.dims, template[name], kind)
            else:
                blank = np.full_like(template[name], np.nan if template[name].dtype.kind == "f" else 0)
                stacked = np.stack([r.arrays.get(name, blank) for r in recordings])
                data[name] = (("point", *variable.dims), stacked, kind)
        if "row_size" in data:
            counts = np.array([len(r.arrays.get("weight", ())) for r in recordings], dtype=np.int32)
            data["synapse_count"] = (
                "point",
                counts,
                {"units": "1", "long_name": "number of synapses of each point", "sample_dimension": "synapse"},
            )
            data["row_size"][2]["sample_dimension"] = "spike"
    data["status"] = ("point", np.array([STATUS[r.status] for r in recordings], dtype=np.int8), status_attributes())
    data["message"] = (
        "point",
        np.array([r.message for r in recordings], dtype=object),
        message_attributes(),
    )
    for name, long_name in COSTS.items():
        seconds = np.array([getattr(recording, name) for recording in recordings])
        data[name] = ("point", seconds, {"units": "s", "long_name": long_name})
    coordinates = {
        name: ("point", np.array(values, dtype=object if isinstance(values[0], str) else None))
        for name, values in columns.items()
    }
    return xr.Dataset(data, coords=coordinates)


def from_dataset(dataset: xr.Dataset, variables: dict[str, Variable]) -> dict[str, PointRecording]:
    """Take a batch apart again: point id -> recording."""
    result = {}
    names = {code: name for name, code in STATUS.items()}
    ragged_counts = {}
    if "row_size" in dataset:
        ragged_counts["spike"] = dataset["row_size"].values.sum(axis=1)
        ragged_counts["synapse"] = dataset["synapse_count"].values
    starts = {dim: np.concatenate([[0], np.cumsum(counts)]) for dim, counts in ragged_counts.items()}
    held = {name: dataset[name].values for name in variables if name in dataset}
    codes, messages = dataset["status"].values, dataset["message"].values
    costs = [dataset[name].values for name in COSTS]
    for position, point in enumerate(dataset["point"].values):
        status = names[int(codes[position])]
        arrays = {}
        if status == "ok":
            for name, values in held.items():
                variable = variables[name]
                if variable.dims[0] in RAGGED:
                    first, last = starts[variable.dims[0]][position : position + 2]
                    arrays[name] = values[first:last]
                elif name == variable.dims[0]:
                    arrays[name] = values
                else:
                    arrays[name] = values[position]
        seconds = (float(cost[position]) for cost in costs)
        result[str(point)] = PointRecording(arrays, status, str(messages[position]), *seconds)
    return result


def message_attributes() -> dict[str, str]:
    """Return the CF attributes of the messages that go with a status."""
    return {"long_name": "why a point is not ok, or what to know of it"}


def status_attributes() -> dict[str, object]:
    """Return the CF attributes of a status variable."""
    return {
        "long_name": "status of the simulation", "units": "1",
        "flag_values": np.array(list(STATUS.values()), dtype=np.int8), "flag_meanings": " ".join(STATUS),
    }  # fmt: skip
