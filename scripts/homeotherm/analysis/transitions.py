"""One table of a study's transitions: critical values, peaks of inverted Us, and bistability."""

import pandas as pd
import xarray as xr

from homeotherm.analysis.axes import control_axis
from homeotherm.analysis.critical import START_AXIS, bistability_table, critical_table
from homeotherm.analysis.peak import peak_table
from homeotherm.analysis.robustness import axis_names

CRITICAL_MEASURES = (
    "weight_mean", "saturated_fraction", "population_sparseness", "voltage_synchrony", "pairwise_correlation",
    "population_fano", "rate_excitatory", "burst_rate",
)  # fmt: skip
PEAK_MEASURES = ("decoding_accuracy", "completion_index", "d_prime")
CONTROLS = ("temperature", "metabolic_rate")
COLUMNS = (
    "analysis", "measure", "units", "phase", "control", "estimate", "low", "high", "n", "method", "level", "change",
    "change_low", "change_high", "steepness", "height", "interior", "interior_share", "separation", "branches",
    "branch_tolerance",
)  # fmt: skip


def transition_table(
    dataset: xr.Dataset, confidence: float = 0.95, resamples: int = 9999, seed: int = 0
) -> pd.DataFrame:
    """Return the transitions of a study along temperature, or along the metabolic rate if it sweeps only that.

    Parameters
    ----------
    dataset
        Dataset of a study.
    confidence, resamples, seed
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        `analysis` is `critical` (`critical_table`, two values of the control axis at least), `peak` (`peak_table`,
        three at least) or `bistability` (`bistability_table`, in studies with the axis `initial_scale`); then a column
        per axis and the columns of these tables, empty where they do not apply. No row if there is nothing to follow.
    """
    settings = {"confidence": confidence, "resamples": resamples, "seed": seed}
    tables = {}
    axes = axis_names(dataset)
    control = control_axis(dataset) if axes else ""
    values = dataset[control].size if control in CONTROLS else 0
    if values >= 2:
        tables["critical"] = critical_table(dataset, _present(dataset, CRITICAL_MEASURES), control, **settings)
    if values >= 3:
        tables["peak"] = peak_table(dataset, _present(dataset, PEAK_MEASURES), control, **settings)
    if START_AXIS in axes and dataset.sizes[START_AXIS] >= 2:
        tables["bistability"] = bistability_table(dataset, **settings)
    filled = [table.assign(analysis=name) for name, table in tables.items() if not table.empty]
    if not filled:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.concat(filled, ignore_index=True)
    swept = [name for name in table if name not in COLUMNS]
    return table.reindex(columns=["analysis", *swept, *COLUMNS[1:]])


def _present(dataset: xr.Dataset, measures: tuple[str, ...]) -> list[str]:
    return [measure for measure in measures if measure in dataset.data_vars]
