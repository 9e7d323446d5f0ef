"""Ragged spike trains, rates and irregularity against numbers derived by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeotherm.measures.rates import (
    coefficient_of_variation,
    cv2,
    irregularity,
    local_variation,
    mean_rate,
    population_rate,
)
from homeotherm.measures.trains import (
    SpikeTrains,
    binned_counts,
    checked,
    intervals,
    population_counts,
    select,
    subsample,
    take,
)


def ragged(*trains):
    times = np.concatenate([*map(np.asarray, trains), []])
    return SpikeTrains(times, np.array([len(train) for train in trains], int))


def same(left, right):
    return np.array_equal(left.times, right.times) and np.array_equal(left.row_size, right.row_size)


THREE = ragged([0.1, 0.5, 0.9], [], [0.2, 0.3])


# Ragged trains


def test_select_keeps_the_start_and_not_the_stop():
    assert same(select(*THREE, 0.2, 0.9), ragged([0.5], [], [0.2, 0.3]))


def test_select_forgives_the_rounding_of_multiples_of_the_time_step():
    """A spike a rounding error before an edge lies on the edge: out at the stop, in at the start."""
    before, after = np.nextafter(0.3, 0), 3 * 0.1
    assert before < 0.3 < after
    for time in (before, 0.3, after):
        assert same(select([time], [1], 0.0, 0.3), ragged([]))
        assert same(select([time], [1], 0.3, 0.4), ragged([time]))


def test_select_of_no_spikes_keeps_every_neuron():
    assert same(select(*THREE, 5.0, 6.0), ragged([], [], []))


@pytest.mark.parametrize(
    ("times", "row_size"),
    [
        ([0.1, 0.2], [1]),
        ([0.1], [2, -1]),
        ([0.2, 0.1], [2]),
        ([0.1, 0.1], [2]),
        ([np.nan], [1]),
        ([[0.1]], [1]),
        ([0.1], [1.0]),
    ],
)
def test_what_is_no_ragged_set_of_trains_is_refused(times, row_size):
    with pytest.raises(ValueError):
        checked(times, row_size)


def test_times_may_fall_back_from_one_neuron_to_the_next():
    assert same(checked([0.9, 0.1], [1, 1]), ragged([0.9], [0.1]))


def test_intervals_never_span_two_neurons():
    found = intervals(*ragged([0.0, 1.0, 3.0], [2.0], [], [5.0, 9.0]))
    assert found.length.tolist() == [1.0, 2.0, 4.0]
    assert found.begin.tolist() == [0.0, 1.0, 5.0]
    assert found.neuron.tolist() == [0, 0, 3]


def test_take_follows_the_order_asked_for():
    assert same(take(*THREE, [2, 1, 0]), ragged([0.2, 0.3], [], [0.1, 0.5, 0.9]))
    assert same(take(*THREE, []), SpikeTrains(np.empty(0), np.empty(0, int)))
    with pytest.raises(ValueError):
        take(*THREE, [3])
    with pytest.raises(ValueError):
        take(*THREE, [-1])


def test_binned_counts_by_hand():
    assert binned_counts(*THREE, 0.0, 1.0, 0.25).tolist() == [[1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 0, 0]]


def test_every_spike_on_an_edge_lands_in_the_bin_that_starts_there():
    step = np.arange(8500)
    times = 0.3 + step * 0.0002  # 1.7 s in steps of 0.2 ms, one spike per step
    counts = binned_counts(times, [times.size], 0.3, 2.0, 0.005)
    assert counts.shape == (1, 340)
    assert (counts == 25).all()
    assert (population_counts(step * 0.0002, 0.0, 1.7, 0.001) == 5).all()


def test_a_window_that_is_no_whole_number_of_bins_is_refused():
    for stop, bin_width in ((1.0, 0.3), (0.01, 0.02), (-1.0, 0.5), (1.0, 0.0), (1.0, -0.5)):
        with pytest.raises(ValueError):
            binned_counts(*THREE, 0.0, stop, bin_width)


@given(
    st.lists(st.sets(st.integers(0, 2999), max_size=30), min_size=1, max_size=5),
    st.sampled_from([0.001, 0.005, 0.02, 0.1]),
)
def test_binned_counts_agree_with_counting_whole_time_steps(steps, bin_width):
    """Time steps of 0.1 ms are counted as integers, which know no rounding."""
    trains = ragged(*[np.array(sorted(s), int) * 1e-4 for s in steps])
    per_bin = round(bin_width / 1e-4)
    expected = np.zeros((len(steps), 2000 // per_bin), int)
    for neuron, fired in enumerate(steps):
        for step in fired:
            if 500 <= step < 2500:
                expected[neuron, (step - 500) // per_bin] += 1
    counts = binned_counts(*trains, 0.05, 0.25, bin_width)
    assert np.array_equal(counts, expected)
    assert np.array_equal(population_counts(trains.times, 0.05, 0.25, bin_width), expected.sum(axis=0))
    assert np.array_equal(select(*trains, 0.05, 0.25).row_size, expected.sum(axis=1))


def test_subsample_draws_only_neurons_with_enough_spikes():
    row_size = np.arange(100)
    drawn = subsample(row_size, 20, 50, 7)
    assert drawn.size == np.unique(drawn).size == 20
    assert drawn.min() >= 50
    assert (np.diff(drawn) > 0).all()
    assert np.array_equal(drawn, subsample(row_size, 20, 50, 7))
    assert not np.array_equal(drawn, subsample(row_size, 20, 50, 8))
    assert subsample(row_size, 20, 95, 7).tolist() == [95, 96, 97, 98, 99]
    assert subsample(row_size, 20, 100, 7).size == 0
    with pytest.raises(ValueError):
        subsample(row_size, 0, 1, 7)


# Rates


def test_mean_rate_counts_silent_neurons():
    assert mean_rate([3, 0, 2], 0.5) == pytest.approx(5 / 3 / 0.5)
    assert mean_rate([0, 0], 2.0) == 0.0
    assert np.isnan(mean_rate([], 1.0))
    with pytest.raises(ValueError):
        mean_rate([1], 0.0)


def test_population_rate_by_hand():
    time, rate = population_rate(*THREE, 0.0, 1.0, 0.25)
    assert time.tolist() == [0.125, 0.375, 0.625, 0.875]
    # Counts 2, 1, 1, 1 of three neurons in bins of 0.25 s.
    assert rate == pytest.approx(np.array([2, 1, 1, 1]) / 0.75)
    assert np.isnan(population_rate([], [], 0.0, 1.0, 0.5).rate).all()


# Irregularity


def test_alternating_intervals_one_and_three():
    alternating = [1, 3] * 50
    assert coefficient_of_variation(alternating) == pytest.approx(0.5)  # spread 1 about mean 2
    assert cv2(alternating) == pytest.approx(1.0)  # 2 * 2 / 4
    assert local_variation(alternating) == pytest.approx(0.75)  # 3 * (2 / 4)^2


def test_regular_intervals_have_no_variation():
    for measure in (coefficient_of_variation, cv2, local_variation):
        assert measure([0.25] * 10) == 0.0


@pytest.mark.parametrize("order", [1, 2, 4])
def test_gamma_intervals(order):
    """CV = k^(-1/2) and LV = 3 / (2 k + 1); order 1 is the Poisson process, for which CV2 = 1 too.

    200 000 intervals: the standard errors of all three are below 0.004 (for order 1, that of the CV is
    sqrt(8 / 4 / n) = 0.003), so 0.015 is four of them or more.
    """
    values = np.random.default_rng(order).gamma(order, 1 / order, 200_000)
    assert coefficient_of_variation(values) == pytest.approx(order**-0.5, abs=0.015)
    assert local_variation(values) == pytest.approx(3 / (2 * order + 1), abs=0.015)
    if order == 1:
        assert cv2(values) == pytest.approx(1.0, abs=0.015)


@pytest.mark.parametrize("measure", [coefficient_of_variation, cv2, local_variation])
def test_single_train_measures_need_two_positive_intervals(measure):
    assert np.isnan(measure([]))
    assert np.isnan(measure([1.0]))
    assert np.isfinite(measure([1.0, 2.0]))
    with pytest.raises(ValueError):
        measure([1.0, 0.0])
    with pytest.raises(ValueError):
        measure([1.0, np.nan])


positive = st.floats(0.001, 10.0)


@given(st.lists(positive, min_size=2, max_size=30), st.floats(0.01, 100.0))
def test_irregularity_does_not_depend_on_the_unit_of_time(values, factor):
    scaled = np.array(values) * factor
    for measure in (coefficient_of_variation, cv2, local_variation):
        assert measure(scaled) == pytest.approx(measure(values), rel=1e-9, abs=1e-9)


@given(st.lists(st.lists(positive, max_size=12), max_size=6), st.integers(3, 6))
def test_irregularity_of_many_is_the_mean_of_each(lists, minimum_spikes):
    trains = ragged(*[np.cumsum(values) for values in lists])
    used = [np.diff(np.cumsum(values)) for values in lists if len(values) >= minimum_spikes]
    found = irregularity(*trains, minimum_spikes=minimum_spikes)
    assert found.neurons == len(used)
    for name, measure in (("cv", coefficient_of_variation), ("cv2", cv2), ("lv", local_variation)):
        expected = np.mean([measure(v) for v in used]) if used else np.nan
        assert getattr(found, name) == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def test_irregularity_by_hand():
    regular, alternating, short = [0, 1, 2, 3, 4], np.cumsum([0, 1, 3, 1, 3]), [0, 1, 5]
    found = irregularity(*ragged(regular, alternating, [], short, [1.0]))
    assert found == pytest.approx((0.25, 0.5, 0.375, 2))
    assert irregularity(*ragged(short, [1.0]), minimum_spikes=3).neurons == 1


def test_irregularity_without_enough_spikes_is_unknown():
    for trains in (ragged([0.0, 1.0, 3.0]), ragged([], []), ragged()):
        found = irregularity(*trains)
        assert found.neurons == 0
        assert np.isnan(found[:3]).all()
    with pytest.raises(ValueError):
        irregularity(*THREE, minimum_spikes=2)
