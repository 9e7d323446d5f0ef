"""The microcircuit of docs/microcircuit.md at 37 °C, where all Q10 factors are 1, in plain Brian2.

Traces of plasticity are differential equations of every synapse, advanced at its events; one Poisson number per cell
and step is the input. It is not a PoissonGroup, which gives a cell one event per step at most and so cannot have the
rates of this model, whose input adds up several afferents.
"""

from pathlib import Path
from typing import Any

import brian2
import numpy as np
from brian2 import Hz, ms, second, siemens

from benchmarks.plain.standalone import compile_plain
from homeotherm.models.microcircuit.protocol import Layout, assemblies, layout, stimuli
from homeotherm.quantities import to_si

NEURONS = """
dv/dt = (g_L*(E_L - v) + g_e*(E_e - v) + g_i*(E_i - v) + g_AHP*(E_K - v))/C : volt (unless refractory)
dg_e/dt = -g_e/tau_e : siemens
dg_i/dt = -g_i/tau_i : siemens
dg_AHP/dt = -g_AHP/tau_AHP : siemens
excitatory : 1 (constant)
"""
PLASTIC_SYNAPSES = """
w : siemens
dx_plus/dt = -x_plus/tau_plus : 1 (event-driven)
dx_minus/dt = -x_minus/tau_minus : 1 (event-driven)
"""
PRESYNAPTIC_SPIKE = """
g_e_post += w
x_plus += 1
w = clip(w - plastic(t)*eta*B*(tau_plus/tau_minus)*x_minus, 0*siemens, w_max)
"""
POSTSYNAPTIC_SPIKE = """
x_minus += 1
w = clip(w + plastic(t)*eta*x_plus, 0*siemens, w_max)
"""
VOLTAGE_CELLS = 100


def constants(table: Any, values: dict[str, float]) -> dict[str, Any]:
    """Return every parameter of the model by its symbol, with its unit."""
    units = {"ms": second, "s": second, "mV": brian2.volt, "nS": siemens, "pF": brian2.farad, "Hz": Hz}
    return {
        row.symbol: to_si(values[name], row.unit) * units.get(row.unit, 1)
        for name, row in table.parameters.items()
        if not row.structural or name == "turnover_interval"
    }


def input_rates(values: dict[str, float], seed: int) -> np.ndarray:
    """Return the rate of the afferents of every cell in Hz, (bins, cells), for the stimuli of one seed."""
    drawn = stimuli(values, seed)
    assembly, cued = assemblies(values)
    driven = (drawn.pattern[:, np.newaxis] == assembly) & (assembly >= 0)
    driven &= (drawn.partial_cue[:, np.newaxis] == 0) | cued
    rate = values["background_rate"] + values["stimulus_rate"] * driven
    return np.minimum(rate, values["maximal_afferent_rate"])


def plastic_bins(plan: Layout) -> np.ndarray:
    """Return 1 for every bin of the training and 0 for the others."""
    bins = np.zeros(plan.total // plan.bin)
    bins[plan.training_start // plan.bin : (plan.training_start + plan.training) // plan.bin] = 1
    return bins


def write(table: Any, values: dict[str, float], seed: int) -> brian2.Network:
    """Write the network down."""
    plan = layout(values)
    brian2.seed(seed)
    brian2.defaultclock.dt = plan.time_step * second
    bin_width = plan.bin * plan.time_step * second
    namespace = {
        **constants(table, values), "input_rate": brian2.TimedArray(input_rates(values, seed) * Hz, dt=bin_width),
        "plastic": brian2.TimedArray(plastic_bins(plan), dt=bin_width),
    }  # fmt: skip
    neurons = brian2.NeuronGroup(
        plan.neurons, NEURONS, threshold="v > V_t", reset="v = V_r; g_AHP += b*excitatory", refractory="t_ref",
        method="euler", namespace=namespace, name="neurons",
    )  # fmt: skip
    neurons.excitatory = f"int(i < {plan.excitatory})"
    neurons.v = "V_r + (V_t - V_r)*rand()"
    neurons.run_regularly("g_e += w_ext*poisson(input_rate(t, i)*dt)", name="afferents")
    excitatory, inhibitory = neurons[: plan.excitatory], neurons[plan.excitatory :]
    e_to_e = brian2.Synapses(
        excitatory, excitatory, PLASTIC_SYNAPSES, on_pre=PRESYNAPTIC_SPIKE, on_post=POSTSYNAPTIC_SPIKE,
        namespace=namespace, name="e_to_e",
    )  # fmt: skip
    e_to_i = brian2.Synapses(excitatory, inhibitory, on_pre="g_e_post += w_EI", namespace=namespace, name="e_to_i")
    i_to_all = brian2.Synapses(inhibitory, neurons, on_pre="g_i_post += g*w_0", namespace=namespace, name="i_to_all")
    probability = values["in_degree"] / plan.neurons
    e_to_e.connect(condition="i != j", p=probability)
    for synapses in (e_to_i, i_to_all):
        synapses.connect(p=probability)
    for pathway in (e_to_e.pre, e_to_i.pre, i_to_all.pre):
        pathway.delay = values["synaptic_delay"] * ms
    e_to_e.w = "clip(s_0*w_0*(1 - d_0 + 2*d_0*rand()), 0*siemens, w_max)"
    e_to_e.run_regularly(
        "w += plastic(t)*(w_0 - w)*(1 - exp(-dt_w/tau_w))", dt=values["turnover_interval"] * ms, name="turnover"
    )
    shown = np.linspace(0, plan.excitatory - 1, VOLTAGE_CELLS).astype(int)
    return brian2.Network(
        neurons, e_to_e, e_to_i, i_to_all, brian2.SpikeMonitor(neurons, name="spikes"),
        brian2.StateMonitor(neurons, "v", record=shown, dt=1 * ms, name="voltage"),
    )  # fmt: skip


def compile_network(table: Any, values: dict[str, float], seed: int, folder: Path) -> None:
    """Compile the plain network for the protocol of a point."""
    plan = layout(values)
    compile_plain(lambda: write(table, values, seed), plan.total * plan.time_step, folder)
