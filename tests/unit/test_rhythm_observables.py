"""Measures of rhythm-generating networks on trains made by hand."""

import numpy as np
import pytest
from spike_trains import bursts, ragged

from homeotherm.models.rhythm.definitions import MEASURES
from homeotherm.models.rhythm.observables import PHASES, coordinates, has_slow_rhythm, measure, measures_of, phases
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.parameters import load_model_table
from homeotherm.physiology.conductances import dynamic_input_conductances
from homeotherm.recording import PointRecording

STEP = 2e-5
SLOW, FAST = 1.1, 0.2
"""Burst periods in s: 20 spikes every 15 ms and a pause of 815 ms; 5 spikes every 10 ms and a pause of 160 ms."""
WEAK = 0.2
"""Of the slow pair without modulation: 3 spikes every 20 ms and a pause of 160 ms."""


def stretch(period: float, spikes: int, interval: float, start: float, stop: float, delay: float = 0.0) -> np.ndarray:
    """Return the bursts that begin in a stretch of time, in cycles of `period` from its start on."""
    number = int(np.floor((stop - start - delay) / period))
    return bursts(number, spikes, interval, period - (spikes - 1) * interval, start + delay)


def network(keeps: bool) -> list[np.ndarray]:
    """Return the trains of a network with the published sharp protocol: switch at 25 s, homeostasis from 50 s on."""
    fast = [stretch(FAST, 5, 0.01, 0.0, 150.0, delay) for delay in (0.0, 0.1)]
    hub = np.arange(0.005, 150.0, 0.05)
    pair = []
    for late in (0.0, 0.5):
        parts = [stretch(WEAK, 3, 0.02, 0.0, 25.0, late * WEAK), stretch(SLOW, 20, 0.015, 26.0, 50.0, late * SLOW)]
        last = (SLOW, 20, 0.015) if keeps else (WEAK, 3, 0.02)
        pair.append(np.concatenate([*parts, stretch(*last, 51.0, 150.0, late * last[0])]))
    return [*fast, hub, *pair]


@pytest.fixture(scope="module")
def values(project):
    table = load_model_table("rhythm", project / "config" / "models")
    return {**table.defaults(), "networks": 2.0, "neuromodulation": 1.0}


@pytest.fixture(scope="module")
def recording():
    """Return two networks of which the first keeps its rhythm; calcium of cell 4 is a fifth too high at the end."""
    times, row_size = ragged(*network(True), *network(False))
    calcium_time = 0.2 * np.arange(1, 750)
    calcium = np.full((10, calcium_time.size), 125.0)
    calcium[3, calcium_time > 100] = 150.0
    conductance = np.tile(np.array([4000.0, 5.0, 12.0, 200.0, 100.0, 150.0, 0.35, 0.01])[:, np.newaxis], (10, 1, 150))
    conductance[9, 3, 145] = -1.0
    return PointRecording(
        {
            "row_size": row_size, "spike_step": np.rint(times / STEP).astype(int), "calcium_time": calcium_time,
            "calcium": calcium, "time": np.arange(150.0), "conductance": conductance,
            "threshold_voltage": np.full(10, -49.7),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(recording, values):
    return measure(recording, values)


def test_measures_are_those_defined(recording, values, found):
    assert set(found) == set(MEASURES) == set(measures_of(values))
    sizes = {"network": 2, "timescale": 3} | {
        name: len(coordinate[1]) for name, coordinate in coordinates(recording, values).items()
    }
    for name, (variable, _, _) in MEASURES.items():
        assert np.shape(found[name]) == tuple(sizes[dim] for dim in variable.dims), name
    assert phases(values) == PHASES


def test_the_slow_rhythm_by_hand(found):
    assert found["slow_rhythm"].tolist() == [[0, 1, 1], [0, 1, 0]]
    assert found["slow_rhythm_share"].tolist() == [0, 1, 0.5] and found["slow_rhythm_kept_share"] == 0.5
    slow, weak = 1 / (SLOW - 19 * 0.015), 1 / (WEAK - 2 * 0.02)
    np.testing.assert_allclose(found["slow_frequency_mean"], [weak, slow, (slow + weak) / 2], rtol=1e-3)
    np.testing.assert_allclose(found["slow_spikes_per_burst_mean"], [3, 20, 11.5])
    np.testing.assert_allclose(found["fast_frequency_mean"], 1 / 0.16, rtol=1e-3)


def test_the_course_of_the_slow_rhythm(recording, values, found):
    start = coordinates(recording, values)["course_time"][1]
    assert start.tolist() == list(range(0, 145, 5))
    course = dict(zip(start, found["slow_rhythm_course"], strict=True))
    assert course[0] == course[10] == 0 and course[30] == course[40] == 1 and course[60] == course[140] == 0.5


def test_each_cell_by_hand(found):
    np.testing.assert_allclose(found["period"][:, :2], FAST, rtol=1e-4)
    np.testing.assert_allclose(found["period"][0, 3:, 1:], SLOW, rtol=1e-4)
    np.testing.assert_allclose(found["duty_cycle"][0, 3:, 2], 19 * 0.015 / SLOW, rtol=1e-3)
    assert np.isnan(found["period"][:, 2]).all() and (found["activity"][:, 2] == 1).all()  # the hub fires tonically
    np.testing.assert_allclose(found["burst_phase"][:, 1], 0.5, atol=1e-3)
    np.testing.assert_allclose(found["burst_phase_concentration"][:, :2], 1.0, atol=1e-6)
    assert (found["antiphase"] > 0.99).all() and (found["overlap"][:, :, [0, 2]] < 1e-9).all()


def test_calcium_and_conductances(found):
    assert found["calcium"][0, 3].tolist() == pytest.approx([125, 125, 150])
    np.testing.assert_allclose(found["calcium_deviation"][0, 3], [0, 0, 0.2], atol=1e-12)
    np.testing.assert_allclose(found["calcium_error"], [0, 0, 0.02], atol=1e-12)
    np.testing.assert_allclose(found["calcium_error_largest"], [0, 0, 0.2], atol=1e-12)
    np.testing.assert_allclose(found["negative_share"], [0, 0, 0.1])
    assert found["conductance"][1, 4, 3].tolist() == pytest.approx([200, 200, 179.9])
    same = np.array([4000.0, 5.0, 12.0, 200.0, 100.0, 150.0, 0.35, 0.01])
    for cell, slowing in ((0, 2.0), (3, 20.0)):
        expected = dynamic_input_conductances(MEMBRANE, same, -49.7, slowing)
        np.testing.assert_allclose(found["dynamic_input_conductance"][0, cell, :, 0], expected)


def test_a_network_needs_both_cells():
    frequency = np.array([[6, 6, 6, 1.2, 1.2], [6, 6, 6, 1.2, 7], [6, 6, 6, np.nan, 1.2], [1, 1, 1, 3, 3]])
    assert has_slow_rhythm(frequency).tolist() == [True, False, False, False]


def test_silent_networks_have_no_rhythm_and_nothing_to_keep(recording, values):
    silent = PointRecording(
        {**recording.arrays, "row_size": np.zeros(10, int), "spike_step": np.empty(0, int)}
    )  # fmt: skip
    found = measure(silent, values)
    assert found["slow_rhythm_share"].tolist() == [0, 0, 0] and np.isnan(found["slow_rhythm_kept_share"])
    assert (found["activity"] == 0).all() and np.isnan(found["slow_frequency_mean"]).all()
