"""Seizure-like population bursts: short stretches in which the whole population fires far above its baseline."""

from typing import NamedTuple

import numpy as np

ONSET_RATE = 20.0
"""Hz per cell; the mean rate of awake, asynchronous cortical E cells stays below it (Destexhe et al. 2003)."""
ONSET_OVER_BASELINE = 3.0
OFFSET_SHARE = 0.5
BASELINE_QUANTILE = 0.25
SMOOTHING = 0.015
SHORTEST = 0.020
LONGEST = 1.0
GAP = 0.050


class Bursts(NamedTuple):
    """Population bursts of a window.

    Attributes
    ----------
    rate : float
        Onsets per second, in Hz.
    duration : float
        Mean duration in s of the bursts seen whole; NaN without one.
    interval : float
        Mean pause in s from the end of a burst to the onset of the next; NaN for fewer than two bursts.
    count : int
        Onsets in the window.
    """

    rate: float
    duration: float
    interval: float
    count: int


def population_bursts(
    counts,
    width: float,
    cells: int,
    onset: float = ONSET_RATE,
    over_baseline: float = ONSET_OVER_BASELINE,
    shortest: float = SHORTEST,
    longest: float = LONGEST,
    gap: float = GAP,
) -> Bursts:
    """Return rate, duration, interval and count of the population bursts in a window.

    The rate per cell, n / (cells x width), is averaged over 15 ms. A burst is a stretch above the offset level that
    somewhere reaches the onset level; two levels keep a rate that flickers around one of them from making many bursts
    (Schmitt trigger). The onset level is the larger of ``onset`` and ``over_baseline`` times the baseline, the lower
    quartile over the window of the averaged rate; the offset level is half of it. Then stretches less than ``gap``
    apart are joined, so that a rhythm within a burst does not cut it, and stretches shorter than ``shortest`` (a
    volley of single spikes) or longer than ``longest`` are dropped.

    The quartile stays between the bursts until they fill three quarters of the window. In independent Poisson trains
    a rate r averaged over 15 ms has the standard deviation sqrt(r / (0.015 s x cells)): 1.1 Hz at r = 15 Hz in 800
    cells, where the onset level is 24 deviations away. Sustained firing is no burst at any rate: it is its own
    baseline, or, if it begins in the window, lasts longer than ``longest``. The count is then 0.

    A burst counts where it begins: one that is cut by the start of the window does not count, one that is cut by its
    end does, if it was seen for ``shortest``. Counting onsets keeps the rate free of the length of the window. Only
    bursts seen whole enter the duration. Averaging lengthens a burst by up to 10 ms, and shortens pauses as much.

    Parameters
    ----------
    counts : array_like, shape (B,)
        Spikes of the population in each bin.
    width : float
        Bin width in s, 5 ms or so.
    cells : int
        Cells of the population, silent ones included.
    onset : float
        Lowest onset level in Hz per cell.
    over_baseline : float
        Onset level over the baseline.
    shortest, longest : float
        Shortest and longest burst in s.
    gap : float
        Pauses shorter than this, in s, lie within a burst.

    Returns
    -------
    Bursts
        A window without spikes has no burst and the rate 0.

    Raises
    ------
    ValueError
        If the window is empty, a count is negative or not finite, or a parameter makes no sense.

    References
    ----------
    Schmitt 1938 (two levels); Chiappalone et al. 2006 (population bursts by level, shortest duration and gap).
    """
    counts = np.asarray(counts, dtype=np.float64)
    if counts.ndim != 1 or counts.size == 0 or not np.isfinite(counts).all() or counts.min() < 0:
        raise ValueError("counts must have one dimension, at least one bin, and be finite and not negative")
    if not width > 0 or cells < 1:
        raise ValueError("the bin width and the number of cells must be positive")
    if not onset > 0 or not over_baseline > 1 or gap < 0 or not 0 <= shortest < longest:
        raise ValueError("onset must be positive, over_baseline above 1, gap not negative, 0 <= shortest < longest")
    rate = _average(counts / (cells * width), max(1, round(SMOOTHING / width)))
    level = max(onset, over_baseline * float(np.quantile(rate, BASELINE_QUANTILE)))
    start, stop = _stretches(rate, level, OFFSET_SHARE * level)
    start, stop = _joined(start, stop, gap / width)
    tolerance = 1e-6  # of a bin: limits that are whole bins count as reached in spite of rounding
    kept = stop - start >= shortest / width - tolerance
    start, stop = start[kept], stop[kept]
    burst = (stop - start <= longest / width + tolerance) & (start > 0)
    whole = burst & (stop < counts.size)
    pause = (start[1:] - stop[:-1])[burst[:-1] & burst[1:]]
    number = int(burst.sum())
    return Bursts(
        number / (counts.size * width),
        float((stop - start)[whole].mean() * width) if whole.any() else float("nan"),
        float(pause.mean() * width) if pause.size else float("nan"),
        number,
    )


def _average(rate: np.ndarray, bins: int) -> np.ndarray:
    """Return the centred moving average; at the edges over the bins that exist."""
    kernel = np.ones(bins)
    if rate.size < bins:
        return np.full(rate.size, rate.mean())
    return np.convolve(rate, kernel, "same") / np.convolve(np.ones(rate.size), kernel, "same")


def _stretches(rate: np.ndarray, high: float, low: float) -> tuple[np.ndarray, np.ndarray]:
    """Return first bin and bin behind the last of every stretch from ``low`` on that reaches ``high``."""
    above = np.concatenate([[0], (rate >= low).astype(np.int8), [0]])
    start, stop = np.flatnonzero(np.diff(above) == 1), np.flatnonzero(np.diff(above) == -1)
    reached = np.concatenate([[0], np.cumsum(rate >= high)])
    high_enough = reached[stop] > reached[start]
    return start[high_enough], stop[high_enough]


def _joined(start: np.ndarray, stop: np.ndarray, gap: float) -> tuple[np.ndarray, np.ndarray]:
    """Join stretches that lie less than ``gap`` bins apart."""
    if start.size < 2:
        return start, stop
    apart = start[1:] - stop[:-1] >= gap - 1e-6
    return start[np.concatenate([[True], apart])], stop[np.concatenate([apart, [True]])]
