"""When cells stop doing what they did, for good, and what they do then."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from homeotherm.errors import InputError, listed, nearest
from homeotherm.measures.activity import ACTIVITY

FATE = {"never": 0, "lost": 1, "kept": 2}
"""Whether a cell never worked, worked and then stopped for good, or works in the last window; see `flag_attributes`."""


class LossOfFunction(NamedTuple):
    """Loss of function of N cells.

    Attributes
    ----------
    fate : ndarray of int8, shape (N,)
        Codes of `FATE`.
    time : ndarray, shape (N,)
        Time from which the cell does not work any more, in the unit of the windows' times; NaN unless lost.
    into : ndarray, shape (N,)
        Code of `ACTIVITY` that is most frequent from then on; of equally frequent ones that which comes first. NaN
        unless lost.
    """

    fate: np.ndarray
    time: np.ndarray
    into: np.ndarray


def loss_of_function(classes, time, working: Iterable[str] = ("bursting",)) -> LossOfFunction:
    """Return when each cell lost its function for good, and into what.

    A cell works in a window if its class is one of ``working``. It is lost from the start of the window after the last
    one in which it works: a gap that it recovers from is no loss. The time is exact to one window; a loss in the last
    window cannot be told from a gap.

    Parameters
    ----------
    classes : array_like, shape (N, W)
        What each cell does in each window, as codes of `ACTIVITY`, see `activity_in_windows`.
    time : array_like, shape (W,)
        Start of each window, increasing.
    working : iterable of str
        Names in `ACTIVITY`. Doublets count as bursts in the burstiness of Fyon & Drion 2024; they have to be named
        here to count as function.

    Returns
    -------
    LossOfFunction
        Fate, time and class after the loss, per cell.

    Raises
    ------
    InputError
        If a name is no class.
    ValueError
        If shapes do not fit, times do not increase, or a code is no class.

    References
    ----------
    This project, after the collapse that Fyon & Drion 2024 describe.
    """
    working = list(working)
    for name in working:
        if name not in ACTIVITY:
            raise InputError(f"working: '{name}' is no activity; allowed: {listed(ACTIVITY)}{nearest(name, ACTIVITY)}")
    classes, time = np.asarray(classes), np.asarray(time, dtype=np.float64)
    if classes.ndim != 2 or time.shape != classes.shape[1:] or time.size == 0 or not (np.diff(time) > 0).all():
        raise ValueError("classes must have the shape (cells, windows), and time one increasing value per window")
    if not np.isin(classes, list(ACTIVITY.values())).all():
        raise ValueError(f"classes must be codes from 0 to {max(ACTIVITY.values())}")

    works = np.isin(classes, [ACTIVITY[name] for name in working])
    beyond = np.where(works.any(axis=1), time.size - works[:, ::-1].argmax(axis=1), 0)
    fate = np.where(beyond == 0, FATE["never"], np.where(beyond == time.size, FATE["kept"], FATE["lost"]))
    when, into = np.full(len(classes), np.nan), np.full(len(classes), np.nan)
    for cell in np.flatnonzero(fate == FATE["lost"]):
        when[cell] = time[beyond[cell]]
        after, first, number = np.unique(classes[cell, beyond[cell] :], return_index=True, return_counts=True)
        into[cell] = after[np.lexsort((first, -number))[0]]
    return LossOfFunction(fate.astype(np.int8), when, into)
