"""The pairing experiment in Brian2: the cells and synapses of the microcircuit, without its network.

Equations of the cells, traces and rules of plasticity are the microcircuit's own strings; only what drives the cells is
of this model.
"""

import brian2
import numpy as np
from brian2 import ms, mV, nS, second, siemens  # noqa: F401 - names of units in the equations

from homeotherm.engine.construction import Construction, Phase
from homeotherm.models.microcircuit.arguments import FACTORS
from homeotherm.models.microcircuit.equations import (
    LEAVE_X_PLUS,
    PLASTIC_SYNAPSES,
    RESET,
    TRACES,
    neuron_equations,
    plasticity_rules,
)
from homeotherm.models.pairing.protocol import RESPONSE_INTERVAL, layout

WITHOUT_ENERGY = {"energy": 0.0}

# Every cell of a pair spikes once per period, in the step `moment`, whatever its synapse does.
FORCED_CELL = """
moment : integer (constant)
"""
FORCE = """
v += (V_t + 10*mV - v)*int(timestep(t, dt) % {period} == moment)
"""
RESPONDING_CELL = """
w_0 : siemens (shared, constant)
"""
SINGLE_ARRIVAL = """
g_e += phi_gE*w_0*int(timestep(t, dt) == 0)
"""
COINCIDENCE_CELL = """
half : siemens (constant)       # conductance of each of the two half-volleys
separation : integer (constant) # steps between them
"""
HALF_VOLLEYS = """
g_e += half*int(timestep(t, dt) == 0) + half*int(timestep(t, dt) == separation)
"""


def assemble(structure: dict[str, float], construction: Construction) -> tuple[brian2.Network, list[Phase]]:
    """Build the three experiments and their phases for one structure (the structural parameters in table units).

    EPSP and coincidence run in the first phase and rest in the second, which completes the pairings.
    """
    plan = layout(structure)
    brian2.defaultclock.dt = structure["time_step"] * ms
    whole = plan.total * plan.time_step  # s
    factors = brian2.TimedArray(np.ones((1, len(FACTORS))), dt=structure["time_step"] * ms, name="factors")
    paired = _cells(2 * plan.pairs, FORCED_CELL, factors, whole, "paired")
    paired.moment = np.concatenate([plan.presynaptic, plan.postsynaptic])
    paired.run_regularly(FORCE.format(period=plan.period), when="before_thresholds", name="force")
    paired.run_regularly(TRACES, when="start", name="traces")
    synapses, leave_x_plus = _synapses(paired, plan.pairs)

    responding = _cells(1, RESPONDING_CELL, factors, whole, "responding", structure["response_time_step"] * ms)
    responding.run_regularly(SINGLE_ARRIVAL, when="start", name="arrival")

    volleys = plan.amplitudes.size * plan.separations.size
    coincidence = _cells(volleys, COINCIDENCE_CELL, factors, whole, "coincidence")
    coincidence.half = np.repeat(plan.amplitudes / 2, plan.separations.size) * nS
    coincidence.separation = np.tile(plan.separations, plan.amplitudes.size)
    coincidence.run_regularly(HALF_VOLLEYS, when="start", name="half_volleys")

    construction.apply_arguments()
    synapses.connect(j="i")
    leave_x_plus.connect(j="i")
    for joined in (synapses, leave_x_plus):
        joined.delay = structure["synaptic_delay"] * ms
    synapses.w = "w_max/2"  # far from both bounds
    for cells in (paired, responding, coincidence):
        cells.v = "E_L"

    spikes = brian2.SpikeMonitor(paired, name="spikes")
    voltage = brian2.StateMonitor(responding, "v", record=True, dt=RESPONSE_INTERVAL * ms, name="voltage")
    fired = brian2.SpikeMonitor(coincidence, record=False, name="fired")
    network = brian2.Network(
        paired, synapses, leave_x_plus, responding, coincidence, spikes, voltage, fired, name="pairing"
    )
    single = (voltage, fired, *_parts(responding), *_parts(coincidence))
    return network, [
        Phase(plan.single_responses * plan.time_step, values={(synapses, "plastic"): 1}),
        Phase((plan.total - plan.single_responses) * plan.time_step, paused=single),
    ]


def _cells(number: int, further: str, factors: brian2.TimedArray, once: float, name: str, dt=None):
    """Return cells of the microcircuit with some further variables, whose Q10 factors are set once, at the start."""
    cells = brian2.NeuronGroup(
        number, neuron_equations(WITHOUT_ENERGY) + further, threshold="v > V_t", reset=RESET,
        method="euler", dt=dt, name=name, namespace={"factors": factors},
    )  # fmt: skip
    cells.excitatory = 1
    cells.run_regularly(
        "\n".join(f"{symbol} = factors(t, {column})" for column, symbol in enumerate(FACTORS)),
        dt=once * second, when="start", order=-1, name=f"{name}_factors",
    )  # fmt: skip
    return cells


def _synapses(paired: brian2.NeuronGroup, pairs: int) -> tuple[brian2.Synapses, brian2.Synapses]:
    """Return the plastic synapses, and those by which an arriving spike leaves its trace in the cell that sent it."""
    presynaptic, postsynaptic = paired[:pairs], paired[pairs:]
    on_pre, on_post = plasticity_rules(WITHOUT_ENERGY)
    synapses = brian2.Synapses(
        presynaptic, postsynaptic, PLASTIC_SYNAPSES, on_pre=on_pre, on_post=on_post, name="e_to_e"
    )  # fmt: skip
    leave_x_plus = brian2.Synapses(presynaptic, presynaptic, on_pre=LEAVE_X_PLUS, name="leave_x_plus")
    return synapses, leave_x_plus


def _parts(group: brian2.NeuronGroup) -> tuple[brian2.core.base.BrianObject, ...]:
    """Return a group and the objects that it holds, which rest with it."""
    return (group, *group.contained_objects)
