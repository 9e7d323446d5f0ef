"""Channels: expressions that numpy, sympy and Brian2 read alike, and the membranes written with them."""

import numpy as np
import pytest
import sympy
from brian2.parsing.rendering import CPPNodeRenderer
from brian2.parsing.sympytools import str_to_sympy

from homeotherm.models.da.membrane import ACTIVATED_ERG, FAST, INACTIVATE, RECOVER
from homeotherm.models.da.membrane import MEMBRANE as DA
from homeotherm.models.stg.membrane import MEMBRANE as STG
from homeotherm.physiology.channels import FUNCTIONS, evaluate, sigmoid, sigmoidal_time, slope

GATES = [
    pytest.param(gate, id=f"{name}-{gate.name}")
    for name, membrane in (("stg", STG), ("da", DA))
    for gate in membrane.gates
]
VOLTAGES = np.array([-90.0, -63.2, -50.0, -38.0, -20.5, 0.0, 41.0])


# --- expressions


def test_sigmoids_by_hand():
    assert evaluate(sigmoid(25.5, -5.29), v=-25.5) == 0.5
    assert evaluate(sigmoid(25.5, -5.29), v=-20.21) == pytest.approx(np.e / (1 + np.e))  # rises
    assert evaluate(sigmoid(48.9, 5.18), v=-43.72) == pytest.approx(1 / (1 + np.e))  # falls
    assert evaluate(sigmoidal_time(272.0, -1499.0, 42.2, -8.73), v=-42.2) == pytest.approx(272 + 1499 / 2)


def test_slope_by_hand():
    assert slope("v**3", "v", v=2.0) == 12.0
    assert slope("Ca/(Ca + 3.0)*v", "Ca", v=5.0, Ca=3.0) == pytest.approx(5 * 3 / 36, rel=1e-15)
    value = evaluate(sigmoid(33.0, -8.1), v=VOLTAGES)
    np.testing.assert_allclose(slope(sigmoid(33.0, -8.1), "v", v=VOLTAGES), value * (1 - value) / 8.1, rtol=1e-11)


@pytest.mark.parametrize("gate", GATES)
def test_slopes_are_those_of_finite_differences(gate):
    for symbol in ("v", "Ca") if gate.needs_calcium else ("v",):
        at = {"v": VOLTAGES, "Ca": 7.0}
        above, below = ({**at, symbol: at[symbol] + step} for step in (1e-4, -1e-4))
        difference = (evaluate(gate.steady_state, **above) - evaluate(gate.steady_state, **below)) / 2e-4
        np.testing.assert_allclose(slope(gate.steady_state, symbol, **at), difference, rtol=1e-6, atol=1e-11)


@pytest.mark.parametrize("gate", GATES)
def test_brian2_reads_the_same_values(gate):
    symbols = {"v": -47.3, "Ca": 7.0, "kca_slowing": 2.0, "ERG_open": 0.1, "ERG_activated": 0.4}
    for expression in filter(None, (gate.steady_state, gate.time_constant, gate.equation)):
        read = sympy.lambdify(list(symbols), str_to_sympy(expression), modules=[FUNCTIONS])
        assert read(**symbols) == pytest.approx(evaluate(expression, **symbols), rel=1e-12)
        assert CPPNodeRenderer().render_expr(expression)


# --- membranes


@pytest.mark.parametrize("membrane", [STG, DA], ids=["stg", "da"])
def test_membranes_are_complete(membrane):
    names = [gate.name for gate in membrane.gates]
    assert len(set(names)) == len(names) and len(set(membrane.names)) == len(membrane.names)
    assert {current.reversal for current in membrane.currents} == set(membrane.reversals)
    assert membrane.names[-1] == "leak" and all(current.gates for current in membrane.currents[:-1])
    for gate in membrane.gates:
        assert bool(gate.time_constant) != bool(gate.timescale), gate.name
        steady = evaluate(gate.steady_state, v=np.arange(-120.0, 80.0), Ca=100.0)
        assert (steady >= 0).all() and (steady <= 1).all(), gate.name
        if gate.time_constant:
            assert (evaluate(gate.time_constant, v=np.arange(-120.0, 80.0, 0.01), kca_slowing=1.0) > 0).all(), gate.name


def test_currents_are_in_the_order_of_the_paper():
    assert STG.names == ("Na", "CaT", "CaS", "A", "KCa", "Kd", "H", "leak")
    assert DA.names == ("Na", "Kd", "CaL", "CaN", "ERG", "NMDA", "leak")
    assert [current.name for current in STG.currents if current.carries_calcium] == ["CaT", "CaS"]
    assert [current.name for current in STG.currents if current.needs_calcium] == ["KCa"]


def test_values_of_the_stg_neuron_by_hand():
    gates = {gate.name: gate for gate in STG.gates}
    values = {name: evaluate(gate.steady_state, v=-27.1, Ca=3.0) for name, gate in gates.items()}
    times = {name: evaluate(gate.time_constant, v=-27.0, kca_slowing=20.0) for name, gate in gates.items()}
    assert values["m_CaT"] == 0.5
    assert values["m_KCa"] == pytest.approx(0.5 / (1 + np.exp(-1.2 / 12.6)))
    assert times["m_CaS"] == pytest.approx(1.4 + 7 / (1 + np.exp(-43 / 13)))
    assert times["h_CaS"] == pytest.approx(60 + 150 / (np.exp(28 / 9) + np.exp(-38 / 16)))
    assert times["h_Na"] == pytest.approx(0.67 / (1 + np.exp(-3.59)) * (1.5 + 1 / (1 + np.exp(7.9 / 3.6))))
    assert times["m_KCa"] == pytest.approx(20 * (90.3 - 75.1 / (1 + np.exp(-19 / 22.7))))


def test_states_of_erg_rest_at_their_steady_states():
    """Two states of three, closed - open - inactivated: what opens closes, and what is inactivated recovers."""
    erg = DA.currents[DA.names.index("ERG")].gates[0]
    open_state = evaluate(erg.steady_state, v=VOLTAGES)
    inactivated = open_state * evaluate(INACTIVATE, v=VOLTAGES) / evaluate(RECOVER, v=VOLTAGES)
    states = {"v": VOLTAGES, "ERG_open": open_state, "ERG_activated": open_state + inactivated}
    np.testing.assert_allclose(evaluate(erg.equation, **states), 0, atol=1e-15)
    np.testing.assert_allclose(evaluate(ACTIVATED_ERG.equation, **states), 0, atol=1e-15)
    assert (open_state + inactivated < 1).all()


def test_erg_moves_as_its_published_states():
    """The paper's o and i, of which the sum is kept here: rates per ms at -40 mV, by hand."""
    opening, closing = 0.0036 * np.exp(-0.0759 * 40), 1.2523e-5 * np.exp(0.0671 * 40)
    inactivating, recovering = 0.1 * np.exp(-0.1189 * 40), 0.003 * np.exp(0.0733 * 40)
    o, i = 0.2, 0.5
    erg = DA.currents[DA.names.index("ERG")].gates[0]
    states = {"v": -40.0, "ERG_open": o, "ERG_activated": o + i}
    do = opening * (1 - o - i) + recovering * i - o * (inactivating + closing)
    di = inactivating * o - recovering * i
    assert evaluate(erg.equation, **states) == pytest.approx(do, rel=1e-12)
    assert evaluate(ACTIVATED_ERG.equation, **states) == pytest.approx(do + di, rel=1e-12)


# --- the pole in the sodium activation of the DA neuron


def published_time(v):
    opening = -(15.6504 + 0.4043 * v) / (np.exp(-19.565 - 0.5052 * v) - 1)
    return 0.01 + 1 / (opening + 3.0212 * np.exp(-0.0074630 * v))


def test_pole_is_guarded():
    near = np.arange(-38.8, -38.6, 1e-5)
    assert published_time(near).min() < 0.0  # what is guarded against
    time = evaluate(FAST, v=near)
    assert (time > 0.2).all() and (time < 0.23).all()
    assert abs(np.diff(time)).max() < 5e-6  # below 0.5 ms per mV
    pole = -19.565 / 0.5052
    for v in (pole, np.nextafter(pole, 0), np.nextafter(pole, -100), -15.6504 / 0.4043):
        assert 0.2 < evaluate(FAST, v=v) < 0.23


def test_guard_leaves_the_published_values_alone():
    for distance, allowed in ((0.6, 2e-4), (5.0, 1e-6), (30.0, 1e-8)):
        v = -38.727 + np.array([-distance, distance])
        np.testing.assert_allclose(evaluate(FAST, v=v), published_time(v), rtol=allowed)
