"""How much the neurons of a population do the same thing at the same time."""

from typing import NamedTuple

import numpy as np

from homeotherm.measures.trains import EDGE_TOLERANCE, intervals, select

PHASES_AT_ONCE = 1_000_000
"""Phases handled in one go by `kuramoto`: bounds its memory, whatever the window."""


class PairwiseCorrelation(NamedTuple):
    """Mean correlation of spike counts over pairs of neurons.

    Attributes
    ----------
    correlation : float
        Mean over all pairs, without unit.
    neurons : int
        Number of neurons used.
    """

    correlation: float
    neurons: int


class Kuramoto(NamedTuple):
    """Phase order of spike trains over a window, without unit.

    Attributes
    ----------
    mean : float
        Mean over time of the order parameter R.
    deviation : float
        Standard deviation of R over time (metastability).
    floor : float
        Value of ``mean`` expected from independent random phases.
    debiased : float
        Mean over time of the debiased R^2; 0 for independent phases, 1 for equal ones, may be negative.
    neurons : float
        Mean number of neurons with a phase.
    """

    mean: float
    deviation: float
    floor: float
    debiased: float
    neurons: float


class SpectralPeak(NamedTuple):
    """Strongest rhythm of the population rate.

    Attributes
    ----------
    frequency : float
        Frequency of the peak in Hz; NaN if the peak does not stand out of the noise.
    ratio : float
        Power at the peak over that of independent Poisson trains of the same rate.
    resolution : float
        Distance between frequencies in Hz.
    threshold : float
        Ratio from which the peak stands out.
    """

    frequency: float
    ratio: float
    resolution: float
    threshold: float


def voltage_synchrony(voltage) -> float:
    """Return the synchrony chi of membrane voltages (Golomb).

    chi^2 = Var_t[mean over i of V_i] / mean over i of Var_t[V_i], and chi is its positive root: 1 for equal
    traces, near 1 / sqrt(N) for independent ones. Compare only values from equally many neurons.

    Parameters
    ----------
    voltage : array_like, shape (N, T)
        One trace per neuron, in any one unit.

    Returns
    -------
    float
        NaN for fewer than two neurons or samples, if no voltage changes, or if a voltage is not finite.

    References
    ----------
    Golomb & Rinzel 1993; Golomb 2007.
    """
    voltage = np.asarray(voltage, dtype=np.float64)
    if voltage.ndim != 2:
        raise ValueError("voltage must have the shape (neurons, samples)")
    if min(voltage.shape) < 2 or not np.isfinite(voltage).all():
        return float("nan")
    # Variances do not depend on the origin; from the first sample on, a constant trace is exactly zero.
    change = voltage - voltage[:, :1]
    single = change.var(axis=1).mean()
    return float(np.sqrt(change.mean(axis=0).var() / single)) if single > 0 else float("nan")


def pairwise_correlation(counts) -> PairwiseCorrelation:
    """Return the mean Pearson correlation of spike counts over all pairs of different neurons.

    With z-scored counts Z and s_b = sum over i of Z_ib, the mean over pairs is
    (mean over b of s_b^2 - N) / (N (N - 1)): the same as the mean of the correlation matrix off its diagonal.

    Parameters
    ----------
    counts : array_like, shape (N, B)
        Spikes of each neuron in each bin. The value depends on the bin width.

    Returns
    -------
    PairwiseCorrelation
        Neurons whose count never changes (silent ones among them) are left out, since their correlation is
        undefined. NaN for fewer than two neurons left.

    References
    ----------
    de la Rocha et al. 2007; Cohen & Kohn 2011.
    """
    counts = np.asarray(counts, dtype=np.float64)
    if counts.ndim != 2:
        raise ValueError("counts must have the shape (neurons, bins)")
    if counts.size == 0:
        return PairwiseCorrelation(float("nan"), 0)
    counts = counts[counts.max(axis=1) > counts.min(axis=1)]
    neurons = len(counts)
    if neurons < 2:
        return PairwiseCorrelation(float("nan"), neurons)
    scores = (counts - counts.mean(axis=1, keepdims=True)) / counts.std(axis=1, keepdims=True)
    total = scores.sum(axis=0)
    return PairwiseCorrelation(float((np.mean(total**2) - neurons) / (neurons * (neurons - 1))), neurons)


def kuramoto(times, row_size, start: float, stop: float, step: float = 0.002, minimum_neurons: int = 6) -> Kuramoto:
    """Return the Kuramoto order of spike phases.

    Between two spikes t_k <= t < t_(k+1) of a neuron its phase runs linearly, 2 pi (t - t_k) / (t_(k+1) -
    t_k); before its first and after its last spike in the window it has none. R(t) = |mean of exp(i phase)|
    over the M(t) neurons that have a phase. Even independent phases give R near sqrt(pi / (4 M)), the floor;
    (M R^2 - 1) / (M - 1) is an unbiased estimate of R^2.

    Near the start of the window only neurons that have just fired have a phase, near its end only those about
    to fire: their phases are alike even if the trains are independent. R is therefore biased upwards in
    windows that hold few intervals per neuron, beyond the floor. A ``minimum_neurons`` near the number of
    firing neurons leaves these instants out, at the price of undefined values where few fire.

    Parameters
    ----------
    times, row_size : array_like
        Ragged spike trains of N neurons. Only spikes in the window count.
    start, stop : float
        Window [start, stop) in s.
    step : float
        Distance in s between the instants start, start + step, ... at which phases are taken.
    minimum_neurons : int
        Instants with fewer phases are left out; at least 2.

    Returns
    -------
    Kuramoto
        NaN without an instant with enough phases; the deviation is NaN for fewer than two such instants.

    References
    ----------
    Kuramoto 1984; Pikovsky, Rosenblum & Kurths 2001.
    """
    if not step > 0:
        raise ValueError(f"the step must be positive, not {step} s")
    if minimum_neurons < 2:
        raise ValueError(f"phase order needs at least 2 neurons, not {minimum_neurons}")
    begin, length, _ = intervals(*select(times, row_size, start, stop))
    instants = int(np.ceil((stop - start - EDGE_TOLERANCE) / step))
    # Each interval holds the instants first, first + 1, ..., beyond - 1.
    first = np.ceil((begin - start - EDGE_TOLERANCE) / step).astype(np.int64)
    beyond = np.ceil((begin + length - start - EDGE_TOLERANCE) / step).astype(np.int64)
    held = beyond - first

    cosine, sine, number = np.zeros(instants), np.zeros(instants), np.zeros(instants, dtype=np.int64)
    so_far = np.cumsum(held)
    cuts = np.searchsorted(so_far, np.arange(0, held.sum(), PHASES_AT_ONCE)[1:])
    for block in np.split(np.arange(held.size), cuts):
        size = held[block]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        instant = np.repeat(first[block], size) + within
        interval = np.repeat(block, size)
        phase = 2 * np.pi * (start + instant * step - begin[interval]) / length[interval]
        cosine += np.bincount(instant, np.cos(phase), instants)
        sine += np.bincount(instant, np.sin(phase), instants)
        number += np.bincount(instant, minlength=instants)

    enough = number >= minimum_neurons
    if not enough.any():
        return Kuramoto(*[float("nan")] * 5)
    neurons = number[enough]
    order = np.hypot(cosine[enough], sine[enough]) / neurons
    return Kuramoto(
        float(order.mean()),
        float(order.std()) if order.size > 1 else float("nan"),
        float(np.sqrt(np.pi / (4 * neurons)).mean()),
        float(((neurons * order**2 - 1) / (neurons - 1)).mean()),
        float(neurons.mean()),
    )


def population_fano(population_counts) -> float:
    """Return the Fano factor of the population count, Var(n) / mean(n) over bins.

    1 for independent Poisson trains, 0 for a constant count, large for bursts of the whole population. The
    variance is the unbiased one (divided by B - 1). This is a variance over time, not over trials.

    Parameters
    ----------
    population_counts : array_like, shape (B,)
        Spikes of the whole population in each bin. The value depends on the bin width.

    Returns
    -------
    float
        NaN for fewer than two bins or no spike.

    References
    ----------
    Fano 1947.
    """
    counts = np.asarray(population_counts, dtype=np.float64)
    if counts.ndim != 1:
        raise ValueError("population_counts must have one dimension: one count per bin")
    return float(counts.var(ddof=1) / counts.mean()) if counts.size > 1 and counts.any() else float("nan")


def _noise_threshold(segments: int, frequencies: int, false_alarm: float) -> float:
    """Return the ratio that the largest value of a spectrum of noise exceeds with a given probability.

    A periodogram of noise is exponentially distributed at each frequency; the average over K independent
    segments is a gamma variable of order K. Hann windows that overlap by half correlate by 1/36 (power),
    which lowers K a little (Welch 1967).
    """
    from scipy.special import gammainccinv

    independent = segments / (1 + 2 * (1 - 1 / segments) / 36)
    single = -np.expm1(np.log1p(-false_alarm) / frequencies)
    return float(gammainccinv(independent, single) / independent)


def spectral_peak(
    population_counts,
    bin_width: float,
    neurons: int,
    lowest: float = 1.5,
    highest: float = 250.0,
    segment: float = 1.024,
    false_alarm: float = 0.01,
) -> SpectralPeak:
    """Return the frequency at which the population rate has most power, if that is more than noise.

    The one-sided power spectral density of the population rate A = n / (N x bin width) is estimated by
    Welch's method (Hann windows overlapping by half). Independent Poisson trains of mean rate r have the flat
    density 2 r / N; the ratio to it tells how far a peak stands out. The largest of many frequencies exceeds
    the floor even in noise, so a frequency is named only above the threshold that the largest value of pure
    noise passes with probability ``false_alarm``.

    Parameters
    ----------
    population_counts : array_like, shape (B,)
        Spikes of the whole population in each bin.
    bin_width : float
        In s; frequencies stop short of 1 / (2 bin_width).
    neurons : int
        Size N of the population, silent neurons included.
    lowest, highest : float
        Frequencies strictly between these, in Hz, are searched.
    segment : float
        Length of a Welch segment in s, or the whole window if that is shorter. Its inverse is the resolution.
    false_alarm : float
        Probability that independent Poisson trains are given a frequency.

    Returns
    -------
    SpectralPeak
        The frequency is NaN below the threshold. All but the resolution are NaN for 20 spikes or fewer (a
        spectrum of single spikes) or if no frequency lies between the limits.

    References
    ----------
    Welch 1967; Bartlett 1963 (spectrum of a point process).
    """
    counts = np.asarray(population_counts, dtype=np.float64)
    if counts.ndim != 1 or counts.size < 2:
        raise ValueError("population_counts must have one dimension and at least two bins")
    if not bin_width > 0 or neurons < 1 or not segment >= 2 * bin_width:
        raise ValueError("bin width and neurons must be positive, and a segment must hold at least two bins")
    if not 0 <= lowest < highest or not 0 < false_alarm < 1:
        raise ValueError("limits must satisfy 0 <= lowest < highest, and 0 < false_alarm < 1")
    from scipy.signal import welch

    bins = min(round(segment / bin_width), counts.size)
    resolution = 1 / (bins * bin_width)
    rate = counts / (neurons * bin_width)
    frequency, power = welch(rate, 1 / bin_width, window="hann", nperseg=bins, noverlap=bins // 2)
    searched = (frequency > lowest) & (frequency < min(highest, 0.5 / bin_width))
    if counts.sum() <= 20 or not searched.any():
        return SpectralPeak(float("nan"), float("nan"), resolution, float("nan"))
    segments = 1 + (counts.size - bins) // (bins - bins // 2)
    threshold = _noise_threshold(segments, int(searched.sum()), false_alarm)
    best = np.argmax(power[searched])
    ratio = float(power[searched][best] / (2 * rate.mean() / neurons))
    found = float(frequency[searched][best]) if ratio >= threshold else float("nan")
    return SpectralPeak(found, ratio, resolution, threshold)
