"""From the orbit of a map to its measures; see `definitions` for what each one means."""

import itertools
import math

import numpy as np

from homeotherm.measures.branches import cluster_branches
from homeotherm.measures.bursting import MINIMUM_SPIKES, mean_frequency
from homeotherm.models.maps.computation import QUADRATIC, range_of, slope_of
from homeotherm.models.maps.definitions import MEASURES
from homeotherm.recording import PointRecording

LONGEST_PERIOD = 64
REPEATS = 1e-6
BRANCHES_APART = 1e-4
FLAT = 1e-9
"""Deviation below which an orbit is constant."""
SMALLEST_SLOPE = 1e-16
LAGS, BINS = 32, 32
ORDERS = len(list(itertools.permutations(range(3))))


def measures_of(_parameters: dict[str, float]) -> dict:
    """Return the measures of a point; all points have the same."""
    return MEASURES


def phases(_parameters: dict[str, float]) -> tuple[str, ...]:
    """Return no phase: no measure has the dimension."""
    return ()


def coordinates(_recording: PointRecording, _parameters: dict[str, float]) -> dict[str, tuple]:
    """Return the coordinates of the measures' dims."""
    centres = (np.arange(BINS) + 0.5) / BINS
    return {
        "lag": ("lag", np.arange(LAGS), {"units": "1", "long_name": "iterations"}),
        "place": ("place", centres, {"units": "1", "long_name": "centre of the bin, as a share of the range"}),
    }


def measure(recording: PointRecording, parameters: dict[str, float]) -> dict[str, np.ndarray | float]:
    """Return all measures of one orbit."""
    orbit = recording.arrays["orbit"]
    slopes = slope_of(parameters, orbit)
    mean, deviation = float(orbit.mean()), float(orbit.std())
    varies = deviation > FLAT
    standard = (orbit - mean) / deviation if varies else np.full(orbit.size, np.nan)
    frequency, flatness = spectrum(standard) if varies else (np.nan, np.nan)
    correlation = autocorrelation(standard)
    below = np.flatnonzero(correlation < 1 / math.e)
    density = np.histogram(orbit, bins=BINS, range=range_of(parameters))[0] / orbit.size
    found = period(orbit)
    return {
        "mean": mean, "deviation": deviation, "minimum": orbit.min(), "maximum": orbit.max(), "median": np.median(orbit),
        "skewness": np.mean(standard**3), "kurtosis": np.mean(standard**4) - 3.0, "last": orbit[-1],
        "period": found or np.nan,
        "branches": len(cluster_branches(orbit, BRANCHES_APART)), "frequency": firing_frequency(orbit, parameters),
        "repeat_error": np.abs(orbit[found:] - orbit[:-found]).max() if found else np.nan,
        "multiplier": np.prod(slopes[-found:]) if found else np.nan,
        "lyapunov_exponent": np.log(np.maximum(np.abs(slopes), SMALLEST_SLOPE)).mean(),
        "correlation_time": below[0] if below.size else np.nan,
        "dominant_frequency": frequency, "spectral_entropy": flatness,
        "permutation_entropy": permutation_entropy(orbit),
        "density_entropy": entropy(density) / math.log(BINS), "visited": np.mean(density > 0),
        "rising": np.mean(orbit[1:] > orbit[:-1]), "crossing": np.mean((orbit[1:] > mean) != (orbit[:-1] > mean)),
        "autocorrelation": correlation, "density": density,
    }  # fmt: skip


def firing_frequency(orbit: np.ndarray, parameters: dict[str, float]) -> float:
    """Return the firing frequency of the quadratic integrate-and-fire neuron per unit of time; NaN for other maps.

    A spike is where the phase passes pi, on a straight line between two steps.
    """
    if parameters["map"] != QUADRATIC:
        return np.nan
    before = np.flatnonzero(np.diff(orbit) < -np.pi)
    advance = orbit[before + 1] + 2.0 * np.pi - orbit[before]
    spikes = parameters["step"] * (before + (np.pi - orbit[before]) / advance)
    return mean_frequency(spikes) if spikes.size >= MINIMUM_SPIKES else 0.0


def period(orbit: np.ndarray) -> int:
    """Return the period of an orbit, 0 if it has none up to `LONGEST_PERIOD` or half of the orbit."""
    for length in range(1, min(LONGEST_PERIOD, orbit.size // 2) + 1):
        if abs(orbit[-1] - orbit[-1 - length]) <= REPEATS and np.abs(orbit[length:] - orbit[:-length]).max() <= REPEATS:
            return length
    return 0


def autocorrelation(standard: np.ndarray) -> np.ndarray:
    """Return the autocorrelation at `LAGS` lags, from 0 on, of values with mean 0 and variance 1."""
    return np.array([np.mean(standard[lag:] * standard[: standard.size - lag]) for lag in range(LAGS)])


def spectrum(standard: np.ndarray) -> tuple[float, float]:
    """Return the frequency of the largest power in cycles per iteration, and the entropy of the normalised power."""
    power = np.abs(np.fft.rfft(standard)[1:]) ** 2
    largest = (1 + int(power.argmax())) / standard.size
    return largest, entropy(power / power.sum()) / math.log(power.size)


def entropy(shares: np.ndarray) -> float:
    """Return the entropy of shares that add up to 1 or less, in nats."""
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())


def permutation_entropy(orbit: np.ndarray) -> float:
    """Return the entropy of the orders of three neighbours over the largest possible one."""
    first, second, third = orbit[:-2], orbit[1:-1], orbit[2:]
    order = 4 * (first > second) + 2 * (second > third) + (first > third)
    return entropy(np.bincount(order, minlength=8) / order.size) / math.log(ORDERS)
