"""The plasticity kernel that the parameters impose, to hold against the one that a simulation gives."""

import json

import numpy as np
import xarray as xr

from homeotherm.physiology.q10 import equivalent_temperature, q10_factor

IMPOSED = (
    "potentiation_time_constant", "depression_time_constant", "potentiation_peak", "depression_peak",
    "potentiation_area", "depression_area",
)  # fmt: skip


def imposed_kernel(dataset: xr.Dataset) -> xr.Dataset:
    """Return the `IMPOSED` quantities at the temperatures and metabolic rates of a dataset of the pairing model.

    Time constants are divided by phi_tau, and amplitudes multiplied by phi_A, ``phi_X = Q10_X**((T - T_ref)/10)``, T
    being the temperature or, for factors that metabolism drives, its equivalent (physiology/q10.py). The peak of
    depression is ``-eta B tau_plus/tau_minus``, so that B is the ratio of the areas.

    Parameters
    ----------
    dataset
        With the coordinates ``temperature`` (degC) and ``metabolic_rate`` (1) and the attributes of a study's dataset.

    Returns
    -------
    Dims as the two coordinates; ms, nS and nS ms.
    """
    values = json.loads(dataset.attrs["parameters_json"])
    drivers = json.loads(dataset.attrs["drivers_json"])
    reference = values["reference_temperature"]
    temperature, rate = xr.broadcast(dataset["temperature"], dataset["metabolic_rate"])
    metabolic = xr.apply_ufunc(
        np.vectorize(lambda m, t: equivalent_temperature(m, t, values["q10_metabolism"], reference)), rate, temperature
    )
    sees = {"temperature": temperature, "metabolic_rate": metabolic}
    speed, size = (
        q10_factor(values[name], sees[drivers[name]], reference) for name in ("q10_stdp_rate", "q10_stdp_amplitude")
    )
    plus, minus = values["potentiation_time_constant"], values["depression_time_constant"]
    peak = values["learning_rate"] * size
    trough = -peak * values["depression_ratio"] * plus / minus
    imposed = (plus / speed, minus / speed, peak, trough, peak * plus / speed, trough * minus / speed)
    units = ("ms", "ms", "nS", "nS", "nS ms", "nS ms")
    return xr.Dataset(
        {
            name: quantity.drop_attrs().assign_attrs(units=unit)
            for name, quantity, unit in zip(IMPOSED, imposed, units, strict=True)
        }
    )


def temperature_coefficient(temperature: np.ndarray, values: np.ndarray) -> float:
    """Return the Q10 of values over temperature (degC), by least squares of their logarithm.

    ``exp(10 slope)``: above 1 for what grows with temperature. NaN with less than two finite values.
    """
    finite = np.isfinite(values)
    if finite.sum() < 2:
        return float("nan")
    return float(np.exp(10.0 * np.polyfit(temperature[finite], np.log(values[finite]), 1)[0]))
