"""A population of regulated conductance-based cells in Brian2, one vectorised group.

Regulation runs on a clock of its own, once per `SLOW` ms: homeostasis and neuromodulation change conductances over
seconds, while calcium, which they see, changes over 20 ms.
"""

import brian2
import numpy as np
from brian2 import cmeter, ms, msiemens, second, uamp

from homeotherm.engine.construction import Construction, Phase
from homeotherm.engine.staggered import staggered
from homeotherm.physiology import homeostasis, neuromodulation
from homeotherm.physiology.channels import Membrane
from homeotherm.physiology.membrane_equations import DENSITY, initial_values, neuron_equations, restart
from homeotherm.regulated.population import constant_names
from homeotherm.regulated.protocol import (
    CALCIUM_INTERVAL,
    COLUMNS,
    ROW,
    SLOW,
    TRAJECTORY_INTERVAL,
    VOLTAGE_CELLS,
    VOLTAGE_INTERVAL,
    layout,
)

# A spike is counted where the potential rises above 10 mV, and the next one once it has fallen below 0 mV. `armed` is
# no refractory condition of Brian2, whose one-byte variable would keep the compiler from vectorising.
SPIKES = """
armed : 1
Ca_sum : 1
Ca_average : 1                  # over the interval before
target_s : 1 (shared)
target_u : 1 (shared)
regulation : 1 (shared)
control : 1 (shared)
blocked : 1 (shared)
v_start : volt (shared, constant)
Ca_start : 1 (shared, constant)
Ca_target : 1 (shared, constant)
tau_Na : 1/siemens*meter**2*second (shared, constant)
tau_g : second (shared, constant)
alpha : Hz (shared, constant)
beta : Hz (shared, constant)
K_p : Hz (shared, constant)
K_i : Hz**2 (shared, constant)
u_max : siemens/meter**2/second (shared, constant)
blocked_channel : integer (shared, constant)
"""
ARM = "armed = clip(armed + int(v < 0*mV), 0, 1)"


def population_equations(membrane: Membrane, pair: tuple[str, str], moments: int, coupled: bool = False) -> str:
    """Return the equations of a regulated cell; `moments` is the number of moments that are kept for tests."""
    lines = [neuron_equations(membrane, coupled), SPIKES, homeostasis.INTEGRATORS]
    for name in membrane.names:
        lines += [f"o_{name} : {DENSITY}", f"s_{name} : {DENSITY}/second", f"open_{name} : 1"]
    lines += [f"{name} : 1 (constant)" for name in constant_names(membrane, pair)]
    for name in pair:
        lines += [f"{each}_{name} : {DENSITY}" for each in ("reference", "held", "pool")]
        lines.append(f"z_{name} : {DENSITY}*second")
        lines += [f"kept_{name}_{number} : {DENSITY}" for number in range(1, moments + 1)]
    lines += [f"kept_Y_{number} : second" for number in range(1, moments + 1)]
    return "\n".join(lines) + "\n"


def slow_step(membrane: Membrane, pair: tuple[str, str]) -> str:
    """Return the code of one step of regulation: calcium, homeostasis, reference, controller."""
    lines = [
        *(f"{name} = schedule(t, {COLUMNS.index(column)})" for name, column in (
            ("target_s", "slow_target"), ("target_u", "ultraslow_target"), ("regulation", "regulation"),
            ("control", "control"), ("blocked", "block"),
        )),
        *(f"open_{name} = 1 - blocked*int(blocked_channel == {number})"
          for number, name in enumerate(membrane.names, start=1)),
        "Ca_sum += Ca",
        homeostasis.STEP.format(interval=SLOW),
        _conductances(membrane, pair),
        neuromodulation.reference(membrane, pair),
        *(neuromodulation.CONTROLLED.format(name=name, interval=SLOW) for name in pair),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def events(membrane: Membrane, pair: tuple[str, str], moments: int, coupled: bool) -> str:
    """Return the code of what happens at the start of a row of the schedule."""

    def column(name: str) -> str:
        return f"schedule(t, {COLUMNS.index(name)})"

    lines = []
    for number in range(1, moments + 1):
        keep = f"keep_{number}"
        lines += [f"{keep} = int({column('keep')} == {number})", f"kept_Y_{number} += {keep}*(Y - kept_Y_{number})"]
        lines += [f"kept_{name}_{number} += {keep}*(g_{name} - kept_{name}_{number})" for name in pair]
    lines += [f"set_pair = {column('set_pair')}", f"restore_pair = {column('restore_pair')}"]
    lines += [f"o_{name} += set_pair*(reference_{name} - s_{name}*Y - o_{name})" for name in pair]
    lines += [f"o_{name} += restore_pair*(kept_{name}_1 - s_{name}*Y - o_{name})" for name in pair]
    for number in range(1, moments + 1):
        recall = f"recall_{number}"
        lines += [f"{recall} = int({column('recall')} == {number})", f"Y += {recall}*(kept_Y_{number} - Y)"]
        lines += [f"o_{name} += {recall}*(kept_{name}_{number} - s_{name}*Y - o_{name})" for name in pair]
    lines += [f"restart = {column('restart')}", restart(membrane, "restart", coupled), "I += restart*(Y - I)"]
    for name in pair:
        lines += [f"pool_{name} += restart*(held_{name} - pool_{name})"]
        lines += [f"z_{name} += restart*(beta/K_i*held_{name} - z_{name})"]
    return "\n".join(lines) + "\n"


def visible(membrane: Membrane, pair: tuple[str, str]) -> str:
    """Return the code that shows the conductances to the membrane: open channels, none below zero."""
    shown = "\n".join(f"c_{name} = open_{name}*clip(g_{name}, 0*siemens/meter**2, 1e9*siemens/meter**2)"
                      for name in membrane.names)  # fmt: skip
    return _conductances(membrane, pair) + shown + "\n"


def _conductances(membrane: Membrane, pair: tuple[str, str]) -> str:
    """Return the code of all conductances: on their ray, or, of the pair under control, what the membrane holds."""
    lines = [f"g_{name} = {homeostasis.conductance(name)}" for name in membrane.names]
    lines += [f"g_{name} += control*(held_{name} - g_{name})" for name in pair]
    return "\n".join(lines) + "\n"


def make_cells(
    membrane: Membrane, pair: tuple[str, str], structure: dict[str, float], construction: Construction,
    coupled: bool = False,
) -> brian2.NeuronGroup:  # fmt: skip
    """Build the group with its regulation, conductances and initial state."""
    plan = layout(structure)
    moments = len(plan.tested)
    brian2.defaultclock.dt = structure["time_step"] * ms
    schedule = brian2.TimedArray(np.zeros((plan.rows, len(COLUMNS))), dt=ROW * second, name="schedule")
    constants = constant_names(membrane, pair)
    names = (*(f"g_{name}" for name in membrane.names), *constants)
    population = brian2.TimedArray(np.ones((len(names), plan.cells)), dt=1 * ms, name="population")
    cells = brian2.NeuronGroup(
        plan.cells, population_equations(membrane, pair, moments, coupled), threshold="v > 10*mV and armed > 0",
        reset="armed = 0", method=staggered("v", after=("Ca", *(state.name for state in membrane.further_states))),
        name="cells",
        namespace={
            "schedule": schedule, "population": population, "cmeter": cmeter, "msiemens": msiemens, "uamp": uamp,
        },
    )  # fmt: skip
    cells.run_regularly(ARM, when="before_thresholds", name="arm")
    for number, (code, interval) in enumerate(
        ((slow_step(membrane, pair), SLOW * ms), (events(membrane, pair, moments, coupled), ROW * second),
         (visible(membrane, pair), SLOW * ms))
    ):  # fmt: skip
        cells.run_regularly(
            code, dt=interval, when="start", order=number - 3, name=("regulate", "events", "show")[number]
        )
    cells.run_regularly(
        f"Ca_average = Ca_sum*{SLOW * 1e-3 / CALCIUM_INTERVAL!r}\nCa_sum = 0", dt=CALCIUM_INTERVAL * second,
        when="before_end", name="average_calcium",
    )  # fmt: skip

    construction.apply_arguments()
    for row, name in enumerate(constants, start=len(membrane.names)):
        setattr(cells, name, f"population({row + 0.5}*ms, i)")
    for row, name in enumerate(membrane.names):
        setattr(cells, f"o_{name}", f"population({row + 0.5}*ms, i)*siemens/meter**2")
        setattr(cells, f"s_{name}", f"o_{name}/o_Na/tau_Na")
        setattr(cells, f"open_{name}", 1)
    for name in pair:
        setattr(cells, f"held_{name}", f"o_{name}")
        setattr(cells, f"pool_{name}", f"o_{name}")
        setattr(cells, f"z_{name}", f"beta/K_i*o_{name}")
    for name, value in initial_values(membrane, coupled).items():
        setattr(cells, name, value)
    return cells


def monitors(cells: brian2.NeuronGroup, membrane: Membrane) -> list[brian2.core.base.BrianObject]:
    """Return what records a population: spikes, conductances, calcium, and the potential of the first cells."""
    return [
        brian2.SpikeMonitor(cells, name="spikes"),
        brian2.StateMonitor(
            cells, [f"g_{name}" for name in membrane.names], record=True, dt=TRAJECTORY_INTERVAL * second,
            name="trajectory",
        ),
        brian2.StateMonitor(
            cells, "Ca_average", record=True, dt=CALCIUM_INTERVAL * second, when="before_end", order=1, name="calcium"
        ),
        brian2.StateMonitor(
            cells, "v", record=list(range(min(VOLTAGE_CELLS, len(cells)))), dt=VOLTAGE_INTERVAL * ms, name="voltage"
        ),
    ]  # fmt: skip


def assemble(
    membrane: Membrane, pair: tuple[str, str], structure: dict[str, float], construction: Construction
) -> tuple[brian2.Network, list[Phase]]:
    """Build a population of cells that know nothing of each other."""
    cells = make_cells(membrane, pair, structure, construction)
    network = brian2.Network(cells, *monitors(cells, membrane), name="population_of_cells")
    return network, [Phase(layout(structure).total)]
