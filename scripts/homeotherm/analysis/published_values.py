"""Numbers that a paper gives for a population of cells, beside those of a study's dataset.

A file of published values has the columns `measure`, `where` (``dim=label;dim=label``, of the dims that are not cells),
`statistic` over cells (`mean`, `median` or `variation`, the standard deviation over the mean), `value`, and `deviation`
(standard deviation over the paper's cells, where it is known).
"""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.robustness import axis_names
from homeotherm.errors import InputError, listed, nearest
from homeotherm.files import read_table

COLUMNS = ("measure", "where", "statistic", "value", "deviation")
STATISTICS = ("mean", "median", "variation")
NORMAL = 1.959963984540054
"""Half width of a 95 % interval in standard errors."""


def read_published(path: Path) -> pd.DataFrame:
    """Read a file of published values.

    Raises
    ------
    InputError
        If a column is missing, or a statistic is unknown.
    """
    table = read_table(path)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise InputError(f"{path}: {listed(missing)} is missing; required: {listed(COLUMNS)}")
    for name in table["statistic"].unique():
        if name not in STATISTICS:
            raise InputError(
                f"{path}: statistic: '{name}' is unknown{nearest(str(name), STATISTICS)}; allowed: {listed(STATISTICS)}"
            )
    return table.assign(where=table["where"].fillna(""))


def published_values(
    dataset: xr.Dataset, published: pd.DataFrame, condition: dict[str, str], cells: int
) -> pd.DataFrame:
    """Compare a dataset with published values of one of its conditions.

    All cells of all seeds are one sample. The interval of the difference takes the spread over cells on both sides as
    the error of either number (normal approximation; of a median 1.2533 times that of a mean, of a variation c that of
    normal values, c sqrt(1/2 + c^2)).

    Parameters
    ----------
    condition
        Label on every swept axis.
    cells
        Number of cells behind the published values.

    Returns
    -------
    One row per published value: `measure`, `where`, `statistic`, `units`, `cells`, `observed`, `published`,
    `difference`, `low`, `high` (95 % interval of the difference), `relative_difference`, `agrees` (whether the interval
    holds 0).

    Raises
    ------
    InputError
        If the dataset lacks a measure, dim or label.
    """
    chosen = dataset.sel({name: condition[name] for name in axis_names(dataset)})
    rows = []
    for entry in published.to_dict("records"):
        values = _cells(chosen, entry["measure"], entry["where"])
        observed, error = _statistic(values, entry["statistic"])
        theirs = float(entry["value"])
        own = _error(entry["statistic"], theirs, entry["deviation"], values.std(ddof=1), cells)
        difference, half = observed - theirs, NORMAL * np.hypot(error, own)
        rows.append(
            {
                "measure": entry["measure"], "where": entry["where"], "statistic": entry["statistic"],
                "units": dataset[entry["measure"]].attrs.get("units", "") if entry["statistic"] != "variation" else "1",
                "cells": values.size, "observed": observed, "published": theirs, "difference": difference,
                "low": difference - half, "high": difference + half, "relative_difference": difference / abs(theirs),
                "agrees": bool(difference - half <= 0 <= difference + half),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _cells(chosen: xr.Dataset, measure: str, where: str) -> np.ndarray:
    """Return the finite values of all cells and seeds."""
    if measure not in chosen:
        raise InputError(f"measure: '{measure}' is not in the dataset{nearest(measure, list(chosen.data_vars))}")
    values = chosen[measure].where(chosen["status"] == 0)
    for part in filter(None, where.split(";")):
        dim, _, label = part.partition("=")
        labels = [str(each) for each in values[dim].values] if dim in values.dims else []
        if label not in labels:
            raise InputError(f"where: '{part}' of {measure} is not in the dataset{nearest(label, labels)}")
        values = values.isel({dim: labels.index(label)})
    if set(values.dims) != {"seed", "cell"}:
        raise InputError(f"where: '{where}' leaves {listed(map(str, values.dims))} of {measure}; allowed: seed, cell")
    flat = values.values.ravel()
    return flat[np.isfinite(flat)]


def _statistic(values: np.ndarray, statistic: str) -> tuple[float, float]:
    """Return a statistic over cells and its standard error."""
    deviation = float(values.std(ddof=1))
    number = {
        "mean": values.mean, "median": lambda: np.median(values), "variation": lambda: deviation / abs(values.mean()),
    }[statistic]()  # fmt: skip
    return float(number), _error(statistic, float(number), deviation, deviation, values.size)


def _error(statistic: str, number: float, deviation: float, fallback: float, cells: int) -> float:
    """Return the standard error of a statistic; of an unknown spread that of our cells is taken."""
    spread = fallback if deviation is None or not np.isfinite(deviation) else float(deviation)
    if statistic == "variation":
        return number * np.sqrt(0.5 + number**2) / np.sqrt(cells)
    return spread / np.sqrt(cells) * (1.2533 if statistic == "median" else 1.0)
