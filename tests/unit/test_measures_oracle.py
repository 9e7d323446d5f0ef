"""Agreement with Elephant, an independent implementation of some of the measures."""

import numpy as np
import pytest
import quantities as pq
from elephant.conversion import BinnedSpikeTrain
from elephant.spike_train_correlation import correlation_coefficient
from elephant.statistics import cv, fanofactor, lv, mean_firing_rate, time_histogram
from elephant.statistics import cv2 as elephant_cv2
from neo import SpikeTrain

from homeotherm.measures.rates import (
    coefficient_of_variation,
    cv2,
    irregularity,
    local_variation,
    mean_rate,
    population_rate,
)
from homeotherm.measures.synchrony import pairwise_correlation, population_fano
from homeotherm.measures.trains import binned_counts, population_counts

# Elephant's own use of the quantities package, not ours.
pytestmark = pytest.mark.filterwarnings("ignore:The 'copy' argument in Quantity is deprecated")

DURATION = 20.0
NEURONS = 30


@pytest.fixture(scope="module")
def trains():
    """Gamma trains of different rates, with a shared slow modulation, on no time grid."""
    rng = np.random.default_rng(2024)
    found = []
    for neuron in range(NEURONS):
        times = np.cumsum(rng.gamma(1 + neuron % 3, 0.05, 2000))
        times += 0.2 * np.sin(times)  # slope 1 + 0.2 cos > 0: the order stays
        found.append(times[times < DURATION])
    return found


@pytest.fixture(scope="module")
def ragged(trains):
    return np.concatenate(trains), np.array([len(train) for train in trains])


@pytest.fixture(scope="module")
def neo_trains(trains):
    return [SpikeTrain(train, units="s", t_stop=DURATION) for train in trains]


def test_single_trains(trains):
    for train in trains:
        intervals = np.diff(train)
        assert coefficient_of_variation(intervals) == pytest.approx(cv(intervals), rel=1e-9)
        assert cv2(intervals) == pytest.approx(elephant_cv2(intervals), rel=1e-9)
        assert local_variation(intervals) == pytest.approx(lv(intervals), rel=1e-9)


def test_irregularity_of_the_population(trains, ragged):
    intervals = [np.diff(train) for train in trains]
    expected = [np.mean([measure(row) for row in intervals]) for measure in (cv, elephant_cv2, lv)]
    assert irregularity(*ragged) == pytest.approx((*expected, NEURONS), rel=1e-9)


def test_counts_and_rates(ragged, neo_trains):
    binned = BinnedSpikeTrain(neo_trains, bin_size=20 * pq.ms, t_start=0 * pq.s, t_stop=DURATION * pq.s)
    assert np.array_equal(binned_counts(*ragged, 0.0, DURATION, 0.02), binned.to_array())
    histogram = time_histogram(neo_trains, 20 * pq.ms, t_start=0 * pq.s, t_stop=DURATION * pq.s)
    assert np.array_equal(population_counts(ragged[0], 0.0, DURATION, 0.02), histogram.magnitude[:, 0])
    rate = time_histogram(neo_trains, 20 * pq.ms, t_start=0 * pq.s, t_stop=DURATION * pq.s, output="rate")
    expected = rate.rescale(pq.Hz).magnitude[:, 0]
    assert population_rate(*ragged, 0.0, DURATION, 0.02).rate == pytest.approx(expected)
    rates = [mean_firing_rate(train, t_start=0 * pq.s, t_stop=DURATION * pq.s) for train in neo_trains]
    assert mean_rate(ragged[1], DURATION) == pytest.approx(np.mean([r.rescale(pq.Hz).item() for r in rates]))


def test_pairwise_correlation(ragged, neo_trains):
    """Elephant returns the whole matrix; its diagonal of ones is no pair and is left out here."""
    binned = BinnedSpikeTrain(neo_trains, bin_size=20 * pq.ms, t_start=0 * pq.s, t_stop=DURATION * pq.s)
    matrix = correlation_coefficient(binned)
    expected = (matrix.sum() - NEURONS) / (NEURONS * (NEURONS - 1))
    found = pairwise_correlation(binned_counts(*ragged, 0.0, DURATION, 0.02))
    assert found == pytest.approx((expected, NEURONS), abs=1e-12)
    assert abs(expected) > 1e-4  # zero would agree with anything small


def test_population_fano(ragged):
    """Elephant's factor is over trials: windows of the population passed as trials give ours over time.

    Elephant divides the variance by the number B of windows, ours by B - 1.
    """
    pooled = np.sort(ragged[0])
    windows = [pooled[(pooled >= k / 10) & (pooled < (k + 1) / 10)] for k in range(200)]
    expected = fanofactor([SpikeTrain(w, units="s", t_stop=DURATION) for w in windows])
    found = population_fano(population_counts(pooled, 0.0, DURATION, 0.1))
    assert found * 199 / 200 == pytest.approx(expected, rel=1e-9)
