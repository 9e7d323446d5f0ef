"""From the recording of rhythm-generating networks to their measures; see `definitions` for dims and definitions.

Everything is measured in three windows of the running network: before the switch, after it, and at the end.
"""

import numpy as np

from homeotherm.measures import activity as activities
from homeotherm.measures.calcium import calcium_error, moving_average
from homeotherm.measures.trains import select
from homeotherm.models.rhythm import firing, sweep
from homeotherm.models.rhythm.definitions import MEASURES, SLOW_RHYTHM, SWEEP
from homeotherm.models.rhythm.firing import HALF_CENTRES, by_network, known_mean
from homeotherm.models.rhythm.protocol import kca_slowing, layout, windows
from homeotherm.models.rhythm.wiring import FAST_PAIR, SIZE, SLOW_PAIR
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.physiology.conductances import TIMESCALES, dynamic_input_conductances
from homeotherm.recording import PointRecording
from homeotherm.regulated import sweep as regulated_sweep
from homeotherm.regulated.protocol import CALCIUM_INTERVAL

PHASES = ("before", "after", "end")
"""Windows that are measured; see `protocol.windows`."""
CALCIUM_WINDOW = 5.0
"""Seconds over which courses of calcium are averaged."""
COURSE_WINDOW, COURSE_STRIDE = 10.0, 5.0
"""Seconds of a window of the course of the slow rhythm, some eight of its cycles, and from one window to the next."""


def measures_of(parameters: dict[str, float]) -> dict:
    """Return the measures of a point; there are more with a sweep of the temperature."""
    return {**MEASURES, **SWEEP} if layout(parameters).sweep else MEASURES


def phases(_parameters: dict[str, float]) -> tuple[str, ...]:
    """Return the names of the windows that are measured."""
    return PHASES


def measure(recording: PointRecording, parameters: dict[str, float]) -> dict[str, np.ndarray]:
    """Return all measures of one simulation."""
    arrays, starts = recording.arrays, windows(parameters)
    spikes = recording.spike_times * layout(parameters).time_step
    by_window = [
        _window(arrays, spikes, starts[phase], starts[phase] + parameters["window"], parameters) for phase in PHASES
    ]
    found = {name: np.stack([each[name] for each in by_window], axis=-1).astype(float) for name in by_window[0]}
    _, after, end = found["slow_rhythm"].T
    plan = layout(parameters)
    return {
        **found,
        **(sweep.measure(spikes, arrays, parameters, plan) if plan.sweep else {}),
        "slow_rhythm_kept_share": end[after == 1].mean() if after.any() else np.nan,
        "slow_rhythm_course": _slow_rhythm_course(spikes, arrays["row_size"], parameters["duration"]),
        "calcium_course": by_network(_average(arrays).mean).mean(axis=0),
        "conductance_course": by_network(arrays["conductance"].astype(float)).mean(axis=0),
        "threshold_voltage": by_network(arrays["threshold_voltage"]),
    }  # fmt: skip


def coordinates(recording: PointRecording, parameters: dict[str, float]) -> dict[str, tuple]:
    """Return the coordinates of the measures' dims."""
    of_sweep = {}
    if layout(parameters).sweep:
        found = regulated_sweep.coordinates(parameters)
        of_sweep = {name: found[name] for name in ("direction", "sweep_temperature")}
    return {
        **of_sweep,
        "phase": ("phase", list(PHASES), {"long_name": "window that is measured"}),
        "cell": ("cell", np.arange(1, SIZE + 1), {"long_name": "number of the cell in its network"}),
        "half_centre": ("half_centre", list(HALF_CENTRES), {"long_name": "pair of cells that inhibit each other"}),
        "channel": ("channel", list(MEMBRANE.names), {"long_name": "current"}),
        "timescale": ("timescale", list(TIMESCALES), {"long_name": "time scale"}),
        "time": ("time", recording.arrays["time"], {"units": "s", "long_name": "time since the start"}),
        "calcium_time": (
            "calcium_time", _average(recording.arrays).time, {"units": "s", "long_name": "centre of the window"},
        ),
        "course_time": (
            "course_time", _course_starts(parameters["duration"]), {"units": "s", "long_name": "start of the window"},
        ),
    }  # fmt: skip


def has_slow_rhythm(interburst_frequency: np.ndarray) -> np.ndarray:
    """Return which networks have the slow rhythm, for the interburst frequencies (networks, 5) in Hz of their cells.

    A cell that does not burst (NaN) has none.
    """
    return (interburst_frequency[:, SLOW_PAIR] < SLOW_RHYTHM).all(axis=1)


def _window(
    arrays: dict[str, np.ndarray], spikes: np.ndarray, start: float, stop: float, parameters: dict[str, float]
) -> dict[str, np.ndarray]:
    """Return what is measured in one window."""
    trains = select(spikes, arrays["row_size"], start, stop)
    cells = {name: by_network(values) for name, values in firing.cells(trains, start, stop).items()}
    pairs = firing.half_centres(trains)
    calcium = by_network(
        calcium_error(
            arrays["calcium_time"] - CALCIUM_INTERVAL, arrays["calcium"], parameters["calcium_target"], start, stop
        )
    )
    inside = (arrays["time"] >= start) & (arrays["time"] < stop)
    conductance = arrays["conductance"][:, :, inside].astype(float)
    mean = conductance.mean(axis=-1)
    dynamic = dynamic_input_conductances(MEMBRANE, mean, arrays["threshold_voltage"], kca_slowing(parameters))
    slow = has_slow_rhythm(cells["interburst_frequency"])
    return {
        **cells, **pairs, "slow_rhythm": slow, "slow_rhythm_share": slow.mean(),
        "slow_frequency_mean": known_mean(cells["interburst_frequency"][:, SLOW_PAIR]),
        "slow_spikes_per_burst_mean": known_mean(cells["spikes_per_burst"][:, SLOW_PAIR]),
        "slow_overlap_mean": known_mean(pairs["overlap"][:, list(HALF_CENTRES).index("slow")]),
        "fast_frequency_mean": known_mean(cells["interburst_frequency"][:, FAST_PAIR]),
        "calcium": parameters["calcium_target"] * (1 + calcium), "calcium_deviation": calcium,
        "calcium_error": np.abs(calcium).mean(), "calcium_error_largest": np.abs(calcium).max(),
        "negative_share": (conductance < 0).any(axis=(1, 2)).mean(),
        "conductance": by_network(mean), "dynamic_input_conductance": by_network(dynamic.T),
    }  # fmt: skip


def _average(arrays: dict[str, np.ndarray]):
    """Return the moving average of calcium, with the centres of its windows."""
    return moving_average(arrays["calcium_time"] - CALCIUM_INTERVAL, arrays["calcium"], CALCIUM_WINDOW, 1.0)


def _course_starts(duration: float) -> np.ndarray:
    """Return the starts of the whole windows of the simulation."""
    return COURSE_STRIDE * np.arange(max(0.0, np.floor((duration - COURSE_WINDOW) / COURSE_STRIDE + 1e-9) + 1))


def _slow_rhythm_course(spikes: np.ndarray, row_size: np.ndarray, duration: float) -> np.ndarray:
    """Return the share of networks with the slow rhythm in each window."""
    shares = []
    for start in _course_starts(duration):
        found = activities.interburst_frequency(spikes, row_size, start, start + COURSE_WINDOW)
        shares.append(has_slow_rhythm(by_network(found)).mean())
    return np.array(shares)
