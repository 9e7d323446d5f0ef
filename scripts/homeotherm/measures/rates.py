"""Firing rates and the irregularity of interspike intervals."""

from typing import NamedTuple

import numpy as np

from homeotherm.measures.trains import intervals, population_counts


class PopulationRate(NamedTuple):
    """Rate of a population over time.

    Attributes
    ----------
    time : ndarray, shape (B,)
        Bin centres in s.
    rate : ndarray, shape (B,)
        Spikes per neuron and second, in Hz.
    """

    time: np.ndarray
    rate: np.ndarray


class Irregularity(NamedTuple):
    """Irregularity of interspike intervals, averaged over neurons.

    Attributes
    ----------
    cv, cv2, lv : float
        Coefficient of variation, CV2 and local variation, without unit.
    neurons : int
        Number of neurons with enough spikes, over which the averages run.
    """

    cv: float
    cv2: float
    lv: float
    neurons: int


def mean_rate(row_size, duration: float) -> float:
    """Return the mean firing rate, spikes / (neurons x duration), in Hz.

    Parameters
    ----------
    row_size : array_like of int, shape (N,)
        Number of spikes of each neuron, silent ones included.
    duration : float
        Length of the window in s.

    Returns
    -------
    float
        NaN without neurons; 0 for a silent population, whose rate is known.
    """
    row_size = np.asarray(row_size)
    if not duration > 0:
        raise ValueError(f"the duration must be positive, not {duration} s")
    return float(row_size.sum() / (row_size.size * duration)) if row_size.size else float("nan")


def population_rate(times, row_size, start: float, stop: float, bin_width: float) -> PopulationRate:
    """Return the rate of the population in bins, A_b = n_b / (N x bin width).

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N neurons, silent ones included.
    start, stop, bin_width : float
        In s; the window must be a whole number of bins.

    Returns
    -------
    PopulationRate
        Bin centres and rates; the rates are NaN without neurons.

    References
    ----------
    Gerstner et al. 2014, *Neuronal Dynamics*, population activity.
    """
    counts = population_counts(times, start, stop, bin_width)
    neurons = len(row_size)
    rate = counts / (neurons * bin_width) if neurons else np.full(counts.size, np.nan)
    return PopulationRate(start + (np.arange(counts.size) + 0.5) * bin_width, rate)


def _positive_intervals(values) -> np.ndarray:
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or not (values > 0).all():
        raise ValueError("intervals must be a row of positive numbers")
    return values


def coefficient_of_variation(intervals) -> float:
    """Return CV = standard deviation / mean of the intervals of one neuron.

    The standard deviation divides by the number n of intervals. 0 for a regular train, 1 for a Poisson
    process; in short windows it is biased downwards, because long intervals do not fit in.

    Parameters
    ----------
    intervals : array_like, shape (n,)
        Positive interspike intervals, in any unit.

    Returns
    -------
    float
        NaN for fewer than two intervals (three spikes).

    References
    ----------
    Softky & Koch 1993.
    """
    values = _positive_intervals(intervals)
    return float(values.std() / values.mean()) if values.size >= 2 else float("nan")


def cv2(intervals) -> float:
    """Return CV2 = mean of 2 |I_(k+1) - I_k| / (I_(k+1) + I_k) over the neighbouring intervals of one neuron.

    0 for a regular train, 1 for a Poisson process; unlike the CV it ignores slow changes of the rate.

    Parameters
    ----------
    intervals : array_like, shape (n,)
        Positive interspike intervals in their order.

    Returns
    -------
    float
        NaN for fewer than two intervals (three spikes).

    References
    ----------
    Holt, Softky, Koch & Douglas 1996.
    """
    values = _positive_intervals(intervals)
    if values.size < 2:
        return float("nan")
    return float(2 * np.mean(np.abs(np.diff(values)) / (values[1:] + values[:-1])))


def local_variation(intervals) -> float:
    """Return LV = 3/(n-1) x sum of ((I_k - I_(k+1)) / (I_k + I_(k+1)))^2 over the n intervals of one neuron.

    0 for a regular train, 1 for a Poisson process, 3 / (2 k + 1) for gamma intervals of order k.

    Parameters
    ----------
    intervals : array_like, shape (n,)
        Positive interspike intervals in their order.

    Returns
    -------
    float
        NaN for fewer than two intervals (three spikes).

    References
    ----------
    Shinomoto, Shima & Tanji 2003.
    """
    values = _positive_intervals(intervals)
    if values.size < 2:
        return float("nan")
    return float(3 * np.mean((np.diff(values) / (values[1:] + values[:-1])) ** 2))


def irregularity(times, row_size, minimum_spikes: int = 4) -> Irregularity:
    """Return CV, CV2 and LV, each averaged over the neurons with enough spikes.

    The formulas are those of `coefficient_of_variation`, `cv2` and `local_variation`. Every neuron weighs the
    same, however many spikes it fired.

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N neurons, already limited to the window of interest.
    minimum_spikes : int
        Neurons with fewer spikes are left out; at least 3. The default of four spikes (three intervals) is
        the smallest for which the spread is not that of a single pair of intervals.

    Returns
    -------
    Irregularity
        NaN, with ``neurons`` = 0, if no neuron has enough spikes.

    References
    ----------
    Softky & Koch 1993; Holt et al. 1996; Shinomoto et al. 2003.
    """
    if minimum_spikes < 3:
        raise ValueError(f"irregularity needs at least 3 spikes per neuron, not {minimum_spikes}")
    _, interval, neuron = intervals(times, row_size)
    row_size = np.asarray(row_size)
    enough = row_size >= minimum_spikes
    neurons = int(enough.sum())
    if neurons == 0:
        return Irregularity(float("nan"), float("nan"), float("nan"), 0)

    def mean_per_neuron(values, owner):
        number = np.bincount(owner, minlength=row_size.size)
        return np.bincount(owner, values, row_size.size) / np.maximum(number, 1)

    mean = mean_per_neuron(interval, neuron)
    variance = mean_per_neuron((interval - mean[neuron]) ** 2, neuron)
    paired = np.diff(neuron) == 0
    contrast = (np.diff(interval)[paired]) / (interval[1:] + interval[:-1])[paired]
    owner = neuron[1:][paired]
    return Irregularity(
        float(np.mean(np.sqrt(variance[enough]) / mean[enough])),
        float(np.mean(2 * mean_per_neuron(np.abs(contrast), owner)[enough])),
        float(np.mean(3 * mean_per_neuron(contrast**2, owner)[enough])),
        neurons,
    )
