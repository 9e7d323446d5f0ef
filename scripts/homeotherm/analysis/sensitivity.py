"""Sensitivity analysis of a sampled design: which factors decide a measure, and which do not matter.

A trajectory of Morris or a block of Sobol counts only if every one of its points has a value, at every seed: one point
less would leave factors compared on different networks. What is dropped is counted in every row.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.axes import PRIMARY_MEASURES
from homeotherm.analysis.morris import effect_statistics, elementary_effects
from homeotherm.analysis.robustness import seed_values
from homeotherm.analysis.sobol import sobol_indices
from homeotherm.analysis.statistics import holm

GROUP = {"morris": "trajectories", "sobol": "blocks"}


class DesignOf(NamedTuple):
    """The sampled design of a dataset; `factors` maps names to their lowest and highest value."""

    method: str
    factors: dict[str, tuple[float, float]]
    group_size: int
    second_order: bool


class Sample(NamedTuple):
    """What of a measure enters an analysis.

    Attributes
    ----------
    places : (groups, rows, factors), factors scaled by their ranges, from 0 to 1
    values : (groups, rows, seeds), all finite
    groups : numbers of the trajectories or blocks that are complete
    dropped : how many are not
    missing : points without a value
    """

    places: np.ndarray
    values: np.ndarray
    groups: np.ndarray
    dropped: int
    missing: int


def design_of(dataset: xr.Dataset) -> DesignOf:
    """Return the design that a dataset was sampled by.

    Raises
    ------
    ValueError
        If it was not sampled, or does not hold the whole design.
    """
    if "design_json" not in dataset.attrs or "sample" not in dataset.dims:
        raise ValueError("the dataset has no sampled design: sensitivity needs a study with the key 'design'")
    about = json.loads(dataset.attrs["design_json"])
    expected = about["groups"] * about["group_size"]
    if dataset.sizes["sample"] != expected:
        raise ValueError(f"the dataset has {dataset.sizes['sample']} of {expected} positions of its design")
    factors = {name: (ends["low"], ends["high"]) for name, ends in about["factors"].items()}
    return DesignOf(about["method"], factors, about["group_size"], bool(about.get("second_order", False)))


def measures_of(dataset: xr.Dataset, measures: Sequence[str] | None = None) -> list[str]:
    """Return the measures asked for, or the primary ones that the dataset has."""
    return [name for name in PRIMARY_MEASURES if name in dataset.data_vars] if measures is None else list(measures)


def sample_of(dataset: xr.Dataset, measure: str, phase: str = "after") -> Sample:
    """Return the complete trajectories or blocks of a measure.

    Raises
    ------
    ValueError
        As `design_of` and `seed_values`.
    """
    design = design_of(dataset)
    dataset = dataset.sortby("sample")
    values = seed_values(dataset, measure, phase).transpose("sample", "seed").values
    values = values.reshape(-1, design.group_size, values.shape[1])
    columns = [(dataset[name].values - low) / (high - low) for name, (low, high) in design.factors.items()]
    places = np.stack(columns, axis=-1).reshape(*values.shape[:2], len(columns))
    there = np.isfinite(values)
    complete = there.all(axis=(1, 2))
    return Sample(
        places[complete], values[complete], np.flatnonzero(complete), int((~complete).sum()), int((~there).sum())
    )


def sensitivity_table(
    dataset: xr.Dataset,
    measures: Sequence[str] | None = None,
    phase: str = "after",
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the sensitivity of measures to every factor of a sampled design.

    Parameters
    ----------
    dataset
        Dataset of a study with a sampled design.
    measures
        Names; None takes the primary ones that the dataset has.
    phase
        Phase of the measures that have both, `before` or `after` training.
    confidence, resamples, seed
        Of the intervals, which come from trajectories or blocks, not from seeds.

    Returns
    -------
    pandas.DataFrame
        A row per measure and factor: `measure`, `units`, `phase`, `method`, `factor`, `factor_units`, `factor_low`,
        `factor_high`; then for Morris

        - `mu`, `mu_star` with `mu_star_low`, `mu_star_high`, `interval` (how it was made), `sigma`, in the unit of the
          measure per range of the factor; `sign` of mu (1, 0, -1),
        - `noise_floor`: the mu* that seeds alone would give, `p`: the chance of such effects without any, `holm_p`:
          corrected for all rows (Holm 1979); see `effect_statistics`,

        and for Sobol

        - `first_order`, `total_order` with `_low` and `_high`; pairs of factors, if the design has them, are further
          rows with `other_factor` and `second_order`,
        - `noise_floor`: the total order that seeds alone would give, `noise_share` of the variance; see
          `sobol_indices`;

        then the sample: `trajectories` or `blocks` that entered, how many were `dropped` because of missing points,
        `seeds`, `points` that entered, and `points_missing`, which have no value.
    """
    design = design_of(dataset)
    rows = _morris_rows if design.method == "morris" else _sobol_rows
    parts = []
    for measure in measures_of(dataset, measures):
        sample = sample_of(dataset, measure, phase)
        labels = {
            "measure": measure,
            "units": dataset[measure].attrs.get("units", ""),
            "phase": phase if "phase" in dataset[measure].dims else "",
            "method": design.method,
        }
        size = {
            GROUP[design.method]: sample.groups.size,
            "dropped": sample.dropped,
            "seeds": sample.values.shape[2],
            "points": sample.values.size,
            "points_missing": sample.missing,
        }
        for numbers in rows(design, sample, confidence, resamples, seed):
            factor = numbers["factor"]
            low, high = design.factors[factor]
            about = {"factor_units": dataset[factor].attrs["units"], "factor_low": low, "factor_high": high}
            parts.append(labels | {"factor": factor} | about | numbers | size)
    table = pd.DataFrame(parts)
    if "p" in table:
        table.insert(table.columns.get_loc("p") + 1, "holm_p", holm(table["p"]))
    return table


def _morris_rows(design: DesignOf, sample: Sample, confidence: float, resamples: int, seed: int) -> list[dict]:
    effects = elementary_effects(sample.places, sample.values)
    rows = []
    for number, factor in enumerate(design.factors):
        found = effect_statistics(effects[:, number], confidence, resamples, seed)
        rows.append(
            {
                "factor": factor,
                "mu": found.mu,
                "mu_star": found.mu_star.mean,
                "mu_star_low": found.mu_star.low,
                "mu_star_high": found.mu_star.high,
                "interval": found.mu_star.method,
                "sigma": found.sigma,
                "sign": np.sign(found.mu),
                "noise_floor": found.noise_floor,
                "p": found.p,
            }
        )
    return rows


def _sobol_rows(design: DesignOf, sample: Sample, confidence: float, resamples: int, seed: int) -> list[dict]:
    names = list(design.factors)
    found = sobol_indices(sample.values, len(names), design.second_order, confidence, resamples, seed)
    noise = {"noise_share": found.noise_share}
    rows = []
    for number, factor in enumerate(names):
        first, total = found.first[number], found.total[number]
        rows.append(
            {
                "factor": factor,
                "first_order": first,
                "first_order_low": first - found.first_half[number],
                "first_order_high": first + found.first_half[number],
                "total_order": total,
                "total_order_low": total - found.total_half[number],
                "total_order_high": total + found.total_half[number],
                "noise_floor": found.noise_floor[number],
            }
            | noise
        )
    if design.second_order:
        for one, other in zip(*np.triu_indices(len(names), 1), strict=True):
            pair, half = found.pair[one, other], found.pair_half[one, other]
            rows.append(
                {
                    "factor": names[one],
                    "other_factor": names[other],
                    "second_order": pair,
                    "second_order_low": pair - half,
                    "second_order_high": pair + half,
                }
                | noise
            )
    return rows
