"""From the recording of a pairing experiment to its measures, with their definitions."""

import warnings
from typing import NamedTuple

import numpy as np
from scipy.optimize import OptimizeWarning, curve_fit

from homeotherm.recording import PointRecording, Variable

SUPRATHRESHOLD = 1.25
"""Conductance of the coincidence test over the threshold of simultaneous half-volleys."""


def _variable(
    dims: tuple[str, ...], units: str, long_name: str, definition: str, references: str
) -> tuple[Variable, str, str]:
    return Variable(dims, units, long_name), definition, references


_NONE: tuple[str, ...] = ()
_OWN = "this project"
_KERNEL = "Bi & Poo 1998; Song et al. 2000"
MEASURES = {
    "kernel": _variable(("interval",), "nS", "change of weight per pairing", "(weight after all pairings - weight before) / pairings; interval = postsynaptic spike - arrival of the presynaptic one; 0 counts as arrival first", _KERNEL),
    "potentiation_time_constant": _variable(_NONE, "ms", "time constant of potentiation", "least squares of A exp(-interval/tau) to the kernel at intervals from 0 on", _KERNEL),
    "depression_time_constant": _variable(_NONE, "ms", "time constant of depression", "least squares of A exp(interval/tau) to the kernel at intervals below 0", _KERNEL),
    "potentiation_peak": _variable(_NONE, "nS", "peak of potentiation", "A of the fit, the change at interval 0", _KERNEL),
    "depression_peak": _variable(_NONE, "nS", "peak of depression", "A of the fit, the change where the interval reaches 0 from below; negative", _KERNEL),
    "potentiation_area": _variable(_NONE, "nS ms", "area of potentiation", "A tau of the fit, its integral", _KERNEL),
    "depression_area": _variable(_NONE, "nS ms", "area of depression", "A tau of the fit, its integral; negative", _KERNEL),
    "area_ratio": _variable(_NONE, "1", "area of depression over area of potentiation", "absolute values", _KERNEL),
    "epsp": _variable(("time",), "mV", "excitatory postsynaptic potential", "membrane potential above rest after one arrival of weight w_0", _OWN),
    "epsp_amplitude": _variable(_NONE, "mV", "amplitude of the EPSP", "largest value of the trace", _OWN),
    "epsp_half_width": _variable(_NONE, "ms", "half-width of the EPSP", "time above half of the amplitude, ends interpolated; missing if the trace ends above it", _OWN),
    "separation_threshold": _variable(("separation",), "nS", "threshold conductance of two half-volleys", "conductance of both together at which a resting cell starts to fire: geometric mean of the rungs below and above; missing when off the ladder", _OWN),
    "threshold_conductance": _variable(_NONE, "nS", "threshold conductance of simultaneous half-volleys", "threshold at separation 0", _OWN),
    "coincidence_window": _variable(_NONE, "ms", "coincidence window", "largest separation of the half-volleys at which 1.25 of the threshold at separation 0 still fires, interpolated; the window to both sides is twice as wide", _OWN),
}  # fmt: skip


class Exponential(NamedTuple):
    """A fitted ``peak * exp(-time/time_constant)``: peak in the unit of the data, time constant in that of time."""

    peak: float
    time_constant: float


def measures_of(_parameters: dict[str, float]) -> dict[str, tuple[Variable, str, str]]:
    """Return the measures of a point; all points have the same."""
    return MEASURES


def measure(recording: PointRecording, parameters: dict[str, float]) -> dict[str, np.ndarray]:
    """Return all measures of one simulation; see `MEASURES` for dims, units and definitions."""
    arrays = recording.arrays
    kernel = (arrays["weight"] - parameters["maximal_weight"] / 2) / parameters["pairings"]
    interval = arrays["interval"]
    after = interval >= 0
    rise, fall = exponential(interval[after], kernel[after]), exponential(-interval[~after], kernel[~after])
    areas = rise.peak * rise.time_constant, fall.peak * fall.time_constant
    threshold = separation_thresholds(arrays["amplitude"], arrays["fired"])
    return {
        "kernel": kernel,
        "potentiation_time_constant": rise.time_constant, "depression_time_constant": fall.time_constant,
        "potentiation_peak": rise.peak, "depression_peak": fall.peak,
        "potentiation_area": areas[0], "depression_area": areas[1],
        "area_ratio": abs(areas[1] / areas[0]) if areas[0] else float("nan"),
        "epsp": arrays["epsp"], "epsp_amplitude": float(arrays["epsp"].max()),
        "epsp_half_width": half_width(arrays["time"], arrays["epsp"]),
        "separation_threshold": threshold, "threshold_conductance": threshold[0],
        "coincidence_window": coincidence_window(arrays["separation"], threshold),
    }  # fmt: skip


def phases(_parameters: dict[str, float]) -> tuple[str, ...]:
    """Return no phase: no measure has the dimension."""
    return ()


def coordinates(recording: PointRecording, _parameters: dict[str, float]) -> dict[str, tuple]:
    """Return the coordinates of the measures' dims."""
    meanings = {
        "interval": "postsynaptic spike minus arrival of the presynaptic spike", "time": "time since the arrival",
        "separation": "time between the half-volleys",
    }  # fmt: skip
    return {
        name: (name, recording.arrays[name], {"units": "ms", "long_name": meaning})
        for name, meaning in meanings.items()
    }


def exponential(time: np.ndarray, values: np.ndarray) -> Exponential:
    """Fit a decaying exponential by least squares; times from 0 on, one sign of values.

    Without any change there is no time constant: peak 0 and NaN. A fit that does not converge gives NaN twice.
    """
    if not values.any():
        return Exponential(0.0, float("nan"))
    largest = values[np.argmax(np.abs(values))]
    width = (
        np.trapezoid(values, time) / largest if time[0] < time[-1] else np.trapezoid(values[::-1], time[::-1]) / largest
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", OptimizeWarning)
            (peak, constant), _ = curve_fit(
                lambda t, a, tau: a * np.exp(-t / tau), time, values, p0=(largest, width), xtol=1e-12, ftol=1e-12
            )
    except (RuntimeError, OptimizeWarning):
        return Exponential(float("nan"), float("nan"))
    return Exponential(float(peak), float(constant))


def half_width(time: np.ndarray, trace: np.ndarray) -> float:
    """Return for how long a trace with one peak is above half of it, in the unit of `time`.

    NaN where the trace starts or ends above half of its peak, or has no peak above 0.
    """
    half = trace.max() / 2
    above = np.flatnonzero(trace > half)
    if half <= 0 or above[0] == 0 or above[-1] == trace.size - 1:
        return float("nan")

    def crossing(below: int, above: int) -> float:
        share = (half - trace[below]) / (trace[above] - trace[below])
        return time[below] + share * (time[above] - time[below])

    return float(crossing(above[-1] + 1, above[-1]) - crossing(above[0] - 1, above[0]))


def separation_thresholds(amplitude: np.ndarray, fired: np.ndarray) -> np.ndarray:
    """Return the conductance at which cells start to fire, for each separation.

    Parameters
    ----------
    amplitude
        (rungs,) ascending.
    fired
        (rungs, separations) 1 where the cell fired.

    Returns
    -------
    (separations,) geometric mean of the highest rung below which all are silent and the next; NaN where the lowest
    fired already or none did.
    """
    first = fired.argmax(axis=0)
    found = (first > 0) & fired.any(axis=0)
    return np.where(found, np.sqrt(amplitude[first] * amplitude[np.maximum(first - 1, 0)]), np.nan)


def coincidence_window(separation: np.ndarray, threshold: np.ndarray) -> float:
    """Return the separation at which the threshold exceeds that of separation 0 by `SUPRATHRESHOLD`.

    The last of the separations below is taken, and the logarithm of the threshold interpolated from there to the next.
    NaN where it lies beyond the largest separation or a threshold that is needed is missing.
    """
    excess = np.log(threshold / threshold[0]) - np.log(SUPRATHRESHOLD)
    below = np.flatnonzero(excess <= 0)
    if below.size == 0 or below[-1] == separation.size - 1:
        return float("nan")
    last = below[-1]
    share = -excess[last] / (excess[last + 1] - excess[last])
    return float(separation[last] + share * (separation[last + 1] - separation[last]))
