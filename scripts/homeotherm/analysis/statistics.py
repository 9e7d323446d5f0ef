"""Statistics over seeds, on plain numbers: intervals, effect sizes, permutation tests, shares of variance.

The replicate is always the seed, never the neuron: neurons of one network share its input, so that counting
them as replicates would invent certainty. Values that are not finite (points without a result) are left out
and the number that remains is reported. The order of the seeds never changes a bit of a result.

`scipy.stats` is slow to import, so only the functions that resample do: most figures need none of it.
"""

from collections.abc import Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

BOOTSTRAP = "BCa bootstrap"
STUDENT = "Student t"
CONSTANT = "constant"
SINGLE = "single value"
NONE = "no value"

#: Below this many values a bootstrap sees too few different resamples, and the t interval is used instead.
BOOTSTRAP_MINIMUM = 8


class Interval(NamedTuple):
    """A mean, its confidence interval, the number of values behind it and how the interval was made."""

    mean: float
    low: float
    high: float
    n: int
    method: str


def finite(values: ArrayLike) -> np.ndarray:
    """Return the finite values as a sorted one-dimensional float array.

    Sorting makes every sum, and so every bit of a result, independent of the order of the seeds.
    """
    flat = np.asarray(values, dtype=float).ravel()
    return np.sort(flat[np.isfinite(flat)])


def mean(values: ArrayLike) -> float:
    """Return the mean of the finite values, NaN without any."""
    sample = finite(values)
    return float(sample.mean()) if sample.size else np.nan


def is_constant(values: np.ndarray) -> bool:
    """Tell whether all values are the same number (rounding can give them a deviation that is not zero)."""
    return values.size > 0 and np.ptp(values) == 0


def bootstrap_interval(values: ArrayLike, confidence: float = 0.95, resamples: int = 9999, seed: int = 0) -> Interval:
    """Return the mean over seeds with its confidence interval.

    Parameters
    ----------
    values
        One number per seed, any shape and unit; not finite ones are left out.
    confidence
        Coverage, between 0 and 1.
    resamples
        Bootstrap resamples.
    seed
        Seed of the resampling: the same values give the same interval.

    Returns
    -------
    Interval
        `method` says how: `BCa bootstrap` from 8 values on (bias-corrected and accelerated, Efron 1987),
        `Student t` for 2 to 7 values, `constant` if all values are equal (the interval is that value),
        `single value` (NaN interval) and `no value` (NaN mean and interval).

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")
    sample = finite(values)
    if sample.size == 0:
        return Interval(np.nan, np.nan, np.nan, 0, NONE)
    if sample.size == 1:
        return Interval(float(sample[0]), np.nan, np.nan, 1, SINGLE)
    if is_constant(sample):
        return Interval(float(sample[0]), float(sample[0]), float(sample[0]), sample.size, CONSTANT)
    centre = float(sample.mean())
    if sample.size >= BOOTSTRAP_MINIMUM:
        low, high = _bias_corrected_interval(sample, confidence, resamples, seed)
        if np.isfinite(low) and np.isfinite(high):
            return Interval(centre, low, high, sample.size, BOOTSTRAP)
    # also where the bootstrap has no answer, as when rounding is all that tells the values apart
    half = stdtrit(sample.size - 1, (1 + confidence) / 2) * sample.std(ddof=1) / np.sqrt(sample.size)
    return Interval(centre, float(centre - half), float(centre + half), sample.size, STUDENT)


def _bias_corrected_interval(sample: np.ndarray, confidence: float, resamples: int, seed: int) -> tuple[float, float]:
    """Return the bounds of the BCa interval of the mean, NaN where it is not defined."""
    from scipy import stats

    with catch_warnings(), np.errstate(all="ignore"):
        # a degenerate bootstrap is answered by NaN, which the caller handles
        simplefilter("ignore", category=stats.DegenerateDataWarning)
        result = stats.bootstrap(
            (sample,),
            np.mean,
            vectorized=True,
            method="BCa",
            confidence_level=confidence,
            n_resamples=resamples,
            rng=np.random.default_rng(seed),
        )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


def hedges_g(x: ArrayLike, y: ArrayLike) -> float:
    """Return Hedges' g of two samples: mean of `x` minus mean of `y`, in pooled standard deviations.

    g = d (1 − 3 / (4ν − 1)) with ν = n_x + n_y − 2 removes the upward bias of Cohen's d in small samples
    (Hedges 1981). NaN with fewer than two values in a sample or if both samples are constant.
    """
    x, y = finite(x), finite(y)
    if min(x.size, y.size) < 2 or (is_constant(x) and is_constant(y)):
        return np.nan
    freedom = x.size + y.size - 2
    pooled = np.sqrt(((x.size - 1) * x.var(ddof=1) + (y.size - 1) * y.var(ddof=1)) / freedom)
    return float((x.mean() - y.mean()) / pooled * (1 - 3 / (4 * freedom - 1)))


def cliffs_delta(x: ArrayLike, y: ArrayLike) -> float:
    """Return Cliff's delta: the chance that a value of `x` exceeds one of `y` minus the reverse (Cliff 1993).

    Between −1 and 1, without any assumption on the distributions; ties count as neither. NaN if a sample is
    empty.
    """
    x, y = finite(x), finite(y)
    if min(x.size, y.size) == 0:
        return np.nan
    return float(np.sign(x[:, np.newaxis] - y).mean())


def finite_pairs(x: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of which both values are finite, sorted (see `finite`).

    Raises
    ------
    ValueError
        If the samples differ in length: position says which values belong together.
    """
    x, y = np.asarray(x, dtype=float).ravel(), np.asarray(y, dtype=float).ravel()
    if x.size != y.size:
        raise ValueError(f"paired samples must have the same length, not {x.size} and {y.size}")
    both = np.isfinite(x) & np.isfinite(y)
    x, y = x[both], y[both]
    order = np.lexsort((y, x))
    return x[order], y[order]


def permutation_p(x: ArrayLike, y: ArrayLike, paired: bool, resamples: int = 9999, seed: int = 0) -> float:
    """Return the two-sided p of the difference of means of two samples by permutation.

    Parameters
    ----------
    x, y
        One number per seed.
    paired
        Whether the values at one position share their seed (same network and input): then labels are
        exchanged within pairs only, otherwise over all values.
    resamples
        Random permutations; the test is exact, without randomness, if no more permutations than that exist.
    seed
        Seed of the random permutations.

    Returns
    -------
    float
        p; NaN below two pairs (paired) or two values in a sample. It cannot fall below
        `smallest_permutation_p`, however large the effect.
    """
    if paired:
        x, y = finite_pairs(x, y)
        # the signs of the differences are what a permutation within pairs exchanges
        samples, statistic, kind = (x - y,), np.mean, "samples"
    else:
        x, y = finite(x), finite(y)
        centre = np.concatenate([x, y]).mean() if x.size + y.size else 0.0
        # a common offset is irrelevant and would only add rounding
        samples, statistic, kind = (x - centre, y - centre), _difference_of_means, "independent"
    if min(x.size, y.size) < 2:
        return np.nan
    from scipy import stats

    result = stats.permutation_test(
        samples,
        statistic,
        permutation_type=kind,
        vectorized=True,
        n_resamples=resamples,
        alternative="two-sided",
        rng=np.random.default_rng(seed),
    )
    return float(result.pvalue)


def _difference_of_means(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the difference of the means along an axis."""
    return np.mean(x, axis=axis) - np.mean(y, axis=axis)


def smallest_permutation_p(n_x: int, n_y: int, paired: bool, resamples: int = 9999) -> float:
    """Return the smallest p that `permutation_p` can give for this many values, whatever the effect.

    Twice the share of one permutation: 2 / 2ⁿ for n pairs (0.25 for three), 2 / C(n_x + n_y, n_x) for two
    independent samples, 2 / (resamples + 1) if there are more permutations than resamples. NaN where
    `permutation_p` is NaN.
    """
    if min(n_x, n_y) < 2:
        return np.nan
    permutations = 2**n_x if paired else comb(n_x + n_y, n_x)
    return min(1.0, 2 / (permutations if permutations <= resamples else resamples + 1))


def holm(p: ArrayLike) -> np.ndarray:
    """Return p values corrected for the number of tests by the step-down method of Holm (1979).

    Same shape as `p`; NaN stays NaN and does not count as a test. The chance that any true null hypothesis is
    rejected stays below the level, whatever the dependence between the tests.

    Raises
    ------
    ValueError
        If a p value lies outside 0 to 1.
    """
    p = np.asarray(p, dtype=float)
    corrected = np.full(p.shape, np.nan)
    tested = np.isfinite(p)
    if np.any((p[tested] < 0) | (p[tested] > 1)):
        raise ValueError("p values must lie between 0 and 1")
    values = p[tested]
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(values.size, 0, -1))
    undone = np.empty_like(values)
    undone[order] = np.minimum(stepped, 1.0)
    corrected[tested] = undone
    return corrected


def variance_share(groups: Sequence[ArrayLike]) -> float:
    """Return η²: the share of the variance of all values that lies between the groups (Fisher 1925).

    Sum of squares between the group means over total sum of squares, 0 (same means) to 1 (no spread within).
    NaN with fewer than two groups that have values, without any group of two values, or if all values are
    equal. Groups drawn from the same distribution do not give 0: see `variance_share_by_chance`.
    """
    samples = [sample for sample in map(finite, groups) if sample.size]
    if len(samples) < 2 or max(sample.size for sample in samples) < 2:
        return np.nan
    everything = np.sort(np.concatenate(samples))
    if is_constant(everything):
        return np.nan
    centre = everything.mean()
    total = ((everything - centre) ** 2).sum()
    within = sum(0.0 if is_constant(sample) else ((sample - sample.mean()) ** 2).sum() for sample in samples)
    return float(np.clip(1 - within / total, 0.0, 1.0))


def variance_share_by_chance(sizes: Sequence[int]) -> float:
    """Return the η² expected of groups of these sizes drawn from one normal distribution: (k − 1) / (N − 1).

    Three groups of three seeds give 0.25 by chance alone. NaN where `variance_share` is NaN for lack of
    values.
    """
    filled = [size for size in sizes if size > 0]
    if len(filled) < 2 or max(filled) < 2:
        return np.nan
    return (len(filled) - 1) / (sum(filled) - 1)


def disjoint(groups: Sequence[ArrayLike]) -> bool:
    """Tell whether the ranges of the groups do not overlap: no value of one lies within the range of another.

    Touching ranges overlap. False with fewer than two groups or if a group has no value: nothing is shown
    then.
    """
    samples = [finite(group) for group in groups]
    if len(samples) < 2 or any(sample.size == 0 for sample in samples):
        return False
    return all(a[-1] < b[0] or b[-1] < a[0] for a, b in combinations(samples, 2))
