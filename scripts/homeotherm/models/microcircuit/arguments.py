"""From a point's parameters to the values of the compiled microcircuit: SI numbers by symbol, and Q10 factors.

A parameter keeps its symbol (``leak_conductance`` is g_L); the factor of ``q10_leak_conductance``, symbol Q_gL, is
phi_gL.
"""

from typing import TYPE_CHECKING

from homeotherm.physiology.q10 import equivalent_temperature, q10_factor
from homeotherm.quantities import to_si

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

USED_HERE = {"temperature", "metabolic_rate", "reference_temperature", "q10_metabolism", "spontaneous_transient"}


def factor_symbol(symbol: str) -> str:
    """Return the symbol of the factor that a Q10 makes (``Q_gL`` -> ``phi_gL``)."""
    return "phi_" + symbol.removeprefix("Q_")


def binary_values(table: "ModelTable", values: dict[str, float], drivers: dict[str, str]) -> dict[str, float]:
    """Return the number of every settable constant of the binary, by symbol, in SI.

    Parameters
    ----------
    values
        All parameters of the point in table units.
    drivers
        For every Q10 with a driver: "temperature" or "metabolic_rate".
    """
    reference = values["reference_temperature"]
    sees = {
        "temperature": values["temperature"],
        "metabolic_rate": equivalent_temperature(
            values["metabolic_rate"], values["temperature"], values["q10_metabolism"], reference
        ),
    }
    numbers = {}
    for name, parameter in table.parameters.items():
        if parameter.structural or name in USED_HERE:
            continue
        if name in drivers:
            numbers[factor_symbol(parameter.symbol)] = q10_factor(values[name], sees[drivers[name]], reference)
        else:
            numbers[parameter.symbol] = to_si(values[name], parameter.unit)
    return numbers
