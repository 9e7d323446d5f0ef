"""What tells cells that keep their function in the heat from those that crash: conductances, and Q10s.

Two questions with two kinds of replicates. Cells of one condition share all Q10s, and differ in their conductances:
does a conductance rank with the crash temperature? Random sets differ in their Q10s: does a Q10 rank with the warming
that the cells of a set tolerate on average? The replicate is the cell there and the set here.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.robustness import axis_names, column_name
from homeotherm.analysis.sweep_survival import crash_steps

FEWEST = 5
"""Replicates below which no correlation is given."""
EXACT_BELOW = 10
"""Below this number of replicates p is that of all permutations, above that of Student's t."""
COLUMNS = ("kind", "predictor", "rank_correlation", "low", "high", "replicates", "crashed", "p", "corrected_p")
MISMATCH = {"rates": ("activation", "inactivation"), "conductances": ("conductance",)}
"""Kinds of processes of which the mismatch is taken: the standard deviation of ln Q10 among them."""


def survivors_table(dataset: xr.Dataset) -> pd.DataFrame:
    """Return rank correlations (Spearman) of conductances and Q10s with what cells tolerate.

    Parameters
    ----------
    dataset
        Of a study with a sweep: `sweep_function`, `conductance`, `process_q10`, `tolerated_warming_mean`.

    Returns
    -------
    pandas.DataFrame
        A column per axis, then `COLUMNS`. Rows of the `kind`

        - `conductance`: the maximal conductance of a channel at the last moment before the sweep, over the cells of a
          condition, all seeds. Cells that never crash are all above the last temperature: they share the highest rank,
          which is all that is known of them. `crashed` counts the others; without any, or with all at the same step,
          there is no correlation.
        - `q10`: the Q10 of a process over the values of the axis `q10_set`, with the mean warming that cells tolerate
          (`tolerated_warming_mean`, mean over seeds); `mismatch of rates` and `mismatch of conductances` are the
          standard deviations of ln Q10 among these.

        `low` and `high` are a 95 % interval (Fisher's z with the variance of Bonett & Wright 2000). `p` is two-sided,
        `corrected_p` keeps the share of false discoveries among all tests of a kind (Benjamini & Hochberg 1995).
    """
    rows = [*_of_conductances(dataset), *_of_q10s(dataset)]
    labels = [column_name(axis, str(dataset[axis].attrs.get("units", ""))) for axis in axis_names(dataset)]
    table = pd.DataFrame(rows, columns=[*labels, *COLUMNS])
    from scipy import stats

    for kind in table["kind"].unique():
        tested = (table["kind"] == kind) & table["p"].notna()
        if tested.any():
            table.loc[tested, "corrected_p"] = stats.false_discovery_control(table.loc[tested, "p"])
    return table


def rank_correlation(x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Return Spearman's rank correlation of two samples with interval and p; NaN where one is constant or too few."""
    from scipy import stats

    count = x.size
    if count < FEWEST or np.ptp(x) == 0 or np.ptp(y) == 0:
        return {"rank_correlation": np.nan, "low": np.nan, "high": np.nan, "p": np.nan, "replicates": count}
    ranks = [stats.rankdata(values) for values in (x, y)]
    value, p = stats.spearmanr(x, y)
    if count < EXACT_BELOW:
        centred = ranks[1] - ranks[1].mean()
        p = stats.permutation_test(
            (ranks[0],), lambda given, axis: (given * centred).sum(axis=axis), permutation_type="pairings",
            vectorized=True, n_resamples=9999, rng=np.random.default_rng(0),
        ).pvalue  # fmt: skip
    half = 1.959964 * np.sqrt((1 + value**2 / 2) / (count - 3))
    centre = np.arctanh(np.clip(value, -1 + 1e-12, 1 - 1e-12))
    return {
        "rank_correlation": float(value), "low": float(np.tanh(centre - half)), "high": float(np.tanh(centre + half)),
        "p": float(p), "replicates": count,
    }  # fmt: skip


def _of_conductances(dataset: xr.Dataset) -> Iterator[dict]:
    axes = axis_names(dataset)
    function = (
        dataset["sweep_function"].sel(direction="up").transpose(*axes, "seed", "cell", "sweep_temperature").values
    )
    held = dataset["conductance"].isel(phase=-1).transpose(*axes, "seed", "cell", "channel").values
    status, points = (dataset[name].transpose(*axes, "seed").values for name in ("status", "point"))
    seen: set[tuple[str, ...]] = set()
    for place in np.ndindex(status.shape[:-1]):
        names = tuple(map(str, points[place]))
        if names in seen:
            continue
        seen.add(names)
        known = status[place] == 0
        steps = crash_steps(function[place][known].reshape(-1, function.shape[-1]) == 1)
        conductances = held[place][known].reshape(-1, held.shape[-1])
        about = {
            **_labels(dataset, axes, place),
            "kind": "conductance",
            "crashed": int((steps < function.shape[-1]).sum()),
        }
        for name, values in zip(dataset["channel"].values, conductances.T, strict=True):
            yield {**about, "predictor": str(name), **rank_correlation(values, steps)}


def _of_q10s(dataset: xr.Dataset) -> Iterator[dict]:
    axes = axis_names(dataset)
    if "q10_set" not in axes:
        return
    others = [axis for axis in axes if axis != "q10_set"]
    ok = dataset["status"] == 0
    warming = dataset["tolerated_warming_mean"].where(ok).mean("seed").transpose(*others, "q10_set").values
    crashed = dataset["crashed_share"].where(ok).mean("seed").transpose(*others, "q10_set").values
    q10 = dataset["process_q10"].where(ok).mean("seed").transpose(*others, "q10_set", "process").values
    names = [str(name) for name in dataset["process"].values]
    for place in np.ndindex(warming.shape[:-1]):
        known = np.isfinite(warming[place]) & np.isfinite(q10[place]).all(axis=1)
        values, response = q10[place][known], warming[place][known]
        if not (np.ptp(values, axis=0) > 0).any():
            continue  # matched: no set differs from another
        labels = {**_labels(dataset, others, place), "kind": "q10", "crashed": int((crashed[place][known] > 0).sum())}
        predictors = dict(zip(names, values.T, strict=True)) | _mismatches(names, values)
        for name, column in predictors.items():
            if np.ptp(column) > 0:
                yield {**labels, "predictor": name, **rank_correlation(column, response)}


def _mismatches(names: list[str], values: np.ndarray) -> dict[str, np.ndarray]:
    found = {}
    for kind, prefixes in MISMATCH.items():
        chosen = [number for number, name in enumerate(names) if name.split("_")[0] in prefixes]
        found[f"mismatch of {kind}"] = np.log(values[:, chosen]).std(axis=1)
    return found


def _labels(dataset: xr.Dataset, axes: tuple[str, ...] | list[str], place: tuple[int, ...]) -> dict:
    return {
        column_name(axis, str(dataset[axis].attrs.get("units", ""))): dataset[axis].values[index]
        for axis, index in zip(axes, place, strict=True)
    }
