"""Poisson numbers for Brian2 equations: how many events of each cell's train fall into one time step.

Brian2 has ``poisson``, one number at a time. Input can be most of the cost of a network, so here one call draws the
numbers of all cells, and another takes the number of one cell::

    trains = draw_poisson(mean, larger_mean, either, N)
    events = poisson_count(trains, driven)

A cell takes the number of the larger mean where `driven` is not 0; where `either` is 0, no cell does, and the larger
mean is left out. The first call must stand before the loop over cells, which Brian2 does where `trains` is a shared
variable.

Numbers are found by inversion, one uniform number for each cell. Uniform numbers are those of xoshiro128++ (Blackman &
Vigna 2021), of generators side by side as vectors need it; their states come by SplitMix64 (Steele, Lea & Flood 2014)
from Brian2's generator at the first use.
"""

import numpy as np
from brian2 import DEFAULT_FUNCTIONS, Function

_CPP = """
const int POISSON_LANES = 32;    // generators side by side
const int POISSON_LARGEST = 13;  // at a mean of 1, more events have a probability below 2^-32
struct PoissonGenerators {       // xoshiro128++
    uint32_t a[POISSON_LANES], b[POISSON_LANES], c[POISSON_LANES], d[POISSON_LANES];
    void seed(uint64_t state) {  // SplitMix64
        for (int lane = 0; lane < POISSON_LANES; ++lane)
            for (int half = 0; half < 2; ++half) {
                uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
                z = (z ^ (z >> 30))*0xbf58476d1ce4e5b9ULL;
                z = (z ^ (z >> 27))*0x94d049bb133111ebULL;
                z ^= z >> 31;
                (half ? c : a)[lane] = (uint32_t) z;
                (half ? d : b)[lane] = (uint32_t) (z >> 32);
            }
    }
    void next(int32_t* __restrict uniform) {
        for (int lane = 0; lane < POISSON_LANES; ++lane) {
            const uint32_t sum = a[lane] + d[lane], shifted = b[lane] << 9;
            uniform[lane] = (int32_t) (((sum << 7) | (sum >> 25)) + a[lane]);
            c[lane] ^= a[lane]; d[lane] ^= b[lane]; b[lane] ^= c[lane]; a[lane] ^= d[lane]; c[lane] ^= shifted;
            d[lane] = (d[lane] << 11) | (d[lane] >> 21);
        }
    }
};
struct PoissonCounts {
    double mean;
    int32_t thresholds[POISSON_LARGEST];  // k + 1 or more events where a uniform number is above thresholds[k]
    std::vector<int32_t> counts;
    PoissonCounts() : mean(-1.0) {}
    void prepare(const double wanted, const int size) {
        counts.resize(size);
        if (wanted == mean) return;
        mean = wanted;
        double probability = exp(-mean), cumulative = probability;
        for (int k = 0; k < POISSON_LARGEST; ++k) {
            const double scaled = floor(cumulative*4294967296.0 + 0.5);
            thresholds[k] = (int32_t) ((scaled < 4294967296.0 ? scaled : 4294967296.0) - 2147483649.0);
            probability *= mean/(k + 1);
            cumulative += probability;
        }
    }
    void count(const int32_t* __restrict uniform, int32_t* __restrict found, const bool add) const {
        for (int lane = 0; lane < POISSON_LANES; ++lane) {
            int32_t events = add ? found[lane] : 0;
            for (int k = 0; k < POISSON_LARGEST; ++k) events += uniform[lane] > thresholds[k];
            found[lane] = events;
        }
    }
};
static PoissonGenerators poisson_generators;
static PoissonCounts poisson_quiet, poisson_driven;
static const int32_t *poisson_of_quiet, *poisson_of_driven;
static inline int draw_poisson(const double mean, const double larger_mean, const int either, const int cells) {
    static bool seeded = false;
    if (!seeded) {
        const uint64_t high = (uint64_t) (_rand(-1)*4294967296.0), low = (uint64_t) (_rand(-1)*4294967296.0);
        poisson_generators.seed((high << 32) | low);
        seeded = true;
    }
    const double largest = either ? larger_mean : mean;
    const int parts = largest > 1.0 ? (int) ceil(largest) : 1;  // a sum of Poisson numbers is a Poisson number
    const int size = (cells + POISSON_LANES - 1)/POISSON_LANES*POISSON_LANES;
    poisson_quiet.prepare(mean/parts, size);
    if (either) poisson_driven.prepare(larger_mean/parts, size);
    for (int part = 0; part < parts; ++part)
        for (int first = 0; first < size; first += POISSON_LANES) {
            int32_t uniform[POISSON_LANES];
            poisson_generators.next(uniform);
            poisson_quiet.count(uniform, &poisson_quiet.counts[first], part > 0);
            if (either) poisson_driven.count(uniform, &poisson_driven.counts[first], part > 0);
        }
    poisson_of_quiet = &poisson_quiet.counts[0];
    poisson_of_driven = &(either ? poisson_driven : poisson_quiet).counts[0];
    return cells;
}
static inline int poisson_count(const int trains, const int driven, const int cell) {
    const int quiet = poisson_of_quiet[cell], more = poisson_of_driven[cell];
    return driven ? more : quiet;
}
"""

_drawn: list[np.ndarray] = []


def _draw_poisson(mean: float, larger_mean: float, either: int, cells: int) -> int:
    quiet = np.random.poisson(mean, cells)
    _drawn[:] = quiet, quiet + (np.random.poisson(larger_mean - mean, cells) if either else 0)
    return cells


def _poisson_count(trains: int, driven: np.ndarray, _vectorisation_idx: np.ndarray) -> np.ndarray:
    quiet, more = _drawn
    return np.where(driven, more, quiet)


draw_poisson = Function(
    _draw_poisson, arg_units=[1, 1, 1, 1], return_unit=1, arg_types=["float", "float", "integer", "integer"],
    return_type="integer", stateless=False,
)  # fmt: skip
"""Draw the events of one step for all cells, of two means; the second must not be the smaller. Returns how many."""
poisson_count = Function(
    _poisson_count, arg_units=[1, 1], return_unit=1, arg_types=["integer", "integer"], return_type="integer",
    stateless=False, auto_vectorise=True,
)  # fmt: skip
"""Number of events of a cell's train in this step: of the larger mean where the second argument is not 0."""
draw_poisson.implementations.add_implementation(
    "cpp", _CPP, name="draw_poisson", dependencies={"_rand": DEFAULT_FUNCTIONS["rand"]}
)
poisson_count.implementations.add_implementation(
    "cpp", "", name="poisson_count", dependencies={"draw_poisson": draw_poisson}
)
