"""The words of the model description that no code says; everything else is read off the assembled network.

Each object of the network has its place in the tables of Nordlie et al. (2009) and one sentence. An object without
words is an error of `homeotherm.describe_model`, so that the description stays whole when the model grows.
"""

from homeotherm.models.microcircuit.protocol import layout

SUMMARY = {
    "Topology": "none: cells have no place; excitatory cells belong to assemblies or to none",
    "Neuron model": "leaky integrate-and-fire, conductance-based, with a fixed threshold and absolute refractoriness",
    "Channel models": "leak; after-hyperpolarisation in excitatory cells",
    "Synapse model": "conductance jumps with exponential decay, one delay for all",
    "Plasticity": "pair-based, all-to-all, additive STDP with hard bounds, and slow turnover to the initial weight",
    "Input": "a private Poisson train for each cell; a stimulus raises the rate in one assembly",
    "Metabolic coupling": "factors Q10^((T - T_ref)/10) on conductances, kinetics, input and plasticity",
}
"""Rows of table A in words; the generator adds those that it can count."""

WORDS = {
    "neurons": ("D", "All cells, excitatory ones first."),
    "e_to_e": ("E", "Excitatory to excitatory, plastic."),
    "e_to_i": ("E", "Excitatory to inhibitory."),
    "i_to_all": ("E", "Inhibitory to all."),
    "leave_x_plus": ("E", "No synapses: an E cell to itself, so that its presynaptic trace starts when spikes arrive."),
    "traces": ("E", "Decay of the traces of STDP, exact."),
    "turnover": ("E", "Turnover of weights towards their initial mean."),
    "afferents": ("F", "Background, and the stimulus in the driven assembly; a partial cue drives its cued half only."),
    "set_factors": ("I", "The factors follow the temperature."),
    "energy_balance": ("J", "Production, maintenance and bills of energy, and gates that follow from what is left."),
    "clear_weight_sums": ("G", "Start of a sample of the weights."),
    "sum_weights": ("G", "Sample of the weights, all and within trained assemblies."),
    "spikes": ("G", "Times of all spikes."),
    "voltage": ("G", "Membrane potential of some excitatory cells."),
    "weights": ("G", "Summed weights of each excitatory cell."),
    "rate": ("G", "Rate of the excitatory population."),
    "books": ("G", "Energy variable of each cell and the sums of what it gained and spent."),
}  # fmt: skip
"""Where an object of the network is described, and what it is."""

PHASES = (
    "before training: spontaneous window", "before training: partial cues of every assembly", "training",
    "after training: spontaneous window", "after training: partial cues of every assembly",
)  # fmt: skip


def populations(parameters: dict[str, float]) -> list[tuple[str, tuple[int, int], str]]:
    """Return name, range of cells (first, last + 1) and rule of every population."""
    plan = layout(parameters)
    return [
        ("E", (0, plan.excitatory), "excitatory: f_E N"),
        ("I", (plan.excitatory, plan.neurons), "inhibitory: the others"),
        ("all", (0, plan.neurons), "N"),
    ]


def subpopulations(parameters: dict[str, float]) -> list[tuple[str, str, str]]:
    """Return name, size and rule of the parts of populations."""
    plan = layout(parameters)
    trained, every = int(parameters["trained_assemblies"]), int(parameters["assemblies"])
    return [
        (
            "trained assemblies",
            f"{trained} × {plan.assembly_size}",
            "the first K_trained of K runs of f_A E cells each",
        ),
        (
            "untrained assemblies",
            f"{every - trained} × {plan.assembly_size}",
            "the others; cued in tests, never trained",
        ),
        ("cued half", f"{plan.assembly_size // 2} of each assembly", "its first cells, which partial cues drive"),
    ]
