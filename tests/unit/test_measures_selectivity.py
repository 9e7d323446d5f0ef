"""Measures of selectivity against numbers derived by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeotherm.measures.plasticity import gini
from homeotherm.measures.selectivity import (
    active_fraction,
    average_by_stimulus,
    completion_index,
    d_prime,
    decoding_accuracy,
    lifetime_sparseness,
    population_sparseness,
    response_gini,
    treves_rolls,
)

ASSEMBLY = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, -1])
CUED = np.array([True, False, False] * 3 + [False])


def answers(*rows):
    """Return responses from the mean answers of three assemblies; cued and unassigned neurons fire wildly."""
    table = np.repeat(np.array(rows, float), 3, axis=1)
    table[:, ::3] = np.array([400, 200, 0]) + 7 * np.arange(len(rows))[:, np.newaxis]
    return np.hstack([table, np.full((len(rows), 1), 77)])


# Sparseness


def test_one_active_neuron_is_as_sparse_as_can_be():
    one = np.eye(1, 8)[0] * 5
    assert treves_rolls(one) == pytest.approx(1 / 8)
    assert population_sparseness([one]) == pytest.approx(1.0)
    assert lifetime_sparseness(one[:, np.newaxis]) == pytest.approx(1.0)


def test_equal_answers_are_not_sparse():
    assert treves_rolls([3, 3, 3]) == pytest.approx(1.0)
    assert population_sparseness(np.full((4, 5), 2)) == pytest.approx(0.0)
    assert lifetime_sparseness(np.full((4, 5), 2)) == pytest.approx(0.0)
    assert response_gini(np.full((4, 5), 2)) == pytest.approx(0.0)


def test_exponential_rates_have_an_activity_ratio_of_one_half():
    """mean^2 / mean of squares = 1 / 2; the standard error for 100 000 values is about 0.0016."""
    assert treves_rolls(np.random.default_rng(1).exponential(3.0, 100_000)) == pytest.approx(0.5, abs=0.008)


def test_sparseness_by_hand():
    """Rows are trials or stimuli, columns neurons.

    Row (1, 3): a = 4 / 5, S = (1 - 0.8) / (1 - 1/2) = 0.4. Row (0, 2): S = 1. Column (1, 0): S = 1; column
    (3, 2): a = 6.25 / 6.5, S = 2 * (1 - 0.9615...) = 1 / 13.
    """
    responses = np.array([[1, 3], [0, 2]])
    assert population_sparseness(responses) == pytest.approx((0.4 + 1) / 2)
    assert lifetime_sparseness(responses) == pytest.approx((1 + 1 / 13) / 2)
    assert response_gini(responses) == pytest.approx((0.25 + 0.5) / 2)
    assert active_fraction(responses) == 0.75


def test_silent_trials_and_neurons_are_left_out():
    responses = np.array([[1, 3, 0], [0, 0, 0]])
    assert population_sparseness(responses) == pytest.approx(population_sparseness(responses[:1]))
    assert response_gini(responses) == pytest.approx(gini([1, 3, 0]))
    assert lifetime_sparseness(responses) == pytest.approx(1.0)
    assert active_fraction(responses) == pytest.approx(1 / 3)


def test_sparseness_is_unknown_of_silence():
    silent = np.zeros((3, 4))
    for measure in (population_sparseness, lifetime_sparseness, response_gini):
        assert np.isnan(measure(silent))
        assert np.isnan(measure(np.empty((0, 4))))
    assert np.isnan(treves_rolls([0, 0]))
    assert np.isnan(treves_rolls([]))
    assert active_fraction(silent) == 0.0
    assert np.isnan(active_fraction(np.empty((0, 4))))
    assert np.isnan(population_sparseness(np.ones((3, 1))))
    assert np.isnan(lifetime_sparseness(np.ones((1, 3))))


@pytest.mark.parametrize("wrong", [[1, 2], [[-1, 2]]])
def test_responses_must_be_a_table_of_counts(wrong):
    for measure in (population_sparseness, lifetime_sparseness, response_gini, active_fraction):
        with pytest.raises(ValueError):
            measure(wrong)


@given(st.integers(0, 2**32 - 1))
def test_sparseness_lies_between_bounds_and_ignores_scale(seed):
    responses = np.random.default_rng(seed).poisson(0.7, (5, 12))
    responses[0, 0] += 1
    for measure in (population_sparseness, lifetime_sparseness, response_gini):
        assert -1e-12 <= measure(responses) <= 1 + 1e-12
        assert measure(5.0 * responses) == pytest.approx(measure(responses))
    active = [row for row in responses if row.any()]
    assert response_gini(responses) == pytest.approx(np.mean([gini(row) for row in active]))
    expected = np.mean([(1 - treves_rolls(row)) / (1 - 1 / 12) for row in active])
    assert population_sparseness(responses) == pytest.approx(expected)


def test_average_by_stimulus_sorts_the_stimuli():
    mean = average_by_stimulus([[1, 0], [3, 4], [5, 0]], [2, 0, 2])
    assert mean.tolist() == [[3, 4], [3, 0]]
    assert average_by_stimulus(np.empty((0, 3)), []).shape == (0, 3)
    with pytest.raises(ValueError):
        average_by_stimulus([[1, 0]], [2, 0])


# Completion


def test_perfect_completion_and_its_opposite():
    own = answers([4, 0, 0], [0, 4, 0])
    assert completion_index(own, [0, 1], ASSEMBLY, CUED, [0, 1]) == 1.0
    assert completion_index(own, [1, 0], ASSEMBLY, CUED, [0, 1]) < 0
    assert completion_index(answers([0, 2, 2]), [0], ASSEMBLY, CUED, [0]) == -1.0
    assert completion_index(answers([3, 3, 3]), [0], ASSEMBLY, CUED, [0]) == 0.0


def test_completion_by_hand():
    """Stimulus 0: own 3, others (1 + 0) / 2; stimulus 1, two trials: own 2, others (1 + 2) / 2."""
    responses = answers([3, 1, 0], [0, 1, 2], [2, 3, 2])
    stimulus = [0, 1, 1]
    assert completion_index(responses, stimulus, ASSEMBLY, CUED, range(2)) == pytest.approx(3 / 7)
    assert completion_index(responses, stimulus, ASSEMBLY, CUED, [0]) == pytest.approx(2.5 / 3.5)


def test_completion_is_unknown_without_data():
    responses = answers([3, 1, 0])
    assert np.isnan(completion_index(responses, [0], ASSEMBLY, CUED, []))
    assert np.isnan(completion_index(responses, [0], ASSEMBLY, CUED, [0, 1]))  # stimulus 1 was never shown
    assert np.isnan(completion_index(responses, [0], ASSEMBLY, np.ones(10, bool), [0]))
    assert np.isnan(completion_index(responses, [0], np.where(ASSEMBLY == 0, 0, -1), CUED, [0]))
    assert np.isnan(completion_index(answers([0, 0, 0]), [0], ASSEMBLY, CUED, [0]))


# Decoding


def test_decoding_counts_right_guesses():
    responses = answers([5, 1, 0], [2, 1, 0], [0, 1, 9], [0, 1, 3])
    assert decoding_accuracy(responses, [0, 1, 2, 2], ASSEMBLY, CUED, 3) == 0.75


def test_a_tie_earns_its_expectation():
    assert decoding_accuracy(answers([2, 2, 0]), [0], ASSEMBLY, CUED, 3) == 0.5
    assert decoding_accuracy(answers([2, 2, 0]), [1], ASSEMBLY, CUED, 3) == 0.5
    assert decoding_accuracy(answers([2, 2, 0]), [2], ASSEMBLY, CUED, 3) == 0.0


def test_silence_is_decoded_at_chance():
    assert decoding_accuracy(answers([0, 0, 0]), [0], ASSEMBLY, CUED, 3) == pytest.approx(1 / 3)
    assert decoding_accuracy(answers([0, 0, 0]), [0], ASSEMBLY, CUED, 2) == pytest.approx(1 / 2)


def test_untrained_assemblies_and_trials_do_not_take_part():
    responses = answers([1, 0, 9], [0, 1, 9], [0, 0, 9], [5, 5, 0])
    assert decoding_accuracy(responses, [0, 1, 2, -1], ASSEMBLY, CUED, 2) == 1.0


def test_assemblies_of_unequal_size_tie_on_their_mean():
    """One spike of three neurons equals two of six, in counts and in rates that round."""
    assembly = np.array([0, 0, 0, 1, 1, 1, 1, 1, 1])
    counts = np.array([[1, 0, 0, 1, 1, 0, 0, 0, 0]])
    for responses in (counts, counts / 0.2, counts * 0.1):
        assert decoding_accuracy(responses, [0], assembly, np.zeros(9, bool), 2) == 0.5
    # 0.1 + 0.2 > 0.3
    assert decoding_accuracy([[0.1, 0.2, 0.3, 0.0]], [1], [0, 0, 1, 1], [False] * 4, 2) == 0.5


@given(st.integers(0, 2**32 - 1), st.permutations([0, 1, 2]))
def test_decoding_does_not_depend_on_the_numbering(seed, order):
    rng = np.random.default_rng(seed)
    responses = rng.poisson(0.3, (12, 10))
    stimulus, order = rng.integers(0, 3, 12), np.array(order)
    renamed = np.where(ASSEMBLY >= 0, order[ASSEMBLY], -1)
    for measure in (decoding_accuracy, d_prime):
        plain = measure(responses, stimulus, ASSEMBLY, CUED, 3)
        other = measure(responses, order[stimulus], renamed, CUED, 3)
        assert plain == pytest.approx(other, nan_ok=True)


def test_decoding_is_unknown_without_a_choice():
    responses = answers([3, 1, 0])
    assert np.isnan(decoding_accuracy(responses, [0], ASSEMBLY, CUED, 1))
    assert np.isnan(decoding_accuracy(responses, [2], ASSEMBLY, CUED, 2))
    assert np.isnan(decoding_accuracy(responses, [0], ASSEMBLY, CUED, 4))  # no neuron is in assembly 3


# Discriminability


def test_d_prime_by_hand():
    """Assembly 0: own 4, 6 (mean 5, variance 2), others 0, 2 (mean 1, variance 2): 4 / sqrt(2).

    Assembly 1: own 0, 0 and others 0, 0 have no variance and are left out.
    """
    responses = answers([4, 0, 0], [6, 0, 0], [0, 0, 0], [2, 0, 0])
    assert d_prime(responses, [0, 0, 1, 1], ASSEMBLY, CUED, 2) == pytest.approx(4 / np.sqrt(2))


def test_d_prime_averages_over_assemblies_and_counts_untrained_stimuli():
    """As above for assembly 0; assembly 1: own 1, 3, others 1, 3: 0."""
    responses = answers([4, 1, 0], [6, 3, 0], [0, 1, 0], [2, 3, 0])
    assert d_prime(responses, [0, 0, 1, 1], ASSEMBLY, CUED, 2) == pytest.approx(2 / np.sqrt(2))
    # With stimulus 2 (untrained) in place of 1, assembly 1 has no trial of its own.
    assert d_prime(responses, [0, 0, 2, 2], ASSEMBLY, CUED, 2) == pytest.approx(4 / np.sqrt(2))


def test_d_prime_is_unknown_without_variance_or_trials():
    # The mean of three times 0.1 is not 0.1, but that is no variance.
    tenths = answers(*[[1, 0, 0]] * 3, *[[0, 1, 0]] * 3) / 10
    assert np.var(tenths[:3, 1]) > 0
    assert np.isnan(d_prime(tenths, [0, 0, 0, 1, 1, 1], ASSEMBLY, CUED, 2))
    assert np.isnan(d_prime(answers([4, 0, 0], [1, 2, 0]), [0, 1], ASSEMBLY, CUED, 2))
    assert np.isnan(d_prime(answers([4, 0, 0], [6, 0, 0]), [0, 0], ASSEMBLY, np.ones(10, bool), 1))


def test_mismatched_labels_are_refused():
    responses = answers([3, 1, 0])
    for measure in (completion_index, decoding_accuracy, d_prime):
        last = [0] if measure is completion_index else 2
        for labels in (
            ([0, 1], ASSEMBLY, CUED),
            ([0], ASSEMBLY[:-1], CUED),
            ([0], ASSEMBLY, CUED[:-1]),
            ([0], ASSEMBLY, CUED.astype(int)),
        ):
            with pytest.raises(ValueError):
                measure(responses, *labels, last)
