"""Poisson numbers for Brian2 equations: how many events of a train fall into one time step.

Brian2 has ``poisson``; this one is the same distribution by inversion, made for the input of a network, which is most
of its cost: one uniform number is compared with the cumulative probabilities of the mean, which are kept, for there are
few different means in a network. The first comparisons are summed without a branch. The uniform numbers are those of
xoshiro256++ (Blackman & Vigna 2021), whose state is drawn from Brian2's generator at the first use.
"""

import numpy as np
from brian2 import DEFAULT_FUNCTIONS, Function

_CPP = """
static uint64_t poisson_state[4];
static bool poisson_seeded = false;
static inline uint64_t poisson_rotated(const uint64_t x, const int k) { return (x << k) | (x >> (64 - k)); }
static inline double poisson_uniform(const int _idx) {
    if (!poisson_seeded) {
        for (int word = 0; word < 4; ++word) {
            const uint64_t high = (uint64_t)(_rand(_idx)*4294967296.0), low = (uint64_t)(_rand(_idx)*4294967296.0);
            poisson_state[word] = (high << 32) | low;
        }
        poisson_state[0] |= 1;  // the generator must not start from zeros only
        poisson_seeded = true;
    }
    uint64_t* s = poisson_state;
    const uint64_t result = poisson_rotated(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = poisson_rotated(s[3], 45);
    return (result >> 11)*1.1102230246251565e-16;  // 2^-53
}
struct PoissonTable { double mean, cumulative[64]; };
static inline int poisson_count_below_16(const double mean, const int _idx) {
    static PoissonTable tables[2] = {{-1.0, {0}}, {-1.0, {0}}};
    static int recent = 0;
    if (tables[recent].mean != mean) recent = 1 - recent;
    PoissonTable& known = tables[recent];
    if (known.mean != mean) {
        double probability = exp(-mean), sum = 0.0;
        for (int count = 0; count < 64; ++count) {
            sum += probability;
            known.cumulative[count] = sum;
            probability *= mean/(count + 1);
        }
        known.mean = mean;
    }
    const double u = poisson_uniform(_idx);
    const double* c = known.cumulative;
    int count = (u >= c[0]) + (u >= c[1]) + (u >= c[2]) + (u >= c[3]);
    if (count == 4) while (count < 64 && u >= c[count]) ++count;
    return count;
}
static inline int poisson_count(double mean, const int _idx) {
    int count = 0;  // a Poisson number of a large mean is a sum of those of smaller ones
    for (; mean > 16.0; mean -= 16.0) count += poisson_count_below_16(16.0, _idx);
    return count + poisson_count_below_16(mean, _idx);
}
"""


def _poisson_count(mean: np.ndarray, _vectorisation_idx: np.ndarray) -> np.ndarray:
    return np.random.poisson(mean)


poisson_count = Function(
    _poisson_count, arg_units=[1], return_unit=1, arg_types=["float"], return_type="integer", stateless=False,
    auto_vectorise=True,
)  # fmt: skip
"""Number of events of a Poisson train in a step whose expected number is the argument."""
poisson_count.implementations.add_implementation(
    "cpp", _CPP, name="poisson_count", dependencies={"_rand": DEFAULT_FUNCTIONS["rand"]}
)
