"""Where an inverted U has its peak, and whether it is one: a bootstrap over seeds."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import ArrayLike

from homeotherm.analysis.critical import labels, lines
from homeotherm.analysis.robustness import condition_columns
from homeotherm.analysis.statistics import mean

PERCENTILE = "percentile bootstrap"
SINGLE = "one seed"
NONE = "no value"


class Peak(NamedTuple):
    """The peak of a mean curve.

    Attributes
    ----------
    estimate : float
        Control value of the peak.
    low, high : float
        Its confidence interval, NaN with one seed.
    n : int
        Seeds with a value.
    method : str
        How the interval was made.
    height : float
        Value of the curve at the peak.
    interior : float
        1 if the curve is lower at both ends of the axis than at its peak, else 0; NaN without a curve.
    interior_share : float
        Share of the resamples of the seeds whose curves have an interior peak.
    """

    estimate: float
    low: float
    high: float
    n: int
    method: str
    height: float
    interior: float
    interior_share: float


def peak(control: ArrayLike, values: ArrayLike, confidence: float = 0.95, resamples: int = 9999, seed: int = 0) -> Peak:
    """Return the peak of the mean over seeds along a control axis.

    A parabola through the largest mean and its two neighbours has the peak at its vertex. A largest mean at an end of
    the axis is the peak itself, and not interior; of several equal largest means (a plateau) the peak is half-way
    between the first and the last. Whole seeds are drawn with replacement, so that the dependence between the control
    values of a seed is kept; the interval spans the middle of the resampled peaks. Below 8 seeds or so it is too short.

    Parameters
    ----------
    control
        Increasing control values, shape (C,).
    values
        One curve per seed, shape (C, seeds); control values without any finite value are left out.
    confidence, resamples, seed
        Coverage of the interval, resamples of the seeds, and seed of the resampling.

    Returns
    -------
    Peak
        NaN with fewer than three control values.
    """
    control, values = np.asarray(control, dtype=float), np.asarray(values, dtype=float)
    values = values[:, np.isfinite(values).any(axis=0)]
    known = np.isfinite(values).any(axis=1)
    control, values = control[known], values[known]
    if control.size < 3:
        return Peak(np.nan, np.nan, np.nan, 0, NONE, np.nan, np.nan, np.nan)
    # the order of the seeds must not matter to a bit; missing values sort last
    values = values[:, np.lexsort(values[::-1])]
    means = np.array([mean(sample) for sample in values])
    place, height, interior = (float(found[0]) for found in _vertices(control, means[np.newaxis]))
    count = values.shape[1]
    if count < 2:
        return Peak(place, np.nan, np.nan, count, SINGLE, height, interior, np.nan)
    drawn = np.random.default_rng(seed).integers(0, count, (resamples, count))
    weight = np.apply_along_axis(np.bincount, 1, drawn, minlength=count).astype(float)
    number = weight @ np.isfinite(values).T.astype(float)
    total = weight @ np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0).T
    curves = np.divide(total, number, out=np.full(total.shape, -np.inf), where=number > 0)
    places, _, inside = _vertices(control, curves)
    low, high = np.quantile(places, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Peak(place, float(low), float(high), count, PERCENTILE, height, interior, float(inside.mean()))


def _vertices(control: np.ndarray, curves: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return control value, height and interiority of the peak of each curve (row); -inf is a missing value."""
    last_place = control.size - 1
    top = curves.max(axis=1, keepdims=True)
    # sums of the same seeds in another order differ by rounding: such means are equal
    equal = curves >= top - 1e-12 * np.abs(top)
    first, last = equal.argmax(axis=1), last_place - equal[:, ::-1].argmax(axis=1)
    interior = (first > 0) & (last < last_place)
    places, heights = (control[first] + control[last]) / 2, top[:, 0].copy()
    rows = np.arange(len(curves))
    at = np.clip(first, 1, last_place - 1)
    left, right = curves[rows, at - 1], curves[rows, at + 1]
    fitted = (first == last) & interior & np.isfinite(left) & np.isfinite(right)
    rows, at, left, right = rows[fitted], at[fitted], left[fitted], right[fitted]
    middle = curves[rows, at]
    x0, x1, x2 = control[at - 1], control[at], control[at + 1]
    rise, fall = (middle - left) / (x1 - x0), (right - middle) / (x2 - x1)
    curvature = (fall - rise) / (x2 - x0)
    vertex = (x0 + x1) / 2 - rise / (2 * curvature)
    places[rows] = vertex
    heights[rows] = left + (vertex - x0) * (rise + curvature * (vertex - x1))
    return places, heights, interior


def peak_table(
    dataset: xr.Dataset,
    measures: Sequence[str],
    control: str = "temperature",
    phase: str = "after",
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the peak of each measure along an axis, for every combination of the other axes.

    Parameters
    ----------
    dataset, measures, control, phase
        As in `critical_table`.
    confidence, resamples, seed
        Of `peak`.

    Returns
    -------
    pandas.DataFrame
        A column per other axis, then `measure`, `units`, `phase`, `control` (with unit) and the fields of `Peak`.
    """
    rows = []
    for measure in measures:
        for line in lines(dataset, measure, control, phase):
            found = peak(line[control].values, line.values, confidence, resamples, seed)
            rows.append(condition_columns(line) | labels(dataset, measure, phase, control) | found._asdict())
    return pd.DataFrame(rows)
