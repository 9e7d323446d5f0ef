"""What is done to the networks over time, and which cells they are made of.

Cells 1 to 3 have the target of bursting throughout. The slow pair, cells 4 and 5, has another target until the switch,
and from then on the same. Homeostasis may start later than the simulation, and each kind of neuromodulation has moments
of its own, for the published ones differ (Fyon & Drion 2024, arXiv 2412.04172).

Published initialisation: under control the integrators of the controller start empty, so that the modulated
conductances fall at first and are built anew within seconds; at a sharp switch the synthesis of the modulated
conductances is not told, so that homeostasis, once it runs, first takes back what was modulated. Consistent
initialisation: the controller starts where it keeps the first target, and synthesis follows the switch.

A sweep of the temperature comes last. Where it is frozen, homeostasis and the controller have rates of zero along it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from homeotherm.errors import InputError
from homeotherm.models.rhythm.wiring import SIZE, slow_pair
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.population import POPULATION
from homeotherm.models.stg.protocol import modulated_pair
from homeotherm.physiology.compensation import compensation
from homeotherm.physiology.conductances import equilibrium_calcium, threshold_voltages
from homeotherm.physiology.population import draw_population
from homeotherm.physiology.thermal import COUPLINGS, HOMEOSTASIS, NEUROMODULATION, processes
from homeotherm.regulated.arguments import factors_along
from homeotherm.regulated.population import Cells, make_table
from homeotherm.regulated.protocol import (
    CONTROLLED,
    FROZEN,
    NONE,
    ROW,
    SHARP,
    Course,
    check_steps,
    check_sweep,
    swept_temperature,
    thermal_plan,
)

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

COLUMNS = ("switched", "regulation", "control", "set_pair", "block")
"""What a row of the schedule says: whether the slow pair has its second target; whether homeostasis and the controller
act; whether its modulated conductances are set to the reference at the start of the row; whether the channel is
blocked."""
OF_CELL = ("kca_slowing", "modulated", "before_s", "before_u", "after_s", "after_u", "v_0", "Ca_0")
"""What the table of the cells says of each besides conductances and constants: the factor on the time constant of the
calcium-gated current, whether the cell is of the slow pair, the slow and the ultraslow target before and after the
switch, and potential (mV) and calcium at the start."""
CONSISTENT = 1
"""Position of the choice of `initialisation`."""
PROCESSES = (*processes(MEMBRANE), *COUPLINGS)
"""What has a factor where temperature acts."""
VOLTAGES = 1
"""Key of the random stream of the potentials at the start, beside that of the conductances."""


@dataclass(frozen=True)
class Arm:
    """What differs between kinds of neuromodulation.

    Attributes
    ----------
    switch : when the target of the slow pair changes, in s
    homeostasis_start : s
    translation_time : of homeostasis, in ms
    """

    switch: float
    homeostasis_start: float
    translation_time: float


def layout(structure: dict[str, float]) -> Course:
    """Return what the binary is made for."""
    return Course(
        cells=SIZE * int(structure["networks"]), time_step=structure["time_step"] * 1e-3,
        **thermal_plan(structure, structure["duration"]),
    )  # fmt: skip


def arm_name(parameters: dict[str, float]) -> str:
    """Return how the parameters of this kind of neuromodulation end; without any, it is the sharp one's not done."""
    return "controlled" if int(parameters["neuromodulation"]) == CONTROLLED else "sharp"


def arm(parameters: dict[str, float]) -> Arm:
    """Return what belongs to this kind of neuromodulation."""
    name = arm_name(parameters)
    return Arm(*(parameters[f"{each}_{name}"] for each in ("switch", "homeostasis_start", "translation_time")))


def windows(parameters: dict[str, float]) -> dict[str, float]:
    """Return the start of each window of potential in s, by name."""
    moments, length = arm(parameters), parameters["window"]
    return {
        "before": moments.switch - length, "switch": moments.switch, "homeostasis": moments.homeostasis_start,
        "after": moments.switch + parameters["transition"], "end": parameters["duration"] - length,
    }  # fmt: skip


def check(parameters: dict[str, float], table: "ModelTable") -> None:
    """Check the rules between parameters.

    Raises
    ------
    InputError
        One line with the keys, their values and what is allowed.
    """
    name = arm_name(parameters)
    check_steps(
        parameters, ("duration", f"switch_{name}", f"homeostasis_start_{name}", "window", "transition")
    )  # fmt: skip
    starts, length = windows(parameters), parameters["window"]
    if starts["before"] < 0:
        raise InputError(
            f"switch_{name}: {parameters[f'switch_{name}']:g} s leaves no window before it; "
            f"allowed: from window, {length:g} s, on"
        )
    latest = max(starts, key=starts.get)
    if starts[latest] + length > parameters["duration"] + 1e-9:
        raise InputError(
            f"duration: {parameters['duration']:g} s ends before the window '{latest}'; "
            f"allowed: from {starts[latest] + length:g} s on"
        )
    if parameters["temperature_dependence"]:
        check_sweep(parameters)
    if parameters["highest_initial_voltage"] <= parameters["lowest_initial_voltage"]:
        raise InputError(
            f"highest_initial_voltage: {parameters['highest_initial_voltage']:g} mV; "
            f"allowed: above lowest_initial_voltage, {parameters['lowest_initial_voltage']:g} mV"
        )


def kca_slowing(parameters: dict[str, float]) -> np.ndarray:
    """Return the factor on the time constant of the calcium-gated current of every cell, (cells,)."""
    slow = slow_pair(int(parameters["networks"]))
    return np.where(slow, parameters["kca_slowing_of_slow_pair"], parameters["kca_slowing"])


def targets(parameters: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the slow and the ultraslow target, (2, cells), before and after the switch."""
    slow = slow_pair(int(parameters["networks"]))
    rows = [
        (np.where(slow, parameters[f"{name}_settled"], parameters[name]), np.full(slow.size, parameters[name]))
        for name in ("slow_target", "ultraslow_target")
    ]
    before, after = zip(*rows, strict=True)
    return np.stack(before), np.stack(after)


def factor_table(parameters: dict[str, float]) -> np.ndarray:
    """Return the factors of all processes where temperature acts, (rows of the schedule, `PROCESSES`)."""
    plan = layout(parameters)
    table = factors_along(swept_temperature(plan, parameters), PROCESSES, parameters)
    if plan.sweep and int(parameters["sweep_regulation"]) == FROZEN:
        rest = [PROCESSES.index(name) for name in (HOMEOSTASIS, NEUROMODULATION)]
        table[round(plan.sweep_start / ROW) :, rest] = 0.0
    return table


def schedule(parameters: dict[str, float]) -> np.ndarray:
    """Return the schedule, (rows, columns) as `COLUMNS`."""
    kind, moments = int(parameters["neuromodulation"]), arm(parameters)
    switch, start = round(moments.switch / ROW), round(moments.homeostasis_start / ROW)
    table = {name: np.zeros(layout(parameters).rows) for name in COLUMNS}
    table["switched"][switch:] = kind != NONE
    table["regulation"][start:] = 1
    table["control"][:] = kind == CONTROLLED
    table["set_pair"][switch] = kind == SHARP
    table["block"][switch:] = parameters["blocked_channel"] != 0
    return np.stack([table[name] for name in COLUMNS], axis=1)


def stimuli(parameters: dict[str, float], seed: int) -> Cells:
    """Draw the cells of a replicate and lay out what is done to them.

    The first networks are the same however many are drawn.
    """
    slow, slowing = slow_pair(int(parameters["networks"])), kca_slowing(parameters)
    conductances = draw_population(MEMBRANE, POPULATION, slow.size, seed, slowing)
    thresholds = threshold_voltages(MEMBRANE, conductances)
    before, after = targets(parameters)
    if int(parameters["neuromodulation"]) != CONTROLLED or int(parameters["initialisation"]) == CONSISTENT:
        pair = modulated_pair(parameters)
        conductances[:, [MEMBRANE.names.index(name) for name in pair]] = compensation(
            MEMBRANE, conductances, pair, {"slow": before[0], "ultraslow": before[1]}, thresholds, slowing
        )
    lowest, highest = parameters["lowest_initial_voltage"], parameters["highest_initial_voltage"]
    voltages = lowest + (highest - lowest) * np.random.default_rng([seed, VOLTAGES]).random(slow.size)
    calcium = equilibrium_calcium(MEMBRANE, conductances, voltages)
    table = make_table(MEMBRANE, modulated_pair(parameters), conductances, thresholds, slowing)
    of_cell = np.stack([slowing, slow, *before, *after, voltages, calcium])
    return Cells(conductances, thresholds, np.concatenate([table, of_cell]), schedule(parameters))


def tables(cells: Cells) -> dict[str, np.ndarray]:
    """Return the tables that the binary reads."""
    return {"schedule": cells.schedule, "population": cells.table}
