"""Survival of cells along a sweep of the temperature: who has crashed up to which temperature, with intervals.

Temperature stands where survival analysis has time. A cell crashes at the first step on the way up at which it does not
have its function; one that never does is censored at the last step. Sets of Q10s and kinds of regulation are never
pooled, seeds are: cells are drawn independently, within a seed and between seeds.
"""

from collections.abc import Iterator
from warnings import catch_warnings, simplefilter

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.robustness import axis_names, column_name
from homeotherm.analysis.statistics import holm

CONFIDENCE = 0.95
COLUMNS = (
    "statistic", "temperature_celsius", "value", "low", "high", "cells", "at_risk", "crashed", "compared_with", "p",
    "holm_p",
)  # fmt: skip


def crash_steps(function: np.ndarray) -> np.ndarray:
    """Return the number of the first step without function of every cell, (cells,); the number of steps without one.

    Parameters
    ----------
    function : (cells, steps)
        Whether cells have their function, on the way up.
    """
    lost = ~np.asarray(function, bool)
    return np.where(lost.any(axis=1), lost.argmax(axis=1), lost.shape[1])


def survival_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the survival of the cells of every condition, and comparisons of conditions with names.

    Parameters
    ----------
    dataset
        Of a study with a sweep of the temperature: `sweep_function` over cell, direction and temperature.

    Returns
    -------
    pandas.DataFrame
        A column per axis, then `COLUMNS`. Rows with the statistic

        - `survival`: Kaplan-Meier estimate of the share of cells that have not crashed at a temperature or below, with
          a 95 % interval (exponential Greenwood formula), `cells` in all, `at_risk` before that temperature and
          `crashed` there. Of conditions that name the same simulations the first is listed.
        - `logrank`: two conditions that differ in one axis of names, the log-rank statistic as `value`, its two-sided
          `p` and that corrected over all comparisons (`holm_p`). The p is of these cells and Q10s; what it says of
          other random sets of Q10s, claims with `over` do.

    References
    ----------
    Kaplan & Meier 1958; Kalbfleisch & Prentice 2002 (interval); Mantel 1966 (log-rank); Holm 1979.
    """
    axes = axis_names(dataset)
    labels = {axis: column_name(axis, str(dataset[axis].attrs.get("units", ""))) for axis in axes}
    temperatures = dataset["sweep_temperature"].values.astype(float)
    rows, steps, places = [], {}, {}
    for place, function in _conditions(dataset):
        steps[place] = crash_steps(function)
        places[place] = {labels[axis]: dataset[axis].values[index] for axis, index in zip(axes, place, strict=True)}
        rows += [{**places[place], **row} for row in _curve(steps[place], temperatures)]
    rows += _comparisons(dataset, steps, places, temperatures)
    return pd.DataFrame(rows, columns=[*labels.values(), *COLUMNS])


def _conditions(dataset: xr.Dataset) -> Iterator[tuple[tuple[int, ...], np.ndarray]]:
    """Yield the place of every condition on the axes and the function of its cells, (cells of all seeds, steps)."""
    axes = axis_names(dataset)
    function = dataset["sweep_function"].sel(direction="up").transpose(*axes, "seed", "cell", "sweep_temperature")
    status = dataset["status"].transpose(*axes, "seed").values
    points = dataset["point"].transpose(*axes, "seed").values if "point" in dataset else None
    seen: set[tuple[str, ...]] = set()
    for place in np.ndindex(status.shape[:-1]):
        if points is not None:
            names = tuple(map(str, points[place]))
            if names in seen:
                continue
            seen.add(names)
        values = function.values[place][status[place] == 0]
        yield place, values.reshape(-1, values.shape[-1]) == 1


def _curve(steps: np.ndarray, temperatures: np.ndarray) -> Iterator[dict]:
    from scipy import stats  # slow to import

    about = {"statistic": "survival", "cells": steps.size}
    if not steps.size:
        yield from ({**about, "temperature_celsius": temperature} for temperature in temperatures)
        return
    curve = stats.ecdf(_censored(steps, temperatures)).sf
    with catch_warnings(), np.errstate(all="ignore"):
        simplefilter("ignore", category=RuntimeWarning)  # no interval at 0 and 1, which is answered below
        interval = curve.confidence_interval(CONFIDENCE, method="log-log")
    for number, temperature in enumerate(temperatures):
        low, high = (float(bound.evaluate(temperature)) for bound in (interval.low, interval.high))
        value = float(curve.evaluate(temperature))
        if value in (0.0, 1.0):  # the formula has no interval: that of a share, after Wilson
            low, high = _wilson(value, steps.size)
        yield {
            **about, "temperature_celsius": temperature, "value": value, "low": low, "high": high,
            "at_risk": int((steps >= number).sum()), "crashed": int((steps == number).sum()),
        }  # fmt: skip


def _censored(steps: np.ndarray, temperatures: np.ndarray):
    """Return crash temperatures of which those after the last step are censored there."""
    from scipy import stats

    beyond = steps == temperatures.size
    return stats.CensoredData.right_censored(temperatures[np.minimum(steps, temperatures.size - 1)], beyond)


def _wilson(share: float, number: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (Wilson 1927)."""
    from scipy import stats

    interval = stats.binomtest(round(share * number), number).proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)


def _comparisons(dataset: xr.Dataset, steps: dict, places: dict, temperatures: np.ndarray) -> list[dict]:
    """Return log-rank tests of conditions that differ in one axis of names and in nothing else."""
    from scipy import stats

    rows = []
    for number, axis in enumerate(axis_names(dataset)):
        if dataset[axis].dtype.kind not in "OUT":
            continue
        for place, own in steps.items():
            for other in range(place[number] + 1, dataset.sizes[axis]):
                second = (*place[:number], other, *place[number + 1 :])
                if second not in steps or not own.size or not steps[second].size:
                    continue
                row = {
                    **places[place], "statistic": "logrank", "cells": own.size + steps[second].size,
                    "compared_with": str(dataset[axis].values[other]), "value": 0.0, "p": 1.0,
                }  # fmt: skip
                both = np.concatenate([own, steps[second]])
                if (both < temperatures.size).any():  # without a crash nothing differs
                    with np.errstate(all="ignore"):
                        test = stats.logrank(_censored(own, temperatures), _censored(steps[second], temperatures))
                    row |= {"value": float(test.statistic), "p": float(test.pvalue)}
                rows.append(row)
    for row, corrected in zip(rows, holm([row["p"] for row in rows]), strict=True):
        row["holm_p"] = float(corrected)
    return rows
