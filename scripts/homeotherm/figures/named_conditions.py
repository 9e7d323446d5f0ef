"""From a dataset whose axes have names to its conditions, and to tidy tables: for figures of regulated cells.

A condition is one combination of swept values, such as sharp neuromodulation with a blocked channel. Figures have a
panel, a column or a row for each, with its letter and the names of its values above.
"""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.figures.conditions import OK
from homeotherm.figures.drawing import seeds_in_words
from homeotherm.figures.needed import need_variables

MOST_COLUMNS = 5
CAPITALS = re.compile(r"\b(q10|stdp)\b")


def named_conditions(dataset: xr.Dataset, figure: str, needed: Iterable[str]) -> xr.Dataset:
    """Return the needed variables over the dims condition and seed, with failed points masked.

    Parameters
    ----------
    dataset
        A study's dataset, or an excerpt that has its swept axes and seeds.
    figure
        Name of the figure, for the error messages.
    needed
        Names of the variables that the figure shows.

    Returns
    -------
    The variables and `status`, with `letter`, `title` and every swept axis as coordinates of `condition`. Attributes
    are those of the dataset, `axes` (names of the axes), `swept` (those with several values) and `columns` (of a grid
    with a panel per condition).

    Raises
    ------
    ValueError
        If a variable is missing.
    """
    wanted = ["status", *needed]
    need_variables(dataset, figure, wanted)
    axes = [str(axis) for axis in dataset["status"].dims if axis != "seed"]
    result = dataset[wanted].stack(condition=axes, create_index=False)
    for name in wanted:
        if "seed" not in result[name].dims:  # what all points share
            continue
        values = result[name] if axes else result[name].expand_dims("condition")
        if name != "status":
            values = values.where(result["status"] == OK)
        result[name] = values.transpose("condition", "seed", ...).assign_attrs(dataset[name].attrs)
    swept = [axis for axis in axes if dataset.sizes[axis] > 1]
    number = result.sizes["condition"]
    titles = [", ".join(f"{words(axis)}: {words(result[axis].values[place])}" for axis in swept)
              for place in range(number)]  # fmt: skip
    result = result.assign_coords(
        title=("condition", np.array(titles, dtype=object)),
        letter=("condition", [chr(ord("a") + place) for place in range(number)]),
    )
    across = dataset.sizes[swept[-1]] if len(swept) > 1 else number
    rows = -(-across // MOST_COLUMNS)
    return result.assign_attrs({**dataset.attrs, "axes": axes, "swept": swept, "columns": -(-across // rows)})


def words(name: object) -> str:
    """Return a name, or the value of an axis, as words; Q10 and STDP in capitals."""
    if isinstance(name, (float, np.floating)):
        return f"{name:g}"
    return CAPITALS.sub(lambda found: found[0].upper(), str(name).replace("_", " "))


def axis_columns(dataset: xr.Dataset, conditions: int | np.ndarray) -> dict[str, object]:
    """Return letters and values of the swept axes of one or many conditions, as columns of a table."""
    names = {"panel": "letter"} | {axis: axis for axis in dataset.attrs["axes"]}
    return {column: dataset[name].values[conditions] for column, name in names.items()}


def point_rows(dataset: xr.Dataset, values: xr.DataArray, statistic: str = "seed") -> pd.DataFrame:
    """Return one row per condition, seed and further coordinate of `values`, NaN rows included.

    Parameters
    ----------
    dataset
        Of `named_conditions`.
    values
        Dims condition, seed and any further ones; a dim without coordinate is counted from 0. Name and units are
        those of the variable.
    statistic
        What the values are.
    """
    further = [str(dim) for dim in values.dims if dim not in ("condition", "seed")]
    plain = values.rename("value").reset_coords(drop=True).assign_coords(condition=np.arange(values.sizes["condition"]))
    frame = plain.to_dataframe().reset_index()
    fixed = {"quantity": str(values.name), "units": values.attrs.get("units", "1"), "statistic": statistic}
    columns = {**fixed, **axis_columns(dataset, frame["condition"].to_numpy()), "seed": frame["seed"].astype("Int64")}
    return pd.DataFrame({**columns, **frame[[*further, "value"]]})


def missing_sentence(dataset: xr.Dataset) -> str:
    """Return a sentence on points without results, "" when every point has them."""
    missing = int((dataset["status"].values != OK).sum())
    return f"{missing} of {dataset['status'].size} points missing." if missing else ""


def seeds_of_cells(seeds: int, cells: int) -> str:
    """Return how many seeds there are and how many cells each has, such as "3 seeds of 200 cells each"."""
    of_cells = f"{cells} {'cell' if cells == 1 else 'cells'}"
    return f"{seeds_in_words(seeds)} of {of_cells}{' each' if seeds > 1 else ''}"
