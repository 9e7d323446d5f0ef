"""From a dataset to the conditions that a figure shows, and to tidy tables of their numbers.

A figure knows two axes, metabolic state and temperature, and seeds. `conditions_of` brings any dataset to
these three, so that the figures themselves need not ask which axes a study has.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.statistics import BOOTSTRAP, STUDENT, bootstrap_interval, finite
from homeotherm.figures.needed import need_variables

AXES = ("state", "temperature", "seed")
OK = 0
MISSING = 4
COLUMNS = ("state", "metabolic_rate", "temperature", "seed")


def conditions_of(dataset: xr.Dataset, figure: str, needed: Iterable[str]) -> xr.Dataset:
    """Return the needed variables over the dims state, temperature, seed, with failed points masked.

    Axes that the study lacks are added with one entry (a state called "" and the scalar temperature), states
    are sorted by metabolic rate, temperatures by value, and points whose status is not ok become NaN.

    Parameters
    ----------
    dataset
        A study's dataset.
    figure
        Name of the figure, for the error messages.
    needed
        Names of the variables that the figure shows.

    Returns
    -------
    The variables, `status`, and the attributes of the dataset.

    Raises
    ------
    ValueError
        If a variable is missing or the study sweeps a further axis.
    """
    wanted = ["status", *needed]
    need_variables(dataset, figure, wanted)
    for axis in dataset["status"].dims:
        if axis not in (*AXES, "metabolic_rate") and dataset.sizes[axis] > 1:
            raise ValueError(
                f"figure {figure} shows state and temperature only, but the study also sweeps {axis}: "
                f"select one {axis} of the dataset first"
            )
    chosen = dataset[wanted]
    chosen = chosen.squeeze([axis for axis in chosen["status"].dims if axis not in (*AXES, "metabolic_rate")])
    chosen = _with_state_and_temperature(chosen, figure)
    status = chosen["status"].fillna(MISSING)
    masked = chosen.drop_vars("status").where(status == OK)
    for name in masked.data_vars:
        masked[name] = masked[name].transpose(*AXES, ...).assign_attrs(dataset[name].attrs)
    masked["status"] = status.transpose(*AXES)
    return masked.assign_attrs(dataset.attrs)


def _with_state_and_temperature(dataset: xr.Dataset, figure: str) -> xr.Dataset:
    """Add the axes that the study does not sweep, and sort those that it does."""
    for name in ("temperature", "metabolic_rate", "seed"):
        if name not in dataset.coords:
            raise ValueError(f"figure {figure} needs the coordinate {name}, which the dataset lacks")
    if "metabolic_rate" in dataset.dims:
        rates = dataset["metabolic_rate"].values
        names = [f"m = {rate:g}" for rate in rates]
        dataset = dataset.rename({"metabolic_rate": "state"}).assign_coords(state=names)
        dataset = dataset.assign_coords(metabolic_rate=("state", rates))
    for axis in ("seed", "temperature"):
        if axis not in dataset.dims:
            dataset = dataset.expand_dims(axis)
    if "state" not in dataset.dims:
        rate = float(dataset["metabolic_rate"])
        name = str(dataset["state"].values) if "state" in dataset.coords else ""
        dataset = dataset.drop_vars(["metabolic_rate", "state"], errors="ignore")
        dataset = dataset.expand_dims(state=[name]).assign_coords(metabolic_rate=("state", [rate]))
    return dataset.sortby("metabolic_rate").sortby("temperature")


def seed_rows(values: xr.DataArray, **fixed) -> pd.DataFrame:
    """Return one row per condition, seed and further coordinate of `values`, NaN rows included.

    `fixed` are further columns with one value, such as the panel. Units come from the attributes.
    """
    frame = values.rename("value").reset_coords(drop=True)
    frame = frame.assign_coords(metabolic_rate=values["metabolic_rate"]).to_dataframe().reset_index()
    further = [dimension for dimension in values.dims if dimension not in AXES]
    frame = frame[[*COLUMNS, *further, "value"]].assign(low=np.nan, high=np.nan, number_of_seeds=np.nan)
    return _labelled(frame, values, "seed", fixed)


def mean_rows(values: xr.DataArray, interval: bool = True, **fixed) -> pd.DataFrame:
    """Return one row per condition: the mean over seeds that have a number, and its interval.

    Parameters
    ----------
    values
        Dims state, temperature, seed and at most one further.
    interval
        Also give the interval of the mean (columns low and high); NaN when there are too few seeds.
    fixed
        Further columns with one value.
    """
    further = [dimension for dimension in values.dims if dimension not in AXES]
    ordered = values.transpose("state", "temperature", *further, "seed")
    labels = [ordered[dimension].values for dimension in ("state", "temperature", *further)]
    rates = dict(zip(labels[0], ordered["metabolic_rate"].values, strict=True))
    rows = []
    for place in np.ndindex(ordered.shape[:-1]):
        sample = finite(ordered.values[place])
        state, temperature, *rest = (values[index] for values, index in zip(labels, place, strict=True))
        mean, low, high, method = np.nan, np.nan, np.nan, ""
        if interval:
            mean, low, high, _, method = bootstrap_interval(sample)
        elif sample.size:
            mean = float(sample.mean())
        rows.append((state, rates[state], temperature, np.nan, *rest, mean, low, high, sample.size, method))
    frame = pd.DataFrame(rows, columns=[*COLUMNS, *further, "value", "low", "high", "number_of_seeds", "method"])
    return _labelled(frame, values, "mean", fixed)


def _labelled(frame: pd.DataFrame, values: xr.DataArray, statistic: str, fixed: dict) -> pd.DataFrame:
    """Put the columns that say what the numbers are in front."""
    # whole numbers that may be absent: a mean has no seed, a seed no number of seeds
    frame = frame.astype({"seed": "Int64", "number_of_seeds": "Int64"})
    words = {
        **fixed,
        "quantity": str(values.name),
        "units": values.attrs.get("units", "1"),
        "statistic": statistic,
    }
    for place, (column, word) in enumerate(words.items()):
        frame.insert(place, column, word)
    return frame


def intervals_in_words(table: pd.DataFrame) -> str:
    """Return what the bars of the mean rows are, by the method that made them."""
    methods = [method for method in (BOOTSTRAP, STUDENT) if (table["method"] == method).any()]
    if not methods:
        return "no intervals, which need two seeds that differ"
    return f"bars are 95 % confidence intervals of the mean over seeds ({' or '.join(methods)})"


def missing_sentence(dataset: xr.Dataset, names: Sequence[str]) -> str:
    """Return a sentence on points without numbers, "" when every point has all of them.

    A point is missing if its status is not ok or none of its shown values is a number. A point that has some
    of its values only is counted apart: a measure is undefined where its data are too few, or where a
    spectrum has no peak.
    """
    shown = [dataset[name] for name in names]
    present = [array.notnull() for array in shown]
    any_number = np.logical_or.reduce([_per_point(array, "any") for array in present])
    all_numbers = np.logical_and.reduce([_per_point(array, "all") for array in present])
    missing = ~any_number | (dataset["status"].values != OK)
    partly = ~missing & ~all_numbers
    sentences = []
    if missing.any():
        sentences.append(f"{missing.sum()} of {missing.size} points missing.")
    if partly.any():
        sentences.append(f"{partly.sum()} of {missing.size} points lack some values, which are undefined there.")
    return " ".join(sentences)


def _per_point(present: xr.DataArray, how: str) -> np.ndarray:
    """Return, for each point, whether any (all) of its values are there; shape (state, temperature, seed)."""
    further = [dimension for dimension in present.dims if dimension not in AXES]
    return getattr(present, how)(further).transpose(*AXES).values
