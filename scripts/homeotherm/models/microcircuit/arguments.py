"""From a point's parameters to what the compiled microcircuit takes: SI numbers by symbol, and Q10 factors over time.

A parameter keeps its symbol (``leak_conductance`` is g_L); the factor of ``q10_leak_conductance``, symbol Q_gL, is
phi_gL. Factors change when the temperature does, so that they are a table over time and not numbers.
"""

from typing import TYPE_CHECKING

import numpy as np

from homeotherm.models.microcircuit.protocol import temperature_course
from homeotherm.physiology.q10 import equivalent_temperature, q10_factor
from homeotherm.quantities import to_si

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

USED_HERE = {
    "temperature", "metabolic_rate", "reference_temperature", "q10_metabolism", "spontaneous_transient", "ramp_span",
    "spike_cost_molecules",
}  # fmt: skip
FACTORS = (
    "phi_gL", "phi_te", "phi_ti", "phi_gE", "phi_gI", "phi_nu", "phi_ref", "phi_ahp", "phi_tau", "phi_A", "phi_w",
)  # fmt: skip
"""Columns of the table of factors; those of the energy variable follow where it is on."""
ENERGY_FACTORS = ("phi_S", "phi_m")


def factor_symbol(symbol: str) -> str:
    """Return the symbol of the factor that a Q10 makes (``Q_gL`` -> ``phi_gL``)."""
    return "phi_" + symbol.removeprefix("Q_")


def factor_symbols(values: dict[str, float]) -> tuple[str, ...]:
    """Return the columns of the table of factors for one structure."""
    return (*FACTORS, *ENERGY_FACTORS) if values["energy"] else FACTORS


def binary_values(table: "ModelTable", values: dict[str, float], drivers: dict[str, str]) -> dict[str, float]:
    """Return the number of every settable constant of the binary, by symbol, in SI.

    Parameters
    ----------
    values
        All parameters of the point in table units.
    drivers
        For every Q10 with a driver: "temperature" or "metabolic_rate".
    """
    return {
        parameter.symbol: to_si(values[name], parameter.unit)
        for name, parameter in table.in_force(values).items()
        if not (parameter.structural or name in USED_HERE or name in drivers)
    }


def factors(
    table: "ModelTable", values: dict[str, float], drivers: dict[str, str], temperature: np.ndarray
) -> dict[str, np.ndarray]:
    """Return every Q10 factor in force by symbol, at temperatures in degC; same shape."""
    reference = values["reference_temperature"]
    sees = {
        "temperature": temperature,
        "metabolic_rate": equivalent_temperature(
            values["metabolic_rate"], temperature, values["q10_metabolism"], reference
        ),
    }
    return {
        factor_symbol(parameter.symbol): q10_factor(values[name], sees[drivers[name]], reference)
        for name, parameter in table.in_force(values).items()
        if name in drivers
    }


def tables(table: "ModelTable", values: dict[str, float], drivers: dict[str, str]) -> dict[str, np.ndarray]:
    """Return the table of factors that the binary reads: one row per interval, columns as `factor_symbols`."""
    found = factors(table, values, drivers, temperature_course(values))
    return {"factors": np.stack([found[symbol] for symbol in factor_symbols(values)], axis=1)}
