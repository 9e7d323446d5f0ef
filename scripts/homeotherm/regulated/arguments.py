"""From a point's parameters to what a compiled population of regulated cells takes: SI numbers by symbol."""

from typing import TYPE_CHECKING

import numpy as np

from homeotherm.physiology.channels import Membrane
from homeotherm.physiology.thermal import factors, mixed
from homeotherm.quantities import to_si
from homeotherm.regulated.energy import processes_of
from homeotherm.regulated.protocol import temperature_course

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

IN_SCHEDULE = {
    "neuromodulation", "slow_target_settled", "ultraslow_target_settled", "slow_target", "ultraslow_target",
    "test_transient", "threshold_voltage", "lowest_scale", "highest_scale",
}  # fmt: skip
"""Parameters that the binary sees through its tables, or not at all."""
THERMAL_TABLES = ("temperature", "q10")
"""Tables of parameters that it sees as factors over time."""


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
        if not (parameter.structural or name in IN_SCHEDULE or parameter.table in THERMAL_TABLES)
    }


def factor_table(membrane: Membrane, values: dict[str, float]) -> dict[str, np.ndarray]:
    """Return the table of factors that the binary reads where temperature acts: (rows of the schedule, processes).

    The other tables, those of the cells, come with the draw of the population.
    """
    if not values.get("temperature_dependence"):
        return {}
    names = processes_of(membrane, bool(values.get("energy")))
    return {"factors": factors_along(temperature_course(values), names, values)}


def factors_along(course: np.ndarray, names: tuple[str, ...], values: dict[str, float]) -> np.ndarray:
    """Return the factors (rows, processes) of named processes along a course of the temperature (rows,) in degC."""
    q10 = mixed({name: values[f"q10_{name}"] for name in names}, int(values["q10_set"]), values["q10_spread"])
    return np.stack(list(factors(q10, course, values["reference_temperature"]).values()), axis=1)
