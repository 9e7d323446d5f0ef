"""Homeostasis with its loop cut: copies at their scales, the schedule, and the measures where it would rest."""

import numpy as np
import pytest

from homeotherm.errors import InputError
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.population import POPULATION
from homeotherm.models.stg.protocol import check, stimuli
from homeotherm.parameters import load_model_table
from homeotherm.physiology.population import draw_population
from homeotherm.regulated.definitions import MEASURES, OPEN_LOOP
from homeotherm.regulated.observables import measures_of
from homeotherm.regulated.open_loop import EVENT, measure, scales
from homeotherm.regulated.protocol import COLUMNS, layout, schedule

CHANNELS = len(MEMBRANE.names)
BURSTING = 3


@pytest.fixture
def stg(project):
    return load_model_table("stg", project / "config" / "models")


@pytest.fixture
def opened(stg) -> dict[str, float]:
    """Return the parameters of three copies at scales 0.1, 1 and 10."""
    return {
        **stg.defaults(), "homeostasis": 1.0, "cells": 3.0, "lowest_scale": 0.1, "highest_scale": 10.0,
        "settle_duration": 10.0, "modulated_duration": 20.0, "early_test": 20.0, "test_duration": 5.0,
    }  # fmt: skip


def test_scales_are_in_equal_ratios(opened):
    np.testing.assert_allclose(scales(opened), [0.1, 1.0, 10.0])


def test_all_cells_are_copies_of_the_first(opened):
    cells = stimuli(opened, 4)
    first = draw_population(MEMBRANE, POPULATION, 1, 4)
    np.testing.assert_allclose(cells.conductances, np.repeat(first, 3, axis=0), rtol=1e-12)
    closed = stimuli({**opened, "homeostasis": 0.0}, 4)
    np.testing.assert_allclose(cells.table[:-1], closed.table[:, [0, 0, 0]], rtol=1e-12)
    np.testing.assert_allclose(cells.table[-1], [0.1, 1.0, 10.0])
    np.testing.assert_allclose(cells.threshold_voltages, closed.threshold_voltages[0])


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
    assert measures_of(opened) is OPEN_LOOP and measures_of({**opened, "homeostasis": 0.0}) is MEASURES
    assert not {"bursting_share", "negative_share", "conductance_course"} & set(OPEN_LOOP)


def measured(opened, calcium, activity=(1, 3, 3), below=0.0):
    """Return the measures of three copies whose calcium is given, with 100, 200 and 300 mS/cm2 of every current."""
    times = np.arange(0.2, 30.1, 0.2)
    course = np.where(times > 20, np.array(calcium)[:, np.newaxis], 7e5)  # before, it does not count
    conductance = np.tile(np.array([100.0, 200.0, 300.0])[:, np.newaxis, np.newaxis], (1, CHANNELS, 2))
    conductance[:, 3, 1] += below
    of_cells = {
        "conductance": conductance, "activity": np.stack([np.zeros(3), activity], axis=1),
        "dynamic_input_conductance": np.tile(np.array([-30.0, -8.0, 2.0])[:, np.newaxis, np.newaxis], (1, 3, 2)),
    }  # fmt: skip
    return measure({"calcium_time": times, "calcium": course}, opened, layout(opened), of_cells, BURSTING)


def test_rest_by_hand(opened):
    """Calcium 25, 225, 1000 passes 125 half-way between scales 0.1 and 1."""
    found = measured(opened, [25.0, 225.0, 1000.0])
    np.testing.assert_allclose(found["held_calcium"], [25.0, 225.0, 1000.0])
    assert found["settling_scale"] == pytest.approx(10**-0.5) and found["settles"] == 1
    np.testing.assert_allclose(found["settling_conductance"], np.full(CHANNELS, 150.0))
    np.testing.assert_allclose(found["settling_input_conductance"], np.full(3, -19.0))
    assert found["settling_below_zero"] == 0


@pytest.mark.parametrize(
    ("calcium", "activity", "both"),
    [
        ([100.0, 225.0, 1000.0], 1, 0),  # at 0.158: 0.1 is nearer, where the cell is tonic
        ([25.0, 150.0, 1000.0], 3, 1),  # at 0.631: 1 is nearer, where it bursts
    ],
)
def test_activity_is_that_of_the_nearest_scale(opened, calcium, activity, both):
    found = measured(opened, calcium)
    assert (found["settling_activity"], found["function_and_calcium"]) == (activity, both)


def test_conductance_below_zero_at_rest(opened):
    assert measured(opened, [25.0, 225.0, 1000.0], below=-160.0)["settling_below_zero"] == 1


def test_without_rest_nothing_is_kept(opened):
    found = measured(opened, [200.0, 300.0, 1000.0], activity=(3, 3, 3))
    assert (found["settles"], found["function_and_calcium"]) == (0, 0)
    for name in ("settling_scale", "settling_activity", "settling_below_zero"):
        assert np.isnan(found[name])
    assert np.isnan(found["settling_conductance"]).all() and np.isnan(found["settling_input_conductance"]).all()
