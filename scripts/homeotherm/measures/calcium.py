"""Calcium and its homeostatic target: moving averages, the error that is left, and when it has settled."""

from typing import NamedTuple

import numpy as np

WINDOW, STRIDE = 5.0, 0.2
"""Seconds; the averages of Fyon & Drion 2024."""
TOLERANCE = 0.05
"""Share of the target; the five-percent band in which control engineering calls a response settled."""


class MovingAverage(NamedTuple):
    """Averages over a window that moves along a trace.

    Attributes
    ----------
    time : ndarray, shape (K,)
        Centres of the windows in s.
    mean : ndarray, shape (..., K)
        Averages in the unit of the values.
    """

    time: np.ndarray
    mean: np.ndarray


def moving_average(time, values, window: float = WINDOW, stride: float = STRIDE) -> MovingAverage:
    """Return the mean over a box window at regular steps along a regularly sampled trace.

    A sample stands for the time up to the next one. Window k holds the samples from k x stride after the first sample
    to just before k x stride + window; windows that reach beyond the trace are left out. A trace of duration T gives
    1 + floor((T - window) / stride) of them: 300 s give 1476, as in the source.

    Parameters
    ----------
    time : array_like, shape (T,)
        Equally spaced, increasing times in s.
    values : array_like, shape (..., T)
        Calcium concentration of one cell or of many.
    window, stride : float
        In s, each a whole number of samples.

    Returns
    -------
    MovingAverage
        Empty if the trace is shorter than the window. NaN where the window holds a value that is not finite.

    References
    ----------
    Fyon & Drion 2024.
    """
    time, values = _trace(time, values)
    interval = _interval(time)
    box, step = _samples(window, interval, "window"), _samples(stride, interval, "stride")
    first = np.arange(0, time.size - box + 1, step)

    def sums(samples):
        total = np.zeros((*samples.shape[:-1], time.size + 1))
        np.cumsum(samples, axis=-1, out=total[..., 1:])
        return total[..., first + box] - total[..., first]

    known = np.isfinite(values)
    # Sums of differences to a value of the same size lose fewer digits.
    origin = values[known].mean() if known.any() else 0.0
    mean = origin + sums(np.where(known, values - origin, 0.0)) / box
    return MovingAverage(time[first] + box * interval / 2, np.where(sums(~known) > 0, np.nan, mean))


def calcium_error(time, calcium, target: float, start: float, stop: float):
    """Return (mean calcium - target) / target over a window: negative below the target.

    The mean is taken before the difference: a bursting cell is on target though its calcium swings far around it.

    Parameters
    ----------
    time : array_like, shape (T,)
        Equally spaced, increasing times in s.
    calcium : array_like, shape (..., T)
        Calcium concentration of one cell or of many, in the unit of the target.
    target : float
        Positive.
    start, stop : float
        Window in s; samples at start <= time < stop are used.

    Returns
    -------
    float or ndarray, shape (...)
        Without unit. NaN if the window holds no sample or one that is not finite.

    References
    ----------
    Integral control of calcium: O'Leary et al. 2014; the index is this project's.
    """
    time, calcium = _trace(time, calcium)
    _check_target(target)
    if not stop > start:
        raise ValueError(f"the window must end after it starts, not run from {start} to {stop} s")
    slack = 1e-3 * _interval(time)
    inside = calcium[..., (time >= start - slack) & (time < stop - slack)]
    if inside.shape[-1] == 0:
        return _plain(np.full(calcium.shape[:-1], np.nan))
    return _plain(np.where(np.isfinite(inside), inside, np.nan).mean(axis=-1) / target - 1)


def settling_time(time, calcium, target: float, tolerance: float = TOLERANCE):
    """Return the first time after which |calcium - target| stays within tolerance x target to the end of the trace.

    Calcium swings with every burst: give moving averages, see `moving_average`, whose times are centres of windows.

    Parameters
    ----------
    time : array_like, shape (T,)
        Increasing times in s.
    calcium : array_like, shape (..., T)
        Smoothed calcium concentration of one cell or of many, in the unit of the target.
    target : float
        Positive.
    tolerance : float
        Share of the target, positive.

    Returns
    -------
    float or ndarray, shape (...)
        In s, on the clock of ``time``: the first sample of the last stretch within tolerance. NaN if the last sample
        is outside or there is none; values that are not finite are outside.

    References
    ----------
    Ogata 2010, *Modern Control Engineering*, settling time.
    """
    time, calcium = _trace(time, calcium)
    _check_target(target)
    if not tolerance > 0:
        raise ValueError(f"the tolerance must be positive, not {tolerance}")
    if time.size == 0:
        return _plain(np.full(calcium.shape[:-1], np.nan))
    within = np.abs(calcium - target) <= tolerance * target
    samples = np.where(within.all(axis=-1), time.size, (~within[..., ::-1]).argmax(axis=-1))
    return _plain(np.where(samples > 0, time[np.minimum(time.size - samples, time.size - 1)], np.nan))


def _trace(time, values) -> tuple[np.ndarray, np.ndarray]:
    time, values = np.asarray(time, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if time.ndim != 1 or values.shape[-1:] != time.shape:
        raise ValueError("time must have one dimension, and the last dimension of the values must be as long")
    if not (np.diff(time) > 0).all():
        raise ValueError("times must increase")
    return time, values


def _interval(time: np.ndarray) -> float:
    """Return the distance of equally spaced samples."""
    if time.size < 2:
        raise ValueError("a trace must have two samples or more")
    interval = (time[-1] - time[0]) / (time.size - 1)
    # A thousandth of a step lets stored times be rounded, but no sample be missing.
    if not (np.abs(np.diff(time) - interval) <= 1e-3 * interval).all():
        raise ValueError("times must increase in equal steps")
    return float(interval)


def _samples(duration: float, interval: float, name: str) -> int:
    samples = round(duration / interval)
    # Stored times are rounded; a thousandth is far below any deliberate remainder.
    if samples < 1 or abs(duration / interval - samples) > 1e-3:
        raise ValueError(f"the {name} of {duration} s is not a whole number of samples of {interval:g} s")
    return samples


def _check_target(target: float) -> None:
    if not target > 0:
        raise ValueError(f"the target must be positive, not {target}")


def _plain(values: np.ndarray):
    """Return a number for one cell, an array for many."""
    return float(values) if values.ndim == 0 else values
