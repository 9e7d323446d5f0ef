"""Branches: how many groups the values of an orbit, of intervals or of replicates fall into."""

import numpy as np
from numpy.typing import ArrayLike


def cluster_branches(values: ArrayLike, absolute: float, relative: float = 0.0) -> list[np.ndarray]:
    """Split values into branches wherever sorted neighbours are further apart than a tolerance.

    Parameters
    ----------
    values
        Numbers of any shape and order; not finite ones are left out.
    absolute
        Tolerance in the unit of the values.
    relative
        Tolerance as a share of the larger magnitude of the two neighbours; added to the absolute one.

    Returns
    -------
    list of numpy.ndarray
        The branches from low to high, each sorted; empty without values. Never more branches than values: an
        orbit of a map shows its period if more values than that are given after the transient.

    Raises
    ------
    ValueError
        If a tolerance is negative or not a number.
    """
    if not (absolute >= 0 and relative >= 0):
        raise ValueError(f"tolerances must not be negative, not {absolute} and {relative}")
    flat = np.asarray(values, dtype=float).ravel()
    ordered = np.sort(flat[np.isfinite(flat)])
    if ordered.size == 0:
        return []
    magnitude = np.maximum(np.abs(ordered[1:]), np.abs(ordered[:-1]))
    cuts = np.nonzero(np.diff(ordered) > absolute + relative * magnitude)[0] + 1
    return np.split(ordered, cuts)
