"""From the recording of a microcircuit simulation to its measures, with their definitions.

Everything is measured on integer time steps turned into seconds, in the windows of the protocol: synchrony and rates in
the spontaneous windows (without their transient), selectivity on the partial cues, plasticity on the training.
"""

import numpy as np

from homeotherm.measures import plasticity, rates, selectivity, synchrony, trains
from homeotherm.models.microcircuit.protocol import PHASES, Layout, assemblies, layout
from homeotherm.recording import PointRecording, Variable

FANO_BIN = 0.005  # s
CORRELATION_BIN = 0.02
SPECTRUM_BIN = 0.001
PHASE_NEURONS = 200
SUBSAMPLE_SEED = 0
SATURATION = 0.9
WEIGHT_BINS = 40


def _variable(
    dims: tuple[str, ...], units: str, long_name: str, definition: str, references: str
) -> tuple[Variable, str, str]:
    return Variable(dims, units, long_name), definition, references


_PHASE = ("phase",)
_NONE: tuple[str, ...] = ()
_OWN = "this project"
MEASURES = {
    "weight_mean_trajectory": _variable(("time",), "nS", "mean E-to-E weight during training", "mean over all E-to-E synapses, every 0.5 s", _OWN),
    "weight_within_trajectory": _variable(("time",), "nS", "mean weight within trained assemblies during training", "mean over synapses with both cells in the same trained assembly", _OWN),
    "weight_across_trajectory": _variable(("time",), "nS", "mean of all other weights during training", "mean over all E-to-E synapses not within a trained assembly", _OWN),
    "rate_trajectory": _variable(("time",), "Hz", "rate of E cells during training", "spikes per E cell and second over the 0.5 s before", _OWN),
    "weight_mean": _variable(_NONE, "nS", "mean E-to-E weight after training", "mean over all E-to-E synapses", _OWN),
    "weight_within": _variable(_NONE, "nS", "mean weight within trained assemblies", "mean over synapses with both cells in the same trained assembly", _OWN),
    "weight_within_untrained": _variable(_NONE, "nS", "mean weight within untrained assemblies", "mean over synapses with both cells in the same assembly that was never shown", _OWN),
    "weight_across": _variable(_NONE, "nS", "mean of all other weights", "mean over E-to-E synapses not within a trained assembly", _OWN),
    "weight_initial_slope": _variable(_NONE, "nS s-1", "initial slope of the mean weight", "slope of the trajectory smoothed over 2 s, at its start", _OWN),
    "weight_maximal_slope": _variable(_NONE, "nS s-1", "maximal slope of the mean weight", "largest slope of the trajectory smoothed over 2 s", _OWN),
    "weight_acceleration": _variable(_NONE, "1", "acceleration of learning", "maximal / initial slope; about 1 when learning only decelerates", _OWN),
    "weight_final_slope": _variable(_NONE, "nS s-1", "final slope of the mean weight", "least squares over the last 30 s, or the last third of a shorter training", _OWN),
    "saturated_fraction": _variable(_NONE, "1", "saturated share of synapses", "share of weights above 0.9 w_max", _OWN),
    "weight_gini": _variable(_NONE, "1", "Gini coefficient of the weights", "sum (2k - n - 1) w_k / (n sum w), weights sorted", "Gini 1912"),
    "weight_histogram": _variable(("weight_bin",), "1", "share of synapses by weight", "40 bins of w/w_max from 0 to 1", _OWN),
    "voltage_synchrony": _variable(_PHASE, "1", "voltage synchrony chi", "chi^2 = Var(mean V) / mean(Var V), 100 E cells each 1 ms; floor 1/sqrt(cells)", "Golomb & Rinzel 1993"),
    "pairwise_correlation": _variable(_PHASE, "1", "mean pairwise spike-count correlation", "mean Pearson correlation of counts in 20 ms over all pairs of E cells that are not silent", "de la Rocha et al. 2007"),
    "pairwise_correlation_neurons": _variable(_PHASE, "1", "E cells in the pairwise correlation", "cells whose counts vary", _OWN),
    "kuramoto": _variable(_PHASE, "1", "Kuramoto order parameter of spike phases", "time mean of |mean exp(i phase)|, up to 200 E cells with at least 3 spikes; biased upwards when spikes are few", "Kuramoto 1984; Pikovsky et al. 2001"),
    "kuramoto_deviation": _variable(_PHASE, "1", "standard deviation of the Kuramoto order parameter over time", "metastability", "Kuramoto 1984"),
    "kuramoto_floor": _variable(_PHASE, "1", "Kuramoto order parameter of independent phases", "mean of sqrt(pi/4/n) with n phases defined", "Pikovsky et al. 2001"),
    "kuramoto_debiased": _variable(_PHASE, "1", "debiased squared Kuramoto order parameter", "mean of (n R^2 - 1)/(n - 1)", _OWN),
    "population_fano": _variable(_PHASE, "1", "Fano factor of the population count", "variance / mean of E spikes in 5 ms; 1 for independent Poisson trains", "Fano 1947"),
    "spectral_peak_frequency": _variable(_PHASE, "Hz", "frequency of the largest peak of the population rate", "Welch spectrum from 1.5 to 250 Hz; missing when no peak stands above the Poisson floor", "Welch 1967"),
    "spectral_peak_ratio": _variable(_PHASE, "1", "power of the peak over the Poisson floor", "peak / (2 rate / N)", "Welch 1967"),
    "rate_excitatory": _variable(_PHASE, "Hz", "mean rate of E cells", "spikes per cell and second", _OWN),
    "rate_inhibitory": _variable(_PHASE, "Hz", "mean rate of I cells", "spikes per cell and second", _OWN),
    "cv": _variable(_PHASE, "1", "coefficient of variation of inter-spike intervals", "mean over E cells with enough spikes", "Softky & Koch 1993"),
    "cv2": _variable(_PHASE, "1", "local coefficient of variation CV2", "mean over E cells with enough spikes", "Holt et al. 1996"),
    "lv": _variable(_PHASE, "1", "local variation LV", "mean over E cells with enough spikes", "Shinomoto et al. 2003"),
    "irregularity_neurons": _variable(_PHASE, "1", "E cells in CV, CV2 and LV", "cells with at least 4 spikes", _OWN),
    "population_sparseness": _variable(_PHASE, "1", "Treves-Rolls population sparseness", "(1 - <r>^2/<r^2>)/(1 - 1/N) over E cells, mean over partial cues", "Treves & Rolls 1991; Vinje & Gallant 2000"),
    "lifetime_sparseness": _variable(_PHASE, "1", "lifetime sparseness", "(1 - <r>^2/<r^2>)/(1 - 1/K) over stimuli, mean over E cells that respond", "Vinje & Gallant 2000"),
    "response_gini": _variable(_PHASE, "1", "Gini coefficient of responses", "over E cells, mean over partial cues", "Gini 1912"),
    "active_fraction": _variable(_PHASE, "1", "share of E cells that respond to a partial cue", "at least one spike, mean over cues", _OWN),
    "completion_index": _variable(_PHASE, "1", "completion index of trained assemblies", "(own - other)/(own + other) rate of uncued cells, own or other stimulus", _OWN),
    "completion_index_untrained": _variable(_PHASE, "1", "completion index of untrained assemblies", "the same for assemblies that were never shown", _OWN),
    "decoding_accuracy": _variable(_PHASE, "1", "decoding accuracy from uncued cells", "share of partial cues whose assembly has the highest mean count; ties count in shares; chance = 1 / trained assemblies", _OWN),
    "d_prime": _variable(_PHASE, "1", "d' of uncued cells", "(own - other)/sqrt((var own + var other)/2) of assembly means, mean over trained assemblies", "Green & Swets 1966"),
}  # fmt: skip


def measure(recording: PointRecording, parameters: dict[str, float]) -> dict[str, np.ndarray]:
    """Return all measures of one simulation; see `MEASURES` for dims, units and definitions."""
    plan = layout(parameters)
    by_phase = [_measure_phase(recording, parameters, plan, phase) for phase in range(len(PHASES))]
    result = {name: np.array([values[name] for values in by_phase], dtype=float) for name in by_phase[0]}
    return {**_measure_plasticity(recording, parameters), **result}


def coordinates(recording: PointRecording) -> dict[str, tuple]:
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


def _measure_plasticity(recording: PointRecording, parameters: dict[str, float]) -> dict[str, np.ndarray]:
    arrays = recording.arrays
    weight = arrays["weight"].astype(float)
    assembly, _ = assemblies(parameters)
    shared = np.where(
        assembly[arrays["presynaptic"]] == assembly[arrays["postsynaptic"]], assembly[arrays["presynaptic"]], -1
    )
    trained = int(parameters["trained_assemblies"])
    within, untrained = (shared >= 0) & (shared < trained), shared >= trained
    slopes = plasticity.trajectory_slopes(arrays["time"], arrays["weight_mean"])
    return {
        **{f"{name}_trajectory": arrays[name] for name in ("weight_mean", "weight_within", "weight_across", "rate")},
        "weight_mean": _mean(weight), "weight_within": _mean(weight[within]),
        "weight_within_untrained": _mean(weight[untrained]), "weight_across": _mean(weight[~within]),
        "weight_initial_slope": slopes.initial, "weight_maximal_slope": slopes.maximal,
        "weight_acceleration": slopes.acceleration, "weight_final_slope": slopes.final,
        "saturated_fraction": plasticity.saturated_fraction(weight, parameters["maximal_weight"], SATURATION),
        "weight_gini": plasticity.gini(weight),
        "weight_histogram": plasticity.histogram(weight, parameters["maximal_weight"], WEIGHT_BINS).share,
    }  # fmt: skip


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
    skipped = int(round(parameters["spontaneous_transient"]))  # the voltage is kept each millisecond
    return {
        "voltage_synchrony": synchrony.voltage_synchrony(recording.arrays["voltage"][phase, :, skipped:].astype(float)),
        "pairwise_correlation": correlation.correlation, "pairwise_correlation_neurons": correlation.neurons,
        "kuramoto": order.mean, "kuramoto_deviation": order.deviation, "kuramoto_floor": order.floor,
        "kuramoto_debiased": order.debiased,
        "population_fano": synchrony.population_fano(_population(times_e, start, stop, FANO_BIN)),
        "spectral_peak_frequency": peak.frequency, "spectral_peak_ratio": peak.ratio,
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
