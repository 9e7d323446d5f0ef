"""Where along a control axis a network changes over, seed by seed, and whether it has two states there."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import ArrayLike

from homeotherm.analysis.bifurcation import along_control, cluster_branches, fastest_change, seed_spread
from homeotherm.analysis.robustness import axis_names, column_name, condition_columns, each_condition, seed_values
from homeotherm.analysis.statistics import bootstrap_interval, finite, finite_pairs, hedges_g, mean

START_AXIS = "initial_scale"
BRANCH_FACTOR = 5.0
BRANCH_SHARE = 0.01


def crossing(control: ArrayLike, values: ArrayLike, level: float, rising: bool) -> float:
    """Return the control value at which a noisy curve crosses a level from one side to the other.

    The curve is cut where fewest values lie on the wrong side of the level (the step function that misplaces fewest
    values), and the crossing is interpolated linearly between the two neighbours of the cut. A curve that crosses once
    is cut there. Cuts that are equally good are averaged.

    Parameters
    ----------
    control
        Increasing control values, shape (C,).
    values
        The curve, shape (C,); not finite values are left out.
    level
        In the unit of the values.
    rising
        Whether the curve lies below the level at low control values, or above it.

    Returns
    -------
    float
        NaN if no cut is better than none, and without a finite level.
    """
    control, values = np.asarray(control, dtype=float), np.asarray(values, dtype=float)
    known = np.isfinite(values)
    control, values = control[known], (values[known] if rising else -values[known])
    level = level if rising else -level
    if control.size < 2 or not np.isfinite(level):
        return np.nan
    below = values < level
    misplaced = np.concatenate([[0], np.cumsum(~below)]) + np.concatenate([np.cumsum(below[::-1])[::-1], [0]])
    if misplaced[1:-1].min() >= min(misplaced[0], misplaced[-1]):
        return np.nan
    # At the best cut the left neighbour lies below the level and the right one does not: else its neighbour is better.
    right = np.flatnonzero(misplaced[1:-1] == misplaced[1:-1].min()) + 1
    share = (level - values[right - 1]) / (values[right] - values[right - 1])
    return float(np.mean(control[right - 1] + share * (control[right] - control[right - 1])))


def critical_table(
    dataset: xr.Dataset,
    measures: Sequence[str],
    control: str = "temperature",
    phase: str = "after",
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the control value at which each measure passes half of its change along the axis.

    The level is half-way between the means over seeds at the lowest and at the highest control value, the same for
    all seeds of a condition; where each seed crosses it is found by `crossing`.

    Parameters
    ----------
    dataset
        Dataset of a study.
    measures
        Names of measures that are one number per point.
    control
        Swept axis with numbers, or `metabolic_rate` along `state`.
    phase
        Of measures that have both.
    confidence, resamples, seed
        Of `bootstrap_interval`.

    Returns
    -------
    pandas.DataFrame
        A column per other axis, then `measure`, `units`, `phase`, `control` (with unit), `estimate` (mean over
        seeds), `low`, `high`, `n` (seeds that cross the level), `method`, `level`, `change` (highest minus lowest
        control value, mean of pairs of one seed) with `change_low`, `change_high`, and `steepness` (largest slope of
        the mean curve over its mean slope; 1 on a straight line). An estimate means something only where the interval
        of the change excludes 0, and a threshold only where the steepness is well above 1.
    """
    rows = []
    for measure in measures:
        for line in lines(dataset, measure, control, phase):
            means = np.array([mean(sample) for sample in line.values])
            known = np.flatnonzero(np.isfinite(means))
            first, last = (known[0], known[-1]) if known.size > 1 else (0, 0)
            level = (means[first] + means[last]) / 2 if known.size > 1 else np.nan
            low, high = finite_pairs(line.values[first], line.values[last])
            change = bootstrap_interval(high - low if known.size > 1 else [], confidence, resamples, seed)
            places = [crossing(line[control], values, level, means[last] > means[first]) for values in line.values.T]
            interval = bootstrap_interval(places, confidence, resamples, seed)
            rows.append(
                condition_columns(line)
                | labels(dataset, measure, phase, control)
                | {"estimate": interval.mean, "low": interval.low, "high": interval.high}
                | {"n": interval.n, "method": interval.method, "level": level}
                | {"change": change.mean, "change_low": change.low, "change_high": change.high}
                | {"steepness": fastest_change(line[control].values.astype(float), means)[3]}
            )
    return pd.DataFrame(rows)


def bistability_table(
    dataset: xr.Dataset,
    measure: str = "weight_mean",
    phase: str = "after",
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how far apart networks end that started from the lowest and from the highest weight.

    A network with one state forgets where it started; with two stable states it stays on its side. The duration of
    training bounds what can be said: slow forgetting looks the same, see the measure `weight_final_slope`.

    Parameters
    ----------
    dataset
        Dataset of a study with the axis `initial_scale`.
    measure, phase
        What to compare at the end.
    confidence, resamples, seed
        Of `bootstrap_interval`.

    Returns
    -------
    pandas.DataFrame
        A column per other axis, then `measure`, `units`, `phase`, `control` (`initial_scale`), `estimate` (started
        highest minus started lowest, mean of pairs of one seed), `low`, `high`, `n` (pairs), `method`, `separation`
        (the difference in pooled standard deviations over seeds, Hedges' g), `branches` (groups that all starts and
        seeds of the condition fall into, see `cluster_branches`) and `branch_tolerance`: 5 times the largest spread
        between seeds of one start (`seed_spread`) over all conditions, NaN with too few seeds to know it.

    Raises
    ------
    ValueError
        If the dataset has no such axis with two values.
    """
    if START_AXIS not in axis_names(dataset) or dataset.sizes[START_AXIS] < 2:
        raise ValueError(f"bistability needs the axis {START_AXIS} with two values; axes: {axis_names(dataset)}")
    values = seed_values(dataset, measure, phase).sortby(START_AXIS).transpose(..., START_AXIS, "seed")
    tolerance = BRANCH_FACTOR * seed_spread([sample.values for sample in each_condition(values)])
    rows = []
    for condition in each_condition(values, keep=(START_AXIS, "seed")):
        low, high = finite_pairs(condition.values[0], condition.values[-1])
        interval = bootstrap_interval(high - low, confidence, resamples, seed)
        known = np.isfinite(tolerance) and finite(condition.values).size > 0
        rows.append(
            condition_columns(condition)
            | labels(dataset, measure, phase, START_AXIS)
            | {"estimate": interval.mean, "low": interval.low, "high": interval.high}
            | {"n": interval.n, "method": interval.method, "separation": hedges_g(high, low)}
            | {
                "branches": float(len(cluster_branches(condition.values, tolerance, BRANCH_SHARE)))
                if known
                else np.nan,
                "branch_tolerance": tolerance,
            }
        )
    return pd.DataFrame(rows)


def labels(dataset: xr.Dataset, measure: str, phase: str, control: str) -> dict:
    """Return the columns that name a measure and the axis that it is followed along."""
    return {
        "measure": measure,
        "units": dataset[measure].attrs.get("units", ""),
        "phase": phase if "phase" in dataset[measure].dims else "",
        "control": column_name(control, str(dataset[control].attrs.get("units", ""))),
    }


def lines(dataset: xr.Dataset, measure: str, control: str, phase: str):
    """Yield the measure along the control axis, dims (control, seed), for every combination of the other axes."""
    values = along_control(dataset, control, seed_values(dataset, measure, phase))
    return each_condition(values, keep=(control, "seed"))
