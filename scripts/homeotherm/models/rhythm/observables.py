"""From the recording of rhythm-generating networks to their measures, in the windows of the protocol."""

import numpy as np

from homeotherm.measures import activity as activities
from homeotherm.measures import rhythm, trains
from homeotherm.models.rhythm.protocol import layout, windows
from homeotherm.models.rhythm.wiring import SIZE, SLOW_PAIR
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.recording import PointRecording, Variable

FEWEST_SPIKES = 10
"""Spikes per burst of the slow rhythm: between the 3 that the slow pair has before the switch and some 40 after it."""
FYON, OWN = "Fyon & Drion 2024", "this project"
_CELL = ("network", "member", "phase")


def _variable(
    dims: tuple[str, ...], units: str, long_name: str, definition: str, references: str = OWN
) -> tuple[Variable, str, str]:
    return Variable(dims, units, long_name), definition, references


MEASURES = {
    "slow_rhythm_share": _variable(("phase",), "1", "share of networks with the slow rhythm", f"cells 4 and 5 both burst with {FEWEST_SPIKES} spikes per burst or more"),
    "alternation": _variable(("phase",), "1", "alternation of the slow pair", "mean over networks of -cos of the phase of each cell's burst onsets in the other's cycle; 1 for a half-centre, -1 in phase"),
    "calcium_error": _variable(("phase",), "1", "error of calcium over its target", "(calcium - target)/target, mean over cells of its size in the window", FYON),
    "negative_share": _variable(("phase",), "1", "share of cells with a negative conductance", "any maximal conductance below 0 at the end of the window"),
    "activity": _variable(_CELL, "1", "what the cell does", "0 silent, 1 tonic, 2 doublet, 3 bursting, 4 irregular"),
    "frequency": _variable(_CELL, "Hz", "firing frequency", "1/mean interspike interval", FYON),
    "spikes_per_burst": _variable(_CELL, "1", "spikes per burst", "rounded mean; missing where the cell does not burst", FYON),
    "duty_cycle": _variable(_CELL, "1", "share of the cycle within bursts", "from burst onset to burst onset", "Prinz et al. 2004"),
    "period": _variable(_CELL, "s", "burst period", "mean time from burst onset to burst onset"),
    "burst_phase": _variable(_CELL, "1", "phase of the bursts", "circular mean of the burst onsets in the cycle of cell 1, in cycles"),
    "calcium": _variable(_CELL, "1", "calcium", "mean of the window, in the unit of the model", FYON),
    "conductance": _variable(("network", "member", "channel", "phase"), "mS cm-2", "maximal conductance", "at the end of the window", FYON),
}  # fmt: skip


def measures_of(_parameters: dict[str, float]) -> dict[str, tuple[Variable, str, str]]:
    """Return the measures of a point; all points have the same."""
    return MEASURES


def phases(parameters: dict[str, float]) -> tuple[str, ...]:
    """Return the names of the windows."""
    return tuple(windows(parameters))


def measure(recording: PointRecording, parameters: dict[str, float]) -> dict[str, np.ndarray]:
    """Return all measures of one simulation."""
    found = [_window(recording, parameters, start) for start in windows(parameters).values()]
    return {name: np.stack([each[name] for each in found], axis=-1) for name in MEASURES}


def coordinates(_recording: PointRecording, parameters: dict[str, float]) -> dict[str, tuple]:
    """Return the coordinates of the measures' dims."""
    return {
        "phase": ("phase", list(windows(parameters)), {"long_name": "window"}),
        "member": ("member", np.arange(1, SIZE + 1), {"long_name": "cell of the network"}),
        "channel": ("channel", list(MEMBRANE.names), {"long_name": "current"}),
    }


def _window(recording: PointRecording, parameters: dict[str, float], start: float) -> dict[str, np.ndarray]:
    arrays, stop = recording.arrays, start + parameters["window"]
    spikes = recording.spike_times * layout(parameters).time_step
    times, sizes = trains.select(spikes, arrays["row_size"], start, stop)
    firing = activities.firing(times, sizes, start, stop)
    beats = rhythm.rhythm(times, sizes)
    networks = sizes.size // SIZE
    per_network = [_phases_and_alternation(times, sizes, network) for network in range(networks)]
    average = (arrays["calcium_time"] > start) & (arrays["calcium_time"] < stop + 1e-6)
    calcium = arrays["calcium"][:, average].astype(float).mean(axis=1)
    target = parameters["calcium_target"]
    sample = min(int(np.searchsorted(arrays["time"], stop - 1e-6)), arrays["time"].size - 1)
    conductance = arrays["conductance"][:, :, sample].astype(float)
    cells = {
        "activity": firing.activity.astype(float), "frequency": firing.frequency,
        "spikes_per_burst": firing.spikes_per_burst, "duty_cycle": firing.duty_cycle, "period": beats.period,
        "calcium": calcium,
    }  # fmt: skip
    shaped = {name: values.reshape(networks, SIZE) for name, values in cells.items()}
    slow = np.nan_to_num(shaped["spikes_per_burst"])[:, SLOW_PAIR] >= FEWEST_SPIKES
    alternation = np.ma.masked_invalid([each[1] for each in per_network])
    return {
        **shaped, "burst_phase": np.stack([each[0] for each in per_network]),
        "conductance": conductance.reshape(networks, SIZE, -1),
        "slow_rhythm_share": slow.all(axis=1).mean(),
        "alternation": np.ma.filled(alternation.mean(), np.nan) if alternation.count() else np.nan,
        "calcium_error": (np.abs(calcium - target) / target).mean(),
        "negative_share": (conductance < 0).any(axis=1).mean(),
    }  # fmt: skip


def _phases_and_alternation(times: np.ndarray, sizes: np.ndarray, network: int) -> tuple[np.ndarray, float]:
    """Return the phases of one network's cells in the cycle of cell 1, and how its slow pair alternates."""
    chosen = np.arange(network * SIZE, (network + 1) * SIZE)
    own_times, own_sizes = trains.take(times, sizes, chosen)
    half = rhythm.half_centre(own_times, own_sizes, *SLOW_PAIR)
    return rhythm.phases(own_times, own_sizes, 0).phase, half.antiphase
