"""What a cell does in a window: silent, tonic, doublet, bursting or irregular, as a code that can be stored."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from homeotherm.measures.bursting import (
    MINIMUM_SPIKES,
    REGULAR_SPREAD,
    burstiness_of,
    bursts_between,
    duty_cycle_of,
    frequency_of,
    pauses_among,
)
from homeotherm.measures.cells import single_train, split
from homeotherm.measures.rates import coefficient_of_variation
from homeotherm.measures.trains import EDGE_TOLERANCE, number_of_bins, select

ACTIVITY = {"silent": 0, "tonic": 1, "doublet": 2, "bursting": 3, "irregular": 4}
"""The classes and their codes, see `flag_attributes`."""

REGULAR_CV = 0.5
"""Intervals or burst periods that vary less are regular: halfway from a clock (0) to a Poisson process (1)."""
PAUSE_RATIO = 2.0
"""The shortest pause must be this many times the longest other interval. Bursters leave a wide gap between the two;
random and modulated intervals leave none."""
QUIET_RATIO = 2.0
"""A cell that is quiet at an end of the window for longer than this many of its longest intervals starts or stops."""


class Firing(NamedTuple):
    """Measures of N cells in a window, one value per cell.

    Attributes
    ----------
    frequency, interburst_frequency, intraburst_frequency : ndarray, shape (N,)
        In Hz; these and the next three are NaN where undefined, see `homeotherm.measures.bursting`.
    burstiness : ndarray, shape (N,)
        In Hz^2.
    spikes_per_burst, duty_cycle : ndarray, shape (N,)
        Without unit.
    activity : ndarray of int8, shape (N,)
        Codes of `ACTIVITY`, see `activity`.
    """

    frequency: np.ndarray
    burstiness: np.ndarray
    interburst_frequency: np.ndarray
    spikes_per_burst: np.ndarray
    intraburst_frequency: np.ndarray
    duty_cycle: np.ndarray
    activity: np.ndarray


def flag_attributes(codes: Mapping[str, int]) -> dict[str, object]:
    """Return the CF attributes that give codes such as those of `ACTIVITY` their meaning."""
    return {"flag_values": np.array(list(codes.values()), dtype=np.int8), "flag_meanings": " ".join(codes)}


def activity(times, start: float, stop: float) -> int:
    """Return what one cell does in the window [start, stop), as a code of `ACTIVITY`.

    The first that applies:

    1. *silent*: fewer than three spikes. A cell blocked in depolarisation is silent too.
    2. *irregular*: firing starts or stops within the window, which is quiet at one end for longer than twice the
       longest interspike interval.
    3. *doublet* or *bursting*: the burstiness is known, the shortest pause is at least twice the longest other
       interval, and the CV of the periods (burst onset to burst onset) is at most 0.5. Doublets have two spikes per
       burst, as the burstiness rounds them, bursts three or more.
    4. *tonic*: longest and shortest interval differ by less than 25 ms, or the CV of the intervals is at most 0.5.
    5. *irregular*: anything else, such as a Poisson train, or bursts with fewer than three pauses between them: a
       window should hold four periods of a bursting cell, or more.

    Parameters
    ----------
    times : array_like, shape (S,)
        Spike times of one cell in s, increasing; those outside the window are ignored.
    start, stop : float
        Window in s.

    Returns
    -------
    int
        A code of `ACTIVITY`.

    References
    ----------
    Burstiness and the limit of 25 ms: Fyon & Drion 2024. Classes by rules on intervals as in Prinz, Billimoria &
    Marder 2003; the other limits are this project's.
    """
    if not stop > start:
        raise ValueError(f"the window must end after it starts, not run from {start} to {stop} s")
    times = single_train(times)
    first, beyond = np.searchsorted(times, [start - EDGE_TOLERANCE, stop - EDGE_TOLERANCE])
    spikes = times[first:beyond]
    interval = np.diff(spikes)
    return ACTIVITY[_name(spikes, interval, pauses_among(interval), start, stop)]


def activity_in_windows(times, row_size, start: float, stop: float, width: float) -> np.ndarray:
    """Return what each cell does in equal windows of [start, stop).

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N cells.
    start, stop, width : float
        In s; the stretch must be a whole number W of windows. See `activity` on how long a window should be.

    Returns
    -------
    ndarray of int8, shape (N, W)
        Codes of `ACTIVITY`.
    """
    windows = number_of_bins(start, stop, width)
    edges = start + width * np.arange(windows + 1)
    codes = np.empty((len(row_size), windows), dtype=np.int8)
    for cell, train in enumerate(split(times, row_size)):
        cuts = np.searchsorted(train, edges - EDGE_TOLERANCE)
        for window in range(windows):
            spikes = train[cuts[window] : cuts[window + 1]]
            interval = np.diff(spikes)
            name = _name(spikes, interval, pauses_among(interval), edges[window], edges[window + 1])
            codes[cell, window] = ACTIVITY[name]
    return codes


def firing(times, row_size, start: float, stop: float) -> Firing:
    """Return frequency, burstiness with its parts, duty cycle and activity of each cell in the window [start, stop).

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N cells; spikes outside the window are ignored.
    start, stop : float
        Window in s. A spike within `EDGE_TOLERANCE` of an edge counts as lying on it.
    """
    trains = split(*select(times, row_size, start, stop))
    codes, values = np.empty(len(trains), dtype=np.int8), np.empty((len(trains), 6))
    for cell, train in enumerate(trains):
        interval = np.diff(train)
        pause = pauses_among(interval)
        codes[cell] = ACTIVITY[_name(train, interval, pause, start, stop)]
        duty = duty_cycle_of(bursts_between(train, pause))
        values[cell] = (frequency_of(train), *burstiness_of(interval, pause), duty)
    return Firing(*values.T, codes)


def interburst_frequency(times, row_size, start: float, stop: float) -> np.ndarray:
    """Return the interburst frequency alone, as `firing` does, shape (N,)."""
    intervals = (np.diff(train) for train in split(*select(times, row_size, start, stop)))
    found = [burstiness_of(interval, pauses_among(interval)).interburst_frequency for interval in intervals]
    return np.array(found, dtype=np.float64)


def _name(spikes: np.ndarray, interval: np.ndarray, pause: np.ndarray, start: float, stop: float) -> str:
    """Return the class of the spikes of one cell, all of which lie in the window."""
    if spikes.size < MINIMUM_SPIKES:
        return "silent"
    if max(spikes[0] - start, stop - spikes[-1]) > QUIET_RATIO * interval.max():
        return "irregular"
    if pause.size:
        contrast = interval[pause].min() / np.delete(interval, pause).max()
        period = np.diff(spikes[pause + 1])
        if contrast >= PAUSE_RATIO and coefficient_of_variation(period) <= REGULAR_CV:
            return "doublet" if burstiness_of(interval, pause).spikes_per_burst == 2 else "bursting"
    regular = np.ptp(interval) < REGULAR_SPREAD - EDGE_TOLERANCE or coefficient_of_variation(interval) <= REGULAR_CV
    return "tonic" if regular else "irregular"
