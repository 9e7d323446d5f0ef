"""Homeostasis with its loop cut: copies at their scales, the schedule, and the measures where it would rest."""

import numpy as np
import pytest

from homeotherm.errors import InputError
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.protocol import check, stimuli
from homeotherm.parameters import load_model_table
from homeotherm.regulated.cost import neurons
from homeotherm.regulated.definitions import MEASURES, OPEN_LOOP
from homeotherm.regulated.observables import measures_of
from homeotherm.regulated.open_loop import EVENT, measure, scales
from homeotherm.regulated.protocol import COLUMNS, layout, schedule

CHANNELS = len(MEMBRANE.names)


@pytest.fixture
def stg(project):
    return load_model_table("stg", project / "config" / "models")


@pytest.fixture
def opened(stg) -> dict[str, float]:
    """Return the parameters of two cells with three copies each, at scales 0.1, 1 and 10."""
    return {
        **stg.defaults(), "homeostasis": 1.0, "cells": 2.0, "scales": 3.0, "lowest_scale": 0.1, "highest_scale": 10.0,
        "settle_duration": 10.0, "modulated_duration": 20.0, "early_test": 20.0, "test_duration": 5.0,
    }  # fmt: skip


def test_scales_are_in_equal_ratios(opened):
    np.testing.assert_allclose(scales(opened), [0.1, 1.0, 10.0])
    assert layout(opened).cells == 6 == neurons(opened) and layout({**opened, "homeostasis": 0.0}).cells == 2


def test_every_cell_is_copied_with_every_scale(opened):
    cells = stimuli(opened, 4)
    closed = stimuli({**opened, "homeostasis": 0.0}, 4)
    for field in ("conductances", "threshold_voltages"):
        np.testing.assert_array_equal(getattr(cells, field), getattr(closed, field)[[0, 0, 0, 1, 1, 1]])
    np.testing.assert_array_equal(cells.table[:-1], closed.table[:, [0, 0, 0, 1, 1, 1]])
    np.testing.assert_allclose(cells.table[-1], [0.1, 1.0, 10.0, 0.1, 1.0, 10.0])


def test_regulation_ends_at_the_switch_and_scales_are_imposed_there_once(opened):
    table = dict(zip(COLUMNS, schedule(opened).T, strict=True))
    assert table["regulation"].tolist() == [1.0] * 100 + [0.0] * 300  # rows of 0.1 s; 20 s of modulation, 2 tests
    assert np.flatnonzero(table["hold"]).tolist() == [100]
    assert (table["control"][:300] == 1).all()
    closed = dict(zip(COLUMNS, schedule({**opened, "homeostasis": 0.0}).T, strict=True))
    assert closed["regulation"].tolist() == [1.0] * 300 + [0.0] * 100 and not closed["hold"].any()


def test_imposed_scale_multiplies_the_regulated_conductances():
    """A conductance is g_0 (1 + Y/(o_Na tau_Na)): 3 g_0 before, half of that after."""
    code = [line.split("=", 1) for line in EVENT.replace("+=", "= Y +").strip().splitlines()]
    state = {"schedule": lambda t, column: 1.0, "t": 0.0, "Y": 200.0, "o_Na": 50.0, "tau_Na": 2.0, "scale": 0.5}
    for name, expression in code:
        state[name.strip()] = eval(expression, {}, state)
    assert 1 + 200.0 / 100.0 == 3.0 and 1 + state["Y"] / 100.0 == pytest.approx(1.5)


def test_washout_is_refused(opened, stg):
    check(opened, stg)
    with pytest.raises(InputError, match="washout_duration: 10 s with homeostasis open; allowed: 0 s"):
        check({**opened, "washout_duration": 10.0}, stg)


def test_measures_of_open_and_closed_loops(opened):
    assert measures_of(opened) == OPEN_LOOP and measures_of({**opened, "homeostasis": 0.0}) == MEASURES
    assert not {"bursting_share", "negative_share", "conductance_course"} & set(OPEN_LOOP)  # copies are no population


def measured(opened, calcium, activity=(1, 3, 3), below=0.0):
    """Return the measures of two equal cells; their copies have 100, 200 and 300 mS/cm2 of every current."""
    times = np.arange(0.2, 30.1, 0.2)
    course = np.where(times > 20, np.tile(calcium, 2)[:, np.newaxis], 7e5)  # before, it does not count
    conductance = np.repeat(np.tile([100.0, 200.0, 300.0], 2), CHANNELS).reshape(6, CHANNELS)
    conductance[:, 3] += below
    dynamic = np.repeat(np.tile([-30.0, -8.0, 2.0], 2), 3).reshape(6, 3)
    of_copies = {
        "conductance": conductance, "activity": np.tile(np.array(activity, float), 2), "burstiness": np.ones(6),
        "dynamic_input_conductance": dynamic,
    }  # fmt: skip
    two_moments = {name: np.stack([-values, values], axis=-1) for name, values in of_copies.items()}
    return measure({"calcium_time": times, "calcium": course}, opened, layout(opened), two_moments)


def test_measures_are_those_that_are_declared(opened):
    found = measured(opened, [25.0, 225.0, 1000.0])
    assert set(found) == set(OPEN_LOOP)
    sizes = {"cell": 2, "scale": 3, "channel": CHANNELS, "timescale": 3}
    for name, (variable, *_) in OPEN_LOOP.items():
        assert np.shape(found[name]) == tuple(sizes[dim] for dim in variable.dims), name


def test_rest_by_hand(opened):
    """Calcium 25, 225, 1000 passes 125 half-way between scales 0.1 and 1."""
    found = measured(opened, [25.0, 225.0, 1000.0])
    np.testing.assert_allclose(found["held_calcium"], [[25.0, 225.0, 1000.0]] * 2)
    np.testing.assert_allclose(found["settling_scale"], [10**-0.5] * 2)
    np.testing.assert_allclose(found["settling_conductance"], np.full((2, CHANNELS), 150.0))
    np.testing.assert_allclose(found["settling_input_conductance"], np.full((2, 3), -19.0))
    assert found["settles_share"] == 1 and found["settling_below_zero_share"] == 0


@pytest.mark.parametrize(
    ("calcium", "activity", "both"),
    [
        ([100.0, 225.0, 1000.0], 1, 0),  # at 0.158: 0.1 is nearer, where the cell is tonic
        ([25.0, 150.0, 1000.0], 3, 1),  # at 0.631: 1 is nearer, where it bursts
    ],
)
def test_activity_is_that_of_the_nearest_scale(opened, calcium, activity, both):
    found = measured(opened, calcium)
    assert found["settling_activity"].tolist() == [activity] * 2
    assert found["function_and_calcium"].tolist() == [both] * 2 and found["function_and_calcium_share"] == both


def test_conductance_below_zero_at_rest(opened):
    found = measured(opened, [25.0, 225.0, 1000.0], below=-160.0)
    assert found["settling_below_zero"].tolist() == [1, 1] and found["settling_below_zero_share"] == 1


def test_without_rest_nothing_is_kept(opened):
    found = measured(opened, [200.0, 300.0, 1000.0], activity=(3, 3, 3))
    assert (found["settles_share"], found["function_and_calcium_share"]) == (0, 0)
    for name in ("settling_scale", "settling_activity", "settling_below_zero", "settling_conductance"):
        assert np.isnan(found[name]).all()
    assert np.isnan(found["settling_input_conductance"]).all() and np.isnan(found["settling_below_zero_share"])
