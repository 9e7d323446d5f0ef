"""What a figure cannot be drawn without: a variable of the dataset, a column of a table."""

from collections.abc import Container, Iterable

import pandas as pd
import xarray as xr

from homeotherm.nothing_measured import refuse_if_nothing_is_measured


def need_variables(dataset: xr.Dataset, figure: str, names: Iterable[str]) -> None:
    """Check that a dataset has what a figure shows.

    Raises
    ------
    ValueError
        If a variable is missing; the message names it and the figure.
    SimulationError
        If it is missing because no point of the study is ok, so that nothing was measured.
    """
    names = list(names)
    if not all(name in dataset for name in names):
        refuse_if_nothing_is_measured(dataset, f"figure {figure}")
    _need(figure, names, dataset.data_vars, "variable", "dataset")


def need_columns(table: pd.DataFrame, figure: str, names: Iterable[str]) -> None:
    """Check that a table has what a figure shows.

    Raises
    ------
    ValueError
        If a column is missing; the message names it and the figure.
    """
    _need(figure, names, table.columns, "column", "table")


def _need(figure: str, names: Iterable[str], present: Container, kind: str, place: str) -> None:
    for name in names:
        if name not in present:
            raise ValueError(f"figure {figure} needs the {kind} {name}, which the {place} lacks")
