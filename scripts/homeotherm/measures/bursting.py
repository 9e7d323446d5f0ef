"""Bursts of a single cell: how often it fires, how it groups its spikes, and how strong its bursts are.

Not to be confused with the bursts of a whole population, see `homeotherm.measures.bursts`.
"""

from typing import NamedTuple

import numpy as np

from homeotherm.measures.cells import single_train
from homeotherm.measures.trains import EDGE_TOLERANCE

MINIMUM_SPIKES = 3
"""Two intervals are the fewest that can differ."""
REGULAR_SPREAD = 0.025
"""Seconds. A train whose longest and shortest interval differ by less fires regularly: it has no bursts."""
MINIMUM_PAUSES = 3
"""Three pauses hold two whole bursts between them, the fewest that have a mean number of spikes."""
LEAST_SPIKES_PER_BURST = 1.5
MOST_SPIKES_PER_BURST = 500


class Burstiness(NamedTuple):
    """Burstiness of one cell and the three numbers that it is made of; all known or all NaN.

    Attributes
    ----------
    burstiness : float
        Spikes per burst x intraburst frequency x interburst frequency, in Hz^2.
    interburst_frequency : float
        1 / mean pause, in Hz. The pause runs from the last spike of a burst to the first of the next; the period of
        the bursts is longer than it.
    spikes_per_burst : float
        A whole number.
    intraburst_frequency : float
        1 / mean interval within bursts, in Hz.
    """

    burstiness: float
    interburst_frequency: float
    spikes_per_burst: float
    intraburst_frequency: float


UNKNOWN = Burstiness(*[float("nan")] * 4)
"""Burstiness of a cell that does not burst."""


class CellBursts(NamedTuple):
    """The bursts of one cell of which the onset is seen.

    Attributes
    ----------
    onset : ndarray, shape (B,)
        First spike of each burst, in s.
    end : ndarray, shape (B,)
        Last spike of each burst, in s. The last burst may go on beyond the window.
    """

    onset: np.ndarray
    end: np.ndarray


def mean_frequency(times) -> float:
    """Return the mean firing frequency, 1 / mean interspike interval, in Hz.

    Unlike spikes / duration it does not depend on where the window is cut, and a cell that fires only for a while has
    the frequency of that while.

    Parameters
    ----------
    times : array_like, shape (S,)
        Spike times of one cell in s, increasing.

    Returns
    -------
    float
        NaN for fewer than three spikes.

    References
    ----------
    Fyon & Drion 2024.
    """
    return frequency_of(single_train(times))


def pauses(times) -> np.ndarray:
    """Return which interspike intervals of one cell are pauses between bursts.

    A pause is an interval above the middle between the shortest and the longest one.

    Parameters
    ----------
    times : array_like, shape (S,)
        Spike times of one cell in s, increasing.

    Returns
    -------
    ndarray of int
        Positions among the intervals, increasing: interval k runs from spike k to spike k + 1. Without any, the cell
        does not burst: for fewer than three spikes, if the longest and the shortest interval differ by less than 25 ms
        (regular firing), for fewer than three pauses, or unless from one pause to the next there are 1.5 to 500 spikes,
        as their mean is rounded.

    References
    ----------
    Fyon & Drion 2024.
    """
    return pauses_among(np.diff(single_train(times)))


def burstiness(times) -> Burstiness:
    """Return the burstiness n x f / T of one cell, with its parts.

    T is the mean of the `pauses`, f the inverse of the mean interval within bursts, which are those below the middle
    between the shortest and the longest, and n the mean number of spikes from one pause to the next, rounded to a whole
    number (a half to the even one). A single spike between two pauses counts as a burst of one in n.

    The middle is set by two intervals only. One pause twice as long as the others leaves it the only one, and the
    burstiness unknown: measure settled activity.

    Parameters
    ----------
    times : array_like, shape (S,)
        Spike times of one cell in s, increasing.

    Returns
    -------
    Burstiness
        All NaN for a cell that does not burst, see `pauses`.

    References
    ----------
    Fyon & Drion 2024.
    """
    interval = np.diff(single_train(times))
    return burstiness_of(interval, pauses_among(interval))


def cell_bursts(times) -> CellBursts:
    """Return onset and end of the bursts of one cell, cut at its `pauses`.

    A burst is what lies between two pauses, be it a single spike. What comes before the first pause is left out, since
    it may have begun before the window.

    Parameters
    ----------
    times : array_like, shape (S,)
        Spike times of one cell in s, increasing.

    Returns
    -------
    CellBursts
        Without bursts where the burstiness is NaN, otherwise with three or more.

    References
    ----------
    Fyon & Drion 2024 (pauses).
    """
    times = single_train(times)
    return bursts_between(times, pauses_among(np.diff(times)))


def duty_cycle(times) -> float:
    """Return the share of its cycle that one cell spends in bursts.

    From the onset of the first burst of `cell_bursts` to the onset of the last, a whole number of cycles, the time
    from first to last spike of each burst is added up and divided by the time that passes.

    Parameters
    ----------
    times : array_like, shape (S,)
        Spike times of one cell in s, increasing.

    Returns
    -------
    float
        Between 0 and 1; NaN where the burstiness is NaN.

    References
    ----------
    Prinz, Bucher & Marder 2004 (burst duration over period).
    """
    return duty_cycle_of(cell_bursts(times))


# The same for trains that have been checked, so that many cells are not checked again at every step.


def frequency_of(times: np.ndarray) -> float:
    """Return `mean_frequency` for the spikes of one cell."""
    return float((times.size - 1) / (times[-1] - times[0])) if times.size >= MINIMUM_SPIKES else float("nan")


def pauses_among(interval: np.ndarray) -> np.ndarray:
    """Return `pauses` for the interspike intervals of one cell."""
    none = np.empty(0, dtype=np.int64)
    if interval.size < MINIMUM_SPIKES - 1:
        return none
    shortest, longest = interval.min(), interval.max()
    if longest - shortest < REGULAR_SPREAD - EDGE_TOLERANCE:
        return none
    pause = np.flatnonzero(interval > _middle(shortest, longest) + EDGE_TOLERANCE)
    if pause.size < MINIMUM_PAUSES or not LEAST_SPIKES_PER_BURST <= _spikes_per_burst(pause) <= MOST_SPIKES_PER_BURST:
        return none
    return pause


def burstiness_of(interval: np.ndarray, pause: np.ndarray) -> Burstiness:
    """Return `burstiness` for the interspike intervals of one cell and the pauses among them."""
    if pause.size == 0:
        return UNKNOWN
    spikes = _spikes_per_burst(pause)
    within = interval < _middle(interval.min(), interval.max()) - EDGE_TOLERANCE
    interburst, intraburst = 1 / interval[pause].mean(), 1 / interval[within].mean()
    return Burstiness(float(spikes * intraburst * interburst), float(interburst), float(spikes), float(intraburst))


def bursts_between(times: np.ndarray, pause: np.ndarray) -> CellBursts:
    """Return `cell_bursts` for the spikes of one cell and the pauses among its intervals."""
    last = np.append(pause[1:], times.size - 1) if pause.size else pause
    return CellBursts(times[pause + 1], times[last])


def duty_cycle_of(bursts: CellBursts) -> float:
    """Return `duty_cycle` for the bursts of one cell."""
    onset, end = bursts
    if onset.size == 0:
        return float("nan")
    return float((end[:-1] - onset[:-1]).sum() / (onset[-1] - onset[0]))


def _middle(shortest: float, longest: float) -> float:
    return (shortest + longest) / 2


def _spikes_per_burst(pause: np.ndarray) -> float:
    # The mean of the differences; rint rounds halves to even, as the source does.
    return np.rint((pause[-1] - pause[0]) / (pause.size - 1))
