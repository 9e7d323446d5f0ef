"""Where a feedback loop comes to rest, read from what its input is when the loop is cut and its output is imposed."""

import numpy as np


def settling_point(scale, observed, target: float, start: float = 1.0) -> float:
    """Return the scale at which an integral controller that starts at `start` comes to rest.

    The controller lowers the scale while the observed value is above its target, and raises it while it is below. It
    rests where the observed value first reaches the target on the way, which is a stable point: lower scales observe
    less, higher ones more.

    Parameters
    ----------
    scale : array_like, shape (places,)
        Positive, rising.
    observed : array_like, shape (places,)
        At each scale, in the unit of the target; linear between them in the logarithm of the scale.
    target
        What the controller aims at.
    start
        Within the range of the scales.

    Returns
    -------
    float
        NaN if the target is not reached within the range, or if an observed value is not finite.
    """
    place = np.log(np.asarray(scale, dtype=float))
    error = np.asarray(observed, dtype=float) - target
    if not np.isfinite(error).all():
        return float("nan")
    here = np.log(start)
    at_start = np.interp(here, place, error)
    if at_start == 0:
        return float(start)
    ahead = place < here if at_start > 0 else place > here
    way = np.concatenate([[here], place[ahead][::-1] if at_start > 0 else place[ahead]])
    errors = np.concatenate([[at_start], error[ahead][::-1] if at_start > 0 else error[ahead]])
    reached = np.flatnonzero(errors * np.sign(at_start) <= 0)
    if reached.size == 0:
        return float("nan")
    end = reached[0]
    share = errors[end - 1] / (errors[end - 1] - errors[end])
    return float(np.exp(way[end - 1] + share * (way[end] - way[end - 1])))


def between(scale, values, wanted: float) -> np.ndarray:
    """Return values (places, ...) at a scale between the places, linear in the logarithm; NaN for a scale of NaN."""
    place, values = np.log(np.asarray(scale, dtype=float)), np.asarray(values, dtype=float)
    if not np.isfinite(wanted):
        return np.full(values.shape[1:], np.nan)
    upper = int(np.clip(np.searchsorted(place, np.log(wanted)), 1, place.size - 1))
    share = (np.log(wanted) - place[upper - 1]) / (place[upper] - place[upper - 1])
    return values[upper - 1] + share * (values[upper] - values[upper - 1])


def nearest_place(scale, wanted: float) -> int:
    """Return the number of the place whose scale is nearest to a scale, by their ratio."""
    return int(np.abs(np.log(np.asarray(scale, dtype=float) / wanted)).argmin())
