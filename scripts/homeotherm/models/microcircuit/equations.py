"""The microcircuit in Brian2, with the symbols of the parameter table.

Every symbol declared ``(shared, constant)`` is a number that the compiled binary takes as an argument; phi_X is the
factor Q10_X**((T - T_ref)/10) of docs/microcircuit.md, read from a table over time, for the temperature may change.
With the option energy, each cell has an energy variable a (relative ATP) that pays for spikes, synaptic events and
maintenance and that gates excitability and plasticity.
"""

import brian2
import numpy as np
from brian2 import Hz, ms, nS, second, siemens  # noqa: F401 - names of units in the equations

from homeotherm.engine.construction import Construction, Phase
from homeotherm.engine.rarely import rarely
from homeotherm.models.microcircuit.arguments import factor_symbols
from homeotherm.models.microcircuit.books import BOOKS
from homeotherm.models.microcircuit.protocol import TEMPERATURE_INTERVAL, assemblies, intervals, layout
from homeotherm.physiology.energy import INTERVAL, RESTING, SUFFICIENCY, balance
from homeotherm.physiology.poisson import draw_poisson, poisson_count

TRAJECTORY_INTERVAL = 500  # ms, of the summed weights
VOLTAGE_INTERVAL = 1  # ms
VOLTAGE_CELLS = 100
RATE_WINDOW = 0.5  # s, over which the rate of the E cells must stay within the limit

NEURONS = """
dv/dt = free*(phi_gL*g_L*(E_L - v) + g_e*(E_e - v) + g_i*(E_i - v) + (g_AHP + g_K)*(E_K - v))/C : volt
free = int(t >= t_free) : 1     # 0 during refractoriness
dg_e/dt = -phi_te*g_e/tau_e : siemens
dg_i/dt = -phi_ti*g_i/tau_i : siemens
dg_AHP/dt = -phi_ahp*g_AHP/tau_AHP : siemens

t_free : second                 # end of refractoriness, half a step early, against rounding
excitatory : 1 (constant)       # 1 in E cells, 0 in I cells
assembly : integer (constant)   # -1 for none
cued : integer (constant)       # 1 in the half of an assembly that partial cues drive
x_plus : 1                      # trace of own spikes, delayed as the synapses are
x_minus : 1                     # trace of own spikes
weight_sum : siemens            # summed incoming E-to-E weight, for the trajectory
weight_sum_within : siemens     # the same from cells of the same trained assembly
nu_quiet : Hz (shared)          # afferent rate of a cell
nu_driven : Hz (shared)         # afferent rate of a driven cell
trains : integer (shared)       # afferent trains whose events are drawn

C : farad (shared, constant)
g_L : siemens (shared, constant)
E_L : volt (shared, constant)
V_t : volt (shared, constant)
V_r : volt (shared, constant)
E_e : volt (shared, constant)
E_i : volt (shared, constant)
E_K : volt (shared, constant)
tau_e : second (shared, constant)
tau_i : second (shared, constant)
tau_AHP : second (shared, constant)
t_ref : second (shared, constant)
tau_plus : second (shared, constant)
tau_minus : second (shared, constant)
b : siemens (shared, constant)
k_in : 1 (shared, constant)
nu_bg : Hz (shared, constant)
nu_st : Hz (shared, constant)
nu_max : Hz (shared, constant)
w_ext : siemens (shared, constant)
"""
WITHOUT_ENERGY = """
g_K : siemens (shared)          # no K_ATP conductance
"""
ENERGY = """
a : 1                           # energy of the cell, 1 when nothing is used
a_start : 1                     # its value at the start, where production pays for maintenance
g_K : siemens                   # K_ATP conductance
potentiation_gate : 1           # factor on LTP
depression_gate : 1             # factor on LTD
spiking_bill : 1                # what the last millisecond cost, not paid yet
synaptic_bill : 1
produced : 1                    # the books: sums since the start
maintained : 1
spent_spiking : 1
spent_synaptic : 1
unpaid : 1                      # costs that an empty cell could not pay
f : 1 (shared, constant)
tau_a : second (shared, constant)
S : 1 (shared, constant)
S_max : 1 (shared, constant)
m_r : 1 (shared, constant)
e_AP : 1 (shared, constant)
e_syn : 1 (shared, constant)
e_ext : 1 (shared, constant)
g_KATP : siemens (shared, constant)
theta_a : 1 (shared, constant)
k_LTP : 1 (shared, constant)
k_LTD : 1 (shared, constant)
"""

# A private Poisson train for each cell: background, and the stimulus for the cells of the driven assembly.
AFFERENTS = """
nu_quiet = clip(phi_nu*nu_bg, 0*Hz, nu_max)
nu_driven = clip(phi_nu*(nu_bg + nu_st), 0*Hz, nu_max)
trains = draw_poisson(nu_quiet*dt, nu_driven*dt, int(pattern(t) >= 0), N)
driven = int(assembly >= 0 and assembly == int(pattern(t)) and cued >= int(partial_cue(t)))
arriving = w_ext*phi_gE*poisson_count(trains, driven)
g_e += arriving
"""
AFFERENT_BILL = "synaptic_bill += e_ext*arriving/nS"

# The energy balance, once per millisecond, and the gates that follow from what is left.
ENERGY_BALANCE = balance(("spiking", "synaptic"), "phi_S", "phi_m", books=True)
ENERGY_GATES = f"""
g_K = f*g_KATP*(1 - a)
{SUFFICIENCY}potentiation_gate = 1 - f*k_LTP*(1 - sufficiency)
depression_gate = 1 - f*k_LTD*(1 - sufficiency)
"""

# Pair-based, all-to-all, additive STDP with hard bounds. x_plus is left by the presynaptic spikes that have arrived,
# x_minus by the postsynaptic ones. All synapses have one delay, so a trace per cell is the trace of all its synapses;
# it is advanced exactly, by its exponential. Where an arrival and a postsynaptic spike fall into one step, they
# potentiate (the arrival counts first, then the spike).
TRACES = """
x_plus *= exp(-phi_tau*dt/tau_plus)
x_minus *= exp(-phi_tau*dt/tau_minus)
"""
PLASTIC_SYNAPSES = """
w : siemens
plastic : 1 (shared)            # 1 during training
w_0 : siemens (shared, constant)
d_0 : 1 (shared, constant)
w_max : siemens (shared, constant)
eta : siemens (shared, constant)
B : 1 (shared, constant)
tau_w : second (shared, constant)
s_0 : 1 (shared, constant)
"""
PRESYNAPTIC_SPIKE = """
g_e_post += phi_gE_post*w
w = clip(w - plastic*eta*phi_A_post*B*(tau_plus_post/tau_minus_post)*x_minus_post{depression_gate}, 0*siemens, w_max)
"""
POSTSYNAPTIC_SPIKE = """
w = clip(w + plastic*eta*phi_A_post*x_plus_pre{potentiation_gate}, 0*siemens, w_max)
"""
EXCITE_INHIBITORY = """
g_e_post += phi_gE_post*w_EI
"""
RESET = "v = V_r; t_free = t + (timestep(t_ref/phi_ref, dt) - 0.5)*dt; g_AHP += b*excitatory; x_minus += 1"
LEAVE_X_PLUS = "x_plus_post += 1"  # by an arriving spike, in the cell that sent it


def assemble(structure: dict[str, float], construction: Construction) -> tuple[brian2.Network, list[Phase]]:
    """Build the network and its phases for one structure (the structural parameters in table units).

    Random draws come in the order network, initial state, noise; `construction` reseeds between them.
    """
    plan = layout(structure)
    brian2.defaultclock.dt = structure["time_step"] * ms
    bins = plan.total // plan.bin
    pattern = brian2.TimedArray(np.full(bins, -1.0), dt=plan.bin * plan.time_step * second, name="pattern")
    partial_cue = brian2.TimedArray(np.zeros(bins), dt=plan.bin * plan.time_step * second, name="partial_cue")

    energy, columns = bool(structure["energy"]), factor_symbols(structure)
    factors = brian2.TimedArray(
        np.ones((intervals(structure), len(columns))), dt=TEMPERATURE_INTERVAL * second, name="factors"
    )
    neurons = brian2.NeuronGroup(
        plan.neurons, neuron_equations(structure), threshold="rarely(v > V_t)",
        reset=RESET + ("; spiking_bill += e_AP" if energy else ""), method="euler", name="neurons",
        namespace={
            "pattern": pattern, "partial_cue": partial_cue, "factors": factors, "rarely": rarely,
            "draw_poisson": draw_poisson, "poisson_count": poisson_count,
        },
    )  # fmt: skip
    neurons.run_regularly(
        "\n".join(f"{symbol} = factors(t, {column})" for column, symbol in enumerate(columns)),
        dt=TEMPERATURE_INTERVAL * second, when="start", order=-1, name="set_factors",
    )  # fmt: skip
    excitatory, inhibitory = neurons[: plan.excitatory], neurons[plan.excitatory :]
    assembly, cued = assemblies(structure)
    neurons.assembly = assembly
    neurons.cued = cued.astype(int)
    neurons.excitatory = np.arange(plan.neurons) < plan.excitatory
    neurons.run_regularly(AFFERENTS + AFFERENT_BILL * energy, when="start", name="afferents")
    neurons.run_regularly(TRACES, when="start", name="traces")

    on_pre, on_post = plasticity_rules(structure)
    e_to_e = brian2.Synapses(excitatory, excitatory, PLASTIC_SYNAPSES, on_pre=on_pre, on_post=on_post, name="e_to_e")
    e_to_i = brian2.Synapses(
        excitatory,
        inhibitory,
        "w_EI : siemens (shared, constant)",
        on_pre=EXCITE_INHIBITORY + "synaptic_bill_post += e_syn_post*phi_gE_post*w_EI/nS" * energy,
        name="e_to_i",
    )
    i_to_all = brian2.Synapses(
        inhibitory, neurons, "g : 1 (shared, constant)\nw_0 : siemens (shared, constant)",
        on_pre="g_i_post += phi_gI_post*g*w_0", name="i_to_all",
    )  # fmt: skip

    leave_x_plus = brian2.Synapses(excitatory, excitatory, on_pre=LEAVE_X_PLUS, name="leave_x_plus")

    construction.apply_arguments()
    construction.reseed("network")
    probability = f"k_in_pre/{plan.neurons}"
    e_to_e.connect(condition="i != j", p=probability)
    e_to_i.connect(p=probability)
    i_to_all.connect(p=probability)
    leave_x_plus.connect(j="i")
    for synapses in (e_to_e, e_to_i, i_to_all, leave_x_plus):
        synapses.delay = structure["synaptic_delay"] * ms
    construction.reseed("initial")
    neurons.v = "V_r + (V_t - V_r)*rand()"
    e_to_e.w = "clip(s_0*w_0*(1 - d_0 + 2*d_0*rand()), 0*siemens, w_max)"
    if energy:
        supply, maintenance = (f"factors(0*second, {columns.index(name)})" for name in ("phi_S", "phi_m"))
        neurons.a = RESTING.format(supply=supply, maintenance=maintenance)
        neurons.a_start = "a"
    construction.reseed("noise")

    interval = structure["turnover_interval"]
    e_to_e.run_regularly(
        f"w += plastic*(w_0 - w)*(1 - exp(-phi_w_post*({interval}*ms)/tau_w))", dt=interval * ms, name="turnover"
    )
    trained = int(structure["trained_assemblies"])
    neurons.run_regularly(
        "weight_sum = 0*siemens\nweight_sum_within = 0*siemens", dt=TRAJECTORY_INTERVAL * ms, when="before_end",
        order=0, name="clear_weight_sums",
    )  # fmt: skip
    e_to_e.run_regularly(
        "weight_sum_post += w\n"
        "weight_sum_within_post += w*int(assembly_pre == assembly_post and assembly_pre >= 0 "
        f"and assembly_pre < {trained})",
        dt=TRAJECTORY_INTERVAL * ms, when="before_end", order=1, name="sum_weights",
    )  # fmt: skip

    spikes = brian2.SpikeMonitor(neurons, name="spikes")
    voltage = brian2.StateMonitor(
        neurons, "v", record=voltage_cells(plan.excitatory), dt=VOLTAGE_INTERVAL * ms, name="voltage"
    )
    weights = brian2.StateMonitor(
        excitatory,
        ["weight_sum", "weight_sum_within"],
        record=True,
        dt=TRAJECTORY_INTERVAL * ms,
        when="end",
        name="weights",
    )
    rate = brian2.PopulationRateMonitor(excitatory, name="rate")
    construction.end_above_limit(rate, RATE_WINDOW)
    network = brian2.Network(
        neurons, e_to_e, e_to_i, i_to_all, leave_x_plus, spikes, voltage, weights, rate, name="microcircuit"
    )  # fmt: skip
    if energy:
        neurons.run_regularly(
            ENERGY_BALANCE + ENERGY_GATES, dt=INTERVAL * ms, when="end", name="energy_balance"
        )  # fmt: skip
        network.add(
            brian2.StateMonitor(
                neurons, list(BOOKS), record=True, dt=TRAJECTORY_INTERVAL * ms, when="end", order=1, name="books"
            )
        )

    test = [
        Phase(plan.spontaneous * plan.time_step, values={(e_to_e, "plastic"): 0}),
        Phase(plan.test * plan.time_step, paused=(voltage,)),
    ]
    training = Phase(plan.training * plan.time_step, paused=(voltage, spikes), values={(e_to_e, "plastic"): 1})
    return network, [*test, training, *test]


def neuron_equations(structure: dict[str, float]) -> str:
    """Return the equations of a cell, with or without the energy variable, and the factors that it reads."""
    factors = "".join(f"{symbol} : 1 (shared)\n" for symbol in factor_symbols(structure))
    return NEURONS + (ENERGY if structure["energy"] else WITHOUT_ENERGY) + factors


def plasticity_rules(structure: dict[str, float]) -> tuple[str, str]:
    """Return what an arriving spike and a postsynaptic spike do; energy gates both and is billed for the former."""
    if not structure["energy"]:
        return PRESYNAPTIC_SPIKE.format(depression_gate=""), POSTSYNAPTIC_SPIKE.format(potentiation_gate="")
    return (
        "synaptic_bill_post += e_syn_post*phi_gE_post*w/nS"
        + PRESYNAPTIC_SPIKE.format(depression_gate="*depression_gate_post"),
        POSTSYNAPTIC_SPIKE.format(potentiation_gate="*potentiation_gate_post"),
    )


def voltage_cells(excitatory: int) -> np.ndarray:
    """Return the excitatory cells whose membrane potential is kept: at most a hundred, evenly spaced."""
    return np.unique(np.linspace(0, excitatory - 1, min(VOLTAGE_CELLS, excitatory)).astype(int))
