"""The staggered scheme on small systems whose solution is known, run by Brian2 without a compiler."""

import math

import brian2
import numpy as np
import pytest
from brian2 import ms
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from homeotherm.engine.exponential import NAMESPACE
from homeotherm.engine.staggered import staggered

LINEAR = """
dv/dt = (-v + 0.6*x + 0.2)/(2*ms) : 1
dx/dt = (-x + 0.7*v + 0.3*y)/(5*ms) : 1
dy/dt = (-y + 0.4*v + 0.5*x)/(8*ms) : 1
"""
MATRIX = np.array([[-0.5, 0.3, 0.0, 0.1], [0.14, -0.2, 0.06, 0.0], [0.05, 0.0625, -0.125, 0.0], [0.0] * 4])
"""Of LINEAR, per ms; the last variable is 1."""
PRODUCTS = """
dv/dt = -(x*(v - 1) + 0.3*(v + 0.5))/ms : 1
dx/dt = ((0.5 + 0.5*y)/(1 + exp(-4*v)) - x)/(2*ms) : 1
dy/dt = (x*(1 - v) - y)/(6*ms) : 1
"""
"""Each linear in its own variable and none in all: a membrane with one gate and a calcium."""
DURATION = 12.0


@pytest.fixture(autouse=True)
def without_compiler():
    """Let Brian2 run in numpy."""
    brian2.set_device("runtime")
    before = brian2.prefs.codegen.target
    brian2.prefs.codegen.target = "numpy"
    brian2.prefs.logging.file_log = False
    yield
    brian2.prefs.codegen.target = before


def run(equations: str, start: dict[str, float], dt: float, duration: float = DURATION, after=("y",)) -> np.ndarray:
    """Return the variables at the end; times in ms."""
    group = brian2.NeuronGroup(1, equations, method=staggered("v", after), dt=dt * ms, namespace=NAMESPACE)
    for name, value in start.items():
        setattr(group, name, value)
    brian2.Network(group).run(duration * ms, namespace={})
    return np.array([getattr(group, name)[0] for name in start])


def products(_time: float, state: np.ndarray) -> list[float]:
    v, x, y = state
    return [-(x * (v - 1) + 0.3 * (v + 0.5)), ((0.5 + 0.5 * y) / (1 + np.exp(-4 * v)) - x) / 2, (x * (1 - v) - y) / 6]


def exact(equations: str, time: float, start: np.ndarray) -> np.ndarray:
    """Return the solution at a time, before or after the start."""
    if equations is LINEAR:
        return (expm(MATRIX * time) @ [*start, 1.0])[:3]
    return solve_ivp(products, (0.0, time), start, method="DOP853", rtol=1e-12, atol=1e-14).y[:, -1]


def errors(equations: str, dt: float, behind: bool = True) -> np.ndarray:
    """Return the errors of v and y at the end, with the gate half a step behind, or not, at the start."""
    start = np.array([1.0, 0.2, -0.3])
    given = {"v": 1.0, "x": exact(equations, -dt / 2, start)[1] if behind else 0.2, "y": -0.3}
    return (run(equations, given, dt) - exact(equations, DURATION, start))[[0, 2]]


@pytest.mark.parametrize("equations", [LINEAR, PRODUCTS], ids=["linear", "products"])
def test_second_order(equations):
    found = np.array([errors(equations, dt) for dt in (0.2, 0.1, 0.05)])
    assert (abs(found) > 1e-8).all()  # far above rounding
    np.testing.assert_allclose(found[:-1] / found[1:], 4.0, rtol=0.1)


def test_gates_are_half_a_step_behind():
    """What is stored as the gate of t is that of t - dt/2: half a step that a start at rest never sees."""
    dt, start = 0.1, np.array([1.0, 0.2, -0.3])
    _, gate, _ = run(LINEAR, {"v": 1.0, "x": exact(LINEAR, -dt / 2, start)[1], "y": -0.3}, dt)
    late = exact(LINEAR, DURATION, start)[1]
    behind = exact(LINEAR, DURATION - dt / 2, start)[1]
    assert abs(gate - behind) < 0.05 * abs(gate - late)
    at_once, halved = (errors(LINEAR, dt, behind=False) for dt in (0.2, 0.1))
    np.testing.assert_allclose(at_once / halved, 2.0, rtol=0.1)  # a start away from rest costs an order


def test_one_step_by_hand():
    dt, v, x, y = 0.5, 1.0, 0.2, -0.3
    half = 0.5 * dt / 5
    gate = ((1 - half) * x + 2 * half * (0.7 * v + 0.3 * y)) / (1 + half)
    end = 0.6 * gate + 0.2
    voltage = end + (v - end) * np.exp(-dt / 2)
    half = 0.5 * dt / 8
    calcium = ((1 - half) * y + 2 * half * (0.4 * 0.5 * (v + voltage) + 0.5 * gate)) / (1 + half)
    found = run(LINEAR, {"v": v, "x": x, "y": y}, dt, duration=dt)
    np.testing.assert_allclose(found, [voltage, gate, calcium], rtol=1e-13)


def test_the_voltage_is_exact_while_all_else_stands_still():
    equations = "dv/dt = (0.3 - v)/(2*ms) : 1\ndx/dt = (0.5 - x)/(5*ms) : 1"
    v, x = run(equations, {"v": 1.0, "x": 0.5}, dt=0.75, after=())
    assert v == pytest.approx(0.3 + 0.7 * np.exp(-DURATION / 2), rel=1e-12) and x == pytest.approx(0.5, rel=1e-12)


def test_a_membrane_much_faster_than_the_step_is_stable():
    """5000 mS/cm2 at 1 uF/cm2 is a time constant of 0.2 us, 500 times shorter than the step."""
    equations = "dv/dt = (x - v)/(0.2*usecond) : 1\ndx/dt = (0.8*v - x)/(5*ms) : 1"
    v, x = run(equations, {"v": 1.0, "x": 1.0}, dt=0.1, after=())
    assert v == pytest.approx(x, rel=1e-12) and x == pytest.approx(np.exp(-0.2 * DURATION / 5), rel=0.02)


# --- the code


def code(equations: str, after=("y",)) -> list[str]:
    return staggered("v", after)(brian2.Equations(equations), {}).splitlines()


def test_subexpressions_have_their_values_at_the_start():
    lines = code(
        """
        dv/dt = (x*E - v)/tau : 1
        dx/dt = (steady - x)/tau : 1
        dz/dt = (steady*moved - z)/tau : 1
        dy/dt = (x*v - y)/tau : 1
        E = 3*half : 1
        steady = tanh(v) : 1
        half = 0.5*v : 1
        moved = 0.2*x : 1
        tau : second
        """
    )
    first = [line.split(" = ")[0] for line in lines[:3]]
    assert sorted(first) == ["_now_E", "_now_half", "_now_moved"]  # no gate moves what is steady: it is spelled out
    assert first.index("_now_half") < first.index("_now_E")  # in the order in which they need each other
    assert "_now_E = 3*_now_half" in lines and "_now_moved = 0.2*x" in lines
    assert "tanh" not in "".join(lines) and "exp(" not in "".join(lines)  # all are powers of two
    advanced = [line.split(" ")[0] for line in lines if line.split(" ")[0] in "vxyz"]
    assert sorted(advanced[:2]) == ["x", "z"] and advanced[2:] == ["v", "y"]  # gates, voltage, what follows both


def test_one_division_per_gate():
    equations = """
    dv/dt = (x - v)/ms : 1
    dx/dt = (1/(1 + exp(-v)) - x)/((2.0 - 1.0/(1 + exp(v/7)) + 3.0/(exp(v/5) + exp(-v/9)))*ms) : 1
    """
    lines = code(equations, after=())
    of_gate = lines[: next(n for n, line in enumerate(lines) if line.startswith("_now_middle"))]
    assert "\n".join(of_gate).count("/") == 1 and "\n".join(of_gate).count("exp2(") == 4


@pytest.mark.parametrize(("v", "seen"), [(0.25, 0.25), (7.0, 0.5), (-7.0, -0.5)])
def test_gates_see_the_voltage_within_its_reach(v, seen):
    """One step of a gate whose steady state is exp(v), by hand; the power of two needs no check within the reach."""
    lines = staggered("v", (), reach=0.5)(brian2.Equations("dv/dt = -v/ms : 1\ndx/dt = (exp(v) - x)/(2*ms) : 1"), {})
    state = {"v": v, "x": 0.3, "dt": 1e-4, "ms": 1e-3, "exp2": math.exp2, "exp2_inside": math.exp2}
    exec(lines, {"abs": abs}, state)
    assert state["x"] == pytest.approx((0.3 * (1 - 0.025) + 0.05 * math.exp(seen)) / (1 + 0.025), rel=1e-13)
    assert state["v"] == pytest.approx(v * math.exp(-0.1), rel=1e-13)
    assert lines.count("exp2_inside(") == 1 and lines.count("exp2(") == 1


def test_what_follows_sees_the_mean_of_both_voltages():
    lines = code("dv/dt = -v/ms : 1\ndy/dt = (v - y)/ms : 1")
    assert lines.index("_now_middle = 0.5*v") < next(n for n, line in enumerate(lines) if line.startswith("v = "))
    assert lines.index("_now_middle += 0.5*v") == len(lines) - 2
    assert lines[-1].startswith("y += ") and "_now_middle" in lines[-1]


@pytest.mark.parametrize(
    ("equation", "name"),
    [
        ("dx/dt = -x**2/ms : 1", "x"), ("dx/dt = (v - exp(x))/ms : 1", "x"), ("dx/dt = v/ms : 1", "x"),
        ("dy/dt = -y*y/ms : 1", "y"), ("dv/dt = -v**3/ms : 1", "v"),
    ],
)  # fmt: skip
def test_an_equation_that_is_not_linear_in_its_variable_is_refused(equation, name):
    others = "" if name == "v" else "\ndv/dt = -v/ms : 1"
    with pytest.raises(ValueError, match=f"the equation of '{name}' is not linear in {name} with a slope"):
        code(equation + others)


def test_the_refusal_reaches_who_runs_it():
    with pytest.raises(brian2.core.base.BrianObjectException) as error:
        run("dv/dt = -v**3/ms : 1", {"v": 1.0}, dt=0.1, after=())
    chain, found = [], error.value
    while found is not None:
        chain.append(str(found))
        found = found.__cause__
    assert any("the equation of 'v' is not linear in v" in line for line in chain)
