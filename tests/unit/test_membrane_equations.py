"""Equations of a membrane as Brian2 gets them, evaluated by numpy, against the algebra of its channels."""

import brian2
import numpy as np
import pytest
from brian_code import FUNCTIONS, execute

from homeotherm.engine.staggered import staggered
from homeotherm.models.da.membrane import MEMBRANE as DA
from homeotherm.models.da.population import POPULATION as DA_POPULATION
from homeotherm.models.stg.membrane import MEMBRANE as STG
from homeotherm.models.stg.population import POPULATION as STG_POPULATION
from homeotherm.physiology.channels import evaluate
from homeotherm.physiology.conductances import equilibrium_calcium, steady_current
from homeotherm.physiology.membrane_equations import in_brian, neuron_equations, restart
from homeotherm.physiology.population import draw_population

BOTH = [pytest.param(STG, STG_POPULATION, id="stg"), pytest.param(DA, DA_POPULATION, id="da")]
UNITS = {"mV": 1.0, "ms": 1.0, "uamp": 1.0, "cmeter": 1.0, "sqrt": np.sqrt, "tanh": np.tanh}
"""Numbers in mV, ms, mS/cm2, uA/cm2 and uF/cm2 need no factors."""
VOLTAGES = np.linspace(-85.0, 20.0, 43)


def gates_of(state: dict) -> dict:
    """Return what an expression of the channels may name."""
    return {name: value for name, value in state.items() if name != "C"}


def at_rest(membrane, population):
    """Return cells held at `VOLTAGES`: potential, calcium and all gates and states at equilibrium."""
    cells = draw_population(membrane, population, VOLTAGES.size, 9)
    state = {"v": VOLTAGES, "Ca": equilibrium_calcium(membrane, cells, VOLTAGES), "C": 1.0}
    for gate in membrane.gates:
        state[gate.name] = evaluate(gate.steady_state, v=VOLTAGES, Ca=state["Ca"])
    for further in membrane.further_states:
        # the equation is linear in the state: two values of it give the one at which it vanishes
        at_0, at_1 = (evaluate(further.equation, **{**gates_of(state), further.name: value}) for value in (0.0, 1.0))
        state[further.name] = at_0 / (at_0 - at_1)
    return cells, {**state, **{f"c_{name}": cells[:, column] for column, name in enumerate(membrane.names)}}


def derivatives(membrane, state: dict, coupled: bool = False) -> dict[str, np.ndarray]:
    """Return the right-hand sides of all equations."""
    equations = brian2.Equations(neuron_equations(membrane, coupled))
    names = {**FUNCTIONS, **UNITS, **state}
    for part in equations.ordered:
        if part.type == "subexpression":
            names[part.varname] = eval(part.expr.code, {}, names)
    return {name: eval(code.code, {}, names) for name, code in equations.diff_eq_expressions}


@pytest.mark.parametrize(("membrane", "population"), BOTH)
def test_at_equilibrium_only_the_potential_moves(membrane, population):
    cells, state = at_rest(membrane, population)
    found = derivatives(membrane, state)
    expected = -steady_current(membrane, cells, VOLTAGES)
    np.testing.assert_allclose(found.pop("v"), expected, rtol=1e-9, atol=1e-9 * abs(expected).max())
    assert set(found) > {"Ca"}
    for name, rate in found.items():
        np.testing.assert_allclose(rate, 0.0, atol=1e-10 * max(1.0, abs(state["Ca"]).max()), err_msg=name)


def test_gates_and_calcium_relax_with_their_time_constants():
    _, state = at_rest(STG, STG_POPULATION)
    for gate in STG.gates:
        moved = {**state, gate.name: state[gate.name] + 0.1}
        constant = evaluate(gate.time_constant, v=VOLTAGES, kca_slowing=1.0)
        np.testing.assert_allclose(derivatives(STG, moved)[gate.name], -0.1 / constant, rtol=1e-9)
    assert derivatives(STG, {**state, "Ca": state["Ca"] + 2.0})["Ca"] == pytest.approx(-2.0 / 20.0)


def test_what_the_membrane_sees_is_c_and_not_g():
    """A blocked or negative conductance acts neither on the potential nor on calcium."""
    cells, state = at_rest(STG, STG_POPULATION)
    open_state = derivatives(STG, state)
    blocked = derivatives(STG, {**state, "c_CaT": 0.0, "g_CaT": -5.0})
    transient = cells[:, 1] * state["m_CaT"] ** 3 * state["h_CaT"] * (VOLTAGES - 80.0)
    np.testing.assert_allclose(blocked["v"] - open_state["v"], transient, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(blocked["Ca"] - open_state["Ca"], 0.94 * transient / 20.0, rtol=1e-6, atol=1e-9)


def test_a_coupled_cell_has_a_current_from_its_neighbours_and_a_slowing():
    _, state = at_rest(STG, STG_POPULATION)
    alone, coupled = (
        derivatives(STG, {**state, "m_KCa": 0.5, "I_coupling": 3.0, "kca_slowing": 20.0}, flag)
        for flag in (False, True)
    )
    np.testing.assert_allclose(coupled["v"] - alone["v"], -3.0, rtol=1e-6)
    np.testing.assert_allclose(coupled["m_KCa"] * 20.0, alone["m_KCa"], rtol=1e-12)
    for name in set(alone) - {"v", "m_KCa"}:
        np.testing.assert_array_equal(alone[name], coupled[name])


@pytest.mark.parametrize(("membrane", "population"), BOTH)
def test_restart_is_where_asked_for_only(membrane, population):
    _, state = at_rest(membrane, population)
    chosen = np.arange(VOLTAGES.size) % 2
    names = {**UNITS, **state, "v_start": -70.0, "Ca_start": 0.5, "condition": chosen}
    anew = execute(restart(membrane, "condition"), {**names, "v": state["v"].copy(), "Ca": state["Ca"].copy()})
    starts = {
        gate.name: gate.start or gate.steady_state for gate in membrane.gates if gate.time_constant or gate.equation
    }
    starts |= {further.name: further.start for further in membrane.further_states}
    for name in ["v", "Ca", *starts]:
        np.testing.assert_array_equal(anew[name][chosen == 0], state[name][chosen == 0])
    assert (anew["v"][chosen == 1] == -70.0).all() and anew["Ca"][chosen == 1] == pytest.approx(0.5)
    for name, start in starts.items():
        expected = evaluate(start, v=-70.0, Ca=0.5)
        np.testing.assert_allclose(anew[name][chosen == 1], expected, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("coupled", [False, True])
@pytest.mark.parametrize(("membrane", "population"), BOTH)
def test_the_staggered_scheme_takes_every_equation_once(membrane, population, coupled):
    """The potential comes after all gates, and then what follows it."""
    equations = brian2.Equations(neuron_equations(membrane, coupled))
    later = ["Ca", *(state.name for state in membrane.further_states)]
    lines = staggered("v", after=later)(equations, {}).splitlines()
    advanced = [line.split(" ")[0] for line in lines if line.split(" ")[0] in equations.diff_eq_names]
    assert sorted(advanced) == sorted(equations.diff_eq_names)
    assert advanced[-1 - len(later)] == "v" and sorted(advanced[-len(later) :]) == sorted(later)


def test_voltage_is_in_volt_for_brian2():
    assert in_brian("exp((v + 3.0)/2.0)") == "(exp(((v/mV) + 3.0)/2.0))"
    assert (
        in_brian("kca_slowing*v") == "(1*(v/mV))" and in_brian("kca_slowing*v", coupled=True) == "(kca_slowing*(v/mV))"
    )
