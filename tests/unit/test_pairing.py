"""The pairing experiment without a simulation: its table, its protocol, and its measures on data made by hand."""

import numpy as np
import pytest

from homeotherm.errors import InputError
from homeotherm.models.pairing import protocol
from homeotherm.models.pairing.cost import biological_seconds, neurons
from homeotherm.models.pairing.observables import (
    MEASURES,
    coincidence_window,
    coordinates,
    exponential,
    half_width,
    measure,
    separation_thresholds,
)
from homeotherm.models.pairing.recording import forced_steps
from homeotherm.parameters import load_model_table
from homeotherm.recording import PointRecording
from homeotherm.study import check_study


@pytest.fixture(scope="module")
def pairing(project):
    return load_model_table("pairing", project / "config" / "models")


# --- inheritance


def test_inherited_rows_are_the_microcircuits(pairing, table):
    inherited = {name: row for name, row in pairing.parameters.items() if row.table != "protocol"}
    assert len(inherited) == 22
    assert all(row == table.parameters[name] for name, row in inherited.items())
    assert pairing.states == table.states
    assert "in_degree" not in pairing.parameters and pairing.parameters["time_step"].value == 0.1


def test_a_parameter_without_effect_is_not_offered(project):
    content = {
        "title": "A study", "question": "Does it work?", "model": "pairing", "parameters": {"in_degree": 10},
        "axes": {"temperature": ["37 degC"]}, "seeds": [1],
    }  # fmt: skip
    with pytest.raises(InputError, match="parameters.in_degree: 'in_degree' is no parameter of pairing"):
        check_study("small", content, project / "config" / "models")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("    - threshold", "    - treshold", "inherits.parameters: 'treshold' is no parameter of microcircuit (did you mean 'threshold'?)"),
        ("  model: microcircuit", "  model: pairing", "inherits.model: 'pairing' is the model itself"),
        ("  model: microcircuit", "  model: microcircus", "model: 'microcircus' is unknown (did you mean 'microcircuit'?)"),
        ("  parameters:", "  rows:", "inherits: model, rows stand there; required: model, parameters"),
        ("    - threshold", "    - spike_cost", "'spike_cost' without its option; allowed: with energy"),
        ("    time_step: {symbol: dt,", "    threshold: {symbol: dt,", "parameter 'threshold' stands in two tables, or is inherited"),
    ],
)  # fmt: skip
def test_wrong_inheritance_is_one_line(project, tmp_path, old, new, line):
    for name in ("microcircuit", "pairing"):
        text = (project / "config" / "models" / f"{name}.yaml").read_text(encoding="utf-8")
        text = text.replace(old, new) if name == "pairing" else text
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_model_table("pairing", tmp_path)
    assert line in str(error.value) and "\n" not in str(error.value)


# --- protocol


def test_layout_by_hand(pairing):
    plan = protocol.layout(pairing.defaults())
    assert plan.pairs == 81 and plan.intervals[[0, 40, 41, 80]].tolist() == [-1000, 0, 25, 1000]  # of 0.1 ms
    assert set(plan.postsynaptic - plan.presynaptic - 15 - plan.intervals) == {0}  # 1.5 ms of delay
    assert plan.postsynaptic.min() >= 1 and plan.postsynaptic.max() < plan.period == 10_000
    assert plan.amplitudes[0] == 2.0 and plan.amplitudes[-1] >= 100.0 > plan.amplitudes[-2]
    np.testing.assert_allclose(plan.amplitudes[1:] / plan.amplitudes[:-1], 1.005)
    assert plan.separations[[0, 1, -1]].tolist() == [0, 10, 1000]
    assert plan.single_responses == 4000 and plan.total == 100_000


def test_forced_steps_are_one_per_cell_and_period(pairing):
    plan = protocol.layout({**pairing.defaults(), "pairings": 2.0})
    steps = forced_steps(plan).reshape(2 * plan.pairs, 2)
    assert (steps[:, 1] - steps[:, 0] == 10_000).all()
    assert (steps[: plan.pairs, 0] == plan.presynaptic).all() and (steps[plan.pairs :, 0] == plan.postsynaptic).all()


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"interval_step": 2.55}, "interval_step: 2.55 ms is no whole number of time_steps of 0.1 ms"),
        ({"largest_interval": 99.0}, "largest_interval: 99 ms is no whole number of interval_steps of 2.5 ms"),
        ({"synaptic_delay": 1.55}, "synaptic_delay: 1.55 ms"),
        ({"response_time_step": 0.03}, "response_time_step: 0.03 ms does not fit the samples"),
        ({"response_duration": 300.05, "time_step": 0.05}, "response_duration: 300.05 ms does not fit"),
        ({"pairing_period": 0.2}, "pairing_period: 200 ms is too short"),
        ({"pairings": 1.0, "pairing_period": 0.3}, "pairings: 1 of 300 ms end before the single responses of 400 ms"),
        ({"largest_volley": 1.0}, "largest_volley: 1 nS; allowed: above smallest_volley, 2 nS"),
        ({"leak_reversal": -50.0}, "leak_reversal: -50 mV is not below the threshold"),
    ],
)  # fmt: skip
def test_rules_of_the_protocol(pairing, changes, line):
    protocol.check(pairing.defaults(), pairing)
    with pytest.raises(InputError) as error:
        protocol.check({**pairing.defaults(), **changes}, pairing)
    assert str(error.value).startswith(line) and "allowed: " in str(error.value)


def test_cost_by_hand(pairing):
    assert biological_seconds(pairing.defaults()) == pytest.approx(10.0)
    assert neurons(pairing.defaults()) == pytest.approx(162 + 786 * 101 * 0.4 / 10)


# --- measures


@pytest.mark.parametrize(("peak", "constant"), [(0.08, 17.0), (-0.022, 34.0), (1e-6, 200.0)])
def test_exponential_comes_back(peak, constant):
    time = np.arange(0, 102.5, 2.5)
    for order in (slice(None), slice(None, None, -1)):  # intervals below 0 come with falling time
        found = exponential(time[order], peak * np.exp(-time / constant)[order])
        assert found == pytest.approx((peak, constant), rel=1e-6)


def test_no_change_has_no_time_constant():
    found = exponential(np.arange(3.0), np.zeros(3))
    assert found.peak == 0.0 and np.isnan(found.time_constant)


def test_half_width_of_a_triangle():
    time = np.arange(0.0, 11.0)
    trace = np.interp(time, [0, 4, 10], [0, 2, 0])
    assert half_width(time, trace) == pytest.approx(5.0)  # from 2 to 7
    assert half_width(time, np.interp(time, [0, 3, 10], [0, 2, 0])) == pytest.approx(5.0)  # 1.5 to 6.5, between samples


@pytest.mark.parametrize("trace", [[0, 0, 0], [1, 0, 0], [0, 1, 2], [-3, -2, -1]])
def test_half_width_of_what_has_no_whole_peak_is_missing(trace):
    assert np.isnan(half_width(np.arange(3.0), np.array(trace, dtype=float)))


def test_thresholds_lie_between_rungs():
    fired = np.array([[0, 0, 0, 1], [1, 0, 0, 1], [1, 1, 0, 1]])
    found = separation_thresholds(np.array([2.0, 8.0, 32.0]), fired)
    np.testing.assert_allclose(found, [4.0, 16.0, np.nan, np.nan])


def test_window_is_where_the_threshold_has_grown_by_a_quarter():
    separation = np.array([0.0, 10.0, 20.0, 30.0])
    growing = 7.0 * 1.25 ** np.array([0.0, 0.5, 1.5, 2.0])
    assert coincidence_window(separation, growing) == pytest.approx(15.0)
    assert coincidence_window(separation, 7.0 * 1.25 ** np.array([0, 0.5, 1.0, 2.0])) == pytest.approx(20.0)
    assert np.isnan(coincidence_window(separation, np.array([7.0, 7.1, 7.2, 7.3])))  # beyond the largest separation
    assert np.isnan(coincidence_window(separation, np.array([7.0, 7.1, np.nan, np.nan])))
    assert np.isnan(coincidence_window(separation, np.full(4, np.nan)))


def test_measures_of_a_recording_made_by_hand(pairing):
    interval = np.arange(-100, 102.5, 2.5)
    kernel = np.where(interval >= 0, 0.08 * np.exp(-interval / 17), -0.022 * np.exp(interval / 34))
    time, amplitude, separation = np.arange(0, 100.0), 10.0 * 1.01 ** np.arange(100), np.arange(0, 60.0)
    threshold = 12.0 * np.exp(0.01 * separation)
    recording = PointRecording(
        {
            "weight": 3.0 + 10 * kernel, "interval": interval, "time": time, "epsp": np.interp(time, [0, 10, 50], [0, 2, 0]),
            "amplitude": amplitude, "separation": separation, "fired": amplitude[:, None] > threshold,
        }
    )  # fmt: skip
    measured = measure(recording, pairing.defaults())
    assert set(measured) == set(MEASURES)
    for name, (variable, definition, references) in MEASURES.items():
        shape = tuple(recording.arrays[dim].size for dim in variable.dims)
        assert np.shape(measured[name]) == shape and definition and references
    np.testing.assert_allclose(measured["kernel"], kernel, atol=1e-15)
    expected = {
        "potentiation_time_constant": 17, "depression_time_constant": 34, "potentiation_peak": 0.08,
        "depression_peak": -0.022, "potentiation_area": 1.36, "depression_area": -0.748, "area_ratio": 0.55,
        "epsp_amplitude": 2, "epsp_half_width": 25,
    }  # fmt: skip
    for name, value in expected.items():
        assert measured[name] == pytest.approx(value, rel=1e-6), name
    assert measured["threshold_conductance"] == pytest.approx(12.0, rel=0.005)  # half a rung
    assert measured["coincidence_window"] == pytest.approx(100 * np.log(1.25), abs=1.0)  # 0.01 per rung and per ms
    assert set(coordinates(recording, {})) == {"interval", "time", "separation"}
