"""The tests that a claim can ask for: numbers of a table of seeds and conditions, and where they are claimed to lie.

Each test takes a table of shape (seeds, conditions), complete and sorted, and returns its criteria and an effect
size. All criteria of a claim have to be met.
"""

from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy import stats

from homeotherm.analysis.bifurcation import fastest_change
from homeotherm.analysis.resampling import seed_interval
from homeotherm.analysis.statistics import Interval, bootstrap_interval, hedges_g, is_constant
from homeotherm.claim import Claim

RANGES = "ranges of the seeds"
CONTROL = "of the axis"
PURE = "1"
MEASURE = "of the measure"


class Criterion(NamedTuple):
    """A number with its interval, and the bounds that the claim says it lies between (excluded; may be infinite).

    `unit` is `PURE`, `MEASURE` or `CONTROL`. `scale` (same unit, above 0) makes distances from the bound comparable:
    the minimum effect; of a share or a correlation the distance from the bound to its largest value; the half width
    of a range; else the bound itself.
    """

    name: str
    observed: Interval
    lower: float
    upper: float
    unit: str
    scale: float


class Outcome(NamedTuple):
    """What a test found; the effect size is a pure number, documented with its test."""

    criteria: list[Criterion]
    effect_size: float


def difference(table: np.ndarray, claim: Claim) -> Outcome:
    """Mean paired difference, second minus first; effect size: Hedges' g of second against first."""
    first, second = table.T
    bounds = (claim.minimum_effect, np.inf) if claim.direction == "rises" else (-np.inf, -claim.minimum_effect)
    observed = bootstrap_interval(second - first)
    return Outcome(
        [Criterion("mean paired difference", observed, *bounds, MEASURE, claim.minimum_effect)], hedges_g(second, first)
    )


def same(table: np.ndarray, claim: Claim) -> Outcome:
    """Mean paired difference, second minus first, small either way; effect size: Hedges' g of second against first.

    Equivalence as in two one-sided tests (Schuirmann 1987): it is not enough that no difference was seen.
    """
    first, second = table.T
    criterion = Criterion(
        "mean paired difference", bootstrap_interval(second - first), -claim.within, claim.within, MEASURE, claim.within
    )
    return Outcome([criterion], hedges_g(second, first))


def bound(table: np.ndarray, claim: Claim) -> Outcome:
    """Mean at the condition; effect size: its distance from the bound in standard deviations over seeds.

    The distance is corrected for small samples by 1 - 3 / (4 (n - 1) - 1) (Hedges 1981).
    """
    sample = table[:, 0]
    limit, lower, upper = _sides(claim)
    effect = np.nan
    if sample.size > 1 and not is_constant(sample):
        effect = (sample.mean() - limit) / sample.std(ddof=1) * (1 - 3 / (4 * (sample.size - 1) - 1))
    criterion = Criterion("mean", bootstrap_interval(sample), lower, upper, MEASURE, abs(limit) or 1.0)
    return Outcome([criterion], float(effect))


def monotone(table: np.ndarray, claim: Claim) -> Outcome:
    """Spearman's rank correlation with the axis, per seed; effect size: its mean.

    A curve that is constant has no rank correlation; it counts as 0, for nothing rises or falls.
    """
    places = stats.rankdata(claim.control)
    sample = [0.0 if is_constant(row) else np.corrcoef(places, stats.rankdata(row))[0, 1] for row in table]
    limit, lower, upper = _sides(claim)
    observed = _possible(bootstrap_interval(sample), -1.0, 1.0)
    scale = 1.0 - limit if claim.above is not None else 1.0 + limit
    return Outcome([Criterion("rank correlation", observed, lower, upper, PURE, scale)], observed.mean)


def peak(table: np.ndarray, claim: Claim) -> Outcome:
    """Place of the peak of the mean curve, and its fall to both ends; effect size: Hedges' g of the smaller fall.

    The place is that of the largest value of a parabola through the mean over seeds (least squares), within the
    axis: a curve that only rises peaks at the end. It uses every value of the curve, unlike the vertex at the largest
    mean of `homeotherm.analysis.peak`, and hardly moves with one seed more or less, so that a few seeds have an
    interval. The falls are differences, paired by seed, of the measure between the axis' value inside the range where
    the mean is highest, and the ends.
    """
    low, high = claim.inside
    control = np.array(claim.control)
    place = seed_interval(table, lambda tables: parabola_peak(control, tables.mean(axis=-2)))
    place = _possible(place, control[0], control[-1])
    criteria = [Criterion("place of the peak", place, low, high, CONTROL, (high - low) / 2)]
    within = np.nonzero((low <= control) & (control <= high))[0]
    top = table[:, within[table[:, within].mean(axis=0).argmax()]] if table.size else table[:, 0]
    effects = []
    for name, end in (("fall to the lower end", table[:, 0]), ("fall to the upper end", table[:, -1])):
        fall = bootstrap_interval(top - end)
        criteria.append(Criterion(name, fall, claim.minimum_effect, np.inf, MEASURE, claim.minimum_effect))
        effects.append((fall.mean, hedges_g(top, end)))
    return Outcome(criteria, min(effects)[1])


def parabola_peak(control: np.ndarray, curves: np.ndarray) -> np.ndarray:
    """Return where the least-squares parabola through each curve (..., control) is largest within the axis."""
    centre, half = (control[0] + control[-1]) / 2, (control[-1] - control[0]) / 2
    places = (control - centre) / half
    powers = np.stack([np.ones_like(places), places, places**2])
    _, slope, curvature = np.moveaxis(curves @ np.linalg.pinv(powers), -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        vertex = np.clip(-slope / (2 * curvature), -1, 1)
    # rounding must not make a peak of a straight line
    straight = ~(curvature < -1e-9 * np.abs(slope))
    at_end = np.where(slope == 0, np.nan, np.sign(slope))
    return centre + half * np.where(straight, at_end, vertex)


def transition(table: np.ndarray, claim: Claim) -> Outcome:
    """Steepest step over the mean slope along the axis, per seed, and last minus first value in either direction.

    Effect size: the steepness, 1 for a straight line and at most the number of (equal) steps. A curve that does not
    change has none. The second criterion keeps noise around a constant, which has steep steps, from counting.
    """
    control = np.array(claim.control)
    steepness = bootstrap_interval([fastest_change(control, row)[3] for row in table])
    change = table[:, -1] - table[:, 0]
    direction = -1.0 if change.size and change.mean() < 0 else 1.0
    net = bootstrap_interval(direction * change)
    criteria = [
        Criterion("steepest step over mean slope", steepness, claim.above, np.inf, PURE, claim.above),
        Criterion("change along the axis", net, claim.minimum_effect, np.inf, MEASURE, claim.minimum_effect),
    ]
    return Outcome(criteria, steepness.mean)


def variance_share(table: np.ndarray, claim: Claim) -> Outcome:
    """Share of the variance of all values that lies between the conditions; effect size: this share, eta squared."""
    observed = _possible(seed_interval(table, eta_squared), 0.0, 1.0)
    criterion = Criterion("variance between conditions", observed, claim.above, np.inf, PURE, 1.0 - claim.above)
    return Outcome([criterion], observed.mean)


def eta_squared(tables: np.ndarray) -> np.ndarray:
    """Return the share of variance between the columns of each table (..., seeds, conditions); NaN if none varies."""
    columns = tables.mean(axis=-2, keepdims=True)
    centre = columns.mean(axis=-1, keepdims=True)
    between = tables.shape[-2] * ((columns - centre) ** 2).sum(axis=(-2, -1))
    total = ((tables - centre) ** 2).sum(axis=(-2, -1))
    with np.errstate(invalid="ignore"):
        return np.where(total > 0, between / total, np.nan)


def disjoint(table: np.ndarray, claim: Claim) -> Outcome:
    """Smallest gap between the ranges of two conditions, negative if they overlap; a statement about these seeds.

    It has no interval: it is what it is. Effect size: the gap as a share of the range of all values.
    """
    name = "smallest gap between ranges"
    if not table.size:
        return Outcome([Criterion(name, bootstrap_interval([]), 0.0, np.inf, MEASURE, 1.0)], np.nan)
    pairs = combinations(zip(table.min(axis=0), table.max(axis=0), strict=True), 2)
    gap = float(min(max(low - other_high, other_low - high) for (low, high), (other_low, other_high) in pairs))
    whole = float(np.ptp(table))
    observed = Interval(gap, gap, gap, table.shape[0], RANGES)
    return Outcome([Criterion(name, observed, 0.0, np.inf, MEASURE, whole or 1.0)], gap / whole if whole else np.nan)


def _possible(interval: Interval, smallest: float, largest: float) -> Interval:
    """Cut an interval to the values that the number can have at all; Student's t does not know them."""
    low, high = np.clip([interval.low, interval.high], smallest, largest)
    return interval._replace(low=float(low), high=float(high))


def _sides(claim: Claim) -> tuple[float, float, float]:
    """Return the number of a one-sided claim and the bounds that it makes."""
    if claim.above is not None:
        return claim.above, claim.above, np.inf
    return claim.below, -np.inf, claim.below


TESTS: dict[str, Callable[[np.ndarray, Claim], Outcome]] = {
    "difference": difference, "bound": bound, "monotone": monotone, "peak": peak, "transition": transition,
    "variance_share": variance_share, "disjoint": disjoint, "same": same,
}  # fmt: skip
