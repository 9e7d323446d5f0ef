"""The dopaminergic neurons without a simulation: their table, their cells and how these begin."""

import numpy as np
import pytest

from homeotherm.models.da import arguments, protocol
from homeotherm.models.da.cost import biological_seconds, neurons
from homeotherm.models.da.membrane import MEMBRANE
from homeotherm.models.stg.membrane import MEMBRANE as STG
from homeotherm.parameters import load_model_table
from homeotherm.physiology.channels import evaluate
from homeotherm.physiology.compensation import compensation
from homeotherm.physiology.membrane_equations import initial_gates, restart
from homeotherm.physiology.thermal import processes
from homeotherm.regulated.population import constant_names
from homeotherm.regulated.protocol import COLUMNS


@pytest.fixture(scope="module")
def dopamine(project):
    return load_model_table("da", project / "config" / "models")


@pytest.fixture(scope="module")
def values(dopamine):
    return {**dopamine.defaults(), "cells": 5.0}


def test_the_table_is_the_stg_neurons_but_for_what_differs(dopamine, project):
    stg = load_model_table("stg", project / "config" / "models")
    own_q10s = {f"q10_{name}" for name in processes(MEMBRANE)} - {f"q10_{name}" for name in processes(STG)}
    assert set(dopamine.parameters) - set(stg.parameters) == {"threshold_voltage", *own_q10s}
    open_loop = {"homeostasis", "scales", "lowest_scale", "highest_scale"}  # of the STG neurons only
    others = {f"q10_{name}" for name in processes(STG)} - {f"q10_{name}" for name in processes(MEMBRANE)}
    energy = {name for name, row in stg.parameters.items() if row.table == "energy"}
    energy |= {"q10_energy_supply", "q10_maintenance"}
    assert set(stg.parameters) - set(dopamine.parameters) == {"modulated_pair", *open_loop, *others, *energy}
    own = {
        "initial_voltage": -90.0, "calcium_target": 3.0, "slow_target_settled": 0.5, "ultraslow_target_settled": 5.0,
        "slow_target": -4.0, "ultraslow_target": 5.0,
    }  # fmt: skip
    for name, row in dopamine.parameters.items():
        if name in own:
            assert row.value == own[name]
        if name in stg.parameters:
            assert (row.symbol, row.unit, row.structural) == (
                stg.parameters[name].symbol, stg.parameters[name].unit, stg.parameters[name].structural,
            )  # fmt: skip
    assert dopamine.parameters["blocked_channel"].choices == ("none", *MEMBRANE.names[:-1])


def test_every_process_has_a_q10(dopamine):
    rows = {name for name, row in dopamine.parameters.items() if row.table == "q10"}
    assert rows == {f"q10_{name}" for name in processes(MEMBRANE)}
    assert all(dopamine.parameters[name].option == "temperature_dependence" for name in rows)


def test_factors_at_a_high_fever(dopamine, values):
    """At 45 °C, ten degrees above the reference, factors are the Q10s themselves."""
    warm = {**values, "temperature_dependence": 1.0, "settled_temperature": 45.0}
    table = arguments.tables(dopamine, warm, {})["factors"]
    expected = [dopamine.parameters[f"q10_{name}"].value for name in processes(MEMBRANE)]
    np.testing.assert_allclose(table[0], expected, rtol=1e-12)
    assert arguments.tables(dopamine, values, {}) == {}


def test_what_the_binary_takes(dopamine, values):
    taken = arguments.binary_values(dopamine, values, {})
    assert taken["v_start"] == -0.09 and taken["C"] == pytest.approx(0.01) and taken["Ca_target"] == 3.0
    assert not {"v_th", "g_s", "g_u", "dt", "N"} & set(taken)


def test_cells_have_one_threshold_voltage_and_their_targets_there(values):
    cells = protocol.stimuli({**values, "threshold_voltage": -54.0}, 3)
    np.testing.assert_array_equal(cells.threshold_voltages, -54.0)
    np.testing.assert_allclose(cells.table[: len(MEMBRANE.names)], 10.0 * cells.conductances.T)  # S/m2
    assert list(protocol.tables(cells)) == ["schedule", "population"]
    constants = dict(zip(constant_names(MEMBRANE, protocol.PAIR), cells.table[len(MEMBRANE.names) :], strict=True))
    by_name = dict(zip(MEMBRANE.names, cells.conductances.T, strict=True))
    missing = {
        letter: target * by_name["leak"]
        - sum(constants[f"{letter}_{name}"] * by_name[name] for name in ("Na", "Kd", "ERG", "NMDA"))
        for letter, target in (("S", -4.0), ("U", 5.0))
    }
    reference = [sum(constants[f"R_{name}_{letter}"] * missing[letter] for letter in "SU") for name in protocol.PAIR]
    targets = {"slow": -4.0, "ultraslow": 5.0}
    expected = compensation(MEMBRANE, cells.conductances, protocol.PAIR, targets, -54.0)
    np.testing.assert_allclose(np.transpose(reference), expected, rtol=1e-9)


def test_course_of_the_targets(values):
    schedule = protocol.stimuli(values, 1).schedule
    slow, ultraslow, control = (
        schedule[:, COLUMNS.index(name)] for name in ("slow_target", "ultraslow_target", "control")
    )
    assert schedule.shape[0] == 3450  # 300 s and three tests of 15 s, in rows of 0.1 s
    assert set(slow[:1500]) == {0.5} and set(slow[1500:3000]) == {-4.0} and set(ultraslow) == {5.0}
    assert control[:3000].all() and not control[3000:].any()
    assert biological_seconds(values) == 345.0 and neurons(values) == 5


def test_cells_begin_with_erg_closed_and_the_other_gates_at_rest():
    starts = initial_gates(MEMBRANE)
    assert starts["ERG_open"] == starts["ERG_activated"] == "(0.0)"
    assert "n_NMDA" not in starts  # it has no state of its own
    gate = next(gate for gate in MEMBRANE.gates if gate.name == "m_CaL")
    begun = eval(starts["m_CaL"], {"exp": np.exp, "v": -0.09, "mV": 1e-3})
    assert begun == pytest.approx(evaluate(gate.steady_state, v=-90.0)) == pytest.approx(1 / (1 + np.exp(20)))
    lines = restart(MEMBRANE, "now").splitlines()
    assert lines[:2] == ["v += now*(v_start - v)", "Ca += now*(Ca_start - Ca)"]
    assert "ERG_open += now*((0.0) - ERG_open)" in lines and len(lines) == 2 + len(starts)
