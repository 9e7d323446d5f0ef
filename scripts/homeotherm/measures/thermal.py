"""What temperature does to the function of cells: crash temperatures, and Q10s of what they do."""

from typing import NamedTuple

import numpy as np


class Crash(NamedTuple):
    """The crash of N cells along a sweep of the temperature.

    Attributes
    ----------
    temperature : (N,)
        Lowest temperature on the way at which function is gone; NaN where it never is.
    crashed : (N,)
        Whether function is gone at any step.
    """

    temperature: np.ndarray
    crashed: np.ndarray


def crash(function: np.ndarray, temperatures: np.ndarray) -> Crash:
    """Return where cells first lose their function.

    Parameters
    ----------
    function : (N, S)
        Whether each cell has its function at each of S steps, in the order of the sweep.
    temperatures : (S,)
        Of the steps, in degC.

    References
    ----------
    Crash as the first temperature without function: Tang et al. 2012; Alonso & Marder 2020.
    """
    function, temperatures = np.asarray(function, bool), np.asarray(temperatures, float)
    if function.shape[1] != temperatures.size:
        raise ValueError(f"{function.shape[1]} steps of function and {temperatures.size} temperatures")
    lost = ~function
    crashed = lost.any(axis=1)
    first = lost.argmax(axis=1)
    return Crash(np.where(crashed, temperatures[first], np.nan), crashed)


def tolerated_warming(function: np.ndarray, temperatures: np.ndarray) -> np.ndarray:
    """Return how far each cell can be warmed before it first loses its function, in K, (N,).

    From the first step to the last one before the loss: 0 for a cell without function at the first two steps, the whole
    sweep for a cell that never loses it. Its mean over cells is the restricted mean of survival analysis, with
    temperature in the place of time, and needs no rule for cells that never crash.

    Parameters
    ----------
    function : (N, S)
        Whether each cell has its function at each of S steps of rising temperature.
    temperatures : (S,)
        In degC.

    References
    ----------
    Restricted mean survival: Irwin 1949; Royston & Parmar 2013.
    """
    kept = np.logical_and.accumulate(np.asarray(function, bool), axis=1).sum(axis=1)
    temperatures = np.asarray(temperatures, float)
    return temperatures[np.maximum(kept - 1, 0)] - temperatures[0]


def hysteresis(function: np.ndarray, temperatures: np.ndarray) -> np.ndarray:
    """Return by how much further each cell keeps its function on the way up than on the way down, in K, (N,).

    Steps with function on the way up only, less those with function on the way down only, times their distance. For a
    cell that loses its function once and gets it back once it is the distance of the two; positive with memory. NaN
    for a sweep that does not come back.

    Parameters
    ----------
    function : (N, D, S)
        Whether each cell has its function in each of D directions, up and down, at each of S temperatures.
    temperatures : (S,)
        In degC, equally spaced.
    """
    function, temperatures = np.asarray(function, float), np.asarray(temperatures, float)
    if function.shape[1] == 1:
        return np.full(len(function), np.nan)
    distance = abs(temperatures[-1] - temperatures[0]) / max(temperatures.size - 1, 1)
    return distance * (function[:, 0] - function[:, 1]).sum(axis=1)


def q10(values: np.ndarray, temperatures: np.ndarray) -> np.ndarray:
    """Return the Q10 of quantities that change exponentially with temperature, (N,).

    The slope of the logarithm by least squares over all temperatures at which the value is known and above zero; NaN
    with fewer than three of them.

    Parameters
    ----------
    values : (N, S)
        NaN where unknown.
    temperatures : (S,)
        degC.
    """
    values, temperatures = np.asarray(values, float), np.asarray(temperatures, float)
    if values.shape[1] != temperatures.size:
        raise ValueError(f"{values.shape[1]} values and {temperatures.size} temperatures")
    known = np.isfinite(values) & (values > 0)
    logarithm = np.log(np.where(known, values, 1.0))
    number = known.sum(axis=1)
    weight = known / np.maximum(number, 1)[:, np.newaxis]
    centred = temperatures - (weight * temperatures).sum(axis=1, keepdims=True)
    spread = (weight * centred**2).sum(axis=1)
    enough = (number >= FEWEST) & (spread > 0)
    slope = (weight * centred * logarithm).sum(axis=1) / np.where(enough, spread, 1.0)
    return np.where(enough, np.exp(10.0 * slope), np.nan)


FEWEST = 3
"""Temperatures that a Q10 is fitted to, at least."""
