"""Synchrony indices per condition: how far the cells fire together, before and after training."""

from collections.abc import Sequence

import pandas as pd
import xarray as xr

from homeotherm.analysis.robustness import condition_table, each_condition, seed_values
from homeotherm.analysis.statistics import mean
from homeotherm.nothing_measured import refuse_if_nothing_is_measured

INDICES = (
    "voltage_synchrony",
    "pairwise_correlation",
    "kuramoto",
    "kuramoto_debiased",
    "population_fano",
    "spectral_peak_frequency",
    "spectral_peak_ratio",
    "rate_excitatory",
    "cv",
)
FLOORS = {"kuramoto": "kuramoto_floor"}


def synchrony_indices(
    dataset: xr.Dataset,
    indices: Sequence[str] | None = None,
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Return mean and interval over seeds of every synchrony index, condition and phase.

    Parameters
    ----------
    dataset
        Dataset of a study.
    indices
        Names of measures; None takes those of `INDICES` that the dataset has.
    confidence, resamples, seed
        Of `bootstrap_interval`.

    Returns
    -------
    pandas.DataFrame
        A column per axis (`state`, `metabolic_rate`, `temperature_celsius`, ...), then `phase`, `index`,
        `units`, `mean`, `low`, `high`, `n` (seeds with a value), `method` (of the interval), `floor`: mean
        over seeds of what independent cells would give. Only the Kuramoto order parameter has one (Kuramoto
        1984: √π/2/√N for N random phases); at the floor there is no synchrony, however large the number
        looks.

    Raises
    ------
    ValueError
        If the dataset has none of the indices, or not the one asked for.
    SimulationError
        If it has none because no point of the study is ok.
    """
    if indices is None:
        indices = [index for index in INDICES if index in dataset.data_vars]
        if not indices:
            refuse_if_nothing_is_measured(dataset, "synchrony indices")
            raise ValueError(f"no synchrony index in the dataset; it needs one of: {', '.join(INDICES)}")
    tables = []
    for index in indices:
        phased = index in dataset.data_vars and "phase" in dataset[index].dims
        for phase in [str(label) for label in dataset["phase"].values] if phased else ["after"]:
            table = condition_table(dataset, [index], phase, confidence, resamples, seed)
            floor = float("nan")
            if FLOORS.get(index) in dataset.data_vars:
                # the conditions of both tables come in the same order
                floors = each_condition(seed_values(dataset, FLOORS[index], phase))
                floor = [mean(condition.values) for condition in floors]
            tables.append(table.assign(floor=floor))
    result = pd.concat(tables, ignore_index=True).rename(columns={"measure": "index"})
    result = result.drop(columns="seed_variation")
    result.insert(result.columns.get_loc("index"), "phase", result.pop("phase"))
    return result
