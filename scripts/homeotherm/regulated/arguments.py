"""From a point's parameters to what a compiled population of regulated cells takes: SI numbers by symbol."""

from typing import TYPE_CHECKING

import numpy as np

from homeotherm.quantities import to_si

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

IN_SCHEDULE = {
    "neuromodulation", "slow_target_settled", "ultraslow_target_settled", "slow_target", "ultraslow_target",
    "test_transient", "threshold_voltage",
}  # fmt: skip
"""Parameters that the binary sees through its tables, or not at all."""


def binary_values(table: "ModelTable", values: dict[str, float], drivers: dict[str, str]) -> dict[str, float]:
    """Return the number of every settable constant of the binary, by symbol, in SI.

    Parameters
    ----------
    values
        All parameters of the point in table units.
    """
    return {
        parameter.symbol: to_si(values[name], parameter.unit)
        for name, parameter in table.in_force(values).items()
        if not (parameter.structural or name in IN_SCHEDULE)
    }


def tables(_table: "ModelTable", _values: dict[str, float], _drivers: dict[str, str]) -> dict[str, np.ndarray]:
    """Return no table: those of the cells come with the draw of the population."""
    return {}
