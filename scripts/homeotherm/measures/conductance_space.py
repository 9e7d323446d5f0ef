"""Degeneracy: how many ways to the same activity a population of cells takes through the space of conductances.

``conductances`` (cells, channels) holds the maximal conductances in any one unit per channel. Cells with a value that
is not finite are left out everywhere. A conductance may be zero (a blocked channel) or negative (an integrator without
floor), so nothing here takes logarithms.
"""

from typing import NamedTuple

import numpy as np


class ParticipationRatio(NamedTuple):
    """Number of directions in which a population spreads.

    Attributes
    ----------
    ratio : float
        Between 1 and the number of channels used.
    cells, channels : int
        Cells and channels used.
    """

    ratio: float
    cells: int
    channels: int


def participation_ratio(conductances) -> ParticipationRatio:
    """Return the participation ratio D = (sum of l)^2 / (sum of l^2) of the standardised conductances.

    l are the eigenvalues of the covariance over cells of the conductances, each divided by its standard deviation,
    which is the correlation matrix r. With n channels the sum of l is n and that of l^2 is that of all r_ij^2, so that
    D = n^2 / (sum over i, j of r_ij^2): n if the conductances are independent, 1 if all are proportional.

    Standardised, because conductances span six orders of magnitude: of the plain covariance only sodium would be seen.
    Plain and not logarithmic, because sharp neuromodulation drives conductances below zero; homeostasis moves them
    along straight lines, whose correlation needs no logarithm.

    With N cells even independent conductances correlate by chance, r^2 = 1 / (N - 1) on average, which lowers D to
    about n / (1 + (n - 1) / (N - 1)).

    Parameters
    ----------
    conductances : array_like, shape (cells, channels)
        See the head of this module.

    Returns
    -------
    ParticipationRatio
        Channels that do not vary over cells (a blocked one, say) are left out. NaN for fewer than two cells, or if no
        channel varies.

    References
    ----------
    Gao et al. 2017 (participation ratio); Goaillard & Marder 2021 (degeneracy of conductances).
    """
    values = _finite_cells(conductances)
    varying = _varying(values)
    if varying.size == 0:
        return ParticipationRatio(float("nan"), len(values), 0)
    ratio = varying.size**2 / np.sum(_correlations(values[:, varying]) ** 2)
    return ParticipationRatio(float(ratio), len(values), varying.size)


def rank_correlations(conductances) -> np.ndarray:
    """Return Spearman's rank correlation over cells between every two conductances.

    The Pearson correlation of the ranks; equal values share the mean of their ranks.

    Parameters
    ----------
    conductances : array_like, shape (cells, channels)
        See the head of this module.

    Returns
    -------
    ndarray, shape (channels, channels)
        Symmetric, with 1 on the diagonal. NaN in row and column of a channel that does not vary, and everywhere for
        fewer than two cells.

    References
    ----------
    Spearman 1904; correlated conductances: Schulz, Goaillard & Marder 2007.
    """
    values = _finite_cells(conductances)
    channels = values.shape[1]
    found = np.full((channels, channels), np.nan)
    varying = _varying(values)
    if varying.size:
        ranks = np.column_stack([_ranks(values[:, channel]) for channel in varying])
        found[np.ix_(varying, varying)] = _correlations(ranks)
    return found


def coefficients_of_variation(conductances) -> np.ndarray:
    """Return the standard deviation over cells divided by the absolute mean, for each conductance.

    The standard deviation divides by the number of cells.

    Parameters
    ----------
    conductances : array_like, shape (cells, channels)
        See the head of this module.

    Returns
    -------
    ndarray, shape (channels,)
        NaN where the mean is 0, and everywhere for fewer than two cells.

    References
    ----------
    Goaillard et al. 2009 (variability of conductances over animals).
    """
    values = _finite_cells(conductances)
    if len(values) < 2:
        return np.full(values.shape[1], np.nan)
    mean = np.abs(values.mean(axis=0))
    return np.divide(values.std(axis=0), mean, out=np.full(mean.shape, np.nan), where=mean > 0)


def ratio_preservation_error(before, after) -> np.ndarray:
    """Return how far each cell is from having kept the ratios of its conductances.

    Integral control of all conductances by one error signal scales them together: s_X = after_X / before_X is the same
    for all of them, and the cell moves along a ray from the origin. The error is (largest s - smallest s) / |mean s|
    over the channels: 0 on the ray, 0.1 if two conductances drifted apart by a tenth.

    Parameters
    ----------
    before, after : array_like, shape (cells, channels)
        Conductances of the same cells at two times. Give only those channels that homeostasis regulates and
        neuromodulation leaves alone: the others are meant to change their ratios.

    Returns
    -------
    ndarray, shape (cells,)
        NaN where a conductance was zero before or is not finite, or the mean of s is 0.

    References
    ----------
    O'Leary et al. 2014 (ratios set by the integration times); the index is this project's.
    """
    before, after = _table(before), _table(after)
    if before.shape != after.shape:
        raise ValueError("before and after must have the same shape")
    known = np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1) & (before != 0).all(axis=1)
    scale = after[known] / before[known]
    mean = np.abs(scale.mean(axis=1))
    error = np.full(len(before), np.nan)
    error[known] = np.divide(np.ptp(scale, axis=1), mean, out=np.full(mean.shape, np.nan), where=mean > 0)
    return error


def _table(conductances) -> np.ndarray:
    conductances = np.asarray(conductances, dtype=np.float64)
    if conductances.ndim != 2 or conductances.shape[1] == 0:
        raise ValueError("conductances must have the shape (cells, channels), with one channel or more")
    return conductances


def _finite_cells(conductances) -> np.ndarray:
    conductances = _table(conductances)
    return conductances[np.isfinite(conductances).all(axis=1)]


def _varying(values: np.ndarray) -> np.ndarray:
    """Return which channels vary over the cells; a single cell varies in none."""
    return np.flatnonzero((values != values[:1]).any(axis=0))


def _correlations(values: np.ndarray) -> np.ndarray:
    """Return the Pearson correlations between columns that all vary."""
    return np.atleast_2d(np.corrcoef(values, rowvar=False))


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return the ranks of values from 1 on; equal ones get the mean of theirs."""
    _, place, number = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(number) - (number - 1) / 2)[place]
