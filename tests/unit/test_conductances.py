"""Dynamic input conductances: sensitivities, their sorting by time scale, and the threshold."""

import json

import numpy as np
import pytest

from homeotherm.models.da.membrane import MEMBRANE as DA
from homeotherm.models.stg.membrane import MEMBRANE as STG
from homeotherm.physiology.channels import evaluate
from homeotherm.physiology.conductances import (
    dynamic_input_conductances,
    equilibrium_calcium,
    input_conductance,
    sensitivities,
    shares,
    steady_current,
    threshold_voltages,
)

VOLTAGES = np.array([-59.0, -55.5, -50.0, -49.69, -40.0, -27.0])
STG_CELL = np.array([4000.0, 4.0, 12.0, 300.0, 110.0, 150.0, 0.3, 0.01])
DA_CELL = np.array([29.0, 8.0, 0.05, 0.03, 0.16, 0.12, 0.013])


@pytest.fixture(scope="module")
def reference(project):
    stored = json.loads((project / "tests" / "reference" / "stg_conductances.json").read_text(encoding="utf-8"))
    assert tuple(stored["currents"]) == STG.names
    return stored


def gate(membrane, name):
    return next(gate for gate in membrane.gates if gate.name == name)


# --- time scales


def test_gates_that_define_a_time_scale_belong_to_it_alone():
    for name, expected in (("m_Na", [1, 0, 0]), ("m_Kd", [0, 1, 0]), ("m_H", [0, 0, 1])):
        np.testing.assert_array_equal(shares(STG, gate(STG, name), VOLTAGES).T, [expected] * 6)
    for name, expected in (("m_Na", [1, 0, 0]), ("m_Kd", [0, 1, 0]), ("ERG_open", [0, 0, 1]), ("n_NMDA", [1, 0, 0])):
        np.testing.assert_array_equal(np.broadcast_to(shares(DA, gate(DA, name), VOLTAGES), (3, 6)).T, [expected] * 6)


@pytest.mark.parametrize("membrane", [STG, DA], ids=["stg", "da"])
def test_shares_of_every_gate_sum_to_one(membrane):
    for each in membrane.gates:
        found = shares(membrane, each, VOLTAGES)
        np.testing.assert_allclose(found.sum(axis=0), 1, rtol=0, atol=1e-15)
        assert (found >= 0).all()


def test_share_by_hand():
    own, slow, ultraslow = (evaluate(gate(STG, name).time_constant, v=-50.0) for name in ("h_CaS", "m_Kd", "m_H"))
    share = np.log(ultraslow / own) / np.log(ultraslow / slow)  # slower than slow, faster than ultraslow
    np.testing.assert_allclose(shares(STG, gate(STG, "h_CaS"), -50.0), [0, share, 1 - share], atol=1e-15)


# --- sensitivities


def test_sensitivities_of_the_da_neuron_are_the_published():
    found = sensitivities(DA, DA_CELL, -55.5)
    np.testing.assert_allclose(found[:, :-1], [
        [-5.48851e-3, 3.88830e-4, 3.61041e-3, 2.55097e-2, 9.31760e-2, -2.40508e-1],
        [3.91276e-4, 2.65832e-3, -0.275482, -0.401096, 0, 0],
        [4.60899e-4, 0, -0.116464, -9.07575e-3, 0.356372, 0],
    ], rtol=5e-6)  # fmt: skip
    assert (found[:, -1] == 0).all()  # the leak does not count in the fast one of this neuron


def test_leak_counts_as_fast_in_the_stg_neuron():
    assert (sensitivities(STG, STG_CELL, VOLTAGES)[..., -1].T == [1, 0, 0]).all()


def test_calcium_at_equilibrium_by_hand():
    m, h = 0.5, 1 / (1 + np.exp(5 / 5.5))  # of CaT at -27.1 mV
    conductances = np.array([9.0, 2.0, 0.0, 9.0, 9.0, 9.0, 9.0, 9.0])
    expected = 0.05 + 0.94 * 2 * m**3 * h * 107.1
    assert equilibrium_calcium(STG, conductances, np.array(-27.1)) == pytest.approx(expected, rel=1e-14)


def test_calcium_gated_current_by_hand():
    v, step = -50.0, 1e-4
    calcium = equilibrium_calcium(STG, STG_CELL, np.array(v))
    calcium_slope = np.diff(equilibrium_calcium(STG, STG_CELL, np.array([v - step, v + step])))[0] / (2 * step)
    sigma = 1 / (1 + np.exp(-(v + 28.3) / 12.6))
    m = calcium / (calcium + 3) * sigma
    by_voltage = 4 * m**3 * (v + 80) * calcium / (calcium + 3) * sigma * (1 - sigma) / 12.6
    by_calcium = 4 * m**3 * (v + 80) * 3 / (calcium + 3) ** 2 * sigma * calcium_slope
    for slowing in (1.0, 20.0):
        own, slow, ultraslow = slowing * (90.3 - 75.1 / (1 + np.exp(4 / 22.7))), *(
            evaluate(gate(STG, name).time_constant, v=v) for name in ("m_Kd", "m_H")
        )  # fmt: skip
        share = max(np.log(ultraslow / own) / np.log(ultraslow / slow), 0)
        expected = [m**4, share * by_voltage, (1 - share) * by_voltage + by_calcium]
        found = sensitivities(STG, STG_CELL, v, slowing)[:, STG.names.index("KCa")]
        np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert share == 0  # slowed twentyfold, it is ultraslow


def test_cells_voltages_and_slowings_broadcast():
    cells = STG_CELL * np.array([[1.0], [2.0]])
    slowings = np.array([2.0, 20.0])
    found = sensitivities(STG, cells, np.array([-50.0, -49.0]), slowings)
    assert found.shape == (3, 2, 8)
    for cell in range(2):
        alone = sensitivities(STG, cells[cell], [-50.0, -49.0][cell], slowings[cell])
        np.testing.assert_array_equal(found[:, cell], alone)
    on_grid = sensitivities(STG, cells[:, np.newaxis], VOLTAGES)
    assert on_grid.shape == (3, 2, 6, 8)
    np.testing.assert_allclose(on_grid[:, 1, 2], sensitivities(STG, cells[1], -50.0), rtol=1e-13)
    np.testing.assert_allclose(
        sensitivities(STG, STG_CELL, -50.0, slowings)[:, 0], sensitivities(STG, STG_CELL, -50.0, 2.0)
    )


# --- input conductances


@pytest.mark.parametrize(("membrane", "cell"), [(STG, STG_CELL), (DA, DA_CELL)], ids=["stg", "da"])
def test_time_scales_together_are_the_slope_of_the_steady_current(membrane, cell):
    leak_left_out = 0.0 if membrane.leak_is_fast else 1.0
    together = dynamic_input_conductances(membrane, cell, VOLTAGES).sum(axis=0) + leak_left_out
    np.testing.assert_allclose(together, input_conductance(membrane, cell, VOLTAGES), rtol=1e-12)
    above, below = (steady_current(membrane, cell, VOLTAGES + step) for step in (1e-4, -1e-4))
    np.testing.assert_allclose(together, (above - below) / 2e-4 / cell[-1], rtol=1e-6)


def test_leak_alone_has_an_input_conductance_of_one():
    alone = np.zeros(8)
    alone[-1] = 0.02
    np.testing.assert_allclose(dynamic_input_conductances(STG, alone, -50.0), [1, 0, 0], atol=1e-15)
    assert input_conductance(STG, alone, np.array(-50.0)) == pytest.approx(1)


def test_modulated_cells_have_the_published_input_conductances(reference):
    threshold = threshold_voltages(STG, np.array(reference["conductances"]["0 s"]))
    found = dynamic_input_conductances(STG, np.array(reference["conductances"]["299 s"]), threshold)
    for row, timescale in zip(found, ("fast", "slow", "ultraslow"), strict=True):
        mean, deviation = reference["input_conductances_at_threshold_299s"][timescale]
        assert abs(row.mean() - mean) < deviation, timescale


# --- threshold


def test_threshold_is_where_the_input_conductance_changes_sign(reference):
    cells = np.array(reference["conductances"]["0 s"])
    threshold = threshold_voltages(STG, cells)
    published = reference["threshold_voltage"]
    assert (threshold >= published["min"] - 1e-9).all() and (threshold <= published["max"] + 1e-9).all()
    np.testing.assert_allclose((threshold + 60) / 0.01, np.round((threshold + 60) / 0.01), atol=1e-6)
    assert (input_conductance(STG, cells, threshold) <= 0).all()
    assert (input_conductance(STG, cells, threshold - 0.01) > 0).all()


def test_without_a_crossing_the_threshold_is_the_start_of_the_grid():
    silent = np.zeros((2, 8))
    silent[:, -1] = 0.01
    assert (threshold_voltages(STG, silent) == -60).all()
