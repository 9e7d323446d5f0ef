"""The staggered scheme on whole neurons, and with gates that follow the voltage at once; its code is Python, too."""

import math

import brian2
import numpy as np
import pytest

from exact_neuron import crossings, rest
from homeotherm.engine.staggered import staggered
from homeotherm.models.da.membrane import MEMBRANE as DA
from homeotherm.models.stg.membrane import MEMBRANE as STG
from homeotherm.physiology.membrane_equations import initial_gates, neuron_equations

NAMES = {
    "exp2": math.exp2, "exp2_inside": math.exp2, "abs": abs, "sqrt": math.sqrt, "mV": 1e-3, "ms": 1e-3, "second": 1.0, "uamp": 1e-6,
    "cmeter": 1e-2,
}  # fmt: skip
BURSTING = [40.0, 10.5, 0.0125, 0.371, 0.182, 0.143, 0.0155]
"""mS/cm2 of a dopaminergic neuron."""
SPIKING = [3951.84, 2.913, 7.285, 239.4, 109.2, 137.7, 0.2909, 0.009127]
"""mS/cm2 of an STG neuron (Fyon & Drion 2024)."""


def simulate(equations: str, values: dict[str, float], step: float, steps: int, after=()) -> np.ndarray:
    """Return v after every step of `step` s."""
    code = compile(staggered("v", after)(brian2.Equations(equations)), "<step>", "exec")
    state = {**values, "dt": step}
    course = []
    for _ in range(steps):
        exec(code, NAMES, state)
        course.append(state["v"])
    return np.array(course)


# --- gates that follow at once


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


# --- neurons


def by_steps(membrane, conductances, start: dict[str, float], step: float, milliseconds: float) -> np.ndarray:
    """Return when v rises through 0 mV, in ms, with the staggered scheme; the step is in ms."""
    values = {f"c_{name}": 10.0 * value for name, value in zip(membrane.names, conductances, strict=True)}
    values |= {name: 1e-3 * value if name == "v" else value for name, value in start.items()} | {"C": 0.01}
    after = ("Ca", *(state.name for state in membrane.further_states))
    v = simulate(neuron_equations(membrane), values, step * 1e-3, round(milliseconds / step), after)
    up = np.flatnonzero((v[:-1] <= 0) & (v[1:] > 0))
    return step * (1 + up - v[up] / (v[up + 1] - v[up]))


@pytest.mark.parametrize(
    ("membrane", "conductances", "v", "milliseconds", "largest"),
    [
        pytest.param(DA, BURSTING, -90.0, 150.0, 0.001, id="da"),
        pytest.param(STG, SPIKING, -70.0, 100.0, 0.04, id="stg"),
    ],
)
def test_spikes_converge_nearly_with_the_square_of_the_step(membrane, conductances, v, milliseconds, largest):
    start = rest(membrane, v, 0.5)
    assert list(start) == ["v", "Ca", *initial_gates(membrane)]
    exact = crossings(membrane, conductances, start, milliseconds)
    errors = []
    for step in (0.02, 0.01):
        found = by_steps(membrane, conductances, start, step, milliseconds)
        assert found.size == exact.size >= 3
        errors.append(abs(found - exact).max())
    assert errors[1] < largest and 3.0 < errors[0] / errors[1] < 4.5
