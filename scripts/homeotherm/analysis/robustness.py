"""Robustness over seeds: conditions with their intervals, comparisons between states, shares of variance.

Tables are tidy: one row per condition (or comparison) and measure. A swept axis becomes a column; where its
values are plain numbers the column name says the unit (`temperature_celsius`).
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.statistics import (
    bootstrap_interval,
    cliffs_delta,
    disjoint,
    finite,
    finite_pairs,
    hedges_g,
    holm,
    is_constant,
    permutation_p,
    smallest_permutation_p,
    variance_share,
    variance_share_by_chance,
)
from homeotherm.nothing_measured import refuse_if_nothing_is_measured

NORMAL_TEMPERATURE = 37.0  # °C
COMPARISON_COLUMNS = (
    "measure", "units", "phase", "axis", "first", "second", "n", "difference", "difference_low", "difference_high",
    "method", "hedges_g", "cliffs_delta", "p", "smallest_possible_p", "holm_p", "smallest_possible_holm_p", "disjoint",
)  # fmt: skip


def axis_names(dataset: xr.Dataset) -> tuple[str, ...]:
    """Return the swept axes of a dataset: the dimensions of `status` but `seed`.

    Raises
    ------
    ValueError
        If there is no `status` along `seed`: then it is no dataset of a study.
    """
    if "status" not in dataset.data_vars or "seed" not in dataset["status"].dims:
        raise ValueError("no status along seed in the dataset: it is not the dataset of a study")
    return tuple(str(axis) for axis in dataset["status"].dims if axis != "seed")


def measure_names(dataset: xr.Dataset) -> list[str]:
    """Return the measures that are one number per point (or per point and phase), in the dataset's order."""
    points = set(dataset["status"].dims)
    return [
        str(name)
        for name, variable in dataset.data_vars.items()
        if name != "status" and variable.dtype.kind == "f" and points <= set(variable.dims) <= points | {"phase"}
    ]


def seed_values(dataset: xr.Dataset, measure: str, phase: str = "after") -> xr.DataArray:
    """Return one number per swept axis and seed, dims (axes..., seed), NaN where the point is not ok.

    Parameters
    ----------
    dataset
        Dataset of a study.
    measure
        Name of the measure.
    phase
        Which phase to take of a measure that has both, `before` or `after` training.

    Raises
    ------
    ValueError
        If the dataset has no such measure or phase, or the measure is not one number per point.
    SimulationError
        If it has none because no point of the study is ok.
    """
    if measure not in dataset.data_vars or measure == "status":
        refuse_if_nothing_is_measured(dataset, f"analysis of {measure}")
        known = ", ".join(measure_names(dataset))
        raise ValueError(f"no measure {measure!r} in the dataset; it has: {known}")
    values = dataset[measure]
    if "phase" in values.dims:
        phases = [str(label) for label in values["phase"].values]
        if phase not in phases:
            raise ValueError(f"no phase {phase!r} of {measure!r}; there are: {', '.join(phases)}")
        values = values.isel(phase=phases.index(phase), drop=True)
    points = (*axis_names(dataset), "seed")
    if set(values.dims) != set(points):
        raise ValueError(f"{measure!r} is not one number per point: it has {', '.join(map(str, values.dims))}")
    return values.where(dataset["status"] == 0).transpose(*points).assign_attrs(dataset[measure].attrs)


def column_name(name: str, units: str) -> str:
    """Return the column of an axis, with its unit: temperature in degree_Celsius → temperature_celsius."""
    if units in ("", "1"):
        return name
    suffix = units.replace("degree_Celsius", "celsius").replace(" ", "_").replace("-1", "")
    if units.count("-1") == 1:  # "nS s-1" → "nS_per_s"
        *numerator, denominator = suffix.split("_")
        suffix = "_".join([*numerator, "per", denominator])
    return name if name.endswith(f"_{suffix}") else f"{name}_{suffix}"


def condition_columns(values: xr.DataArray) -> dict:
    """Return column → value of the scalar coordinates of a selection: the condition that it belongs to."""
    columns = {}
    for name, coordinate in values.coords.items():
        if coordinate.ndim == 0 and name not in ("seed", "phase"):
            columns[column_name(str(name), str(coordinate.attrs.get("units", "")))] = coordinate.values.item()
    return columns


def each_condition(values: xr.DataArray, keep: Sequence[str] = ("seed",)) -> Iterator[xr.DataArray]:
    """Yield the selections of an array at every combination of the axes that are not kept."""
    others = [axis for axis in values.dims if axis not in keep]
    for position in np.ndindex(*(values.sizes[axis] for axis in others)):
        yield values.isel(dict(zip(others, position, strict=True)))


def _labels(dataset: xr.Dataset, measure: str, phase: str) -> dict:
    """Return the columns that name a measure; `phase` is empty for a measure without phases."""
    return {
        "measure": measure,
        "units": dataset[measure].attrs.get("units", ""),
        "phase": phase if "phase" in dataset[measure].dims else "",
    }


def seed_variation(values: np.ndarray) -> float:
    """Return the coefficient of variation over seeds, σ / |mean| (σ with n − 1).

    NaN below two values, and where the mean is nearer to zero than its standard error: the ratio then says
    nothing.
    """
    sample = finite(values)
    if sample.size < 2:
        return np.nan
    if is_constant(sample):
        return 0.0 if sample[0] != 0 else np.nan
    mean, deviation = abs(sample.mean()), sample.std(ddof=1)
    return float(deviation / mean) if mean > deviation / np.sqrt(sample.size) else np.nan


def condition_table(
    dataset: xr.Dataset,
    measures: Sequence[str] | None = None,
    phase: str = "after",
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Return mean, interval and variation over seeds of every condition and measure.

    Parameters
    ----------
    dataset
        Dataset of a study.
    measures
        Names; None takes all that are one number per point.
    phase
        Phase of the measures that have both.
    confidence, resamples, seed
        Of `bootstrap_interval`.

    Returns
    -------
    pandas.DataFrame
        A column per axis, then `measure`, `units`, `phase`, `mean`, `low`, `high`, `n` (seeds with a value),
        `method` (of the interval), `seed_variation` (σ / |mean|).
    """
    rows = []
    for measure in measure_names(dataset) if measures is None else measures:
        for condition in each_condition(seed_values(dataset, measure, phase)):
            interval = bootstrap_interval(condition.values, confidence, resamples, seed)
            rows.append(
                condition_columns(condition)
                | _labels(dataset, measure, phase)
                | interval._asdict()
                | {"seed_variation": seed_variation(condition.values)}
            )
    return pd.DataFrame(rows)


def comparison_axis(dataset: xr.Dataset, axis: str = "state") -> tuple[str, list[int]]:
    """Return the axis to compare along and the positions on it to compare.

    All positions of the axis asked for; if that is `state` and the study has none, the lowest temperature,
    the one nearest to 37 °C and the highest.

    Raises
    ------
    ValueError
        If the dataset has neither.
    """
    axes = axis_names(dataset)
    if axis in axes:
        return axis, list(range(dataset.sizes[axis]))
    if axis == "state" and "temperature" in axes:
        temperature = dataset["temperature"].values
        nearest = np.abs(temperature - NORMAL_TEMPERATURE).argmin()
        positions = {int(temperature.argmin()), int(nearest), int(temperature.argmax())}
        return "temperature", sorted(positions, key=lambda position: temperature[position])
    raise ValueError(f"no axis {axis!r} to compare along; the dataset has: {', '.join(axes) or 'none'}")


def comparisons(
    dataset: xr.Dataset,
    measures: Sequence[str] | None = None,
    axis: str = "state",
    phase: str = "after",
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the labels of an axis pairwise, at equal other conditions, paired by seed.

    Seeds without a value at either label are left out of a row; differences are second minus first.

    Parameters
    ----------
    dataset, measures, phase, confidence, resamples, seed
        As in `condition_table`; `resamples` also of the permutation test.
    axis
        Axis to compare along, see `comparison_axis`.

    Returns
    -------
    pandas.DataFrame
        A column per other axis, then

        - `measure`, `units`, `phase`,
        - `axis` (name, with unit), `first`, `second` (labels),
        - `n` (seeds with a value at both),
        - `difference`, `difference_low`, `difference_high`, `method`: mean paired difference and its
          interval,
        - `hedges_g`, `cliffs_delta`,
        - `p`: permutation within pairs, two-sided, exact up to 13 pairs,
        - `smallest_possible_p`: what `p` would be for the largest effect with this many seeds. Three seeds
          cannot give less than 0.25: a `p` that equals it says that there are too few seeds to tell, not that
          there is no effect,
        - `holm_p`: `p` corrected for all rows of this table (Holm 1979); `smallest_possible_holm_p` is what
          it would be if every row had its smallest possible p: the more rows, the less few seeds can show,
        - `disjoint`: whether the ranges over these seeds do not overlap.

        No row, and no columns of axes, if the axis has one label only, as in a ramp from one temperature.
    """
    axis, positions = comparison_axis(dataset, axis)
    axis_column = column_name(axis, str(dataset[axis].attrs.get("units", "")))
    labels = dataset[axis].values.tolist()
    rows = []
    for measure in measure_names(dataset) if measures is None else measures:
        values = seed_values(dataset, measure, phase)
        for line in each_condition(values, keep=(axis, "seed")):
            line = line.transpose(axis, "seed")
            for one, other in combinations(positions, 2):
                first, second = finite_pairs(line.values[one], line.values[other])
                difference = bootstrap_interval(second - first, confidence, resamples, seed)
                rows.append(
                    condition_columns(line)
                    | _labels(dataset, measure, phase)
                    | {
                        "axis": axis_column,
                        "first": labels[one],
                        "second": labels[other],
                        "n": difference.n,
                        "difference": difference.mean,
                        "difference_low": difference.low,
                        "difference_high": difference.high,
                        "method": difference.method,
                        "hedges_g": hedges_g(second, first),
                        "cliffs_delta": cliffs_delta(second, first),
                        "p": permutation_p(second, first, paired=True, resamples=resamples, seed=seed),
                        "smallest_possible_p": smallest_permutation_p(
                            difference.n, difference.n, paired=True, resamples=resamples
                        ),
                        "disjoint": disjoint([first, second]),
                    }
                )
    if not rows:
        return pd.DataFrame(columns=list(COMPARISON_COLUMNS))
    table = pd.DataFrame(rows)
    before = table.columns.get_loc("disjoint")
    table.insert(before, "holm_p", holm(table["p"]))
    table.insert(before + 1, "smallest_possible_holm_p", holm(table["smallest_possible_p"]))
    return table


def variance_table(
    dataset: xr.Dataset,
    measures: Sequence[str] | None = None,
    axis: str = "state",
    phase: str = "after",
) -> pd.DataFrame:
    """Return the share of the variance over seeds and conditions that lies between conditions (η²).

    Three kinds of row per measure: between the labels of the axis at each combination of the other axes
    (`scope` is `fixed`; only if there are others), between its labels with everything else pooled
    (`overall`), and between all conditions (`between` is `condition`, `scope` is `overall`). The columns of
    the other axes are empty (NaN) in overall rows.

    Parameters
    ----------
    dataset, measures, phase
        As in `condition_table`.
    axis
        Axis whose labels are the groups; all temperatures if `state` is asked for and the study has none.

    Returns
    -------
    pandas.DataFrame
        A column per other axis, then `measure`, `units`, `phase`, `between`, `scope`, `groups` (with a
        value), `n` (values), `variance_share` (η²), `variance_share_by_chance` (expected if nothing differed:
        large with few seeds), `disjoint` (whether the ranges of all groups do not overlap).
    """
    axis, _ = comparison_axis(dataset, axis)
    others = [name for name in axis_names(dataset) if name != axis]
    rows = []
    for measure in measure_names(dataset) if measures is None else measures:
        values = seed_values(dataset, measure, phase)
        labels = _labels(dataset, measure, phase)
        common = condition_columns(values) | labels
        if others:
            for line in each_condition(values, keep=(axis, "seed")):
                rows.append(
                    condition_columns(line)
                    | labels
                    | {"between": axis, "scope": "fixed"}
                    | _shares(list(line.transpose(axis, "seed").values))
                )
        pooled = values.transpose(axis, ...).values.reshape(values.sizes[axis], -1)
        rows.append(common | {"between": axis, "scope": "overall"} | _shares(list(pooled)))
        every = [condition.values for condition in each_condition(values)]
        rows.append(common | {"between": "condition", "scope": "overall"} | _shares(every))
    return pd.DataFrame(rows)


def _shares(groups: list[np.ndarray]) -> dict:
    """Return the columns of one row of the variance table."""
    sizes = [finite(group).size for group in groups]
    return {
        "groups": sum(size > 0 for size in sizes),
        "n": sum(sizes),
        "variance_share": variance_share(groups),
        "variance_share_by_chance": variance_share_by_chance(sizes),
        "disjoint": disjoint(groups),
    }
