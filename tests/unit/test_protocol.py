"""The protocol of the microcircuit: times by hand, and the order of stimuli."""

import numpy as np
import pytest

from homeotherm.models.microcircuit.protocol import assemblies, layout, stimuli


@pytest.fixture
def values(table) -> dict[str, float]:
    """Return the parameters of the quick network."""
    return {**table.defaults(), "neurons": 1000.0, "training_duration": 100.0}


def test_layout_by_hand(values):
    plan = layout(values)
    assert plan.spontaneous == 10_000  # 2 s of 0.2 ms
    assert plan.test == 24 * 1750  # 24 cues of 350 ms
    assert plan.training == 500_000
    assert plan.total == 2 * 52_000 + 500_000
    assert plan.bin == 250  # 50 ms divides all durations
    assert (plan.excitatory, plan.assembly_size) == (800, 80)
    assert plan.spontaneous_start("after") == 552_000


def test_assemblies_by_hand(values):
    assembly, cued = assemblies(values)
    assert np.bincount(assembly + 1).tolist() == [360, *[80] * 8]
    assert cued.sum() == 320 and cued[:40].all() and not cued[40:80].any() and not cued[640:].any()


def test_stimuli_of_a_test_are_permutations_of_all_assemblies(values):
    drawn = stimuli(values, 3)
    for phase in range(2):
        for repetition in drawn.identity[phase].reshape(3, 8):
            assert sorted(repetition) == list(range(8))
    assert (np.diff(drawn.onset, axis=1) == 1750).all()
    assert drawn.onset[0, 0] == 10_000 and drawn.onset[1, 0] == 562_000


def test_training_shows_trained_assemblies_equally_and_fully(values):
    drawn, plan = stimuli(values, 3), layout(values)
    training = slice(plan.training_start // plan.bin, (plan.training_start + plan.training) // plan.bin)
    shown = drawn.pattern[training].reshape(-1, 10)  # 200 ms on, 300 ms off, in bins of 50 ms
    assert (drawn.partial_cue[training] == 0).all()
    assert (shown[:, :4] == shown[:, :1]).all() and (shown[:, 4:] == -1).all()
    counts = np.bincount(shown[:, 0].astype(int), minlength=8)
    assert counts[6:].tolist() == [0, 0] and counts[:6].sum() == 200 and np.ptp(counts[:6]) <= 1
    for block in shown[:198, 0].reshape(33, 6):
        assert sorted(block) == list(range(6))


def test_table_and_trials_agree(values):
    drawn, plan = stimuli(values, 5), layout(values)
    for onset, identity in zip(drawn.onset.ravel(), drawn.identity.ravel(), strict=True):
        first = onset // plan.bin
        assert (drawn.pattern[first : first + 4] == identity).all() and (
            drawn.partial_cue[first : first + 4] == 1
        ).all()
        assert (drawn.pattern[first + 4 : first + 7] == -1).all()


def test_seed_decides_the_order_and_nothing_else(values):
    first, again, other = stimuli(values, 1), stimuli(values, 1), stimuli(values, 2)
    np.testing.assert_array_equal(first.pattern, again.pattern)
    assert not np.array_equal(first.pattern, other.pattern)
    warm = stimuli({**values, "temperature": 42.0}, 1)
    np.testing.assert_array_equal(first.pattern, warm.pattern)


def test_training_that_ends_within_a_stimulus(values):
    drawn = stimuli({**values, "training_duration": 0.6}, 1)
    plan = layout({**values, "training_duration": 0.6})
    training = drawn.pattern[plan.training_start // plan.bin : (plan.training_start + plan.training) // plan.bin]
    assert (
        (training[:4] >= 0).all()
        and (training[4:10] == -1).all()
        and (training[10:] >= 0).all()
        and training.size == 12
    )
