"""Measures of synchrony against exact cases, expectations of random trains and their own properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaincc

from homeotherm.measures.synchrony import (
    kuramoto,
    pairwise_correlation,
    population_fano,
    spectral_peak,
    voltage_synchrony,
)


def ragged(*trains):
    return np.concatenate([*map(np.asarray, trains), []]), np.array([len(t) for t in trains], int)


def poisson(rng, neurons, rate, duration):
    return ragged(*[np.sort(rng.uniform(0, duration, rng.poisson(rate * duration))) for _ in range(neurons)])


# Voltage


def test_equal_voltages_are_fully_synchronous():
    trace = np.sin(np.linspace(0, 20, 500))
    assert voltage_synchrony(np.tile(trace, (7, 1)) - 65) == pytest.approx(1.0)


def test_splayed_voltages_are_not_synchronous_at_all():
    """Eight sines, an eighth of a cycle apart, over whole cycles: their mean is constant."""
    time = np.arange(1000) / 100
    voltage = np.sin(2 * np.pi * (time + np.arange(8)[:, np.newaxis] / 8))
    assert voltage_synchrony(voltage) == pytest.approx(0.0, abs=1e-7)


@pytest.mark.parametrize("shared", [0.0, 0.3])
def test_noise_with_a_shared_part(shared):
    """chi^2 = rho + (1 - rho) / N; the variance of the mean over 20 000 samples errs by sqrt(2 / T) = 1 %."""
    rng = np.random.default_rng(1)
    neurons, samples = 100, 20_000
    own = rng.standard_normal((neurons, samples))
    voltage = np.sqrt(shared) * rng.standard_normal(samples) + np.sqrt(1 - shared) * own
    expected = np.sqrt(shared + (1 - shared) / neurons)
    assert voltage_synchrony(voltage) == pytest.approx(expected, rel=0.02)


def test_voltage_synchrony_ignores_offset_and_scale():
    voltage = np.random.default_rng(2).standard_normal((5, 300))
    expected = pytest.approx(voltage_synchrony(voltage))
    assert voltage_synchrony(1e-3 * voltage - 0.065) == expected
    assert voltage_synchrony(voltage + np.arange(5)[:, np.newaxis]) == expected


def test_voltage_synchrony_is_unknown_without_variance_or_company():
    assert np.isnan(voltage_synchrony(np.full((4, 100), -65.1)))
    assert np.isnan(voltage_synchrony(np.random.default_rng(0).random((1, 100))))
    assert np.isnan(voltage_synchrony(np.ones((4, 1))))
    assert np.isnan(voltage_synchrony([[1.0, np.inf], [2.0, 3.0]]))
    with pytest.raises(ValueError):
        voltage_synchrony(np.ones(4))


# Correlation of counts


def test_equal_and_opposite_counts():
    counts = np.array([0, 1, 2, 0, 3, 1])
    assert pairwise_correlation(np.tile(counts, (4, 1))) == pytest.approx((1.0, 4))
    assert pairwise_correlation([counts, 5 - counts]) == pytest.approx((-1.0, 2))


def test_three_neurons_by_hand():
    """Deviations (1,-1,1,-1), (1,-1,1,-1), (1,1,-1,-1): the pairs correlate by 1, 0 and 0."""
    found = pairwise_correlation([[1, 0, 1, 0], [3, 1, 3, 1], [1, 1, 0, 0]])
    assert found == pytest.approx((1 / 3, 3))


@given(st.integers(0, 2**32 - 1), st.integers(2, 12), st.integers(2, 30))
def test_closed_form_is_the_mean_off_the_diagonal(seed, neurons, bins):
    counts = np.random.default_rng(seed).poisson(1.0, (neurons, bins))
    varied = counts[counts.std(axis=1) > 0]
    found = pairwise_correlation(counts)
    assert found.neurons == len(varied)
    if len(varied) < 2:
        assert np.isnan(found.correlation)
    else:
        expected = np.corrcoef(varied)[np.triu_indices(len(varied), 1)].mean()
        assert found.correlation == pytest.approx(expected, abs=1e-12)


def test_copied_spikes_correlate_by_the_probability_of_copying():
    """Each neuron copies the spikes of one mother train with probability c: correlation c (Kuhn et al. 2003).

    With N = 200 neurons the mean over pairs follows the mother's counts; its relative error is about
    sqrt(2 / B) = 0.01 for B = 20 000 bins, so 0.01 absolute is five times that of c = 0.2.
    """
    rng = np.random.default_rng(3)
    mother = rng.poisson(0.5, 20_000)
    found = pairwise_correlation(rng.binomial(mother, 0.2, (200, 20_000)))
    assert found.correlation == pytest.approx(0.2, abs=0.01)


def test_independent_counts_do_not_correlate():
    """The standard error over pairs is sqrt(2 / (N (N - 1) B)) = 0.00022; the bound is four of them."""
    counts = np.random.default_rng(4).poisson(0.5, (100, 4000))
    assert abs(pairwise_correlation(counts).correlation) < 0.0009


def test_constant_neurons_are_left_out_and_counted():
    counts = [[0, 0, 0], [1, 2, 3], [2, 2, 2], [1, 2, 3]]
    assert pairwise_correlation(counts) == pytest.approx((1.0, 2))
    nobody, no_bins = np.empty((0, 5)), np.empty((3, 0))
    for few, left in (([[0, 0], [1, 2]], 1), ([[0, 0], [1, 1]], 0), (nobody, 0), (no_bins, 0)):
        correlation, neurons = pairwise_correlation(few)
        assert np.isnan(correlation)
        assert neurons == left


# Phases


def test_equal_trains_are_in_phase():
    train = np.arange(0.0, 1.0, 0.1)
    found = kuramoto(*ragged(*[train] * 8), 0.0, 1.0)
    assert found.mean == pytest.approx(1.0)
    assert found.deviation == pytest.approx(0.0, abs=1e-12)
    assert found.debiased == pytest.approx(1.0)
    assert found.neurons == 8
    assert found.floor == pytest.approx(np.sqrt(np.pi / 32))


def test_splayed_trains_have_no_order():
    """Ten regular trains a tenth of a cycle apart; only instants at which all ten have a phase are used."""
    trains = [np.arange(0.0, 3.0, 0.1) + shift / 100 for shift in range(10)]
    found = kuramoto(*ragged(*trains), 0.0, 3.2, minimum_neurons=10)
    assert found.mean == pytest.approx(0.0, abs=1e-9)
    assert found.debiased == pytest.approx(-1 / 9)  # (10 * 0 - 1) / 9


def test_two_clusters_a_quarter_cycle_apart():
    trains = [np.arange(0.0, 3.0, 0.1)] * 5 + [np.arange(0.0, 3.0, 0.1) + 0.025] * 5
    found = kuramoto(*ragged(*trains), 0.0, 3.2, minimum_neurons=10)
    assert found.mean == pytest.approx(np.sqrt(0.5))  # |1 + i| / 2
    assert found.debiased == pytest.approx((10 * 0.5 - 1) / 9)


def test_independent_trains_lie_on_the_floor():
    """Away from the ends of the window, the mean of R is the floor and debiased R^2 is zero.

    R at one instant spreads by sqrt((1 - pi/4) / M) = 0.033 about sqrt(pi / (4 M)) = 0.063, and phases
    persist for about one interval (0.1 s): 200 independent instants in 20 s, a standard error of 0.0023.
    Debiased R^2 has at each instant the spread 1 / M = 0.005, hence the standard error 0.0004. The bounds are
    four of them.
    """
    found = kuramoto(*poisson(np.random.default_rng(5), 200, 10.0, 20.0), 0.0, 20.0, minimum_neurons=150)
    assert found.mean == pytest.approx(found.floor, abs=0.009)
    assert found.debiased == pytest.approx(0.0, abs=0.0016)


def test_the_ends_of_the_window_bias_the_order_upwards():
    """Independent trains with two intervals or so in the window: far above the floor of 0.06."""
    trains = poisson(np.random.default_rng(14), 400, 2.0, 1.7)
    found = kuramoto(*trains, 0.0, 1.7)
    assert found.mean > 2 * found.floor
    assert found.debiased > 0.02


def brute_force(trains, start, stop, step, minimum_neurons):
    orders, floors, debiased, numbers = [], [], [], []
    for k in range(round((stop - start) / step)):
        instant = start + k * step
        phases = []
        for train in trains:
            train = [t for t in train if start <= t < stop]
            for left, right in zip(train, train[1:], strict=False):
                if left <= instant < right:
                    phases.append(2 * np.pi * (instant - left) / (right - left))
        number = len(phases)
        if number >= minimum_neurons:
            orders.append(abs(np.mean(np.exp(1j * np.array(phases)))))
            floors.append(np.sqrt(np.pi / 4 / number))
            debiased.append((number * orders[-1] ** 2 - 1) / (number - 1))
            numbers.append(number)
    return [np.mean(orders), np.std(orders), np.mean(floors), np.mean(debiased), np.mean(numbers)]


def test_phases_agree_with_a_loop_over_neurons_and_instants(monkeypatch):
    times, row_size = poisson(np.random.default_rng(6), 12, 8.0, 2.0)
    trains = np.split(times, np.cumsum(row_size)[:-1])
    expected = brute_force(trains, 0.3, 1.8, 0.01, 6)
    assert kuramoto(times, row_size, 0.3, 1.8, 0.01) == pytest.approx(expected, rel=1e-9)
    # The same in pieces of some fifty phases.
    monkeypatch.setattr("homeotherm.measures.synchrony.PHASES_AT_ONCE", 50)
    assert kuramoto(times, row_size, 0.3, 1.8, 0.01) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("first", [1, 3])
def test_an_instant_on_a_spike_belongs_to_the_interval_that_starts_there(first):
    """Instants every 0.1 s; spikes after 1 and 3 or 1 and 4 of them, or after 3 and 5 or 3 and 6.

    Both neurons have a phase at two instants only, although 3 * 0.1 / 0.1 > 3.
    """
    assert 3 * 0.1 / 0.1 > 3
    one, other = [first * 0.1, (first + 2) * 0.1], [first * 0.1, (first + 3) * 0.1]
    found = kuramoto(*ragged(one, other), 0.0, 0.7, 0.1, 2)
    # First both phases are 0; then half and a third of a cycle, a sixth apart: cos(30 degrees).
    assert found.mean == pytest.approx((1 + np.sqrt(3) / 2) / 2)
    assert found.neurons == 2


def test_order_is_unknown_with_too_few_phases():
    few = ragged(*[np.arange(0.0, 1.0, 0.1)] * 5)
    assert np.isnan(kuramoto(*few, 0.0, 1.0)).all()
    assert np.isfinite(kuramoto(*few, 0.0, 1.0, minimum_neurons=5)).all()
    assert np.isnan(kuramoto(*ragged([], [0.5]), 0.0, 1.0)).all()
    assert np.isnan(kuramoto(*ragged(), 0.0, 1.0)).all()
    single_instant = kuramoto(*ragged([0.1, 0.3], [0.1, 0.4]), 0.0, 0.5, 0.25, 2)
    assert np.isnan(single_instant.deviation)
    assert np.isfinite(single_instant.mean)
    for step, minimum_neurons in ((0.0, 6), (0.002, 1)):
        with pytest.raises(ValueError):
            kuramoto(*few, 0.0, 1.0, step, minimum_neurons)


# Population count


def test_fano_by_hand():
    assert population_fano([1, 3]) == pytest.approx(1.0)  # unbiased variance 2, mean 2
    assert population_fano([5, 5, 5]) == 0.0
    assert population_fano([0, 0, 0, 12]) == pytest.approx(12.0)  # variance 36, mean 3


def test_fano_of_poisson_counts_is_one():
    """The standard error is sqrt(2 / B) = 0.01 for 20 000 bins; the bound is four of them."""
    assert population_fano(np.random.default_rng(7).poisson(5.0, 20_000)) == pytest.approx(1.0, abs=0.04)


def test_fano_is_unknown_without_spikes_or_bins():
    for counts in ([], [4], [0, 0, 0]):
        assert np.isnan(population_fano(counts))
    with pytest.raises(ValueError):
        population_fano([[1, 2], [3, 4]])


# Spectrum


def modulated(rng, depth, frequency, bins=20_000, neurons=1000, rate=10.0):
    time = np.arange(bins) * 0.001
    return rng.poisson(neurons * rate * 0.001 * (1 + depth * np.cos(2 * np.pi * frequency * time)))


def test_a_rhythm_is_found_at_its_frequency():
    """Through a Hann window of n samples, a cosine of amplitude a has the density a^2 n dt / 3 at its peak.

    (Variance a^2 / 2 over 1.5 bins of width 1 / (n dt).) Here a = 5 Hz, n dt = 1 s: 8.33 over the floor 2 *
    10 / 1000 = 0.02 is 417.
    """
    found = spectral_peak(modulated(np.random.default_rng(8), 0.5, 40.0), 0.001, 1000, segment=1.0)
    assert found.frequency == pytest.approx(40.0)
    assert found.resolution == pytest.approx(1.0)
    # Cross terms with the noise err by about 2 / sqrt(417 * 40 segments) = 2 %.
    assert found.ratio == pytest.approx(25 / 3 / 0.02, rel=0.06)


def test_poisson_noise_has_a_flat_spectrum_at_its_floor():
    """Searching a single frequency at a time gives the spectrum; its mean ratio is 1.

    39 half-overlapping segments and 247 frequencies: standard error about 1 / sqrt(37 * 247 / 1.9) = 0.015.
    """
    counts = np.random.default_rng(9).poisson(10.0, 20_000)
    ratios = [spectral_peak(counts, 0.001, 1000, f - 0.5, f + 0.5, 1.0).ratio for f in range(3, 250)]
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.06)


def test_noise_is_given_a_frequency_as_rarely_as_promised():
    """Of 400 windows of 1.7 s with pure noise, 5 % or fewer may be named, that is 20 with a spread of 4.4."""
    rng = np.random.default_rng(10)
    found = [spectral_peak(rng.poisson(5.0, 1700), 0.001, 500, false_alarm=0.05) for _ in range(400)]
    named = np.isfinite([f.frequency for f in found])
    assert named.sum() <= 33
    assert np.isfinite([f.ratio for f in found]).all()
    assert all((f.ratio >= f.threshold) == name for f, name in zip(found, named, strict=True))


def test_threshold_of_one_segment_is_that_of_exponential_noise():
    """One segment, F frequencies: 1 - (1 - exp(-x))^F = p. In 0.5 s there are F = 124, 2 to 248 Hz."""
    found = spectral_peak(np.random.default_rng(11).poisson(5.0, 500), 0.001, 100, false_alarm=0.01)
    assert found.threshold == pytest.approx(-np.log(1 - 0.99 ** (1 / 124)))
    assert found.resolution == pytest.approx(2.0)


def test_threshold_of_overlapping_segments():
    """Two segments that overlap by half count as 2 / (1 + 1/36) = 72/37 (Welch 1967): a gamma variable."""
    found = spectral_peak(np.random.default_rng(11).poisson(5.0, 750), 0.001, 100, segment=0.5)
    single = gammaincc(72 / 37, 72 / 37 * found.threshold)
    assert 1 - (1 - single) ** 124 == pytest.approx(0.01)


def test_rhythms_outside_the_limits_are_not_seen():
    counts = modulated(np.random.default_rng(12), 0.5, 40.0)
    assert np.isnan(spectral_peak(counts, 0.001, 1000, 60.0, 250.0).frequency)
    assert np.isnan(spectral_peak(counts, 0.001, 1000, 1.5, 30.0).frequency)


def test_ratio_does_not_depend_on_silent_neurons_or_the_unit():
    """The floor 2 r / N and the power scale alike with N."""
    counts = modulated(np.random.default_rng(13), 0.3, 12.0, bins=4000)
    small, large = (spectral_peak(counts, 0.001, neurons) for neurons in (1000, 4000))
    assert small == pytest.approx(large)


def test_spectrum_is_unknown_with_few_spikes_or_frequencies():
    few = np.zeros(2000)
    few[::100] = 1  # 20 spikes
    found = spectral_peak(few, 0.001, 10)
    assert np.isnan([found.frequency, found.ratio, found.threshold]).all()
    few[50] = 1
    assert np.isfinite(spectral_peak(few, 0.001, 10).ratio)
    assert np.isnan(spectral_peak(few, 0.001, 10, 10.1, 10.2).ratio)
    for wrong in ((few, 0.0, 10), (few, 0.001, 0), (few, 0.001, 10, 5.0, 5.0), ([1], 0.001, 10)):
        with pytest.raises(ValueError):
            spectral_peak(*wrong)
