"""What is measured of a microcircuit simulation: dims, unit, meaning, definition and source of every measure."""

from homeotherm.recording import Variable


def _variable(
    dims: tuple[str, ...], units: str, long_name: str, definition: str, references: str
) -> tuple[Variable, str, str]:
    return Variable(dims, units, long_name), definition, references


_PHASE = ("phase",)
_NONE: tuple[str, ...] = ()
_OWN = "this project"
_ATP = "Attwell & Laughlin 2001; Howarth et al. 2012"
MEASURES = {
    "weight_mean_trajectory": _variable(("time",), "nS", "mean E-to-E weight during training", "mean over all E-to-E synapses, every 0.5 s", _OWN),
    "weight_within_trajectory": _variable(("time",), "nS", "mean weight within trained assemblies during training", "mean over synapses with both cells in the same trained assembly", _OWN),
    "weight_across_trajectory": _variable(("time",), "nS", "mean of all other weights during training", "mean over all E-to-E synapses not within a trained assembly", _OWN),
    "rate_trajectory": _variable(("time",), "Hz", "rate of E cells during training", "spikes per E cell and second over the 0.5 s before", _OWN),
    "rate_fano_trajectory": _variable(("time",), "1", "Fano factor of the population count during training", "variance / mean of E spikes in 5 ms over the 0.5 s before", "Fano 1947"),
    "temperature_trajectory": _variable(("time",), "degC", "temperature during training", "given by the protocol", _OWN),
    "weight_mean": _variable(_NONE, "nS", "mean E-to-E weight after training", "mean over all E-to-E synapses", _OWN),
    "weight_within": _variable(_NONE, "nS", "mean weight within trained assemblies", "mean over synapses with both cells in the same trained assembly", _OWN),
    "weight_within_untrained": _variable(_NONE, "nS", "mean weight within untrained assemblies", "mean over synapses with both cells in the same assembly that was never shown", _OWN),
    "weight_across": _variable(_NONE, "nS", "mean of all other weights", "mean over E-to-E synapses not within a trained assembly", _OWN),
    "weight_initial_slope": _variable(_NONE, "nS s-1", "initial slope of the mean weight", "slope of the trajectory smoothed over 2 s, at its start", _OWN),
    "weight_maximal_slope": _variable(_NONE, "nS s-1", "maximal slope of the mean weight", "largest slope of the trajectory smoothed over 2 s", _OWN),
    "weight_acceleration": _variable(_NONE, "1", "acceleration of learning", "maximal / initial slope; about 1 when learning only decelerates", _OWN),
    "weight_final_slope": _variable(_NONE, "nS s-1", "final slope of the mean weight", "least squares over the last 30 s, or the last third of a shorter training", _OWN),
    "weight_fluctuation": _variable(_NONE, "nS", "fluctuation of the mean weight", "standard deviation of the detrended trajectory over the last 60 s, or the last third of a shorter training", "Scheffer et al. 2009"),
    "weight_autocorrelation": _variable(_NONE, "1", "lag-1 autocorrelation of the mean weight", "of the same detrended samples, every 0.5 s", "Scheffer et al. 2009"),
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
    "burst_rate": _variable(_PHASE, "Hz", "rate of population bursts", "stretches of 0.02 to 1 s in which E cells fire above max(20 Hz, 3 x the lower quartile) in 5 ms bins averaged over 15 ms", "Chiappalone et al. 2006"),
    "burst_count": _variable(_PHASE, "1", "population bursts in the window", "onsets", "Chiappalone et al. 2006"),
    "burst_duration": _variable(_PHASE, "s", "mean duration of population bursts", "of bursts seen whole", "Chiappalone et al. 2006"),
    "burst_interval": _variable(_PHASE, "s", "mean pause between population bursts", "end of a burst to the onset of the next", "Chiappalone et al. 2006"),
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

ENERGY_MEASURES = {
    "energy_trajectory": _variable(("time",), "1", "energy during training", "energy a, mean over all cells", _OWN),
    "energy_mean": _variable(_PHASE, "1", "energy in the spontaneous window", "energy a, mean over cells and window", _OWN),
    "energy_deviation": _variable(_NONE, "1", "spread of energy over cells", "standard deviation over cells at the end", _OWN),
    "energy_consumption": _variable(_NONE, "1e9 s-1", "ATP molecules used by a cell in a second of training", "all uses, in billions; a spike costs spike_cost_molecules", _ATP),
    "energy_per_spike": _variable(_NONE, "1e9", "ATP molecules used per spike of training", "all uses over spikes of all cells, in billions", _ATP),
    "energy_share_spiking": _variable(_NONE, "1", "share of spikes in the use of energy", "of all uses during training", _ATP),
    "energy_share_synaptic": _variable(_NONE, "1", "share of synaptic events in the use of energy", "of all uses during training", _ATP),
    "energy_share_maintenance": _variable(_NONE, "1", "share of maintenance in the use of energy", "of all uses during training", _ATP),
    "energy_unpaid_share": _variable(_NONE, "1", "share of costs that empty cells could not pay", "of all uses during training", _OWN),
    "energy_balance_error": _variable(_NONE, "1", "error of the energy balance", "largest |energy at the end - at the start - production + uses - unpaid| of a cell, in pools", _OWN),
}  # fmt: skip
"""Measures of simulations in which the energy variable is on."""


def measures_of(parameters: dict[str, float]) -> dict[str, tuple[Variable, str, str]]:
    """Return the measures of a simulation with these parameters, by name."""
    return {**MEASURES, **ENERGY_MEASURES} if parameters["energy"] else MEASURES
