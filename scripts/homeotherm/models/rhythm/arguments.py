"""From a point's parameters to what the compiled networks take: SI numbers by symbol."""

from typing import TYPE_CHECKING

import numpy as np

from homeotherm.models.rhythm.protocol import arm, factor_table
from homeotherm.quantities import to_si
from homeotherm.regulated.arguments import THERMAL_TABLES

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

IN_TABLES = {
    "neuromodulation", "slow_target_settled", "ultraslow_target_settled", "slow_target", "ultraslow_target",
    "kca_slowing", "kca_slowing_of_slow_pair", "lowest_initial_voltage", "highest_initial_voltage",
    "switch_controlled", "switch_sharp", "homeostasis_start_controlled", "homeostasis_start_sharp",
    "translation_time_controlled", "translation_time_sharp", "window", "transition",
}  # fmt: skip
"""Parameters that the binary sees through its tables, through one of another name, or not at all."""


def binary_values(table: "ModelTable", values: dict[str, float], drivers: dict[str, str]) -> dict[str, float]:
    """Return the number of every settable constant of the binary, by symbol, in SI.

    Parameters
    ----------
    values
        All parameters of the point in table units.
    """
    found = {
        parameter.symbol: to_si(values[name], parameter.unit)
        for name, parameter in table.in_force(values).items()
        if not (parameter.structural or name in IN_TABLES or parameter.table in THERMAL_TABLES)
    }
    return {**found, "tau_g": to_si(arm(values).translation_time, "ms")}


def tables(_table: "ModelTable", values: dict[str, float], _drivers: dict[str, str]) -> dict[str, np.ndarray]:
    """Return the table of factors where temperature acts; those of the cells come with their draw."""
    return {"factors": factor_table(values)} if values["temperature_dependence"] else {}
