"""Invented datasets with the exact schema of a study's results, for tests that need no simulation.

The numbers follow smooth laws of the metabolic temperature T_M = T + 10 ln(m) / ln(2.8) (°C; T temperature,
m metabolic rate) plus noise between seeds: weights, rates and synchrony rise with T_M, learning is best in
the middle. They are plausible, not measured: a test may rely on the schema and on those trends, never on
a value.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

STATES = {"hypometabolic": 0.49, "normometabolic": 1.0, "hypermetabolic": 1.67}
STATUS_MEANINGS = "ok diverged runaway failed missing"
TRAINING_SECONDS = 160.0
MAXIMAL_WEIGHT = 6.0
EXCITATORY_NEURONS = 4000
PHASES = ["before", "after"]

# name: (units, long name), grouped by the dimension that follows `seed`
PER_TIME = {
    "weight_mean_trajectory": ("nS", "mean excitatory weight"),
    "weight_within_trajectory": ("nS", "mean weight within assemblies"),
    "weight_across_trajectory": ("nS", "mean weight across assemblies"),
    "rate_trajectory": ("Hz", "rate of excitatory cells during training"),
}
PER_POINT = {
    "weight_mean": ("nS", "mean excitatory weight after training"),
    "weight_within": ("nS", "mean weight within assemblies after training"),
    "weight_across": ("nS", "mean weight across assemblies after training"),
    "weight_within_untrained": ("nS", "mean weight within untrained assemblies"),
    "weight_initial_slope": ("nS s-1", "initial slope of the mean weight"),
    "weight_maximal_slope": ("nS s-1", "maximal slope of the mean weight"),
    "weight_final_slope": ("nS s-1", "final slope of the mean weight"),
    "weight_acceleration": ("1", "maximal over initial slope of the mean weight"),
    "saturated_fraction": ("1", "share of saturated synapses"),
    "weight_gini": ("1", "Gini coefficient of the weights"),
    "weight_fluctuation": ("nS", "fluctuation of the mean weight"),
    "weight_autocorrelation": ("1", "autocorrelation of the mean weight"),
}
PER_PHASE = {
    "voltage_synchrony": ("1", "voltage synchrony"),
    "pairwise_correlation": ("1", "mean pairwise correlation of spike counts"),
    "pairwise_correlation_neurons": ("1", "neurons in the pairwise correlation"),
    "kuramoto": ("1", "Kuramoto order parameter"),
    "kuramoto_deviation": ("1", "deviation over time of the Kuramoto order parameter"),
    "kuramoto_floor": ("1", "Kuramoto order parameter of independent cells"),
    "kuramoto_debiased": ("1", "squared Kuramoto order parameter without its bias"),
    "population_fano": ("1", "Fano factor of the population count"),
    "spectral_peak_frequency": ("Hz", "frequency of the spectral peak"),
    "spectral_peak_ratio": ("1", "power of the spectral peak over shot noise"),
    "rate_excitatory": ("Hz", "rate of excitatory cells"),
    "rate_inhibitory": ("Hz", "rate of inhibitory cells"),
    "burst_count": ("1", "population bursts in the window"),
    "burst_rate": ("Hz", "rate of population bursts"),
    "burst_duration": ("s", "duration of population bursts"),
    "burst_interval": ("s", "pause between population bursts"),
    "cv": ("1", "coefficient of variation of interspike intervals"),
    "cv2": ("1", "local coefficient of variation of interspike intervals"),
    "lv": ("1", "local variation of interspike intervals"),
    "irregularity_neurons": ("1", "neurons in the irregularity measures"),
    "population_sparseness": ("1", "population sparseness"),
    "lifetime_sparseness": ("1", "lifetime sparseness"),
    "response_gini": ("1", "Gini coefficient of the responses"),
    "active_fraction": ("1", "share of neurons that respond"),
    "completion_index": ("1", "pattern completion of trained assemblies"),
    "completion_index_untrained": ("1", "pattern completion of untrained assemblies"),
    "decoding_accuracy": ("1", "share of stimuli decoded from single trials"),
    "d_prime": ("1", "discriminability of own and other stimuli"),
}


def _swept(states: bool, temperatures: Sequence[float] | None, learning_rates: Sequence[float] | None):
    """Return the lengths of the swept axes and their coordinates."""
    axes: dict[str, int] = {}
    coordinates: dict = {}
    if states:
        axes["state"] = len(STATES)
        coordinates["state"] = ("state", list(STATES))
        coordinates["metabolic_rate"] = ("state", list(STATES.values()), {"units": "1"})
    else:
        coordinates["metabolic_rate"] = ((), 1.0, {"units": "1"})
    if temperatures is None:
        coordinates["temperature"] = ((), 37.0, {"units": "degree_Celsius"})
    else:
        axes["temperature"] = len(temperatures)
        coordinates["temperature"] = ("temperature", np.asarray(temperatures, dtype=float), {"units": "degree_Celsius"})
    if learning_rates is not None:
        axes["learning_rate"] = len(learning_rates)
        coordinates["learning_rate"] = ("learning_rate", np.asarray(learning_rates, dtype=float), {"units": "nS"})
    return axes, coordinates


def synthetic_dataset(
    states: bool = True,
    temperatures: Sequence[float] | None = (30, 37, 42),
    seeds: int = 5,
    rng_seed: int = 0,
    learning_rates: Sequence[float] | None = None,
    failed: Sequence[Mapping[str, int]] = (),
) -> xr.Dataset:
    """Return a dataset of a study that never ran.

    Parameters
    ----------
    states
        With an axis of three metabolic states; otherwise `metabolic_rate` is a scalar coordinate, 1.
    temperatures
        °C; None leaves out the axis and makes `temperature` a scalar coordinate, 37.
    seeds
        Number of seeds, named 1, 2, ...
    rng_seed
        Seed of the noise.
    learning_rates
        Values (nS) of a further swept axis; None leaves it out.
    failed
        Positions, axis name → index, of points that diverged: status 1, all measures NaN.
    """
    generator = np.random.default_rng(rng_seed)
    axes, coordinates = _swept(states, temperatures, learning_rates)
    axes["seed"] = seeds
    points, shape = tuple(axes), tuple(axes.values())
    coordinates["seed"] = ("seed", np.arange(1, seeds + 1))
    time = np.linspace(0.0, TRAINING_SECONDS, 81)
    coordinates["time"] = ("time", time, {"units": "s"})
    coordinates["phase"] = ("phase", PHASES)
    bins = (np.arange(40) + 0.5) / 40
    coordinates["weight_bin"] = ("weight_bin", bins, {"units": "1"})
    dataset = xr.Dataset(coords=coordinates)

    metabolic = dataset["temperature"] + 10 * np.log(dataset["metabolic_rate"]) / np.log(2.8)
    arousal = 1 / (1 + np.exp(-(metabolic - 38.0) / 2.0))
    if "learning_rate" in axes:
        arousal = arousal * dataset["learning_rate"] / dataset["learning_rate"].max()
    arousal = arousal.broadcast_like(xr.DataArray(np.zeros(shape), dims=points)).transpose(*points).values
    arousal = np.clip(arousal * (1 + 0.03 * generator.standard_normal(shape)), 0.0, 1.0)

    def noisy(values, share=0.03):
        return values * (1 + share * generator.standard_normal(np.shape(values)))

    learning = np.exp(-(((arousal - 0.4) / 0.35) ** 2))
    mean = noisy(2.03 + 1.05 * arousal, 0.004)
    within, across = mean + noisy(1.6 * learning + 0.2), mean - noisy(0.1 * learning + 0.01)
    slope = noisy(0.002 + 0.03 * arousal)
    steepest = slope * noisy(1 + 2.5 * arousal)
    values = {
        "weight_mean": mean,
        "weight_within": within,
        "weight_across": across,
        "weight_within_untrained": mean + noisy(0.05 * arousal),
        "weight_initial_slope": slope,
        "weight_maximal_slope": steepest,
        "weight_final_slope": 3e-4 * generator.standard_normal(shape),
        "weight_acceleration": steepest / slope,
        "saturated_fraction": noisy(0.14 * arousal**2),
        "weight_gini": noisy(0.06 + 0.3 * arousal),
    }

    approach = 1 - np.exp(-time / (60 - 40 * arousal[..., np.newaxis]))

    def towards(final):
        return 2.0 + (final[..., np.newaxis] - 2.0) * approach

    rate = noisy(0.8 + 15 * arousal**2)
    values["weight_mean_trajectory"] = towards(mean)
    values["weight_within_trajectory"] = towards(within)
    values["weight_across_trajectory"] = towards(across)
    values["rate_trajectory"] = noisy(0.7 + (rate[..., np.newaxis] - 0.7) * approach, 0.05)

    spread = 0.04 + 0.12 * arousal[..., np.newaxis]
    histogram = np.exp(-0.5 * ((bins - mean[..., np.newaxis] / MAXIMAL_WEIGHT) / spread) ** 2)
    histogram += 0.5 * arousal[..., np.newaxis] ** 2 * np.exp(-0.5 * ((bins - 0.97) / 0.02) ** 2)
    histogram /= histogram.sum(axis=-1, keepdims=True)

    trained = arousal[..., np.newaxis] * np.array([0.05, 1.0])  # before training the network is asynchronous
    learned = learning[..., np.newaxis] * np.array([0.0, 1.0])
    neurons = np.round(EXCITATORY_NEURONS * np.clip(0.2 + 0.75 * trained, 0, 0.95))
    floor = np.sqrt(np.pi) / 2 / np.sqrt(neurons)
    kuramoto = noisy(np.hypot(floor, 0.4 * trained))
    cv = noisy(0.5 + 1.3 * trained)
    values |= {
        "voltage_synchrony": noisy(0.13 + 0.4 * trained),
        "pairwise_correlation": noisy(0.001 + 0.16 * trained**2),
        "pairwise_correlation_neurons": neurons,
        "kuramoto": kuramoto,
        "kuramoto_deviation": noisy(0.01 + 0.15 * trained),
        "kuramoto_floor": floor,
        "kuramoto_debiased": (neurons * kuramoto**2 - 1) / (neurons - 1),
        "population_fano": noisy(1 + 60 * trained**2),
        "spectral_peak_frequency": noisy(np.where(trained > 0.3, 2.4, 8.0)),
        "spectral_peak_ratio": noisy(1.5 + 400 * trained**2),
        "rate_excitatory": noisy(0.8 + 15 * trained**2),
        "rate_inhibitory": noisy(3 + 25 * trained**2),
        "cv": cv,
        "cv2": noisy(0.7 + 0.3 * trained),
        "lv": noisy(0.6 + 0.5 * trained),
        "irregularity_neurons": neurons,
        "population_sparseness": np.clip(noisy(0.35 + 0.5 * learned - 0.2 * trained), 0, 1),
        "lifetime_sparseness": np.clip(noisy(0.3 + 0.5 * learned - 0.15 * trained), 0, 1),
        "response_gini": np.clip(noisy(0.4 + 0.4 * learned - 0.2 * trained), 0, 1),
        "active_fraction": np.clip(noisy(0.2 + 0.7 * trained), 0, 1),
        "completion_index": np.clip(noisy(0.02 + 0.7 * learned), -1, 1),
        "completion_index_untrained": np.clip(noisy(0.02 + 0.05 * learned), -1, 1),
        "decoding_accuracy": np.clip(noisy(1 / 6 + 0.8 * learned), 0, 1),
        "d_prime": noisy(0.3 + 3 * learned),
    }
    bursts = np.round(np.where(trained > 0.3, 5 * trained, 0.0))  # in a window of 1.7 s
    values |= {
        "burst_count": bursts,
        "burst_rate": bursts / 1.7,
        "burst_duration": np.where(bursts > 0, noisy(0.08 + 0.05 * trained), np.nan),
        "burst_interval": np.where(bursts > 1, noisy(1.7 / np.maximum(bursts, 1) - 0.1), np.nan),
        "weight_fluctuation": noisy(0.002 + 0.01 * learning, 0.1),
        "weight_autocorrelation": np.clip(noisy(0.5 + 0.4 * learning), -1, 1),
    }

    status = np.zeros(shape, dtype=np.int8)
    for position in failed:
        status[tuple(position[axis] for axis in points)] = 1
    for names, extra in ((PER_TIME, ("time",)), (PER_POINT, ()), (PER_PHASE, ("phase",))):
        for name, (units, long_name) in names.items():
            dataset[name] = _variable((*points, *extra), values[name], status, units, long_name)
    dataset["weight_histogram"] = _variable(
        (*points, "weight_bin"), histogram, status, "1", "share of synapses by weight"
    )
    dataset["status"] = (
        points,
        status,
        {
            "units": "1",
            "long_name": "status of the point",
            "definition": "Whether the point gave a result.",
            "references": "none",
            "flag_values": np.arange(5, dtype=np.int8),
            "flag_meanings": STATUS_MEANINGS,
        },
    )
    dataset.attrs = {
        "study": "synthetic",
        "title": "An invented study",
        "model": "microcircuit",
        "neurons": 5000,
        "training_seconds": TRAINING_SECONDS,
    }
    return dataset


def _variable(dimensions, values, status, units, long_name):
    """Return a variable with the attributes of a measure, NaN where the point is not ok."""
    values = np.array(values, dtype=float)
    values[status != 0] = np.nan
    return (
        dimensions,
        values,
        {"units": units, "long_name": long_name, "definition": f"Invented: {long_name}.", "references": "none"},
    )


def synthetic_rasters(states: bool = True, rng_seed: int = 0) -> xr.Dataset:
    """Return spikes of 200 shown neurons (160 excitatory first) and population rates, for three examples.

    With `states` one example per metabolic state at 37 °C, otherwise one per temperature 30, 37, 42 °C. The
    last example bursts about 2.4 times a second, the others are asynchronous.
    """
    generator = np.random.default_rng(rng_seed)
    window, excitatory, shown, bin_width = 2.0, 160, 200, 0.005
    if states:
        labels = [f"{state}, 37 °C" for state in STATES]
        temperatures, rates = [37.0] * 3, list(STATES.values())
    else:
        temperatures, rates = [30.0, 37.0, 42.0], [1.0] * 3
        labels = [f"{temperature:g} °C" for temperature in temperatures]
    edges = np.arange(round(window / bin_width) + 1) * bin_width
    centres = edges[:-1] + bin_width / 2
    bursts = 0.02 + 5 * np.clip(np.cos(2 * np.pi * 2.4 * centres), 0, None) ** 8
    profiles = [np.full(centres.size, 0.8), np.full(centres.size, 2.5), 15 * bursts / bursts.mean()]
    size = {"excitatory": 4000, "inhibitory": 1000}
    gain = {"excitatory": 1.0, "inhibitory": 2.0}

    spike_times, spike_neurons, counts = [], [], []
    population = {kind: [] for kind in size}
    for profile in profiles:
        intensity = np.where(np.arange(shown) < excitatory, gain["excitatory"], gain["inhibitory"])
        spikes = generator.poisson(intensity[:, np.newaxis] * profile * bin_width)
        neuron, bin_number = np.nonzero(spikes)  # at most one spike per bin and neuron: refractoriness
        spike_times.append(edges[bin_number] + bin_width * generator.random(neuron.size))
        spike_neurons.append(neuron)
        counts.append(neuron.size)
        for kind, number in size.items():
            expected = number * gain[kind] * profile * bin_width
            population[kind].append(generator.poisson(expected) / number / bin_width)
    attributes = {"units": "1"}
    return xr.Dataset(
        {
            "spike_count": (
                "example",
                np.array(counts),
                {"units": "1", "long_name": "spikes of the example", "sample_dimension": "spike"},
            ),
            "spike_time": (
                "spike",
                np.concatenate(spike_times),
                {"units": "s", "long_name": "time since the start of the window"},
            ),
            "spike_neuron": (
                "spike",
                np.concatenate(spike_neurons).astype(np.int32),
                {"units": "1", "long_name": "neuron shown"},
            ),
            "excitatory_neurons": ("example", np.full(3, excitatory), attributes),
            "neurons": ("example", np.full(3, shown), attributes),
            "rate_excitatory": (
                ("example", "rate_time"),
                np.array(population["excitatory"]),
                {"units": "Hz", "long_name": "rate of all excitatory cells"},
            ),
            "rate_inhibitory": (
                ("example", "rate_time"),
                np.array(population["inhibitory"]),
                {"units": "Hz", "long_name": "rate of all inhibitory cells"},
            ),
        },
        coords={
            "label": ("example", labels),
            "temperature": ("example", temperatures, {"units": "degree_Celsius"}),
            "metabolic_rate": ("example", rates, attributes),
            "seed": ("example", np.full(3, 1)),
            "rate_time": ("rate_time", centres, {"units": "s"}),
        },
        attrs={"window_seconds": window},
    )
