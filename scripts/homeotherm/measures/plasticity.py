"""What training does to the synaptic weights: how they move, and how they end."""

from typing import NamedTuple

import numpy as np


class TrajectorySlopes(NamedTuple):
    """Speed of a weight trajectory.

    Attributes
    ----------
    initial, maximal, final : float
        Slopes at the start, at the steepest rise and at the end, in units of weight per second.
    acceleration : float
        Maximal over initial slope, without unit: 1 if growth is fastest at the start (decelerating), more if
        it speeds up on the way (convex).
    """

    initial: float
    maximal: float
    acceleration: float
    final: float


class WeightHistogram(NamedTuple):
    """Distribution of weights.

    Attributes
    ----------
    centre : ndarray, shape (bins,)
        Bin centres in units of the maximal weight.
    share : ndarray, shape (bins,)
        Share of the synapses in each bin; the shares sum to 1.
    """

    centre: np.ndarray
    share: np.ndarray


def _line_weights(samples: int, interval: float) -> np.ndarray:
    """Return the weights whose product with equally spaced samples is their least-squares slope."""
    centred = (np.arange(samples) - (samples - 1) / 2) * interval
    return centred / np.sum(centred**2)


def trajectory_slopes(time, weight, smoothing: float = 2.0, final: float = 30.0) -> TrajectorySlopes:
    """Return the initial, maximal and final slope of a weight trajectory, and its acceleration.

    A slope is that of the least-squares line through a stretch of the trajectory (Savitzky & Golay 1964,
    first order). The initial slope uses the first ``smoothing`` seconds, the maximal slope is the largest
    over all stretches of that length, so it is never below the initial one. The final slope uses the last
    ``final`` seconds, or the last third of the trajectory if that is shorter.

    Parameters
    ----------
    time : array_like, shape (T,)
        Equally spaced, increasing times in s.
    weight : array_like, shape (T,)
        Weight, for example the mean over synapses in nS.
    smoothing : float
        Length of a stretch in s; where the samples lie further apart than that, two neighbours make a
        stretch.
    final : float
        Length of the last stretch in s, if it is at most a third of the trajectory.

    Returns
    -------
    TrajectorySlopes
        All NaN if a weight is not finite. Initial and maximal slope are NaN if the trajectory is shorter than
        ``smoothing``; the acceleration is NaN unless the initial slope is positive; the final slope is NaN
        if fewer than two samples lie in the last stretch.
    """
    time, weight = np.asarray(time, dtype=np.float64), np.asarray(weight, dtype=np.float64)
    if time.ndim != 1 or time.shape != weight.shape:
        raise ValueError("time and weight must have one dimension and the same length")
    if not smoothing > 0 or not final > 0:
        raise ValueError("smoothing and final must be positive")
    nothing = float("nan")
    if time.size < 2 or not np.isfinite(weight).all():
        return TrajectorySlopes(nothing, nothing, nothing, nothing)
    duration = time[-1] - time[0]
    interval = duration / (time.size - 1)
    # A thousandth of a step lets stored times be rounded, but no sample be missing.
    if not (np.abs(np.diff(time) - interval) <= 1e-3 * interval).all() or interval <= 0:
        raise ValueError("times must increase in equal steps")

    samples = max(2, round(smoothing / interval) + 1)
    initial = maximal = acceleration = nothing
    if samples <= time.size:
        slopes = np.correlate(weight, _line_weights(samples, interval), mode="valid")
        initial, maximal = float(slopes[0]), float(slopes.max())
        acceleration = maximal / initial if initial > 0 else nothing

    last = weight[time >= time[-1] - min(final, duration / 3) - 1e-3 * interval]
    slope = float(last @ _line_weights(last.size, interval)) if last.size >= 2 else nothing
    return TrajectorySlopes(initial, maximal, acceleration, slope)


def saturated_fraction(weights, maximum: float, threshold: float = 0.9) -> float:
    """Return the share of the synapses above ``threshold`` times the maximal weight.

    Parameters
    ----------
    weights : array_like
        Weights of any shape.
    maximum : float
        Upper bound of a weight, in the same unit.
    threshold : float
        Share of the bound above which a weight is saturated.

    Returns
    -------
    float
        NaN without weights or if one is not finite.
    """
    weights = np.asarray(weights, dtype=np.float64)
    if not maximum > 0:
        raise ValueError(f"the maximal weight must be positive, not {maximum}")
    if weights.size == 0 or not np.isfinite(weights).all():
        return float("nan")
    return float(np.mean(weights > threshold * maximum))


def gini(x) -> float:
    """Return the Gini coefficient, sum over k of (2 k - n - 1) x_(k) / (n sum of x), x_(1) <= ... <= x_(n).

    0 if all values are equal, 1 - 1/n if one has everything, 1/2 for an exponential distribution.

    Parameters
    ----------
    x : array_like
        Values of any shape, none negative.

    Returns
    -------
    float
        NaN without values, if all are zero, or if one is not finite.

    References
    ----------
    Gini 1912; Hurley & Rickard 2009.
    """
    x = np.sort(np.asarray(x, dtype=np.float64), axis=None)
    if x.size == 0 or not np.isfinite(x).all():
        return float("nan")
    if x[0] < 0:
        raise ValueError("the Gini coefficient is defined for values that are not negative")
    if x[-1] == 0:
        return float("nan")
    rank = 2 * np.arange(1, x.size + 1) - x.size - 1
    return float(rank @ x / (x.size * x.sum()))


def histogram(weights, maximum: float, bins: int = 40) -> WeightHistogram:
    """Return the shares of the synapses in equal bins from zero to the maximal weight.

    Parameters
    ----------
    weights : array_like
        Weights of any shape, between 0 and ``maximum`` (both included).
    maximum : float
        Upper bound of a weight, in the same unit.
    bins : int
        Number of bins; each holds its lower edge, the last one also its upper edge.

    Returns
    -------
    WeightHistogram
        The shares are NaN without weights or if one is not finite.

    Raises
    ------
    ValueError
        If a weight lies outside the bounds by more than the rounding of single precision.
    """
    if not maximum > 0 or bins < 1:
        raise ValueError("the maximal weight and the number of bins must be positive")
    relative = np.asarray(weights, dtype=np.float64).ravel() / maximum
    centre = (np.arange(bins) + 0.5) / bins
    if relative.size == 0 or not np.isfinite(relative).all():
        return WeightHistogram(centre, np.full(bins, np.nan))
    if relative.min() < -1e-6 or relative.max() > 1 + 1e-6:
        raise ValueError(f"weights must lie between 0 and {maximum}")
    count, _ = np.histogram(np.clip(relative, 0, 1), bins, (0, 1))
    return WeightHistogram(centre, count / relative.size)
