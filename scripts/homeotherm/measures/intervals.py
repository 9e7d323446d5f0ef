"""Interspike intervals as a bifurcation diagram shows them: a bounded sample of each train, and its branches."""

import numpy as np

from homeotherm.measures.branches import cluster_branches
from homeotherm.measures.cells import split

LEVELS = 21
"""Intervals that are kept of a train: those at equally spaced ranks, the shortest and the longest among them."""
ABSOLUTE = 2e-4
RELATIVE = 0.05
"""Intervals further apart than 0.2 ms + 5 % are on different branches; a time step is a quarter of 0.2 ms."""


def interval_sample(times, row_size, levels: int = LEVELS) -> np.ndarray:
    """Return intervals of each train at equally spaced ranks, in s, rising, (N, levels).

    With fewer intervals than levels some stand twice; NaN for a train with fewer than two spikes.

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N cells in s, already limited to the window of interest.
    """
    rows = []
    for train in split(times, row_size):
        interval = np.sort(np.diff(train))
        ranks = np.rint(np.linspace(0, interval.size - 1, levels)).astype(int)
        rows.append(interval[ranks] if interval.size else np.full(levels, np.nan))
    return np.array(rows, dtype=float).reshape(len(rows), levels)


def interval_branches(times, row_size) -> np.ndarray:
    """Return the number of branches of the intervals of each train, (N,); NaN with fewer than two spikes.

    1 for a tonic cell; a regular burst of n spikes has at most n, the pause among them; intervals that cover a range
    count as one.
    """
    counts = [len(cluster_branches(np.diff(train), ABSOLUTE, RELATIVE)) for train in split(times, row_size)]
    return np.array([count or np.nan for count in counts], dtype=float)
