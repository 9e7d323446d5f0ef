"""Sobol's indices: which share of the variance of a measure a factor explains, alone and with all others.

First-order and total indices after Saltelli et al. (2010), pairs after Saltelli (2002), by SALib. A block of the design
holds the points A, A with each factor taken from B, (B with each factor taken from A,) and B.
"""

from typing import NamedTuple

import numpy as np
from SALib.analyze import sobol

LARGEST_ROUNDING = 1e-12  # relative; a measure that varies less is constant


class Indices(NamedTuple):
    """Indices per factor (pairs: per two factors), half widths of their intervals, and the share of noise; all 1."""

    first: np.ndarray
    first_half: np.ndarray
    total: np.ndarray
    total_half: np.ndarray
    pair: np.ndarray
    pair_half: np.ndarray
    noise_floor: np.ndarray
    noise_share: float


def sobol_indices(
    values: np.ndarray,
    factors: int,
    second_order: bool = False,
    confidence: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
) -> Indices:
    """Return the indices of the mean over seeds, and what noise between seeds adds to them.

    `noise_share` is the share of the variance that the noise between seeds has in these means: s² / (seeds V), s² the
    variance of a seed about the mean of its row, without what the seed adds to its whole block (as a network that all
    rows share), V the variance over A and B. `noise_floor` is the total index that noise alone gives to a factor that
    does nothing, from the variance over seeds of the differences that the index is made of.

    Parameters
    ----------
    values : (blocks, rows, seeds)
        A measure, all finite; factors + 2 rows, or 2 factors + 2 with second order.
    confidence, resamples, seed
        Of the intervals: normal, with the deviation of the index over bootstrap resamples of blocks.

    Returns
    -------
    Indices
        NaN with less than two blocks or if the measure is constant; noise is NaN with one seed.

    Raises
    ------
    ValueError
        If the number of rows does not fit the factors.
    """
    blocks, rows, seeds = values.shape
    if rows != factors * (1 + second_order) + 2:
        raise ValueError(f"{rows} rows in a block do not fit {factors} factors: it is no design of Sobol")
    blank = np.full(factors, np.nan)
    pairs = np.full((factors, factors), np.nan)
    means = np.sort(values, axis=2).mean(axis=2)  # sorted: the order of the seeds changes no bit
    variance = means[:, [0, -1]].var() if blocks > 1 else 0.0
    if variance <= (LARGEST_ROUNDING * np.abs(means).max(initial=0.0)) ** 2:
        return Indices(blank, blank, blank, blank, pairs, pairs, blank, np.nan)
    problem = {"num_vars": factors, "names": [str(number) for number in range(factors)]}
    found = sobol.analyze(
        problem, means.ravel(), calc_second_order=second_order, num_resamples=resamples, conf_level=confidence,
        seed=seed + 1,  # SALib takes 0 for no seed
    )  # fmt: skip
    floor, share = blank, np.nan
    if seeds > 1:
        differences = values[:, :1] - values[:, 1 : factors + 1]
        floor = np.sort(differences, axis=2).var(axis=2, ddof=1).mean(axis=0) / (2 * seeds * variance)
        share = _noise(values, means) / (seeds * variance)
    return Indices(
        found["S1"], found["S1_conf"], found["ST"], found["ST_conf"],
        found["S2"] if second_order else pairs, found["S2_conf"] if second_order else pairs, floor, float(share),
    )  # fmt: skip


def _noise(values: np.ndarray, means: np.ndarray) -> float:
    """Return the variance of single values within rows and seeds of a block, pooled over blocks."""
    blocks, rows, seeds = values.shape
    of_seed = values.mean(axis=1, keepdims=True)
    of_block = means.mean(axis=1)[:, np.newaxis, np.newaxis]
    rest = values - means[..., np.newaxis] - of_seed + of_block
    return float(np.sort(rest**2, axis=None).sum() / (blocks * (rows - 1) * (seeds - 1)))
