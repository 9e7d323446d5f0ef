"""Measures of regulated cells on a recording made by hand: four cells that are tonic, burst, stop bursting, are silent."""

import warnings

import numpy as np
import pytest
from spike_trains import bursts

from homeotherm.measures.activity import ACTIVITY
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.observables import coordinates, measure, measures_of, phases
from homeotherm.parameters import load_model_table
from homeotherm.physiology.conductances import dynamic_input_conductances
from homeotherm.recording import PointRecording, to_dataset
from homeotherm.regulated.definitions import MEASURES
from homeotherm.regulated.recording import VARIABLES

STEP = 5e-5  # s
TONIC, BURSTER, LOSER, SILENT = range(4)
CONDUCTANCES = np.array([4900.0, 4.8, 14.1, 376.0, 110.0, 169.0, 0.37, 0.0105])
"""mS/cm2; the cells have one to four times as much."""
SIZES = np.arange(1.0, 5.0)


@pytest.fixture(scope="module")
def values(project):
    """Return a protocol that switches at 20 s and ends at 50 s; tests of 8 s start at 50, 58 and 66 s."""
    stg = load_model_table("stg", project / "config" / "models")
    changes = {
        "cells": 4.0, "time_step": 0.05, "settle_duration": 20.0, "modulated_duration": 30.0, "early_test": 10.0,
        "test_duration": 8.0, "test_transient": 2.0,
    }  # fmt: skip
    return {**stg.defaults(), **changes}


def tonic(start: float, stop: float) -> np.ndarray:
    """Return spikes every 0.1 s."""
    return np.arange(start + 0.05, stop, 0.1)


def bursting(start: float, stop: float) -> np.ndarray:
    """Return bursts of five spikes 10 ms apart every 0.5 s."""
    return bursts(round((stop - start) / 0.5), 5, 0.01, 0.46, start=start + 0.1)


@pytest.fixture(scope="module")
def recording():
    """Return what a simulation would leave; the settled cells are all tonic but for the silent one."""
    trains = {
        TONIC: tonic(0, 74),
        BURSTER: np.concatenate([tonic(0, 20), bursting(20, 50), tonic(50, 58), bursting(58, 74)]),
        LOSER: np.concatenate([tonic(0, 20), bursting(20, 30), bursting(30, 40), tonic(50, 58), bursting(58, 66)]),
        SILENT: np.array([5.0, 40.0]),
    }
    time = np.arange(50.0)
    conductance = np.multiply.outer(np.multiply.outer(SIZES, CONDUCTANCES), 1.0 + 0.01 * time)
    conductance[LOSER, 3, 40:] = -5.0
    calcium_time = 0.2 * np.arange(1, 250)
    calcium = np.where(calcium_time <= 20.0 + 1e-9, (100.0 + 20.0 * np.arange(4))[:, np.newaxis], 130.0)
    return PointRecording(
        {
            "row_size": np.array([len(train) for train in trains.values()], np.int32),
            "spike_step": np.rint(np.concatenate(list(trains.values())) / STEP).astype(np.int32),
            "initial_conductance": np.outer(SIZES, CONDUCTANCES), "threshold_voltage": np.full(4, -49.69),
            "time": time, "conductance": conductance, "calcium_time": calcium_time, "calcium": calcium,
            "window": np.array([16.0, 20.0]), "voltage": np.zeros((2, 3, 8000), np.float32),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def measured(recording, values):
    return measure(recording, values)


def test_all_measures_and_only_those_fit_their_dims(recording, values, measured):
    assert measures_of(values) == MEASURES and set(measured) == set(MEASURES)
    given = coordinates(recording, values)
    sizes = {"cell": 4, "example": 4, **{dims: len(found) for _, (dims, found, _) in given.items()}}
    for name, (variable, _, _) in MEASURES.items():
        assert np.shape(measured[name]) == tuple(sizes[dim] for dim in variable.dims), name
    assert set(recording.arrays) == set(VARIABLES) - {"energy"}


def test_energy_is_the_mean_of_five_seconds_before_a_moment(recording, values):
    """Energy is the time in s times the number of the cell, so that 19, 30 and 49 s have 2 s less: 15 to 19 s and so on."""
    time = recording.arrays["time"]
    energy = np.outer(np.arange(4), time)
    limited = PointRecording({**recording.arrays, "energy": energy})
    found = measure(limited, {**values, "energy": 1.0})
    np.testing.assert_allclose(found["energy"], np.outer(np.arange(4), [17, 28, 47]))
    np.testing.assert_allclose(found["energy_mean"], [1.5 * 17, 1.5 * 28, 1.5 * 47])
    assert "energy" in measures_of({**values, "energy": 1.0}) and "energy" not in measures_of(values)


def test_coordinates_by_hand(recording, values):
    given = {name: list(found) for name, (_, found, _) in coordinates(recording, values).items()}
    assert given["phase"] == list(phases(values)) == ["settled", "early", "modulated"]
    assert given["phase_time"] == [19.0, 30.0, 49.0]
    assert given["channel"] == list(MEMBRANE.names) and given["class"] == list(ACTIVITY)
    assert given["course_time"] == [0.0, 10.0, 20.0, 30.0, 40.0]  # an edge at the switch
    assert given["calcium_time"][:2] == pytest.approx([2.5, 3.5])  # centres


def test_activity_of_the_tests(measured):
    """Seen from 2 s to 8 s of each test."""
    names = np.array(list(ACTIVITY))[measured["activity"].astype(int)].tolist()
    assert names == [
        ["tonic", "tonic", "tonic"], ["tonic", "bursting", "bursting"], ["tonic", "bursting", "silent"],
        ["silent", "silent", "silent"],
    ]  # fmt: skip
    assert measured["tonic_share"].tolist() == [0.75, 0.25, 0.25]
    assert measured["bursting_share"].tolist() == [0.0, 0.5, 0.25]
    assert measured["silent_share"].tolist() == [0.25, 0.25, 0.5]
    assert measured["doublet_share"].tolist() == measured["irregular_share"].tolist() == [0.0] * 3


def test_bursts_by_hand(measured):
    """Five spikes 10 ms apart, a pause of 460 ms: 5 x 100 Hz / 0.46 s; twelve bursts in 6 s."""
    burstiness, frequency = 5 * 100 / 0.46, 59 / 5.54
    expected = {
        "burstiness": burstiness, "spikes_per_burst": 5.0, "intraburst_frequency": 100.0,
        "interburst_frequency": 1 / 0.46, "frequency": frequency, "duty_cycle": 0.08,
    }  # fmt: skip
    for name, value in expected.items():
        assert measured[name][BURSTER, 1:] == pytest.approx([value, value], rel=1e-9), name
        assert measured[name][LOSER, 1] == pytest.approx(value, rel=1e-9), name
    assert measured["frequency"][TONIC] == pytest.approx(10.0)
    for name in expected:
        assert np.isnan(measured[name][SILENT]).all(), name
        if name != "frequency":
            assert np.isnan(measured[name][TONIC]).all(), name
    assert measured["burstiness_mean"] == pytest.approx([0.0, burstiness / 2, burstiness / 4])
    assert measured["burstiness_median"] == pytest.approx([0.0, burstiness / 2, 0.0])
    assert measured["frequency_mean"] == pytest.approx([10.0, (10.0 + 2 * frequency) / 3, (10.0 + frequency) / 2])


def test_conductances_of_the_moments(measured):
    found = measured["conductance"]
    np.testing.assert_allclose(found[:, :, 0], np.outer(SIZES, CONDUCTANCES) * 1.19)
    np.testing.assert_allclose(found[BURSTER, :, 1], 2.0 * CONDUCTANCES * 1.30)
    assert found[LOSER, 3, 2] == -5.0
    assert measured["negative_share"].tolist() == [0.0, 0.0, 0.25]
    assert measured["participation_ratio"][:2] == pytest.approx([1.0, 1.0])  # multiples of one cell: one direction
    assert measured["participation_ratio"][2] > 1.05
    np.testing.assert_allclose(measured["conductance_course"][0], 2.5 * 4900.0 * (1.0 + 0.01 * np.arange(50)))
    np.testing.assert_allclose(measured["conductance_spread_course"][:, 0], np.sqrt(1.25) * CONDUCTANCES)


def test_dynamic_input_conductances_at_the_threshold(measured):
    for moment in range(3):
        shown = np.maximum(measured["conductance"][:, :, moment], 0.0)  # a negative conductance is not at work
        expected = dynamic_input_conductances(MEMBRANE, shown, -49.69)
        np.testing.assert_allclose(measured["dynamic_input_conductance"][:, :, moment].T, expected)
        np.testing.assert_allclose(measured["dynamic_input_conductance_mean"][:, moment], expected.mean(axis=1))


def test_dynamic_input_conductances_over_time(measured):
    course, spread = (measured[f"dynamic_input_conductance_{name}"] for name in ("course", "spread_course"))
    np.testing.assert_allclose(course[:, [19, 30, 49]], measured["dynamic_input_conductance_mean"])
    np.testing.assert_allclose(spread[:, 30], measured["dynamic_input_conductance"][:, :, 1].std(axis=0))


def test_a_blocked_channel_has_no_part_in_input_conductances(measured, recording, values):
    blocked = measure(recording, {**values, "blocked_channel": 7.0})["dynamic_input_conductance"]  # H
    np.testing.assert_array_equal(blocked[:, :, 0], measured["dynamic_input_conductance"][:, :, 0])
    without = measured["conductance"][:, :, 1].copy()
    without[:, 6] = 0.0
    np.testing.assert_allclose(blocked[:, :, 1].T, dynamic_input_conductances(MEMBRANE, without, -49.69))


def test_calcium_by_hand(measured):
    """100, 120, 140 and 160 before the switch, then 130; the target is 125."""
    np.testing.assert_allclose(measured["calcium"], np.tile([[0.0, 130.0, 130.0]], (4, 1)) + np.outer([100, 120, 140, 160], [1, 0, 0]))  # fmt: skip
    assert measured["calcium_mean"] == pytest.approx([130.0, 130.0, 130.0])
    assert measured["calcium_error"] == pytest.approx([(25 + 5 + 15 + 35) / 4 / 125, 0.04, 0.04])
    course, spread = measured["calcium_course"], measured["calcium_spread_course"]
    assert course == pytest.approx(130.0) and spread[0] == pytest.approx(np.std([100, 120, 140, 160]))
    assert spread[-1] == pytest.approx(0.0, abs=1e-9)
    own = measured["calcium_of_example"][TONIC]  # window k covers k to k + 5 s; from 16 on it sees the switch
    assert own[[15, 16, 19, 20]] == pytest.approx([100.0, 106.0, 124.0, 130.0])


def test_loss_of_function_by_hand(measured):
    """Of two cells that burst after the switch one stops at 40 s, 20 s after it, and is silent from then on."""
    assert measured["lost_share"] == 0.5 and measured["loss_time_median"] == 20.0
    np.testing.assert_array_equal(measured["loss_time"], [np.nan, np.nan, 20.0, np.nan])
    np.testing.assert_array_equal(measured["lost_into"], [np.nan, np.nan, ACTIVITY["silent"], np.nan])
    course = dict(zip(ACTIVITY, measured["activity_course"].tolist(), strict=True))
    assert course["bursting"] == [0.0, 0.0, 0.5, 0.5, 0.25] and course["silent"] == [0.25] * 4 + [0.5]
    assert course["tonic"] == [0.75, 0.75, 0.25, 0.25, 0.25]


def shortened(recording, values, **changes):
    """Return recording and parameters of a shorter protocol; spikes and courses are cut."""
    changed = {**values, **changes}
    end = changed["settle_duration"] + changed["modulated_duration"]
    arrays = dict(recording.arrays)
    time, calcium_time = arrays["time"], arrays["calcium_time"]
    arrays |= {"time": time[time < end], "conductance": arrays["conductance"][:, :, time < end]}
    arrays |= {
        "calcium_time": calcium_time[calcium_time < end - 0.1],
        "calcium": arrays["calcium"][:, calcium_time < end - 0.1],
    }
    return PointRecording(arrays), changed


@pytest.mark.parametrize(
    ("settle", "modulated", "windows"), [(5.0, 5.0, 0), (9.0, 9.0, 0), (10.0, 9.0, 1), (9.0, 10.0, 1)]
)
def test_a_protocol_shorter_than_a_window_knows_no_loss(recording, values, settle, modulated, windows):
    short, changed = shortened(recording, values, settle_duration=settle, modulated_duration=modulated, early_test=30.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        measured = measure(short, changed)
    assert measured["activity_course"].shape == (len(ACTIVITY), windows)
    assert len(coordinates(short, changed)["course_time"][1]) == windows
    assert np.isnan(measured["loss_time"]).all() and measured["loss_time"].shape == (4,)
    if modulated < 10:
        assert np.isnan(measured["lost_share"]) and np.isnan(measured["loss_time_median"])
    assert measured["bursting_share"].shape == (2,)


def test_one_cell_and_many(recording, values):
    """Of one cell nothing spreads; of many the courses of the first twenty are kept."""
    for number in (1, 24):
        cells = np.arange(number) % 4
        trains = np.split(recording.arrays["spike_step"], np.cumsum(recording.arrays["row_size"])[:-1])
        arrays = {**recording.arrays, "spike_step": np.concatenate([trains[cell] for cell in cells])}
        for name in ("row_size", "initial_conductance", "threshold_voltage", "conductance", "calcium"):
            arrays[name] = recording.arrays[name][cells]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = measure(PointRecording(arrays), {**values, "cells": float(number)})
        assert found["activity"].shape == (number, 3)
        assert found["conductance_of_example"].shape == (min(number, 20), 8, 50)
        assert found["calcium_of_example"].shape[0] == min(number, 20)
        assert np.isnan(found["participation_ratio"]).all() == (number == 1)


def test_silent_cells_have_no_mean_frequency(recording, values):
    arrays = {**recording.arrays, "spike_step": np.empty(0, np.int32), "row_size": np.zeros(4, np.int32)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = measure(PointRecording(arrays), values)
    assert found["silent_share"].tolist() == [1.0] * 3 and np.isnan(found["frequency_mean"]).all()
    assert np.isnan(found["lost_share"])  # none ever burst


def test_recordings_join(recording):
    """The arrays fit the dims that the model declares for its recordings."""
    joined = to_dataset([recording, PointRecording(status="diverged", message="x")], {"point": ["a", "b"]}, VARIABLES)
    assert joined["conductance"].dims == ("point", "cell", "channel", "time")
    assert joined["spike_step"].sizes["spike"] == recording.arrays["row_size"].sum()
    assert joined["status"].values.tolist() == [0, 1]
