"""Brackets of transitions: between which values of a refined axis a measure changes."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.robustness import axis_names, column_name, seed_values
from homeotherm.refinement import Refinement

COLUMNS = (
    "quantity", "units", "axis", "axis_units", "low", "high", "width", "value_at_low", "value_at_high", "seeds",
    "status", "rounds",
)  # fmt: skip
RESOLVED, OPEN = "resolved", "open"


def bracket_table(dataset: xr.Dataset, refinement: Refinement) -> pd.DataFrame:
    """Return every interval between neighbouring values of the refined axis across which the measure changes enough.

    The measure is the mean over the seeds that have it; a value that no seed has is in no bracket, for nothing is known
    of it. `status` is `resolved` if the bracket is as narrow as the study asks for, else `open`.

    Parameters
    ----------
    dataset
        Of the study, with the values of all rounds.

    Returns
    -------
    pandas.DataFrame
        A column per other axis, then `COLUMNS`; one row per bracket, from low to high within each curve.
    """
    phases = dataset["phase"].values if "phase" in dataset[refinement.quantity].dims else ["after"]
    values = seed_values(dataset, refinement.quantity, str(phases[-1]))
    others = [axis for axis in axis_names(dataset) if axis != refinement.axis]
    labels = [column_name(axis, str(dataset[axis].attrs.get("units", ""))) for axis in others]
    rows = list(_rows(values, refinement, others, labels))
    return pd.DataFrame(rows, columns=[*labels, *COLUMNS])


def _rows(values: xr.DataArray, refinement: Refinement, others: list[str], labels: list[str]) -> Iterator[dict]:
    ordered = values.sortby(refinement.axis).transpose(*others, refinement.axis, "seed")
    places = ordered[refinement.axis].values.astype(float)
    about = {
        "quantity": refinement.quantity, "units": values.attrs.get("units", "1"), "axis": refinement.axis,
        "axis_units": values[refinement.axis].attrs.get("units", "1"), "rounds": len(refinement.added),
    }  # fmt: skip
    for position in np.ndindex(ordered.shape[:-2]):
        curve = ordered.values[position]
        known = np.isfinite(curve)
        count = known.sum(axis=1)
        with np.errstate(invalid="ignore"):
            means = np.where(count > 0, np.where(known, curve, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)
        named = {label: values[axis].values[index] for label, axis, index in zip(labels, others, position, strict=True)}
        for first in np.flatnonzero(np.abs(np.diff(means)) >= refinement.change):
            low, high = places[first], places[first + 1]
            narrow = high - low <= refinement.width * (1 + 1e-9)
            yield {
                **named, **about, "low": low, "high": high, "width": high - low, "value_at_low": means[first],
                "value_at_high": means[first + 1], "seeds": int(count[first : first + 2].min()),
                "status": RESOLVED if narrow else OPEN,
            }  # fmt: skip
