"""From the recording of a microcircuit simulation to its measures, with their definitions.

Everything is measured on integer time steps turned into seconds, in the windows of the protocol: synchrony and rates in
the spontaneous windows (without their transient), selectivity on the partial cues, plasticity on the training.
"""

import numpy as np

from homeotherm.measures import bursts, early_warning, plasticity, rates, selectivity, synchrony, trains
from homeotherm.models.microcircuit.definitions import ENERGY_MEASURES, MEASURES, measures_of
from homeotherm.models.microcircuit.energy_budget import measure_energy
from homeotherm.models.microcircuit.protocol import PHASES, Layout, assemblies, layout
from homeotherm.models.microcircuit.recording import COUNT_INTERVAL
from homeotherm.recording import PointRecording

FANO_BIN = 0.005  # s
CORRELATION_BIN = 0.02
SPECTRUM_BIN = 0.001
PHASE_NEURONS = 200
SUBSAMPLE_SEED = 0
SATURATION = 0.9
WEIGHT_BINS = 40
__all__ = ["ENERGY_MEASURES", "MEASURES", "coordinates", "measure", "measures_of", "phases"]


def measure(recording: PointRecording, parameters: dict[str, float]) -> dict[str, np.ndarray]:
    """Return all measures of one simulation; see `measures_of` for dims, units and definitions."""
    plan = layout(parameters)
    by_phase = [_measure_phase(recording, parameters, plan, phase) for phase in range(len(PHASES))]
    result = {name: np.array([values[name] for values in by_phase], dtype=float) for name in by_phase[0]}
    energy = measure_energy(recording, parameters, plan) if parameters["energy"] else {}
    return {**_measure_plasticity(recording, parameters, plan), **result, **energy}


def phases(_parameters: dict[str, float]) -> tuple[str, ...]:
    """Return the names of the phases."""
    return PHASES


def coordinates(recording: PointRecording, _parameters: dict[str, float]) -> dict[str, tuple]:
    """Return the coordinates of the measures' dims."""
    edges = np.linspace(0, 1, WEIGHT_BINS + 1)
    return {
        "time": ("time", recording.arrays["time"], {"units": "s", "long_name": "time since training began"}),
        "phase": ("phase", list(PHASES), {"long_name": "before or after training"}),
        "weight_bin": (
            "weight_bin",
            (edges[:-1] + edges[1:]) / 2,
            {"units": "1", "long_name": "weight over maximal weight, centre of the bin"},
        ),
    }


def _measure_plasticity(recording: PointRecording, parameters: dict[str, float], plan: Layout) -> dict[str, np.ndarray]:
    arrays = recording.arrays
    weight = arrays["weight"].astype(float)
    assembly, _ = assemblies(parameters)
    shared = np.where(
        assembly[arrays["presynaptic"]] == assembly[arrays["postsynaptic"]], assembly[arrays["presynaptic"]], -1
    )
    trained = int(parameters["trained_assemblies"])
    within, untrained = (shared >= 0) & (shared < trained), shared >= trained
    slopes = plasticity.trajectory_slopes(arrays["time"], arrays["weight_mean"])
    warning = early_warning.early_warning(arrays["time"], arrays["weight_mean"])
    return {
        **{f"{name}_trajectory": arrays[name] for name in ("weight_mean", "weight_within", "weight_across", "rate")},
        "temperature_trajectory": arrays["temperature"],
        "rate_fano_trajectory": _fano_trajectory(arrays["population_count"], arrays["time"], COUNT_INTERVAL),
        "weight_fluctuation": warning.deviation, "weight_autocorrelation": warning.autocorrelation,
        "weight_mean": _mean(weight), "weight_within": _mean(weight[within]),
        "weight_within_untrained": _mean(weight[untrained]), "weight_across": _mean(weight[~within]),
        "weight_initial_slope": slopes.initial, "weight_maximal_slope": slopes.maximal,
        "weight_acceleration": slopes.acceleration, "weight_final_slope": slopes.final,
        "saturated_fraction": plasticity.saturated_fraction(weight, parameters["maximal_weight"], SATURATION),
        "weight_gini": plasticity.gini(weight),
        "weight_histogram": plasticity.histogram(weight, parameters["maximal_weight"], WEIGHT_BINS).share,
    }  # fmt: skip


def _fano_trajectory(counts: np.ndarray, time: np.ndarray, width: float) -> np.ndarray:
    """Return the Fano factor of the counts in the interval before each time; NaN without a whole one or any spike."""
    fano = np.full(time.size, np.nan)
    edges = np.rint(time / width).astype(int)
    for sample in range(1, time.size):
        fano[sample] = synchrony.population_fano(counts[edges[sample - 1] : edges[sample]])
    return fano


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")


def _measure_phase(
    recording: PointRecording, parameters: dict[str, float], plan: Layout, phase: int
) -> dict[str, float]:
    start = plan.spontaneous_start(PHASES[phase]) * plan.time_step
    stop = start + plan.spontaneous * plan.time_step
    start += parameters["spontaneous_transient"] / 1000.0
    spikes = recording.arrays["spike_step"] * plan.time_step
    times, sizes = trains.select(spikes, recording.arrays["row_size"], start, stop)
    excitatory = sizes[: plan.excitatory]
    times_e = times[: int(excitatory.sum())]
    correlation = synchrony.pairwise_correlation(_counts(times_e, excitatory, start, stop, CORRELATION_BIN))
    chosen = trains.subsample(excitatory, PHASE_NEURONS, 3, SUBSAMPLE_SEED)
    order = synchrony.kuramoto(*trains.take(times_e, excitatory, chosen), start, stop)
    peak = synchrony.spectral_peak(_population(times_e, start, stop, SPECTRUM_BIN), SPECTRUM_BIN, plan.excitatory)
    irregularity = rates.irregularity(times_e, excitatory)
    seizures = bursts.population_bursts(_population(times_e, start, stop, FANO_BIN), FANO_BIN, plan.excitatory)
    skipped = int(round(parameters["spontaneous_transient"]))  # the voltage is kept each millisecond
    return {
        "voltage_synchrony": synchrony.voltage_synchrony(recording.arrays["voltage"][phase, :, skipped:].astype(float)),
        "pairwise_correlation": correlation.correlation, "pairwise_correlation_neurons": correlation.neurons,
        "kuramoto": order.mean, "kuramoto_deviation": order.deviation, "kuramoto_floor": order.floor,
        "kuramoto_debiased": order.debiased,
        "population_fano": synchrony.population_fano(_population(times_e, start, stop, FANO_BIN)),
        "spectral_peak_frequency": peak.frequency, "spectral_peak_ratio": peak.ratio,
        "burst_rate": seizures.rate, "burst_count": seizures.count, "burst_duration": seizures.duration,
        "burst_interval": seizures.interval,
        "rate_excitatory": rates.mean_rate(excitatory, stop - start),
        "rate_inhibitory": rates.mean_rate(sizes[plan.excitatory :], stop - start),
        "cv": irregularity.cv, "cv2": irregularity.cv2, "lv": irregularity.lv, "irregularity_neurons": irregularity.neurons,
        **_measure_selectivity(recording, parameters, plan, phase, spikes),
    }  # fmt: skip


def _whole(start: float, stop: float, width: float) -> float:
    """Return the end of the last whole bin of a window, so that any window length can be measured."""
    return start + np.floor((stop - start) / width + 1e-9) * width


def _counts(times: np.ndarray, sizes: np.ndarray, start: float, stop: float, width: float) -> np.ndarray:
    stop = _whole(start, stop, width)
    return trains.binned_counts(*trains.select(times, sizes, start, stop), start, stop, width)


def _population(times: np.ndarray, start: float, stop: float, width: float) -> np.ndarray:
    return trains.population_counts(times, start, _whole(start, stop, width), width)


def _measure_selectivity(
    recording: PointRecording, parameters: dict[str, float], plan: Layout, phase: int, spikes: np.ndarray
) -> dict[str, float]:
    assembly, cued = (values[: plan.excitatory] for values in assemblies(parameters))
    stimulus = recording.arrays["stimulus"][phase]
    responses = responses_to_cues(recording, parameters, plan, phase, spikes)
    trained, every = int(parameters["trained_assemblies"]), int(parameters["assemblies"])
    return {
        "population_sparseness": selectivity.population_sparseness(responses),
        "lifetime_sparseness": selectivity.lifetime_sparseness(selectivity.average_by_stimulus(responses, stimulus)),
        "response_gini": selectivity.response_gini(responses),
        "active_fraction": selectivity.active_fraction(responses),
        "completion_index": selectivity.completion_index(responses, stimulus, assembly, cued, range(trained)),
        "completion_index_untrained": selectivity.completion_index(
            responses, stimulus, assembly, cued, range(trained, every)
        ),
        "decoding_accuracy": selectivity.decoding_accuracy(responses, stimulus, assembly, cued, trained),
        "d_prime": selectivity.d_prime(responses, stimulus, assembly, cued, trained),
    }


def responses_to_cues(
    recording: PointRecording, parameters: dict[str, float], plan: Layout, phase: int, spikes: np.ndarray
) -> np.ndarray:
    """Return the spike counts of the E cells during each partial cue, (trials, cells)."""
    length = round(parameters["test_stimulus"] / parameters["time_step"])
    steps = recording.arrays["spike_step"]
    neuron = np.repeat(np.arange(plan.neurons), recording.arrays["row_size"])
    onsets = recording.arrays["stimulus_step"][phase]
    trial = np.searchsorted(onsets, steps, side="right") - 1
    inside = (trial >= 0) & (neuron < plan.excitatory)
    inside &= np.where(trial >= 0, steps - onsets[np.maximum(trial, 0)] < length, False)
    flat = trial[inside] * plan.excitatory + neuron[inside]
    return np.bincount(flat, minlength=onsets.size * plan.excitatory).reshape(onsets.size, plan.excitatory)
