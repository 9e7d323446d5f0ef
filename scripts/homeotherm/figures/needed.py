"""What a figure cannot be drawn without: a variable of the dataset, a column of a table."""

from collections.abc import Iterable

import pandas as pd
import xarray as xr


def need_variables(dataset: xr.Dataset, figure: str, names: Iterable[str]) -> None:
    """Check that a dataset has what a figure shows.

    Raises
    ------
    ValueError
        If a variable is missing; the message names it and the figure.
    """
    for name in names:
        if name not in dataset.data_vars:
            raise ValueError(f"figure {figure} needs the variable {name}, which the dataset lacks")


def need_columns(table: pd.DataFrame, figure: str, names: Iterable[str]) -> None:
    """Check that a table has what a figure shows.

    Raises
    ------
    ValueError
        If a column is missing; the message names it and the figure.
    """
    for name in names:
        if name not in table.columns:
            raise ValueError(f"figure {figure} needs the column {name}, which the table lacks")
