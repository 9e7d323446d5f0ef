"""A study whose points would have courses of different length is refused before anything runs."""

import pytest

from homeotherm.errors import InputError
from homeotherm.study import check_study

MICROCIRCUIT = {"title": "t", "question": "q", "model": "microcircuit", "seeds": [1]}
OTHERS = {name: {**MICROCIRCUIT, "model": name} for name in ("stg", "da", "rhythm", "pairing")}
THERMAL = {"temperature_dependence": "q10", "sweep_steps": 4}
END = "of which a dataset has one for all; allowed: one value, and a study for each"


@pytest.fixture
def check(project):
    """Return a function that checks a study of a model with some axes, parameters and settings."""
    base = {**OTHERS, "microcircuit": MICROCIRCUIT}
    return lambda model, **further: check_study("x", {**base[model], **further}, project / "config" / "models")


@pytest.mark.parametrize(
    ("model", "axis", "values", "differs"),
    [
        ("microcircuit", "training_duration", ["10 s", "20 s"], "length of training"),
        ("microcircuit", "spontaneous_duration", ["2 s", "3 s"], "start of training"),
        ("stg", "cells", [10, 20], "number of cells"),
        ("da", "settle_duration", ["150 s", "160 s"], "tested moments, end of regulation"),
        ("stg", "washout_duration", ["0 s", "50 s"], "tested moments, end of regulation"),
        ("stg", "early_test", ["20 s", "30 s"], "tested moments"),
        ("rhythm", "networks", [1, 2], "number of networks"),
        ("rhythm", "duration", ["150 s", "160 s"], "end"),
        ("pairing", "interval_step", ["2.5 ms", "5 ms"], "intervals"),
        ("pairing", "response_duration", ["200 ms", "300 ms"], "length of the EPSP"),
    ],
)
def test_courses_of_different_length_are_refused(check, model, axis, values, differs):
    with pytest.raises(InputError) as error:
        check(model, axes={axis: values})
    assert str(error.value) == f"axes.{axis}: points would differ in {differs}, {END}"


@pytest.mark.parametrize(
    ("axis", "values", "differs"),
    [
        ("sweep_steps", [4, 5], "end of regulation, temperatures of the sweep"),
        ("sweep_to", ["20 degC", "25 degC"], "temperatures of the sweep"),
        (
            "sweep_course",
            ["up", "up_and_down"],
            "end of regulation, temperatures of the sweep, directions of the sweep",
        ),
    ],
)
def test_sweeps_of_different_temperatures_are_refused(check, axis, values, differs):
    fixed = {name: value for name, value in THERMAL.items() if name != axis}
    with pytest.raises(InputError, match=f"axes.{axis}: points would differ in {differs}, "):
        check("stg", parameters=fixed, axes={axis: values})


def test_a_setting_is_named_by_its_place(check):
    settings = {"neuromodulation": {"sharp": {"settle_duration": "160 s"}, "controlled": {"settle_duration": "150 s"}}}
    with pytest.raises(InputError, match="settings.neuromodulation: points would differ in tested moments"):
        check("stg", axes={"neuromodulation": ["sharp", "controlled"]}, settings=settings)


def test_a_factor_of_a_design_is_named(check):
    factors = {"calcium_target": [100, 130], "sweep_to": ["20 degC", "25 degC"]}
    design = {"method": "morris", "trajectories": 2, "factors": factors}
    with pytest.raises(InputError, match="design.factors.sweep_to: points would differ in temperatures of the sweep"):
        check("stg", parameters=THERMAL, design=design)


@pytest.mark.parametrize(
    ("model", "axis", "values"),
    [
        ("microcircuit", "neurons", [500, 1000]), ("microcircuit", "training_stimulus", ["100 ms", "200 ms"]),
        ("stg", "test_duration", ["15 s", "20 s"]), ("stg", "homeostasis", ["closed", "open"]),
        ("stg", "time_step", ["0.05 ms", "0.025 ms"]), ("rhythm", "window", ["5 s", "10 s"]),
        ("pairing", "pairings", [10, 20]),
    ],
)  # fmt: skip
def test_what_leaves_the_courses_alone_may_be_swept(check, model, axis, values):
    assert check(model, axes={axis: values}).shape == (2, 1)
