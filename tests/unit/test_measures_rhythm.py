"""Rhythms of constructed networks: periods, phases and alternation known by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spike_trains import bursts, from_intervals, ragged

from homeotherm.measures.rhythm import burst_onsets, half_centre, phases, rhythm

TONIC = 0.1 * np.arange(60)


def cell(phase, number=12, period=1.0, spikes=5, interval=0.02):
    """Return a burster of 1 Hz with bursts of 80 ms."""
    return bursts(number, spikes, interval, period - (spikes - 1) * interval, start=phase)


def test_onsets_are_those_of_bursts():
    """The first burst is left out, since it may have begun before the window; tonic cells have no bursts."""
    times, size = burst_onsets(*ragged(cell(0.25, 6), TONIC, []))
    assert times == pytest.approx(0.25 + np.arange(1, 6))
    assert size.tolist() == [5, 0, 0]


def test_period_and_its_variability():
    """Bursts of 40 ms and pauses of 0.56 and 0.96 s in turn: periods 0.6 and 1 s, mean 0.8, CV 0.2 / 0.8."""
    alternating = from_intervals(*(4 * [0.01] + [0.96]), *(3 * (4 * [0.01] + [0.56] + 4 * [0.01] + [0.96])), 0.01)
    found = rhythm(*ragged(cell(0.0), alternating, TONIC))
    assert found.period == pytest.approx([1.0, 0.8, np.nan], nan_ok=True)
    assert found.variability == pytest.approx([0.0, 0.25, np.nan], abs=1e-9, nan_ok=True)
    assert found.onsets.tolist() == [11, 7, 0]


def test_phases_of_shifted_copies():
    network = ragged(cell(0.0), cell(0.25), cell(0.5), cell(0.9), TONIC)
    found = phases(*network, reference=0)
    assert found.phase[1:] == pytest.approx([0.25, 0.5, 0.9, np.nan], nan_ok=True)
    assert np.cos(2 * np.pi * found.phase[0]) == pytest.approx(1.0)
    assert found.concentration == pytest.approx([1, 1, 1, 1, np.nan], nan_ok=True)
    # Eleven onsets of the reference make ten cycles.
    assert found.onsets.tolist() == [10, 10, 10, 10, 0]


def test_phases_do_not_depend_on_the_period():
    found = phases(*ragged(cell(0.0, period=1.0), cell(0.3, period=1.0)), 0)
    slow = phases(*ragged(cell(0.0, period=3.0), cell(0.9, period=3.0)), 0)
    assert slow.phase[1] == pytest.approx(found.phase[1])


def test_the_mean_phase_is_circular():
    """Onsets at 0.9 and 0.1 of the cycle in turn: mean 0 (not 0.5), concentration cos(0.2 pi)."""
    onsets = np.arange(13) + np.where(np.arange(13) % 2, 0.9, 1.1)
    wandering = np.add.outer(onsets, [0.0, 0.01, 0.02]).ravel()
    found = phases(*ragged(cell(0.0, 15), wandering), 0)
    assert found.onsets[1] == 12
    assert np.cos(2 * np.pi * found.phase[1]) == pytest.approx(1.0)
    assert found.concentration[1] == pytest.approx(np.cos(0.2 * np.pi))


def test_two_bursts_in_a_cycle_cancel():
    found = phases(*ragged(cell(0.0, 12, 1.0), cell(0.0, 24, 0.5)), 0)
    assert found.concentration[1] == pytest.approx(0.0, abs=1e-9)
    assert np.isnan(found.phase[1])


def test_without_a_bursting_reference_there_are_no_phases():
    found = phases(*ragged(TONIC, cell(0.0)), 0)
    assert np.isnan(found.phase).all() and np.isnan(found.concentration).all() and not found.onsets.any()
    for wrong in (-1, 2):
        with pytest.raises(ValueError):
            phases(*ragged(TONIC, cell(0.0)), wrong)


# Half-centre


@pytest.mark.parametrize(("phase", "antiphase"), [(0.5, 1.0), (0.25, 0.0), (0.0, -1.0), (1 / 3, 0.5)])
def test_antiphase_of_shifted_copies(phase, antiphase):
    """The index is -cos(2 pi phase), seen from either cell."""
    found = half_centre(*ragged(cell(0.0), TONIC, cell(phase)), 0, 2)
    assert found.antiphase == pytest.approx(antiphase, abs=1e-9)
    assert found.overlap == pytest.approx(1.0 if phase == 0 else 0.0, abs=1e-9)
    assert found.period_ratio == pytest.approx(1.0)


def test_overlap_is_the_shared_time_over_that_of_the_shorter_bursts():
    """Bursts of 0.4 s and, 0.3 s later, of 0.2 s: 0.1 s is shared."""
    long, short = cell(0.0, interval=0.1), cell(0.3, interval=0.05)
    assert half_centre(*ragged(long, short), 0, 1).overlap == pytest.approx(0.5)
    assert half_centre(*ragged(long, cell(0.1, interval=0.05)), 0, 1).overlap == pytest.approx(1.0)


def test_cells_may_take_turns_at_other_phases_than_one_half():
    """A short burst and, right after it, a long one."""
    found = half_centre(*ragged(cell(0.0, interval=0.05), cell(0.25, interval=0.15)), 0, 1)
    assert found.antiphase == pytest.approx(0.0, abs=1e-9)
    assert found.overlap == pytest.approx(0.0, abs=1e-9)


def test_cells_of_different_periods():
    """Two bursts of the fast cell in a cycle of the slow one: at 0 and 1/2 seen from the slow one, 0 from the other."""
    slow, fast = cell(0.0, 12, 1.0), cell(0.0, 24, 0.5)
    found = half_centre(*ragged(slow, fast), 0, 1)
    assert found.period_ratio == pytest.approx(0.5)
    # 20 onsets of the fast cell cancel; 11 of the slow cell at phase 0 (the last of them at 11.0 s) count -1 each.
    assert found.antiphase == pytest.approx(-11 / 31, abs=1e-9)


def test_a_half_centre_needs_two_bursting_cells():
    assert np.isnan(half_centre(*ragged(cell(0.0), TONIC), 0, 1)).all()
    with pytest.raises(ValueError):
        half_centre(*ragged(cell(0.0)), 0, 1)


def test_cells_that_burst_one_after_the_other_have_no_relation():
    found = half_centre(*ragged(cell(0.0), cell(20.0)), 0, 1)
    assert np.isnan(found.antiphase) and np.isnan(found.overlap)
    assert found.period_ratio == pytest.approx(1.0)


# Properties

trains = st.lists(st.tuples(st.integers(2, 6), st.integers(1500, 4000)), min_size=5, max_size=20)


def burster(pieces, start=0):
    """Return a train of bursts with intervals of 100 to 101 ticks and pauses of 1500 to 4000, in ticks."""
    intervals = [part for spikes, pause in pieces for part in [*(100 + k % 2 for k in range(spikes - 1)), pause]]
    return start + np.cumsum([0, *intervals])


@given(trains, trains, st.integers(0, 5000), st.integers(-(10**6), 10**6))
def test_relations_do_not_depend_on_the_origin_of_time(one, two, start, shift):
    cells = burster(one), burster(two, start)
    here = half_centre(*ragged(*[times * 1e-4 for times in cells]), 0, 1)
    there = half_centre(*ragged(*[(times + shift) * 1e-4 for times in cells]), 0, 1)
    # An onset that meets a reference onset may fall to either side of it by rounding: phase 0 or 1, cosine 1.
    assert there == pytest.approx(here, rel=1e-6, abs=1e-6, nan_ok=True)


@given(trains, trains, st.integers(0, 5000))
def test_a_half_centre_has_no_first_cell(one, two, start):
    network = ragged(burster(one) * 1e-4, burster(two, start) * 1e-4)
    found, exchanged = half_centre(*network, 0, 1), half_centre(*network, 1, 0)
    assert exchanged[:2] == pytest.approx(found[:2], abs=1e-9, nan_ok=True)
    assert exchanged.period_ratio == pytest.approx(1 / found.period_ratio, nan_ok=True)
    assert np.isnan(found.antiphase) or -1 - 1e-9 <= found.antiphase <= 1 + 1e-9
    assert np.isnan(found.overlap) or -1e-9 <= found.overlap <= 1 + 1e-9


@given(st.lists(trains, min_size=2, max_size=4))
def test_phases_lie_in_the_cycle(cells):
    found = phases(*ragged(*[burster(pieces) * 1e-4 for pieces in cells]), 0)
    known = np.isfinite(found.phase)
    assert ((found.phase[known] >= 0) & (found.phase[known] < 1)).all()
    assert (found.concentration[known] <= 1 + 1e-12).all()
