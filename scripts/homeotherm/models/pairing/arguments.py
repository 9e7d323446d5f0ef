"""From a point's parameters to what the compiled pairing experiment takes: SI numbers by symbol, and Q10 factors.

The cells and synapses are the microcircuit's, and so are their constants. Those that belong to what is absent here are
no parameters of this model; their numbers are below and change no measure.
"""

from typing import TYPE_CHECKING

import numpy as np

from homeotherm.models.microcircuit import arguments as microcircuit

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

ABSENT = {
    "k_in": 0.0, "nu_bg": 0.0, "nu_st": 0.0, "nu_max": 0.0, "w_ext": 0.0,  # no network, no afferents
    "E_i": 0.0, "tau_i": 1.0,  # no inhibition: g_i stays 0
    "b": 0.0, "tau_AHP": 1.0, "E_K": 0.0, "t_ref": 0.0,  # what follows a spike is not measured
    "tau_w": 1.0, "d_0": 0.0, "s_0": 1.0,  # no turnover, all weights start alike
}  # fmt: skip
"""Numbers, in SI, of constants whose mechanism has no part in this experiment."""


def binary_values(table: "ModelTable", values: dict[str, float], drivers: dict[str, str]) -> dict[str, float]:
    """Return the number of every settable constant of the binary, by symbol, in SI.

    Parameters
    ----------
    values
        All parameters of the point in table units.
    drivers
        For every Q10 with a driver: "temperature" or "metabolic_rate".
    """
    given = microcircuit.binary_values(table, values, drivers)
    return {**given, **ABSENT, "V_r": given["E_L"]}  # a spike ends what is measured: back to rest


def factors(table: "ModelTable", values: dict[str, float], drivers: dict[str, str]) -> dict[str, float]:
    """Return every Q10 factor of the cells and synapses by symbol; 1 for those of absent mechanisms."""
    found = microcircuit.factors(table, values, drivers, np.array([values["temperature"]]))
    return {symbol: float(found[symbol][0]) if symbol in found else 1.0 for symbol in microcircuit.FACTORS}


def tables(table: "ModelTable", values: dict[str, float], drivers: dict[str, str]) -> dict[str, np.ndarray]:
    """Return the table of factors that the binary reads: one row, for the temperature is constant."""
    return {"factors": np.array([list(factors(table, values, drivers).values())])}
