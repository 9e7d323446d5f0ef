"""Ragged spike trains: choose a window or some neurons, and count spikes in bins.

Spike trains travel as two arrays. ``times`` holds the spike times in seconds of all neurons, one neuron after
the other, increasing within a neuron; ``row_size`` holds the number of spikes of each neuron.
"""

from typing import NamedTuple

import numpy as np

EDGE_TOLERANCE = 1e-9
"""Seconds. A spike time is a multiple of the time step (microseconds or more), rounded by some 1e-13 s.
Anything this close to the edge of a bin or window is meant to lie on the edge, hence in what starts there."""


class SpikeTrains(NamedTuple):
    """Spike trains of N neurons, S spikes in all.

    Attributes
    ----------
    times : ndarray, shape (S,)
        Spike times in s, sorted by neuron, then by time.
    row_size : ndarray of int, shape (N,)
        Number of spikes of each neuron.
    """

    times: np.ndarray
    row_size: np.ndarray


class Intervals(NamedTuple):
    """Interspike intervals of all neurons, in the order of the spikes.

    Attributes
    ----------
    begin : ndarray
        Time in s of the spike that opens the interval.
    length : ndarray
        Interval in s.
    neuron : ndarray of int
        Neuron that the interval belongs to.
    """

    begin: np.ndarray
    length: np.ndarray
    neuron: np.ndarray


def checked(times, row_size) -> SpikeTrains:
    """Return the trains as arrays, or refuse what is no ragged set of spike trains.

    Raises
    ------
    ValueError
        If an array is not one-dimensional, if the sizes do not add up, or if the times of a neuron are not
        finite and strictly increasing.
    """
    times = np.asarray(times, dtype=np.float64)
    row_size = np.asarray(row_size)
    if row_size.size == 0:
        row_size = row_size.astype(np.int64)
    if times.ndim != 1 or row_size.ndim != 1:
        raise ValueError("times and row_size must have one dimension each")
    if not np.issubdtype(row_size.dtype, np.integer) or (row_size < 0).any():
        raise ValueError("row_size must hold whole numbers of spikes, none of them negative")
    row_size = row_size.astype(np.int64)
    if row_size.sum() != times.size:
        raise ValueError(f"row_size announces {row_size.sum()} spikes, but times holds {times.size}")
    if not np.isfinite(times).all():
        raise ValueError("spike times must be finite")
    neuron = neuron_of_spike(row_size)
    if ((np.diff(times) <= 0) & (np.diff(neuron) == 0)).any():
        raise ValueError("the spike times of each neuron must increase")
    return SpikeTrains(times, row_size)


def neuron_of_spike(row_size) -> np.ndarray:
    """Return the index of the neuron that fired each spike, shape (S,)."""
    return np.repeat(np.arange(len(row_size)), row_size)


def intervals(times, row_size) -> Intervals:
    """Return the interspike intervals of all neurons; those with fewer than two spikes have none."""
    times, row_size = checked(times, row_size)
    neuron = neuron_of_spike(row_size)
    inside = np.diff(neuron) == 0
    return Intervals(times[:-1][inside], np.diff(times)[inside], neuron[:-1][inside])


def select(times, row_size, start: float, stop: float) -> SpikeTrains:
    """Keep the spikes of the window [start, stop); all neurons stay, some perhaps without spikes.

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N neurons.
    start, stop : float
        Window in s. A spike within `EDGE_TOLERANCE` of an edge counts as lying on it.

    Returns
    -------
    SpikeTrains
        The kept spikes; times are not shifted.
    """
    times, row_size = checked(times, row_size)
    if not stop > start:
        raise ValueError(f"the window must end after it starts, not run from {start} to {stop} s")
    kept = (times >= start - EDGE_TOLERANCE) & (times < stop - EDGE_TOLERANCE)
    return SpikeTrains(times[kept], np.bincount(neuron_of_spike(row_size)[kept], minlength=row_size.size))


def take(times, row_size, neurons) -> SpikeTrains:
    """Keep the trains of some neurons, in the order given.

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N neurons.
    neurons : array_like of int
        Indices of the neurons to keep, each between 0 and N - 1.
    """
    times, row_size = checked(times, row_size)
    neurons = np.asarray(neurons, dtype=np.int64)
    if neurons.size and (neurons.min() < 0 or neurons.max() >= row_size.size):
        raise ValueError(f"neuron indices must lie between 0 and {row_size.size - 1}")
    kept = row_size[neurons]
    first = np.cumsum(row_size)[neurons] - kept
    within = np.arange(kept.sum()) - np.repeat(np.cumsum(kept) - kept, kept)
    return SpikeTrains(times[np.repeat(first, kept) + within], kept)


def number_of_bins(start: float, stop: float, bin_width: float) -> int:
    """Return how many bins fill the window; a window that is no whole number of bins is refused."""
    if not bin_width > 0:
        raise ValueError(f"the bin width must be positive, not {bin_width} s")
    exact = (stop - start) / bin_width
    bins = round(exact)
    # A millionth of a bin is far above rounding error and far below any deliberate remainder.
    if bins < 1 or abs(exact - bins) > 1e-6:
        raise ValueError(f"the window {start} ... {stop} s is not a whole number of bins of {bin_width} s")
    return bins


def _bin_of_spike(times: np.ndarray, start: float, bin_width: float) -> np.ndarray:
    return np.floor((times - start + EDGE_TOLERANCE) / bin_width).astype(np.int64)


def binned_counts(times, row_size, start: float, stop: float, bin_width: float) -> np.ndarray:
    """Count the spikes of each neuron in equal bins of the window [start, stop).

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N neurons.
    start, stop, bin_width : float
        In s; the window must be a whole number B of bins.

    Returns
    -------
    ndarray of int, shape (N, B)
        A spike on an edge belongs to the bin that starts there.
    """
    bins = number_of_bins(start, stop, bin_width)
    times, row_size = checked(times, row_size)
    position = _bin_of_spike(times, start, bin_width)
    kept = (position >= 0) & (position < bins)
    flat = neuron_of_spike(row_size)[kept] * bins + position[kept]
    return np.bincount(flat, minlength=row_size.size * bins).reshape(row_size.size, bins)


def population_counts(times, start: float, stop: float, bin_width: float) -> np.ndarray:
    """Count the spikes of the whole population in equal bins of the window [start, stop).

    The same as ``binned_counts(...).sum(axis=0)`` without the large array; the order of the times is free.

    Returns
    -------
    ndarray of int, shape (B,)
    """
    bins = number_of_bins(start, stop, bin_width)
    position = _bin_of_spike(np.asarray(times, dtype=np.float64), start, bin_width)
    return np.bincount(position[(position >= 0) & (position < bins)], minlength=bins)


def subsample(row_size, how_many: int, minimum_spikes: int, seed: int) -> np.ndarray:
    """Draw neurons at random, without repetition, among those with enough spikes.

    Parameters
    ----------
    row_size : array_like of int, shape (N,)
        Number of spikes of each neuron.
    how_many : int
        Neurons wanted; all that qualify are returned if there are fewer.
    minimum_spikes : int
        Neurons with fewer spikes are left out.
    seed : int
        Seed of ``numpy.random.default_rng``: the same seed draws the same neurons.

    Returns
    -------
    ndarray of int
        Indices of the drawn neurons, increasing.
    """
    if how_many < 1:
        raise ValueError(f"at least one neuron must be drawn, not {how_many}")
    eligible = np.flatnonzero(np.asarray(row_size) >= minimum_spikes)
    if eligible.size <= how_many:
        return eligible
    return np.sort(np.random.default_rng(seed).choice(eligible, how_many, replace=False))
