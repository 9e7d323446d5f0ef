"""From ragged spike trains to those of single cells, for measures that look at one cell at a time."""

import numpy as np

from homeotherm.measures.trains import checked


def single_train(times) -> np.ndarray:
    """Return the spike times of one cell as an array.

    Raises
    ------
    ValueError
        If they are not one row of finite, strictly increasing times.
    """
    times = np.asarray(times, dtype=np.float64)
    return checked(times, [times.size]).times


def split(times, row_size) -> list[np.ndarray]:
    """Return the spike times of each of the N cells of ragged spike trains, some perhaps without spikes."""
    times, row_size = checked(times, row_size)
    return np.split(times, np.cumsum(row_size)[:-1]) if row_size.size else []
