"""Hand-made spike trains of single cells, and how to join them."""

import numpy as np


def bursts(number, spikes, interval, pause, start=0.0):
    """Return bursts of equally many spikes: ``interval`` s within them, ``pause`` s from last spike to next first."""
    period = (spikes - 1) * interval + pause
    return np.add.outer(start + period * np.arange(number), interval * np.arange(spikes)).ravel()


def from_intervals(*intervals, start=0.0):
    """Return the train that starts at ``start`` s and has these intervals."""
    return start + np.cumsum([0.0, *intervals])


def ragged(*trains):
    """Return the trains as times and sizes."""
    return np.concatenate([*map(np.asarray, trains), []]), np.array([len(train) for train in trains], int)
