"""Measures that are one function, in a package of rooms and in a model that is a single module."""

import sys
import types

import numpy as np
import pytest

from homeotherm import measured, models
from homeotherm.errors import InputError
from homeotherm.measure import measure, measures_in
from homeotherm.recording import PointRecording, Variable


@measure("Hz", "rate of the fastest cell", references="a book", dims=("phase",))
def fastest_rate(recording, parameters):
    """Largest rate of any cell,
    before and after.

    Not part of the definition.
    """
    return recording.arrays["rate"].max(axis=1) * parameters["scale"]


@measure("1", "first")
def mean(recording, parameters):
    """First value."""
    return recording.arrays["orbit"][0]


@pytest.fixture
def further(monkeypatch):
    """Return a function that gives the model maps a room of further measures, or makes a model of it."""

    def given(functions, model="maps", alone=False):
        module = types.ModuleType("further")
        vars(module).update({each.__name__: each for each in functions})
        name = f"homeotherm.models.{model}" + ("" if alone else ".further")
        monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setattr(measured, "is_one_module", lambda asked: alone and asked == model)
        monkeypatch.setattr(measured, "has_room", lambda asked, room: asked == model)
        monkeypatch.setattr(models, "is_one_module", lambda asked: alone and asked == model)

    return given


def test_a_mark_holds_unit_name_definition_and_source():
    mark = measures_in(types.SimpleNamespace(a=fastest_rate, b=1, c=np.mean))["a"]
    assert mark.variable == Variable(("phase",), "Hz", "rate of the fastest cell")
    assert (mark.definition, mark.references) == ("Largest rate of any cell, before and after.", "a book")
    recording = PointRecording({"rate": np.array([[1.0, 3.0], [2.0, 0.5]])})
    assert mark.function(recording, {"scale": 2.0}).tolist() == [6.0, 4.0]


def test_a_measure_without_a_definition_is_refused():
    with pytest.raises(InputError, match="measure nothing: has no docstring; required: its definition"):

        @measure("1", "nothing")
        def nothing(recording, parameters):
            return 0.0


def test_further_measures_stand_behind_those_of_the_model(further, project):
    from homeotherm.parameters import load_model_table

    values = load_model_table("maps", project / "config" / "models").defaults()
    known = measured.measures_of("maps", values)

    @measure("1", "largest step")
    def largest_step(recording, parameters):
        """Largest distance of neighbours."""
        return np.abs(np.diff(recording.arrays["orbit"])).max()

    further([largest_step])
    found = measured.measures_of("maps", values)
    assert list(found) == [*known, "largest_step"]
    assert found["largest_step"][1:] == ("Largest distance of neighbours.", "this project")
    recording = PointRecording({"orbit": np.tile([0.2, 0.9, 0.4, 0.5], 32)})
    assert measured.measure_point("maps", recording, values)["largest_step"] == pytest.approx(0.7)
    assert measured.measuring_modules("maps") == [
        "homeotherm.models.maps.observables",
        "homeotherm.models.maps.further",
    ]


def test_two_measures_of_one_name_are_refused(further, project):
    further([mean])
    with pytest.raises(InputError, match="measure mean: stands in models/maps already; allowed: another name"):
        measured.measures_of("maps", {})


def test_a_model_of_one_module_has_its_marked_measures_only(further):
    further([mean], model="alone", alone=True)
    recording = PointRecording({"orbit": np.array([0.5, 1.0])})
    assert list(measured.measures_of("alone", {})) == ["mean"]
    assert measured.measure_point("alone", recording, {}) == {"mean": 0.5}
    assert measured.coordinates_of("alone", recording, {}) == {} and measured.phases_of("alone", {}) == ()
    assert measured.measuring_modules("alone") == ["homeotherm.models.alone"]


def test_the_models_are_packages_with_rooms():
    assert models.is_one_module("maps") is False and models.has_room("maps", "computation")
    assert not models.has_room("microcircuit", "computation") and not models.has_room("maps", "further")
    assert models.room_name("maps", "cost") == "homeotherm.models.maps.cost"
