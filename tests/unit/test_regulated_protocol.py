"""The protocol of regulated cells by hand: moments, rows of the schedule, rules between parameters."""

import numpy as np
import pytest

from homeotherm.errors import InputError
from homeotherm.models.stg import protocol as stg
from homeotherm.models.stg.cost import biological_seconds, neurons
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.parameters import load_model_table
from homeotherm.regulated import protocol
from homeotherm.regulated.protocol import COLUMNS, CONTROLLED, NONE, SHARP, layout, schedule
from homeotherm.regulated.recording import windows

SHORT = {
    "cells": 4.0, "settle_duration": 6.0, "modulated_duration": 8.0, "early_test": 4.0, "test_duration": 3.0,
    "test_transient": 1.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def stg_table(project):
    return load_model_table("stg", project / "config" / "models")


@pytest.fixture(scope="module")
def short(stg_table):
    """Return a protocol of 6 s and 8 s, with tests of 3 s of what is held at 5, 10 and 13 s."""
    return {**stg_table.defaults(), **SHORT}


def rows(parameters) -> dict[str, np.ndarray]:
    """Return the columns of the schedule by name."""
    return dict(zip(COLUMNS, schedule(parameters).T, strict=True))


def where(column: np.ndarray) -> dict[int, float]:
    """Return row to value where a column is not 0."""
    return {int(row): column[row] for row in np.flatnonzero(column)}


# --- moments


def test_moments_by_hand(short, stg_table):
    plan = layout(short)
    assert (plan.cells, plan.switch, plan.washout, plan.protocol_end) == (4, 6.0, 14.0, 14.0)
    assert plan.tested == {"settled": 5.0, "early": 10.0, "modulated": 13.0}
    assert [plan.test_start(name) for name in plan.tested] == [14.0, 17.0, 20.0]
    assert (plan.total, plan.rows, plan.time_step) == (23.0, 230, 5e-5)
    published = layout(stg_table.defaults())
    assert published.tested == {"settled": 149.0, "early": 180.0, "modulated": 299.0}
    assert published.total == 300.0 + 3 * 15.0


def test_washout_adds_a_moment(short):
    plan = layout({**short, "washout_duration": 5.0})
    assert (plan.washout, plan.protocol_end) == (14.0, 19.0)
    assert plan.tested == {"settled": 5.0, "early": 10.0, "modulated": 13.0, "washed_out": 18.0}
    assert plan.test_start("washed_out") == 19.0 + 9.0 and plan.total == 31.0


@pytest.mark.parametrize(("early", "tested"), [(6.0, True), (7.0, False), (8.0, False), (30.0, False)])
def test_an_early_test_lies_before_the_last_one(short, early, tested):
    assert ("early" in layout({**short, "early_test": early}).tested) == tested


def test_windows_of_potential_surround_the_switch(short):
    assert windows(layout(short)).tolist() == [2.0, 6.0, 9.0]  # before and after the switch, before 10 s, before 13 s


def test_cost_is_cells_and_seconds_with_tests(short):
    assert (biological_seconds(short), neurons(short)) == (23.0, 4.0)


# --- rows of the schedule


def test_controlled_row_by_row(short):
    table = rows({**short, "neuromodulation": CONTROLLED})
    assert schedule(short).shape == (230, len(COLUMNS))
    assert table["slow_target"][[0, 59, 60, 139, 140, 229]].tolist() == [5.0, 5.0, -8.0, -8.0, 5.0, 5.0]
    assert (table["ultraslow_target"] == 4.0).all()
    for name in ("regulation", "control"):
        assert (table[name][:140] == 1).all() and (table[name][140:] == 0).all()  # nothing regulates in a test
    assert where(table["keep"]) == {50: 1.0, 100: 2.0, 130: 3.0}
    assert where(table["recall"]) == {140: 1.0, 170: 2.0, 200: 3.0}
    assert where(table["restart"]) == {140: 1.0, 170: 1.0, 200: 1.0}  # each test, and not the switch
    for name in ("set_pair", "restore_pair", "block"):
        assert not table[name].any()


def test_sharp_sets_once_and_starts_anew(short):
    table, controlled = rows({**short, "neuromodulation": SHARP}), rows({**short, "neuromodulation": CONTROLLED})
    assert where(table["set_pair"]) == {60: 1.0}
    assert where(table["restart"]) == {60: 1.0, 140: 1.0, 170: 1.0, 200: 1.0}
    assert not table["control"].any() and not table["restore_pair"].any()
    for name in ("slow_target", "ultraslow_target", "regulation", "keep", "recall", "block"):
        assert (table[name] == controlled[name]).all(), name


def test_none_leaves_all_to_homeostasis(short):
    table = rows({**short, "neuromodulation": NONE})
    assert (table["slow_target"] == 5.0).all() and (table["regulation"][:140] == 1).all()
    assert where(table["restart"]) == {140: 1.0, 170: 1.0, 200: 1.0}
    for name in ("control", "set_pair", "restore_pair", "block"):
        assert not table[name].any()


@pytest.mark.parametrize("kind", [NONE, SHARP, CONTROLLED])
def test_washout_restores(short, kind):
    table = rows({**short, "neuromodulation": kind, "washout_duration": 5.0})
    slow = [5.0, 5.0, 5.0] if kind == NONE else [5.0, -8.0, 5.0]
    assert table["slow_target"][[59, 60, 140]].tolist() == slow and (table["slow_target"][140:] == 5.0).all()
    assert where(table["restore_pair"]) == ({140: 1.0} if kind == SHARP else {})  # control finds back on its own
    assert (140 in where(table["restart"])) == (kind == SHARP)
    assert (table["regulation"][:190] == 1).all() and not table["regulation"][190:].any()
    assert where(table["keep"]) == {50: 1.0, 100: 2.0, 130: 3.0, 180: 4.0}
    assert where(table["recall"]) == {190: 1.0, 220: 2.0, 250: 3.0, 280: 4.0}


@pytest.mark.parametrize("kind", [NONE, SHARP, CONTROLLED])
def test_a_channel_is_blocked_from_the_switch_on_but_not_in_the_test_of_the_settled_cell(short, kind):
    table = rows({**short, "neuromodulation": kind, "blocked_channel": 2.0})
    assert not table["block"][:60].any() and (table["block"][60:140] == 1).all()
    assert not table["block"][140:170].any() and (table["block"][170:] == 1).all()
    assert 60 in where(table["restart"])


def test_targets_are_parameters(short):
    changes = {
        "slow_target_settled": -8.0,
        "ultraslow_target_settled": 3.0,
        "slow_target": -10.0,
        "ultraslow_target": 2.0,
    }
    table = rows({**short, **changes})
    assert table["slow_target"][[59, 60]].tolist() == [-8.0, -10.0]
    assert table["ultraslow_target"][[59, 60, 140]].tolist() == [3.0, 2.0, 3.0]


def test_no_two_events_meet_in_a_row(stg_table, project):
    """What is kept must be kept before anything is set: the code of a row keeps first, but reads one row only."""
    for changes in ({}, SHORT, {**SHORT, "washout_duration": 2.0}, {"washout_duration": 150.0}):
        table = rows({**stg_table.defaults(), **changes, "neuromodulation": SHARP})
        events = np.stack([table[name] != 0 for name in ("keep", "set_pair", "restore_pair", "recall")])
        assert events.sum(axis=0).max() == 1


# --- names


def test_names_of_choices_are_what_the_code_counts(stg_table):
    choices = {name: row.choices for name, row in stg_table.parameters.items() if row.choices}
    assert [choices["neuromodulation"][kind] for kind in (NONE, SHARP, CONTROLLED)] == ["none", "sharp", "controlled"]
    assert choices["blocked_channel"] == ("none", *MEMBRANE.names[:-1])  # open_X compares with 1 for the first
    assert choices["modulated_pair"] == tuple("_".join(pair) for pair in stg.PAIRS)
    assert [stg.modulated_pair({"modulated_pair": float(number)}) for number in (0, 1)] == [("CaS", "A"), ("CaS", "H")]


# --- rules


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"settle_duration": 6.5}, "settle_duration: 6.5 s; allowed: a multiple of 1 s"),
        ({"modulated_duration": 8.25}, "modulated_duration: 8.25 s; allowed: a multiple of 1 s"),
        ({"washout_duration": 5.5}, "washout_duration: 5.5 s; allowed: a multiple of 1 s"),
        ({"early_test": 3.7}, "early_test: 3.7 s; allowed: a multiple of 1 s"),
        ({"test_duration": 3.25}, "test_duration: 3.25 s; allowed: a multiple of 0.1 s"),
        ({"washout_duration": 1.0}, "washout_duration: 1 s ends before its test, which is of 1 s before the end"),
        ({"time_step": 0.03}, "time_step: 0.03 ms does not divide the step of regulation; allowed: 1 ms over a whole number"),
        ({"test_transient": 3.0}, "test_transient: 3 s leaves nothing of the test; allowed: below test_duration, 3 s"),
    ],
)  # fmt: skip
def test_rules_are_one_line(short, stg_table, changes, line):
    stg.check(short, stg_table)
    with pytest.raises(InputError) as error:
        stg.check({**short, **changes}, stg_table)
    assert str(error.value).startswith(line) and "allowed: " in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("step", [0.1, 0.05, 0.04, 0.02, 0.01, 0.005, 0.001])
def test_steps_that_divide_the_step_of_regulation(short, step):
    protocol.check({**short, "time_step": step, "test_duration": 3.1})


# --- cells


def test_cells_belong_to_the_seed(short):
    first, again, other = (stg.stimuli(short, seed) for seed in (1, 1, 2))
    sharp = stg.stimuli({**short, "neuromodulation": SHARP, "slow_target": -10.0}, 1)
    for name in ("conductances", "threshold_voltages", "table"):
        assert (getattr(first, name) == getattr(again, name)).all()
        assert (getattr(first, name) == getattr(sharp, name)).all()  # every kind of modulation gets the same cells
        assert not (getattr(first, name) == getattr(other, name)).all()
    assert not (first.schedule == sharp.schedule).all()
    assert set(stg.tables(first)) == {"schedule", "population"}
    assert first.table.shape[1] == 4
    np.testing.assert_allclose(first.table[:8], 10.0 * first.conductances.T)  # mS/cm2 to S/m2
