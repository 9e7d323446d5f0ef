"""The staggered scheme: its code is Python, too, and is run here on equations with known solutions."""

import math

import brian2
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from homeotherm.engine.staggered import staggered
from homeotherm.models.da.membrane import MEMBRANE as DA
from homeotherm.models.stg.membrane import MEMBRANE as STG
from homeotherm.physiology.channels import evaluate
from homeotherm.physiology.membrane_equations import initial_gates, neuron_equations

NAMES = {
    "exp": math.exp,
    "sqrt": math.sqrt,
    "tanh": math.tanh,
    "mV": 1e-3,
    "ms": 1e-3,
    "second": 1.0,
    "uamp": 1e-6,
    "cmeter": 1e-2,
}
BURSTING = [40.0, 10.5, 0.0125, 0.371, 0.182, 0.143, 0.0155]
"""mS/cm2 of a dopaminergic neuron."""
SPIKING = [3951.84, 2.913, 7.285, 239.4, 109.2, 137.7, 0.2909, 0.009127]
"""mS/cm2 of an STG neuron (Fyon & Drion 2024)."""


def step_code(equations: str, after=()) -> str:
    return staggered("v", after)(brian2.Equations(equations))


def simulate(equations: str, values: dict[str, float], step: float, steps: int, after=()) -> np.ndarray:
    """Return v after every step of `step` s."""
    code = compile(step_code(equations, after), "<step>", "exec")
    state = {**values, "dt": step}
    course = []
    for _ in range(steps):
        exec(code, NAMES, state)
        course.append(state["v"])
    return np.array(course)


def test_a_linear_voltage_is_exact():
    v = simulate("dv/dt = (1 - v)/(10*ms) : 1", {"v": 0.0}, 0.004, 5)
    np.testing.assert_allclose(v, 1 - np.exp(-0.4 * np.arange(1, 6)), rtol=1e-14)


def test_a_gate_sees_the_voltage_in_the_middle_of_its_step():
    """With v = t, x from -h/2 on is the trapezoid rule for dx/dt = t - x: x = (1 - h/2)/(1 + h/2) x + h t/(1 + h/2)."""
    equations = "dv/dt = (1 - 1e-9*v + 0*x)/second : 1\ndx/dt = (v - x)/second : 1"
    state = {"v": 0.3, "x": 0.5, "dt": 0.1}
    exec(step_code(equations), dict(NAMES), state)
    assert state["x"] == pytest.approx((0.95 * 0.5 + 0.1 * 0.3) / 1.05) and state["v"] == pytest.approx(0.4)


def test_what_follows_sees_the_mean_of_the_voltages():
    equations = "dv/dt = (1 - 1e-9*v)/second : 1\ndCa/dt = (v - Ca)/second : 1"
    state = {"v": 0.3, "Ca": 0.5, "dt": 0.1}
    exec(step_code(equations, ("Ca",)), dict(NAMES), state)
    assert state["Ca"] == pytest.approx((0.95 * 0.5 + 0.1 * 0.35) / 1.05)


def test_a_gate_that_follows_at_once_leaves_the_second_order():
    """dv/dt = -v**2 has the solution 1/(1 + t); held through the step, the gate would leave the first order."""
    equations = "dv/dt = -gate*v/second : 1\ngate = v : 1"
    errors = [abs(simulate(equations, {"v": 1.0}, 1 / steps, steps)[-1] - 0.5) for steps in (10, 20, 40)]
    assert errors[0] < 1e-3
    np.testing.assert_allclose(np.divide(errors[:-1], errors[1:]), 4.0, rtol=0.05)


@pytest.mark.parametrize("slope", [-1e4, -2.0, -1e-7, 0.0, 1e-7, 1.0])
def test_an_equation_that_is_linear_after_all_is_exact(slope):
    """With any slope, also none: dv/dt = 1 + a v from 0 on is (exp(a t) - 1)/a."""
    v = simulate("dv/dt = (1 + gate)/second : 1\ngate = a*v : 1\na : 1", {"v": 0.0, "a": slope}, 0.5, 1)
    assert v[0] == pytest.approx(math.expm1(slope * 0.5) / slope if slope else 0.5, rel=1e-9)


def test_other_nonlinear_equations_are_refused():
    for equations in ("dv/dt = -v**2/second : 1", "dv/dt = -v/second : 1\ndx/dt = x**2/second : 1"):
        with pytest.raises(ValueError, match="not linear"):
            simulate(equations, {"v": 1.0, "x": 1.0}, 0.1, 1)


# --- neurons


def crossings(membrane, conductances, start: dict[str, float], step: float, milliseconds: float) -> np.ndarray:
    """Return when v rises through 0 mV, in ms, with the staggered scheme; the step is in ms."""
    values = {f"c_{name}": 10.0 * value for name, value in zip(membrane.names, conductances, strict=True)}
    values |= {name: 1e-3 * value if name == "v" else value for name, value in start.items()} | {"C": 0.01}
    after = ("Ca", *(state.name for state in membrane.further_states))
    v = simulate(neuron_equations(membrane), values, step * 1e-3, round(milliseconds / step), after)
    up = np.flatnonzero((v[:-1] <= 0) & (v[1:] > 0))
    return step * (1 + up - v[up] / (v[up + 1] - v[up]))


def rest(membrane, v: float, calcium: float) -> dict[str, float]:
    """Return all variables of a membrane at its start, in mV."""
    gates = [gate for gate in membrane.gates if gate.time_constant or gate.equation]
    values = {gate.name: evaluate(gate.start or gate.steady_state, v=v, Ca=calcium) for gate in gates}
    return {"v": v, "Ca": calcium, **values, **{state.name: evaluate(state.start) for state in membrane.further_states}}


def reference(membrane, conductances, start: dict[str, float], milliseconds: float) -> np.ndarray:
    """Return when v rises through 0 mV, in ms, by a scheme of variable order."""
    names = list(start)

    def change(_, y):
        now = {**dict(zip(names, y, strict=True)), "kca_slowing": 1.0}
        rates, current, calcium = {}, 0.0, 0.0
        for each, conductance in zip(membrane.currents, conductances, strict=True):
            own = conductance * (now["v"] - membrane.reversals[each.reversal])
            for gate in each.gates:
                own *= now.get(gate.name, evaluate(gate.steady_state, **now)) ** gate.power
                if gate.equation:
                    rates[gate.name] = evaluate(gate.equation, **now)
                elif gate.time_constant:
                    rates[gate.name] = (evaluate(gate.steady_state, **now) - now[gate.name]) / evaluate(
                        gate.time_constant, **now
                    )
            current += own
            calcium += own * each.carries_calcium
        rates |= {state.name: evaluate(state.equation, **now) for state in membrane.further_states}
        equilibrium = membrane.calcium.baseline - membrane.calcium.per_current * calcium
        rates |= {"v": -current, "Ca": (equilibrium - now["Ca"]) / membrane.calcium.time_constant}
        return [rates[name] for name in names]

    def rising(_, y):
        return y[0]

    rising.direction = 1
    found = solve_ivp(
        change, (0, milliseconds), list(start.values()), method="LSODA", rtol=1e-8, atol=1e-10, events=rising
    )
    return found.t_events[0]


@pytest.mark.parametrize(
    ("membrane", "conductances", "v", "milliseconds", "largest"),
    [
        pytest.param(DA, BURSTING, -90.0, 150.0, 0.001, id="da"),
        pytest.param(STG, SPIKING, -70.0, 100.0, 0.04, id="stg"),
    ],
)
def test_spikes_of_neurons_converge_nearly_with_the_square_of_the_step(
    membrane, conductances, v, milliseconds, largest
):
    start = rest(membrane, v, 0.5)
    assert list(start) == ["v", "Ca", *initial_gates(membrane)]
    exact = reference(membrane, conductances, start, milliseconds)
    errors = []
    for step in (0.02, 0.01):
        found = crossings(membrane, conductances, start, step, milliseconds)
        assert found.size == exact.size >= 3
        errors.append(abs(found - exact).max())
    assert errors[1] < largest and 3.0 < errors[0] / errors[1] < 4.5
