"""Degeneracy of regulated cells: how widely their conductances spread, and which of them go together.

The measures are those of `homeotherm.measures.conductance_space`, over the cells of one simulation.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.robustness import axis_names, column_name, each_condition
from homeotherm.analysis.treatment import treatment
from homeotherm.measures.conductance_space import (
    coefficients_of_variation,
    participation_ratio,
    rank_correlations,
    ratio_preservation_error,
)

COLUMNS = ("seed", "phase", "statistic", "channel", "other_channel", "value", "units", "cells")
STATISTICS = (
    "coefficient_of_variation", "rank_correlation", "participation_ratio", "ratio_error_median", "ratio_error_largest",
)  # fmt: skip


def degeneracy_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the statistics of conductances per condition, seed and tested moment.

    Parameters
    ----------
    dataset
        Of a study of regulated cells: `conductance` over cell, channel and phase.

    Returns
    -------
    pandas.DataFrame
        A column per axis, then `seed`, `phase`, `statistic`, `channel`, `other_channel` (of correlations), `value`,
        `units` and `cells` (how many entered). Statistics are

        - `coefficient_of_variation` of every channel,
        - `rank_correlation` (Spearman) of every two channels,
        - `participation_ratio` of all channels, blocked ones included, for their conductances are still made,
        - `ratio_error_median` and `ratio_error_largest` over cells: how far the conductances that homeostasis moves and
          neuromodulation leaves alone have left their ratios of the first moment, see `ratio_preservation_error`.

        Statistics of a point that failed are NaN.
    """
    rows = []
    for condition in each_condition(dataset["conductance"], ("seed", "cell", "channel", "phase")):
        selection = dataset.sel({axis: condition[axis] for axis in axis_names(dataset)})
        alone = [name for name in condition["channel"].values if name not in treatment(selection).pair]
        labels = {
            column_name(axis, str(dataset[axis].attrs.get("units", ""))): condition[axis].item()
            for axis in axis_names(dataset)
        }
        for seed in condition["seed"].values:
            of_seed = condition.sel(seed=seed).where(selection["status"].sel(seed=seed) == 0)
            for phase in of_seed["phase"].values:
                about = {**labels, "seed": seed, "phase": str(phase)}
                rows += [about | row for row in _statistics(of_seed, str(phase), alone)]
    frame = pd.DataFrame(rows)
    labels = [name for name in frame if name not in COLUMNS]
    return frame[[*labels, *COLUMNS]]


def _statistics(conductance: xr.DataArray, phase: str, alone: list[str]) -> Iterator[dict]:
    """Yield the statistics of one simulation at one moment."""
    ordered = conductance.transpose("cell", "channel", "phase")
    values = ordered.sel(phase=phase).values.astype(float)
    channels = [str(name) for name in ordered["channel"].values]
    cells = int(np.isfinite(values).all(axis=1).sum())

    def row(statistic: str, value: float, channel: str = "", other: str = "", number: int = cells) -> dict:
        return {
            "statistic": statistic, "channel": channel, "other_channel": other, "value": float(value), "units": "1",
            "cells": number,
        }  # fmt: skip

    for channel, value in zip(channels, coefficients_of_variation(values), strict=True):
        yield row("coefficient_of_variation", value, channel)
    correlations = rank_correlations(values)
    for first, second in combinations(range(len(channels)), 2):
        yield row("rank_correlation", correlations[first, second], channels[first], channels[second])
    yield row("participation_ratio", participation_ratio(values).ratio)
    start = str(ordered["phase"].values[0])
    if phase != start:
        regulated = ordered.sel(channel=alone)
        error = ratio_preservation_error(regulated.sel(phase=start).values, regulated.sel(phase=phase).values)
        error = error[np.isfinite(error)]
        for statistic, of_cells in (("ratio_error_median", np.median), ("ratio_error_largest", np.max)):
            yield row(statistic, of_cells(error) if error.size else np.nan, number=error.size)
