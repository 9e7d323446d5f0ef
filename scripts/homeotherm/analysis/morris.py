"""Elementary effects (Morris 1991): what one factor does when it alone changes, at random places of the design.

An elementary effect is the change of a measure over the change of one factor, the factor scaled to its range: the
change over the whole range if it went on like this. Its mean over trajectories is mu, the mean of its size mu*
(Campolongo et al. 2007), its deviation sigma, which is large where a factor interacts or acts nonlinearly.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from homeotherm.analysis.statistics import Interval, bootstrap_interval


class Effects(NamedTuple):
    """Statistics of one factor's elementary effects, in the unit of the measure."""

    mu: float
    mu_star: Interval
    sigma: float
    noise_floor: float
    p: float


def elementary_effects(places: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the elementary effects of every factor in every trajectory, per seed.

    Parameters
    ----------
    places : (trajectories, factors + 1, factors)
        Factors, each scaled by its range.
    values : (trajectories, factors + 1, seeds)
        A measure at the points.

    Returns
    -------
    (trajectories, factors, seeds), in the unit of the measure.

    Raises
    ------
    ValueError
        If a trajectory does not change each factor once, one at a time.
    """
    steps = np.diff(places, axis=1)
    changed = steps != 0
    if not ((changed.sum(axis=1) == 1).all() and (changed.sum(axis=2) == 1).all()):
        raise ValueError("a trajectory does not change each factor once, one at a time: it is no design of Morris")
    order = changed.argmax(axis=2)
    lengths = np.take_along_axis(steps, order[..., np.newaxis], axis=2)
    slopes = np.diff(values, axis=1) / lengths
    effects = np.empty_like(slopes)
    np.put_along_axis(effects, order[..., np.newaxis], slopes, axis=1)
    return effects


def effect_statistics(
    effects: np.ndarray, confidence: float = 0.95, resamples: int = 9999, seed: int = 0
) -> Effects:  # fmt: skip
    """Return the statistics of one factor.

    The effect of a trajectory is the mean of the effects of its seeds; each seed compares its own network before and
    after the step, so that what a seed adds everywhere cancels. The noise floor is the mean size that these means
    would have if the factor did nothing and seeds differed as they do: for normal noise sqrt(2 / pi) sqrt(s² / seeds),
    s² the variance over seeds within a trajectory, pooled over trajectories. `p` is the chance of effects so large
    without any: the mean square of the trajectories' effects over s² / seeds follows F(trajectories, trajectories
    (seeds - 1)) then.

    Parameters
    ----------
    effects : (trajectories, seeds)
        All finite.
    confidence, resamples, seed
        Of `bootstrap_interval` for mu*, over trajectories.

    Returns
    -------
    Effects
        NaN where there are too few trajectories (none for mu, one for sigma) or seeds (one for floor and p).
    """
    trajectories, seeds = effects.shape
    ordered = np.sort(effects, axis=1)  # the order of the seeds changes no bit
    means = ordered.mean(axis=1)
    interval = bootstrap_interval(np.abs(means), confidence, resamples, seed)
    if trajectories == 0:
        return Effects(np.nan, interval, np.nan, np.nan, np.nan)
    sigma = float(means.std(ddof=1)) if trajectories > 1 else np.nan
    floor, p = np.nan, np.nan
    if seeds > 1:
        noise = float(ordered.var(axis=1, ddof=1).mean()) / seeds
        floor = float(np.sqrt(2 / np.pi * noise))
        square = float((means**2).mean())
        if noise > 0:
            p = float(stats.f.sf(square / noise, trajectories, trajectories * (seeds - 1)))
        elif square > 0:
            p = 0.0
    return Effects(float(means.mean()), interval, sigma, floor, p)
