"""Short stretches of spikes to look at: one example per metabolic state, or per chosen temperature."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import xarray as xr

from homeotherm.design import Point
from homeotherm.examples import example_points
from homeotherm.files import read_dataset, write_dataset
from homeotherm.measures import trains
from homeotherm.models import room
from homeotherm.recording import PointRecording, from_dataset
from homeotherm.study import Study

SHOWN_EXCITATORY, SHOWN_INHIBITORY = 160, 40
RATE_BIN = 0.005  # s


def write_rasters(study: Study, recording_of: Callable[[str], Path], target: Path) -> None:
    """Write the spontaneous spikes after training of the example points.

    Parameters
    ----------
    recording_of
        Recording file of a point id.
    """
    variables = room(study.model, "recording").VARIABLES
    protocol = room(study.model, "protocol")
    rows = []
    for label, point in example_points(study):
        kept = from_dataset(read_dataset(recording_of(point.id)), variables)[point.id]
        rows.append((label, point, *_excerpt(kept, point, protocol)))
    window = rows[0][1].parameters["spontaneous_duration"]
    bins = np.arange(RATE_BIN / 2, window, RATE_BIN)[: int(np.floor(window / RATE_BIN + 1e-9))]
    points = [row[1] for row in rows]
    parts = list(zip(*(row[2:] for row in rows), strict=True))
    count = np.array([times.size for times in parts[0]])
    data = {
        "label": _per_example(np.array([row[0] for row in rows], dtype=object), None, "what is shown"),
        "temperature": _per_example([p.parameters["temperature"] for p in points], "degree_Celsius", "temperature"),
        "metabolic_rate": _per_example(
            [p.parameters["metabolic_rate"] for p in points], "1", "metabolic rate, 1 = normal"
        ),
        "example_seed": _per_example([p.seed for p in points], "1", "seed"),
        "spike_count": _per_example(count, "1", "spikes shown"),
        "excitatory_neurons": _per_example(parts[4], "1", "excitatory neurons shown, the first ones"),
        "neurons": _per_example(parts[5], "1", "neurons shown"),
        "spike_time": ("spike", np.concatenate(parts[0]), {"units": "s", "long_name": "time since the window began"}),
        "spike_neuron": ("spike", np.concatenate(parts[1]), {"units": "1", "long_name": "neuron as shown"}),
        "rate_excitatory": (
            ("example", "rate_time"),
            np.stack(parts[2]),
            {"units": "Hz", "long_name": "rate of all E cells"},
        ),
        "rate_inhibitory": (
            ("example", "rate_time"),
            np.stack(parts[3]),
            {"units": "Hz", "long_name": "rate of all I cells"},
        ),
    }
    data["spike_count"][2]["sample_dimension"] = "spike"
    coordinates = {"rate_time": ("rate_time", bins, {"units": "s", "long_name": "centre of the bin"})}
    dataset = xr.Dataset(data, coords=coordinates)
    dataset.attrs = {
        "Conventions": "CF-1.11",
        "title": f"rasters of {study.title}",
        "study": study.name,
        "window_seconds": window,
    }
    write_dataset(dataset, target)


def _per_example(values, units: str | None, long_name: str) -> tuple:
    """Return a variable over the examples."""
    attributes = {"long_name": long_name} if units is None else {"units": units, "long_name": long_name}
    return ("example", np.asarray(values), attributes)


def _excerpt(kept: PointRecording, point: Point, protocol) -> tuple:
    plan = protocol.layout(point.parameters)
    window = plan.spontaneous * plan.time_step
    chosen = np.concatenate(
        [
            _spread(0, plan.excitatory, SHOWN_EXCITATORY),
            _spread(plan.excitatory, plan.neurons, SHOWN_INHIBITORY),
        ]
    )
    shown_excitatory = min(SHOWN_EXCITATORY, plan.excitatory)
    bins = int(np.floor(window / RATE_BIN + 1e-9))
    if kept.status != "ok":
        empty = np.empty(0)
        return (
            empty,
            empty.astype(np.int32),
            np.full(bins, np.nan),
            np.full(bins, np.nan),
            shown_excitatory,
            chosen.size,
        )
    start = plan.spontaneous_start("after") * plan.time_step
    times, sizes = trains.select(kept.spike_times * plan.time_step, kept.arrays["row_size"], start, start + window)
    times = times - start
    boundary = int(sizes[: plan.excitatory].sum())
    rates = [
        trains.population_counts(part, 0.0, bins * RATE_BIN, RATE_BIN) / (RATE_BIN * cells)
        for part, cells in ((times[:boundary], plan.excitatory), (times[boundary:], plan.neurons - plan.excitatory))
    ]
    shown_times, shown_sizes = trains.take(times, sizes, chosen)
    neuron = np.repeat(np.arange(chosen.size, dtype=np.int32), shown_sizes)
    return shown_times, neuron, *rates, shown_excitatory, chosen.size


def _spread(first: int, stop: int, how_many: int) -> np.ndarray:
    """Return at most `how_many` evenly spaced whole numbers from `first` below `stop`."""
    return np.unique(np.linspace(first, stop - 1, min(how_many, stop - first)).astype(int))
