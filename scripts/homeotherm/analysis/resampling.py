"""Intervals of statistics that are not means: of a table of seeds and conditions, the seed being what is resampled.

All values of a seed stay together, because its network and input are the same at every condition.
"""

from collections.abc import Callable
from warnings import catch_warnings, simplefilter

import numpy as np
from scipy import stats

from homeotherm.analysis.statistics import BOOTSTRAP, BOOTSTRAP_MINIMUM, CONSTANT, NONE, SINGLE, Interval, is_constant

JACKKNIFE = "jackknife, Student t"
RESAMPLES_AT_ONCE = 500  # so that a wide table does not fill the memory


def seed_interval(
    table: np.ndarray,
    statistic: Callable[[np.ndarray], np.ndarray],
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> Interval:
    """Return a statistic of a table with its confidence interval over seeds.

    Parameters
    ----------
    table
        Finite numbers, shape (seeds, conditions), any unit. The order of the seeds changes no bit of the result.
    statistic
        Function of an array of shape (..., seeds, conditions) to one of shape (...).
    confidence, resamples, seed
        As in `bootstrap_interval`.

    Returns
    -------
    Interval
        `mean` is the statistic of the whole table. `method`: `BCa bootstrap` of the seeds from 8 on (Efron 1987);
        `jackknife, Student t` for fewer, whose resamples would be too few (Tukey 1958); `constant` if no seed
        left out, or no resample, changes the statistic; NaN bounds where the statistic is not defined.
    """
    count = table.shape[0]
    if count == 0:
        return Interval(np.nan, np.nan, np.nan, 0, NONE)
    table = table[np.lexsort(table.T[::-1])]
    whole = float(statistic(table))
    if count == 1:
        return Interval(whole, np.nan, np.nan, 1, SINGLE)
    parts = np.array([float(statistic(np.delete(table, number, axis=0))) for number in range(count)])
    if count >= BOOTSTRAP_MINIMUM and not is_constant(parts):
        with catch_warnings(), np.errstate(all="ignore"):
            simplefilter("ignore", category=stats.DegenerateDataWarning)
            result = stats.bootstrap(
                (np.arange(count),),
                lambda chosen, axis: statistic(table[chosen]),
                vectorized=True,
                batch=RESAMPLES_AT_ONCE,
                confidence_level=confidence,
                n_resamples=resamples,
                rng=np.random.default_rng(seed),
            )
        low, high = (float(bound) for bound in result.confidence_interval)
        if np.isfinite(low) and np.isfinite(high):
            return Interval(whole, low, high, count, BOOTSTRAP)
    if is_constant(parts):
        return Interval(whole, whole, whole, count, CONSTANT)
    pseudovalues = count * whole - (count - 1) * parts
    half = stats.t.ppf((1 + confidence) / 2, count - 1) * pseudovalues.std(ddof=1) / np.sqrt(count)
    return Interval(whole, float(whole - half), float(whole + half), count, JACKKNIFE)
