"""Rhythm-generating networks: wiring, schedule, draws and measures, by hand."""

from pathlib import Path

import numpy as np
import pytest

from homeotherm.errors import InputError
from homeotherm.models.rhythm import observables, protocol, wiring
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.parameters import load_model_table
from homeotherm.recording import PointRecording

NONE, SHARP, CONTROLLED = range(3)


@pytest.fixture(scope="module")
def table():
    return load_model_table("rhythm", Path(__file__).parents[2] / "config" / "models")


@pytest.fixture
def parameters(table):
    return {**table.defaults(), "networks": 2.0}


def test_wiring_of_two_networks():
    found = wiring.wiring(2)
    links = list(zip(found.source + 1, found.target + 1, found.inhibitory, strict=True))
    first = {
        (2, 1, 1),
        (1, 2, 1),
        (1, 3, 1),
        (5, 3, 1),
        (5, 4, 1),
        (4, 5, 1),
        (2, 3, 0),
        (3, 2, 0),
        (3, 4, 0),
        (4, 3, 0),
    }
    assert set(links) == first | {(a + 5, b + 5, kind) for a, b, kind in first} and len(links) == 20
    assert wiring.slow_pair(2).tolist() == [False, False, False, True, True] * 2


def test_targets_differ_by_cell_until_the_switch(parameters):
    before, after = protocol.targets(parameters)
    assert before[0].tolist() == [-8, -8, -8, 0, 0] * 2 and after[0].tolist() == [-8] * 10
    assert before[1].tolist() == after[1].tolist() == [4] * 10


@pytest.mark.parametrize(("kind", "switch", "start"), [(SHARP, 250, 500), (CONTROLLED, 500, 0)])
def test_schedule_of_the_published_arms(parameters, kind, switch, start):
    rows = dict(zip(protocol.COLUMNS, protocol.schedule({**parameters, "neuromodulation": kind}).T, strict=True))
    assert rows["switched"][switch - 1] == 0 and rows["switched"][switch:].all()
    assert not rows["regulation"][:start].any() and rows["regulation"][start:].all()
    assert rows["control"].all() == (kind == CONTROLLED)
    assert np.flatnonzero(rows["set_pair"]).tolist() == ([switch] if kind == SHARP else [])


def test_without_neuromodulation_nothing_switches(parameters):
    rows = dict(zip(protocol.COLUMNS, protocol.schedule({**parameters, "neuromodulation": NONE}).T, strict=True))
    assert not rows["switched"].any() and not rows["control"].any() and not rows["set_pair"].any()


def test_networks_stay_the_same_when_more_are_drawn(parameters):
    two, three = (protocol.stimuli({**parameters, "networks": number}, 7) for number in (2.0, 3.0))
    np.testing.assert_array_equal(two.conductances, three.conductances[:10])
    assert not np.array_equal(two.conductances, protocol.stimuli(parameters, 8).conductances)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"duration": 40.0}, "duration: 40 s ends before the window"),
        ({"window": 30.0, "neuromodulation": SHARP}, "leaves no window"),
    ],
)
def test_protocol_that_does_not_fit_is_one_line(parameters, table, changed, words):
    with pytest.raises(InputError, match=words):
        protocol.check({**parameters, **changed}, table)


def recording_of(parameters, trains):
    """Return a recording with these spike times in s; calcium and conductances are constant."""
    step = parameters["time_step"] * 1e-3
    time = np.arange(parameters["duration"])
    return PointRecording(
        {
            "row_size": np.array([len(train) for train in trains], dtype=np.int32),
            "spike_step": np.concatenate([np.rint(np.asarray(train) / step) for train in trains]).astype(np.int32),
            "time": time, "conductance": np.ones((len(trains), len(MEMBRANE.names), time.size), dtype=np.float32),
            "calcium_time": np.arange(0.2, parameters["duration"] + 0.1, 0.2),
            "calcium": np.full((len(trains), round(parameters["duration"] / 0.2)), 100.0, dtype=np.float32),
        }
    )  # fmt: skip


def bursts(period, spikes, first, duration):
    """Return trains of bursts with 10 ms between spikes."""
    onsets = np.arange(first, duration - 0.5, period)
    return (onsets[:, np.newaxis] + 0.01 * np.arange(spikes)).ravel()


def test_measures_by_hand(parameters):
    parameters = {**parameters, "networks": 1.0, "neuromodulation": CONTROLLED}
    length = parameters["duration"]
    trains = [bursts(0.5, 3, 0.1, length), bursts(0.5, 3, 0.225, length), np.arange(0.05, length, 0.1),
              bursts(1.0, 12, 0.1, length), bursts(1.0, 12, 0.6, length)]  # fmt: skip
    measured = observables.measure(recording_of(parameters, trains), parameters)
    assert set(measured) == set(observables.MEASURES)
    end = list(observables.phases(parameters)).index("end")
    assert measured["spikes_per_burst"][0, [0, 1, 3, 4], end].tolist() == [3, 3, 12, 12]
    assert measured["activity"][0, :, end].tolist() == [3, 3, 1, 3, 3]
    np.testing.assert_allclose(measured["period"][0, [0, 3], end], [0.5, 1.0])
    np.testing.assert_allclose(measured["burst_phase"][0, 1, end], 0.25, atol=1e-6)
    assert measured["slow_rhythm_share"][end] == 1 and measured["alternation"][end] == pytest.approx(1)
    assert measured["calcium_error"][end] == pytest.approx(0.2) and measured["negative_share"][end] == 0


def test_three_spikes_per_burst_are_no_slow_rhythm(parameters):
    parameters = {**parameters, "networks": 1.0, "neuromodulation": CONTROLLED}
    trains = [bursts(0.5, 3, 0.1 * (cell + 1), parameters["duration"]) for cell in range(5)]
    assert not observables.measure(recording_of(parameters, trains), parameters)["slow_rhythm_share"].any()
