"""The rhythm of a small network of bursting cells: periods, phases, and whether two cells alternate.

Each cell's bursts are those of `homeotherm.measures.bursting.cell_bursts`. A cell that does not burst has none.
"""

from typing import NamedTuple

import numpy as np

from homeotherm.measures.bursting import CellBursts, cell_bursts
from homeotherm.measures.cells import split
from homeotherm.measures.rates import coefficient_of_variation
from homeotherm.measures.trains import SpikeTrains

NO_DIRECTION = 1e-9
"""Concentrations below this are rounding: phases that cancel have no mean."""


class Rhythm(NamedTuple):
    """Burst periods of N cells.

    Attributes
    ----------
    period : ndarray, shape (N,)
        Mean time from one burst onset to the next in s.
    variability : ndarray, shape (N,)
        Coefficient of variation of that time.
    onsets : ndarray of int, shape (N,)
        Number of burst onsets.
    """

    period: np.ndarray
    variability: np.ndarray
    onsets: np.ndarray


class Phases(NamedTuple):
    """Phases of N cells in the cycle of a reference cell.

    Attributes
    ----------
    phase : ndarray, shape (N,)
        Circular mean, in cycles from 0 up to 1.
    concentration : ndarray, shape (N,)
        Length R of the mean vector: 1 if the phase is always the same, 0 if phases cancel.
    onsets : ndarray of int, shape (N,)
        Number of burst onsets that have a phase.
    """

    phase: np.ndarray
    concentration: np.ndarray
    onsets: np.ndarray


class HalfCentre(NamedTuple):
    """Relation of two cells that may form a half-centre, without unit.

    Attributes
    ----------
    antiphase : float
        1 if each cell's bursts begin in the middle of the other's cycle, -1 if both begin together, 0 without relation.
    overlap : float
        Time in which both are in a burst over that in which the cell with the shorter bursts is: 0 if they take turns.
    period_ratio : float
        Mean period of the second cell over that of the first: 1 if they keep step.
    """

    antiphase: float
    overlap: float
    period_ratio: float


def burst_onsets(times, row_size) -> SpikeTrains:
    """Return the burst onsets of each cell as ragged times in s; none for a cell that does not burst.

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N cells, already limited to the window of interest.

    References
    ----------
    See `homeotherm.measures.bursting.cell_bursts`.
    """
    onsets = [cell_bursts(train).onset for train in split(times, row_size)]
    return SpikeTrains(np.concatenate([*onsets, []]), np.array([onset.size for onset in onsets], dtype=np.int64))


def rhythm(times, row_size) -> Rhythm:
    """Return period and variability of each cell's bursts, from burst onset to burst onset.

    The variability is standard deviation / mean, with the number of periods as divisor.

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N cells, already limited to the window of interest.

    Returns
    -------
    Rhythm
        NaN and 0 onsets for a cell that does not burst.

    References
    ----------
    Prinz, Bucher & Marder 2004.
    """
    periods = [np.diff(onset) for onset in split(*burst_onsets(times, row_size))]
    return Rhythm(
        np.array([period.mean() if period.size else np.nan for period in periods], dtype=np.float64),
        np.array([coefficient_of_variation(period) for period in periods], dtype=np.float64),
        np.array([period.size + 1 if period.size else 0 for period in periods], dtype=np.int64),
    )


def phases(times, row_size, reference: int) -> Phases:
    """Return at which phase of a reference cell's cycle each cell's bursts begin.

    The reference cell's onsets T_k cut time into cycles. An onset at T_k <= t < T_(k+1) has the phase
    (t - T_k) / (T_(k+1) - T_k); onsets before the first and from the last T_k on have none. With z = mean of
    exp(2 pi i phase) the mean phase is arg(z) / (2 pi), and the concentration is R = |z|. Phases of n unrelated onsets
    give R near sqrt(pi / (4 n)), not 0. A cell that bursts twice in a cycle, at opposite phases, has R = 0.

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N cells, already limited to the window of interest.
    reference : int
        Index of the reference cell, whose own phase is 0.

    Returns
    -------
    Phases
        NaN for a cell without an onset that has a phase, and for all cells if the reference cell does not burst; the
        phase alone is NaN where phases cancel.

    References
    ----------
    Prinz, Bucher & Marder 2004 (phase); Fisher 1993 (circular mean and concentration).
    """
    onsets = split(*burst_onsets(times, row_size))
    _check_cell(reference, len(onsets))
    found = [_phases_of(onset, onsets[reference]) for onset in onsets]
    vector = np.array([_mean_vector(phase) for phase in found])
    concentration = np.abs(vector)
    # A mean a rounding error below 0 is 1 modulo 1, hence the second remainder.
    mean = np.angle(vector) / (2 * np.pi) % 1.0 % 1.0
    return Phases(
        np.where(concentration > NO_DIRECTION, mean, np.nan),
        concentration,
        np.array([phase.size for phase in found], dtype=np.int64),
    )


def half_centre(times, row_size, first: int, second: int) -> HalfCentre:
    """Return whether two cells alternate as the two halves of a half-centre do.

    The antiphase index is the mean of -cos(2 pi phase) over the onsets of both cells, each in the other's cycle. Two
    cells with bursts of unequal length may take turns at other phases than 1/2: that is what the overlap tells. It is
    taken from the later of the two cells' first onsets to the earlier of their last ones.

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N cells, already limited to the window of interest.
    first, second : int
        Indices of the two cells. Exchanging them inverts the period ratio and changes nothing else.

    Returns
    -------
    HalfCentre
        All NaN unless both cells burst; the antiphase is NaN if no onset lies in a cycle of the other, the overlap if
        one cell has no burst of two spikes while both are seen.

    References
    ----------
    Brown 1911 (half-centre); Gutierrez, O'Leary & Marder 2013 (network of two half-centres); the indices are this
    project's.
    """
    trains = split(times, row_size)
    _check_cell(first, len(trains))
    _check_cell(second, len(trains))
    one, two = cell_bursts(trains[first]), cell_bursts(trains[second])
    if one.onset.size == 0 or two.onset.size == 0:
        return HalfCentre(*[float("nan")] * 3)
    phase = np.concatenate([_phases_of(one.onset, two.onset), _phases_of(two.onset, one.onset)])
    return HalfCentre(
        float(-np.cos(2 * np.pi * phase).mean()) if phase.size else float("nan"),
        _overlap(one, two),
        float(np.diff(two.onset).mean() / np.diff(one.onset).mean()),
    )


def _check_cell(cell: int, cells: int) -> None:
    if not 0 <= cell < cells:
        raise ValueError(f"the cell must lie between 0 and {cells - 1}, not be {cell}")


def _phases_of(onset: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return the phases in cycles of those onsets that lie in a cycle of the reference."""
    if reference.size < 2:
        return np.empty(0)
    onset = onset[(onset >= reference[0]) & (onset < reference[-1])]
    cycle = np.searchsorted(reference, onset, side="right") - 1
    return (onset - reference[cycle]) / np.diff(reference)[cycle]


def _mean_vector(phase: np.ndarray) -> complex:
    return np.exp(2j * np.pi * phase).mean() if phase.size else complex(np.nan, np.nan)


def _overlap(one: CellBursts, two: CellBursts) -> float:
    start, stop = max(one.onset[0], two.onset[0]), min(one.onset[-1], two.onset[-1])
    if stop <= start:
        return float("nan")
    edges = np.clip(np.ravel([one.onset, one.end], order="F"), start, stop)
    shared = np.diff(_time_in_bursts(two, edges))[::2].sum()
    shorter = min(np.ptp(_time_in_bursts(bursts, [start, stop])) for bursts in (one, two))
    return float(shared / shorter) if shorter > 0 else float("nan")


def _time_in_bursts(bursts: CellBursts, instants) -> np.ndarray:
    """Return the time that a cell has spent in bursts up to each instant."""
    length = bursts.end - bursts.onset
    spent = np.cumsum(length)
    edges, values = (np.ravel(pair, order="F") for pair in ((bursts.onset, bursts.end), (spent - length, spent)))
    return np.interp(instants, edges, values)
