"""The networks in Brian2: regulated STG neurons, all in one group, with inhibitory synapses and gap junctions.

Graded synapses: all synapses that leave a cell open alike, so that one variable of that cell stands for them,

    ds/dt = (s_inf - s)/tau_s,    s_inf = tanh((v - V_syn)/k_syn) above V_syn, else 0,

and is integrated like a gate of the cell. Where temperature acts, the rate of s and both kinds of coupling have factors
of their own. Synapses add g_syn s (v - E_syn) to the current of the cell that they lead
to, gap junctions g_el times the difference of the two potentials (Gutierrez, O'Leary & Marder 2013).
"""

import brian2

from homeotherm.engine.construction import Construction, Phase
from homeotherm.models.rhythm.protocol import COLUMNS, OF_CELL, PROCESSES, layout
from homeotherm.models.rhythm.wiring import SIZE, wiring
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.protocol import modulated_pair
from homeotherm.physiology.membrane_equations import DENSITY
from homeotherm.physiology.thermal import COUPLINGS, HOMEOSTASIS, factor
from homeotherm.regulated.cells import (
    Program,
    from_schedule,
    make_group,
    monitors,
    put_at_reference,
    read_population,
    regulated_equations,
    regulation_step,
    set_gates,
)
from homeotherm.regulated.protocol import SLOW

# tanh by the exponential function, whose vector form every C library has.
STEADY_S = "clip(2/(1 + exp(-2*(v - V_syn)/k_syn)) - 1, 0, 1)"
MEMBER = f"""
ds/dt = {{rate}}(steady_s - s)/tau_s : 1    # opening of the synapses that leave the cell
steady_s = {STEADY_S} : 1
tau_s : second (shared, constant)
V_syn : volt (shared, constant)
k_syn : volt (shared, constant)
consistent : 1 (shared, constant)   # 1 if initialisation is consistent, 0 as published
switched : 1 (shared)
modulated : 1 (constant)            # 1 in the slow pair
before_s : 1 (constant)
before_u : 1 (constant)
after_s : 1 (constant)
after_u : 1 (constant)
v_0 : 1 (constant)
Ca_0 : 1 (constant)
target_s : 1
target_u : 1
"""
TARGETS = """
target_s = before_s + switched*(after_s - before_s)
target_u = before_u + switched*(after_u - before_u)
"""
# The synthesis of a modulated conductance, on its ray from `made`, and the conductance, on that from `o`, may differ:
# where homeostasis runs, the conductance follows its synthesis.
FOLLOW_SYNTHESIS = "o_{name} += regulation*(made_{name} - o_{name})*(1 - exp(-{interval}*ms/tau_g))"
TELL_SYNTHESIS = "made_{name} += set_pair*consistent*(o_{name} - made_{name})"
CONNECTIONS = """
inhibitory : 1 (constant)           # 1 for a synapse, 0 for a gap junction
g_syn : siemens/meter**2 (shared, constant)
g_el : siemens/meter**2 (shared, constant)
E_syn : volt (shared, constant)
I_coupling_post = inhibitory*synaptic + (1 - inhibitory)*electrical : amp/meter**2 (summed)
synaptic = {synapse}g_syn*s_pre*(v_post - E_syn) : amp/meter**2
electrical = {gap}g_el*(v_post - v_pre) : amp/meter**2
"""
SYNAPSE, RATE, GAP = COUPLINGS


def assemble(structure: dict[str, float], construction: Construction) -> tuple[brian2.Network, list[Phase]]:
    """Build the networks and their phases for one structure (the structural parameters in table units)."""
    plan, pair = layout(structure), modulated_pair(structure)
    program = make_program(pair, plan.thermal)
    cells = make_group(MEMBRANE, pair, plan, program)
    connections = connect(cells, int(structure["networks"]), plan.thermal)
    construction.apply_arguments()
    read_population(cells, MEMBRANE, pair, program)
    for name in pair:
        setattr(cells, f"made_{name}", f"o_{name}")
        setattr(cells, f"z_{name}", f"consistent*beta/K_i*o_{name}")
    cells.v = "v_0*mV"
    cells.Ca = "Ca_0"
    set_gates(cells, MEMBRANE, coupled=True)
    cells.s = STEADY_S
    network = brian2.Network(cells, connections, *monitors(cells, MEMBRANE, shown=SIZE), name="rhythm_networks")
    return network, [Phase(plan.total)]


def make_program(pair: tuple[str, str], thermal: bool = False) -> Program:
    """Return what the cells of the networks do; `thermal` says whether temperature acts on them."""
    equations = regulated_equations(MEMBRANE, pair, coupled=True, thermal=thermal)
    equations += MEMBER.format(rate=f"{factor(RATE)}*" if thermal else "")
    equations += "".join(f"{factor(name)} : 1 (shared)\n" for name in COUPLINGS if thermal)
    equations += "".join(f"made_{name} : {DENSITY}\n" for name in pair)
    regulate = from_schedule(COLUMNS, switched="switched", regulation="regulation", control="control", blocked="block")
    interval = f"{SLOW}*{factor(HOMEOSTASIS)}" if thermal else f"{SLOW}"
    follow = "\n".join(FOLLOW_SYNTHESIS.format(name=name, interval=interval) for name in pair)
    events = [f"set_pair = modulated*schedule(t, {COLUMNS.index('set_pair')})"]
    for name in pair:
        events += [put_at_reference(name, "set_pair"), TELL_SYNTHESIS.format(name=name)]
    return Program(
        equations,
        regulate + TARGETS + follow + "\n" + regulation_step(MEMBRANE, pair, thermal),
        "\n".join(events),
        COLUMNS,
        OF_CELL,
        PROCESSES if thermal else (),
    )


def connect(cells: brian2.Group, networks: int, thermal: bool = False) -> brian2.Synapses:
    """Return the connections; they see the cells as they are when the membrane's time step begins."""
    table = wiring(networks)
    synapse, gap = (f"{factor(name)}_post*" if thermal else "" for name in (SYNAPSE, GAP))
    connections = brian2.Synapses(
        cells, cells, CONNECTIONS.format(synapse=synapse, gap=gap), name="connections", order=-1
    )
    connections.connect(i=table.source, j=table.target)
    connections.inhibitory = table.inhibitory
    return connections
