"""The plastic network at 8 Hz, sparse and dense: what a cell does, and what its synapses do, share the time otherwise.

There are no stimuli. In the dense network synapses are as much weaker as there are more of them.
"""

from benchmarks.options import Options
from benchmarks.parts import Result, network
from benchmarks.rates import only_alike

PART = "density"
PROTOCOL = {**network.PROTOCOL, "neurons": 5000, "stimulus_rate": "0 Hz", "time_step": "0.1 ms"}
CASES = (
    {"in_degree": 100, "background_rate": "4000 Hz", "inhibition_ratio": 4},
    {
        "in_degree": 500, "background_rate": "5000 Hz", "inhibition_ratio": 3.5, "initial_weight": "0.4 nS",
        "maximal_weight": "1.2 nS", "learning_rate": "0.016 nS", "excitatory_to_inhibitory_weight": "1 nS",
    },
)  # fmt: skip
"""Connection probabilities of 0.02 and 0.1."""


def run(options: Options) -> Result:
    """Measure both networks."""
    result = Result()
    for case in CASES:
        parameters = network.QUICK if options.quick else {**PROTOCOL, **case}
        rows = network.beside_plain(parameters, options, part=PART, size="in_degree", unit="inputs per cell")
        result.add(*only_alike(rows, network.REFERENCE))
        if options.quick:
            break
    return result
