"""The microcircuit in NEST: conductance-based cells with adaptation, pair-based STDP, stimuli as in the protocol.

Weights do not decay to their initial value. NEST integrates these cells with an adaptive step.
"""

import nest
import numpy as np
from report import Clock, answer, work


def main() -> None:
    """Build the network, simulate test, training and test, and count the spikes of the training."""
    given = work()
    values = given["values"]
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.ResetKernel()
    nest.resolution, nest.local_num_threads, nest.rng_seed = 0.1, 1, 1
    cells = nest.Create("iaf_cond_exp_sfa_rr", given["neurons"], {
        "C_m": values["membrane_capacitance"], "g_L": values["leak_conductance"], "E_L": values["leak_reversal"],
        "V_th": values["threshold"], "V_reset": values["reset"], "t_ref": values["refractory_period"],
        "E_ex": values["excitatory_reversal"], "E_in": values["inhibitory_reversal"],
        "tau_syn_ex": values["excitatory_time_constant"], "tau_syn_in": values["inhibitory_time_constant"],
        "E_sfa": values["potassium_reversal"], "tau_sfa": values["adaptation_time_constant"],
        "q_sfa": values["adaptation_increment"], "q_rr": 0.0, "tau_minus": values["depression_time_constant"],
    })  # fmt: skip
    excitatory, inhibitory = cells[: given["excitatory"]], cells[given["excitatory"] :]
    inhibitory.q_sfa = 0.0
    generator = np.random.default_rng(1)
    cells.V_m = generator.uniform(values["reset"], values["threshold"], given["neurons"])
    connect(given, excitatory, inhibitory, cells)
    feed(given, cells)
    recorder = nest.Create("spike_recorder")
    nest.Connect(excitatory, recorder)
    plastic = nest.GetConnections(synapse_model="plastic")
    test, training, total = (1000 * given[name] for name in ("training_start", "training", "total"))
    with Clock() as before:
        nest.Simulate(test)
    plastic.set({"lambda": values["learning_rate"] / values["maximal_weight"]})
    spikes = recorder.n_events
    with Clock() as during:
        nest.Simulate(training)
    spikes = recorder.n_events - spikes
    plastic.set({"lambda": 0.0})
    with Clock() as after:
        nest.Simulate(total - test - training)
    during.cpu += before.cpu + after.cpu
    during.wall += before.wall + after.wall
    rate = spikes / given["training"] / given["excitatory"]
    answer(nest.__version__, rate, during, "adaptive step; weights do not decay to their initial value")


def connect(given: dict, excitatory, inhibitory, cells) -> None:
    """Connect the cells; the plastic synapses do not learn yet."""
    values = given["values"]
    rule = {"rule": "pairwise_bernoulli", "p": values["in_degree"] / given["neurons"], "allow_autapses": False}
    ratio = values["depression_ratio"] * values["potentiation_time_constant"] / values["depression_time_constant"]
    nest.CopyModel("stdp_synapse", "plastic", {
        "lambda": 0.0, "alpha": ratio, "mu_plus": 0.0, "mu_minus": 0.0, "Wmax": values["maximal_weight"],
        "tau_plus": values["potentiation_time_constant"],
    })  # fmt: skip
    start, spread = values["initial_weight"] * values["initial_scale"], values["initial_weight_spread"]
    uniform = nest.random.uniform(start * (1 - spread), start * (1 + spread))
    delay = {"delay": given["delay"]}
    nest.Connect(excitatory, excitatory, rule, {"synapse_model": "plastic", "weight": uniform, **delay})
    nest.Connect(excitatory, inhibitory, rule, {"weight": values["excitatory_to_inhibitory_weight"], **delay})
    nest.Connect(inhibitory, cells, rule, {"weight": -values["inhibition_ratio"] * values["initial_weight"], **delay})


def feed(given: dict, cells) -> None:
    """Give every cell its background, and the cells of assemblies their stimuli."""
    synapse = {"weight": given["values"]["afferent_weight"], "delay": 0.1}
    nest.Connect(nest.Create("poisson_generator", params={"rate": given["background"]}), cells, syn_spec=synapse)
    for group in given["stimuli"]:
        times = [max(0.1, 1000 * time) for time in group["times"]]
        device = nest.Create("inhomogeneous_poisson_generator")
        device.set(rate_times=times, rate_values=group["rates"])
        nest.Connect(device, cells[group["first"] : group["beyond"]], syn_spec=synapse)


if __name__ == "__main__":
    main()
