"""Which axes of a dataset an analysis runs along when nobody says."""

import xarray as xr

from homeotherm.analysis.robustness import axis_names

PRIMARY_MEASURES = (
    "weight_mean", "saturated_fraction", "population_sparseness", "voltage_synchrony", "pairwise_correlation",
    "rate_excitatory", "decoding_accuracy", "completion_index",
)  # fmt: skip
"""The measures whose differences are tested; a longer list would cost power in the correction for many tests."""


def control_axis(dataset: xr.Dataset) -> str:
    """Return the axis of a bifurcation diagram: temperature, else the metabolic rate of states, else the first axis."""
    axes = axis_names(dataset)
    if "temperature" in axes:
        return "temperature"
    return "metabolic_rate" if "state" in axes else axes[0]


def compared_axis(dataset: xr.Dataset) -> str:
    """Return the axis whose values are compared: state, else three temperatures, else the first axis."""
    axes = axis_names(dataset)
    return "state" if {"state", "temperature"} & set(axes) else axes[0]
