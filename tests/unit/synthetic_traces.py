"""Traces of studies that never ran: their potentials are waves of -50 to 50 mV.

The period of a wave is 20 samples, one more per window, ten more per cell and a hundred more per point, all counted
from 0: no two waves are the same.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import xarray as xr

from homeotherm.files import read_dataset, write_dataset
from homeotherm.models import room
from homeotherm.models.rhythm import protocol as rhythm_protocol
from homeotherm.network_trace_excerpt import write_network_traces
from homeotherm.potentials import shown_points
from homeotherm.recording import PointRecording, to_dataset
from homeotherm.regulated import recording as regulated_recording
from homeotherm.regulated.protocol import layout
from homeotherm.study import Study
from homeotherm.trace_excerpt import write_traces

SAMPLES_PER_SECOND = 2000


def regulated_excerpt(study: Study, folder: Path, failed: int | None = None) -> xr.Dataset:
    """Return the traces that figures show of a study of four regulated cells, three of them recorded.

    Parameters
    ----------
    folder
        Where recordings and traces are written.
    failed
        Number of a shown point that diverged.
    """

    def arrays(number: int, parameters: dict[str, float]) -> dict[str, np.ndarray]:
        starts = regulated_recording.windows(layout(parameters))
        return {
            **_no_spikes(4), "window": starts, "voltage": _waves(number, starts.size, 3, 4 * SAMPLES_PER_SECOND),
        }  # fmt: skip

    return _excerpt(study, folder, failed, arrays, write_traces)


def network_excerpt(study: Study, folder: Path, failed: int | None = None) -> xr.Dataset:
    """Return the traces that figures show of a study of three networks, the first of them recorded.

    Parameters are those of `regulated_excerpt`.
    """

    def arrays(number: int, parameters: dict[str, float]) -> dict[str, np.ndarray]:
        starts = rhythm_protocol.windows(parameters)
        samples = round(parameters["window"] * SAMPLES_PER_SECOND)
        return {
            **_no_spikes(15), "window_start": np.array(list(starts.values())),
            "voltage": _waves(number, len(starts), 5, samples),
        }  # fmt: skip

    return _excerpt(study, folder, failed, arrays, write_network_traces)


def _no_spikes(cells: int) -> dict[str, np.ndarray]:
    return {"row_size": np.zeros(cells, np.int32), "spike_step": np.zeros(0, np.int32)}


def _waves(point: int, windows: int, cells: int, samples: int) -> np.ndarray:
    """Return potentials, (windows, cells, samples), in mV."""
    period = 20 + np.arange(windows)[:, np.newaxis, np.newaxis] + 10 * np.arange(cells)[:, np.newaxis] + 100 * point
    return (50 * np.sin(2 * np.pi * np.arange(samples) / period)).astype(np.float32)


def _excerpt(
    study: Study, folder: Path, failed: int | None,
    arrays: Callable[[int, dict[str, float]], dict[str, np.ndarray]],
    write: Callable[[Study, Callable[[str], Path], Path], None],
) -> xr.Dataset:  # fmt: skip
    """Return what `write` takes from recordings of the shown points, which hold what `arrays` gives."""
    points, recording, traces = shown_points(study), folder / "recording.nc", folder / "traces.nc"
    recordings = [
        PointRecording({}, "diverged", "no") if number == failed
        else PointRecording(arrays(number, point.parameters), "ok", "")
        for number, point in enumerate(points)
    ]  # fmt: skip
    variables = room(study.model, "recording").VARIABLES
    write_dataset(to_dataset(recordings, {"point": [point.id for point in points]}, variables), recording)
    write(study, lambda point: recording, traces)
    return read_dataset(traces)
