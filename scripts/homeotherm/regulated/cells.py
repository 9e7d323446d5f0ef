"""A population of regulated conductance-based cells in Brian2, one vectorised group.

Regulation runs on a clock of its own, once per `SLOW` ms: homeostasis and neuromodulation change conductances over
seconds, while calcium, which they see, changes over 20 ms.
"""

from dataclasses import dataclass

import brian2
import numpy as np
from brian2 import cmeter, ms, msiemens, second, uamp

from homeotherm.engine import exponential
from homeotherm.engine.construction import Construction, Phase
from homeotherm.engine.staggered import staggered
from homeotherm.physiology import homeostasis, neuromodulation
from homeotherm.physiology.channels import Membrane
from homeotherm.physiology.membrane_equations import DENSITY, initial_gates, neuron_equations, restart
from homeotherm.physiology.thermal import HOMEOSTASIS, NEUROMODULATION, factor
from homeotherm.regulated import energy, open_loop
from homeotherm.regulated.population import constant_names
from homeotherm.regulated.protocol import (
    CALCIUM_INTERVAL,
    COLUMNS,
    ROW,
    SLOW,
    TRAJECTORY_INTERVAL,
    VOLTAGE_CELLS,
    VOLTAGE_INTERVAL,
    Course,
    layout,
)

# A spike is counted where the potential rises above 10 mV, and the next one once it has fallen below 0 mV. `armed` is
# no refractory condition of Brian2, whose one-byte variable would keep the compiler from vectorising.
SPIKES = """
armed : 1
Ca_sum : 1
Ca_average : 1                  # over the interval before
regulation : 1 (shared)
control : 1 (shared)
blocked : 1 (shared)
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
ALIKE = """
target_s : 1 (shared)
target_u : 1 (shared)
v_start : volt (shared, constant)
Ca_start : 1 (shared, constant)
"""
REACH = 0.3
"""Volt; a potential beyond is that of a simulation that diverges."""
ARM = "armed = clip(armed + int(v < 0*mV), 0, 1)"


@dataclass(frozen=True)
class Program:
    """What a group of regulated cells does.

    Attributes
    ----------
    equations : of one cell
    regulate : code of every step of regulation
    events : code of every row of the schedule
    columns : of the schedule
    further : names of what the table of the cells says of each after conductances and constants of the reference
    processes : those that have a factor, which the table of factors gives in this order; none without temperature
    reset : what a spike does besides
    """

    equations: str
    regulate: str
    events: str
    columns: tuple[str, ...]
    further: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    reset: str = ""


def population_equations(
    membrane: Membrane, pair: tuple[str, str], moments: int, thermal: bool = False, limited: bool = False
) -> str:
    """Return the equations of a cell on its own; `moments` is the number of moments that are kept for tests."""
    lines = [regulated_equations(membrane, pair, thermal=thermal, limited=limited), ALIKE]
    for name in pair:
        lines += [f"kept_{name}_{number} : {DENSITY}" for number in range(1, moments + 1)]
    lines += [f"kept_Y_{number} : second" for number in range(1, moments + 1)]
    return "\n".join(lines) + "\n"


def regulated_equations(
    membrane: Membrane, pair: tuple[str, str], coupled: bool = False, thermal: bool = False, limited: bool = False
) -> str:
    """Return the equations of a regulated cell; who uses them declares target_s and target_u.

    `limited` says whether its energy is limited.
    """
    lines = [neuron_equations(membrane, coupled, thermal, limited), SPIKES, homeostasis.INTEGRATORS]
    lines += [energy.equations(thermal)] if limited else []
    for name in membrane.names:
        lines += [f"o_{name} : {DENSITY}", f"s_{name} : {DENSITY}/second", f"open_{name} : 1"]
    lines += [f"{name} : 1 (constant)" for name in constant_names(membrane, pair)]
    for name in pair:
        lines += [f"{each}_{name} : {DENSITY}" for each in ("reference", "held", "pool")]
        lines.append(f"z_{name} : {DENSITY}*second")
    return "\n".join(lines) + "\n"


def from_schedule(columns: tuple[str, ...], **variables: str) -> str:
    """Return the code that sets variables from columns of the schedule."""
    return "".join(f"{name} = schedule(t, {columns.index(column)})\n" for name, column in variables.items())


def slow_step(membrane: Membrane, pair: tuple[str, str], thermal: bool = False, limited: bool = False) -> str:
    """Return the code of one step of regulation of a cell on its own."""
    return from_schedule(
        COLUMNS, target_s="slow_target", target_u="ultraslow_target", regulation="regulation", control="control",
        blocked="block",
    ) + regulation_step(membrane, pair, thermal, limited)  # fmt: skip


def regulation_step(membrane: Membrane, pair: tuple[str, str], thermal: bool = False, limited: bool = False) -> str:
    """Return the code of one step of regulation: calcium, homeostasis, reference, controller.

    Where temperature acts, the steps of homeostasis and of the controller are longer or shorter by their factors; where
    energy is limited, those of homeostasis are shorter by what there is.
    """
    synthesis, transport = (
        f"{SLOW}*{factor(name)}" if thermal else f"{SLOW}" for name in (HOMEOSTASIS, NEUROMODULATION)
    )
    if limited:
        synthesis = f"{synthesis}*synthesis"
    lines = [
        *([energy.step(membrane, thermal)] if limited else []),
        *(f"open_{name} = 1 - blocked*int(blocked_channel == {number})"
          for number, name in enumerate(membrane.names, start=1)),
        "Ca_sum += Ca",
        homeostasis.STEP.format(interval=synthesis),
        _conductances(membrane, pair),
        neuromodulation.reference(membrane, pair),
        *(neuromodulation.CONTROLLED.format(name=name, interval=transport) for name in pair),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def events(membrane: Membrane, pair: tuple[str, str], moments: int) -> str:
    """Return the code of what happens at the start of a row of the schedule."""

    def column(name: str) -> str:
        return f"schedule(t, {COLUMNS.index(name)})"

    lines = []
    for number in range(1, moments + 1):
        keep = f"keep_{number}"
        lines += [f"{keep} = int({column('keep')} == {number})", f"kept_Y_{number} += {keep}*(Y - kept_Y_{number})"]
        lines += [f"kept_{name}_{number} += {keep}*(g_{name} - kept_{name}_{number})" for name in pair]
    lines += [f"set_pair = {column('set_pair')}", f"restore_pair = {column('restore_pair')}"]
    lines += [put_at_reference(name, "set_pair") for name in pair]
    lines += [f"o_{name} += restore_pair*(kept_{name}_1 - s_{name}*Y - o_{name})" for name in pair]
    for number in range(1, moments + 1):
        recall = f"recall_{number}"
        lines += [f"{recall} = int({column('recall')} == {number})", f"Y += {recall}*(kept_Y_{number} - Y)"]
        lines += [f"o_{name} += {recall}*(kept_{name}_{number} - s_{name}*Y - o_{name})" for name in pair]
    lines += [f"restart = {column('restart')}", restart(membrane, "restart"), "I += restart*(Y - I)"]
    for name in pair:
        lines += [f"pool_{name} += restart*(held_{name} - pool_{name})"]
        lines += [f"z_{name} += restart*(beta/K_i*held_{name} - z_{name})"]
    return "\n".join(lines) + "\n"


def heat(names: tuple[str, ...]) -> str:
    """Return code that sets the factors of processes from their table, at the start of a row of the schedule."""
    return "".join(f"{factor(name)} = factors(t, {column})\n" for column, name in enumerate(names))


def put_at_reference(name: str, condition: str) -> str:
    """Return code that sets a modulated conductance to its reference where `condition` is 1."""
    return f"o_{name} += {condition}*(reference_{name} - s_{name}*Y - o_{name})"


def visible(membrane: Membrane, pair: tuple[str, str], thermal: bool = False) -> str:
    """Return the code that shows the conductances to the membrane: open channels, none below zero, at temperature."""
    shown = "\n".join(
        f"c_{name} = {f'{factor(f"conductance_{name}")}*' if thermal else ''}open_{name}"
        f"*clip(g_{name}, 0*siemens/meter**2, 1e9*siemens/meter**2)"
        for name in membrane.names
    )
    return _conductances(membrane, pair) + shown + "\n"


def _conductances(membrane: Membrane, pair: tuple[str, str]) -> str:
    """Return the code of all conductances: on their ray, or, of the pair under control, what the membrane holds."""
    lines = [f"g_{name} = {homeostasis.conductance(name)}" for name in membrane.names]
    lines += [f"g_{name} += control*(held_{name} - g_{name})" for name in pair]
    return "\n".join(lines) + "\n"


def make_cells(
    membrane: Membrane, pair: tuple[str, str], structure: dict[str, float], construction: Construction
) -> brian2.NeuronGroup:
    """Build a group of cells on their own, with regulation, conductances and initial state."""
    plan = layout(structure)
    moments = len(plan.tested)
    program = Program(
        population_equations(membrane, pair, moments, plan.thermal, plan.energy)
        + (open_loop.EQUATIONS if plan.open_loop else ""),
        slow_step(membrane, pair, plan.thermal, plan.energy),
        events(membrane, pair, moments) + (open_loop.EVENT if plan.open_loop else ""),
        COLUMNS,
        open_loop.FURTHER if plan.open_loop else (),
        energy.processes_of(membrane, plan.energy) if plan.thermal else (),
        energy.RESET if plan.energy else "",
    )  # fmt: skip
    cells = make_group(membrane, pair, plan, program)
    construction.apply_arguments()
    read_population(cells, membrane, pair, program)
    for name in pair:
        setattr(cells, f"z_{name}", f"beta/K_i*o_{name}")
    cells.v = "v_start"
    cells.Ca = "Ca_start"
    set_gates(cells, membrane)
    if plan.energy:
        cells.a, cells.pump, cells.synthesis = energy.AT_START, 1, 1
    return cells


def make_group(membrane: Membrane, pair: tuple[str, str], plan: Course, program: Program) -> brian2.NeuronGroup:
    """Build a group of regulated cells, without numbers."""
    brian2.defaultclock.dt = plan.time_step * second
    schedule = brian2.TimedArray(np.zeros((plan.rows, len(program.columns))), dt=ROW * second, name="schedule")
    rows = len(membrane.names) + len(constant_names(membrane, pair)) + len(program.further)
    population = brian2.TimedArray(np.ones((rows, plan.cells)), dt=1 * ms, name="population")
    namespace = {
        "schedule": schedule, "population": population, "cmeter": cmeter, "msiemens": msiemens, "uamp": uamp,
        **exponential.NAMESPACE,
    }  # fmt: skip
    if program.processes:
        values = np.ones((plan.rows, len(program.processes)))
        namespace["factors"] = brian2.TimedArray(values, dt=ROW * second, name="factors")
    cells = brian2.NeuronGroup(
        plan.cells, program.equations, threshold="v > 10*mV and armed > 0", reset="armed = 0" + program.reset,
        method=staggered("v", after=("Ca", *(state.name for state in membrane.further_states)), reach=REACH),
        name="cells", namespace=namespace,
    )  # fmt: skip
    cells.run_regularly(ARM, when="before_thresholds", name="arm")
    in_order = (
        *([("heat", heat(program.processes), ROW * second)] if program.processes else []),
        ("regulate", program.regulate, SLOW * ms),
        ("events", program.events, ROW * second),
        ("show", visible(membrane, pair, plan.thermal), SLOW * ms),
    )
    for order, (name, code, interval) in enumerate(in_order, start=-len(in_order)):
        cells.run_regularly(code, dt=interval, when="start", order=order, name=name)
    cells.run_regularly(
        f"Ca_average = Ca_sum*{SLOW * 1e-3 / CALCIUM_INTERVAL!r}\nCa_sum = 0", dt=CALCIUM_INTERVAL * second,
        when="before_end", name="average_calcium",
    )  # fmt: skip
    return cells


def read_population(cells: brian2.NeuronGroup, membrane: Membrane, pair: tuple[str, str], program: Program) -> None:
    """Set what the table of the cells says of each: conductances, constants of the reference, and what is further."""
    for row, name in enumerate((*constant_names(membrane, pair), *program.further), start=len(membrane.names)):
        setattr(cells, name, f"population({row + 0.5}*ms, i)")
    for row, name in enumerate(membrane.names):
        setattr(cells, f"o_{name}", f"population({row + 0.5}*ms, i)*siemens/meter**2")
        setattr(cells, f"s_{name}", f"o_{name}/o_Na/tau_Na")
        setattr(cells, f"open_{name}", 1)
    for name in pair:
        setattr(cells, f"held_{name}", f"o_{name}")
        setattr(cells, f"pool_{name}", f"o_{name}")


def set_gates(cells: brian2.NeuronGroup, membrane: Membrane, coupled: bool = False) -> None:
    """Put gates and further states to their initial values at the cell's potential and calcium."""
    for name, value in initial_gates(membrane, coupled).items():
        setattr(cells, name, value)


def monitors(
    cells: brian2.NeuronGroup, membrane: Membrane, shown: int = VOLTAGE_CELLS
) -> list[brian2.core.base.BrianObject]:
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
            cells, "v", record=list(range(min(shown, len(cells)))), dt=VOLTAGE_INTERVAL * ms, name="voltage"
        ),
    ]  # fmt: skip


def assemble(
    membrane: Membrane, pair: tuple[str, str], structure: dict[str, float], construction: Construction
) -> tuple[brian2.Network, list[Phase]]:
    """Build a population of cells that know nothing of each other."""
    cells, plan = make_cells(membrane, pair, structure, construction), layout(structure)
    network = brian2.Network(cells, *monitors(cells, membrane), name="population_of_cells")
    if plan.energy:
        network.add(brian2.StateMonitor(cells, "a", record=True, dt=TRAJECTORY_INTERVAL * second, name="energy"))
    return network, [Phase(plan.total)]
