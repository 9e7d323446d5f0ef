"""Neuromodulation without a simulation: the code of reference and controller, run by numpy."""

import numpy as np
import pytest
from brian_code import execute

from homeotherm.models.da.membrane import MEMBRANE as DA
from homeotherm.models.da.population import POPULATION as DA_POPULATION
from homeotherm.models.stg.membrane import MEMBRANE as STG
from homeotherm.models.stg.population import POPULATION as STG_POPULATION
from homeotherm.physiology.compensation import reference_constants, reference_of_pair
from homeotherm.physiology.conductances import threshold_voltages
from homeotherm.physiology.neuromodulation import CONTROLLED, constants, reference
from homeotherm.physiology.population import draw_population

GAINS = {"alpha": 5.0, "beta": 5.0, "K_p": 0.3, "K_i": 5.0, "u_max": 1e10}
"""The paper's, in Hz and Hz2; u_max in mS/cm2/s."""
MATRIX = np.array([[-10.0, 4.7, 5.0], [5.0, -5.0, 0.0], [0.0, -1.0, 0.0]])
"""Of (pool, held, z) with these gains, per s: pool' = -(alpha + beta) pool + (alpha - K_p) held + K_i z + K_p r."""


# --- the reference


@pytest.mark.parametrize(
    ("membrane", "population", "pair"),
    [
        pytest.param(STG, STG_POPULATION, ("CaS", "A"), id="stg-CaS-A"),
        pytest.param(STG, STG_POPULATION, ("CaS", "H"), id="stg-CaS-H"),
        pytest.param(DA, DA_POPULATION, ("CaL", "CaN"), id="da-CaL-CaN"),
    ],
)
def test_the_code_is_the_reference(membrane, population, pair):
    generator = np.random.default_rng(2)
    cells = draw_population(membrane, population, 100, 7)
    found = reference_constants(membrane, pair, threshold_voltages(membrane, cells))
    code, given = reference(membrane, pair), constants(membrane, found)
    assert all(values.shape == (100,) for values in given.values())
    for slow, ultraslow in ((5.0, 4.0), (-8.0, 4.0), (-10.0, 3.0)):
        now = cells * generator.uniform(0.1, 3.0, cells.shape)
        is_open = (generator.random(cells.shape) > 0.2).astype(float)
        is_open[:, -1] = 1.0  # nothing blocks the leak
        values = {**given, "target_s": slow, "target_u": ultraslow}
        for column, name in enumerate(membrane.names):
            values |= {f"g_{name}": now[:, column], f"open_{name}": is_open[:, column]}
        names = execute(code, values)
        expected = reference_of_pair(found, now * is_open, slow, ultraslow)
        for column, name in enumerate(pair):
            size = abs(expected[:, column]).max()
            np.testing.assert_allclose(
                names[f"reference_{name}"], expected[:, column], rtol=1e-12, atol=1e-12 * size
            )  # fmt: skip


def test_every_constant_is_read_and_every_name_known():
    """A constant that the code does not read would cost memory, a name that nothing sets would be a lost term."""
    for membrane, pair in ((STG, ("CaS", "A")), (STG, ("CaS", "H")), (DA, ("CaL", "CaN"))):
        given = constants(membrane, reference_constants(membrane, pair, np.array([-50.0])))
        names = set(compile(reference(membrane, pair), "<code>", "exec").co_names)
        assert set(given) <= names
        assert not {f"{each}_{name}" for each in ("g", "open", "known") for name in pair} & names  # the pair is unknown


# --- the controller


def controlled(seconds: float, reference_of, start, interval: float = 1.0, control: float = 1.0, **gains: float):
    """Return (steps, pool held z) of one conductance, for a reference that is a function of what is held."""
    code = CONTROLLED.format(name="X", interval=interval)
    state = dict(zip(("pool_X", "held_X", "z_X"), start, strict=True))
    course = []
    for _ in range(round(seconds * 1e3 / interval)):
        given = {**GAINS, **gains, "reference_X": reference_of(state["held_X"]), "control": control}
        execute(code, {**given, **state}, state)
        course.append(tuple(state.values()))
    return np.array(course)


def rest(held: float, **gains: float) -> tuple[float, float, float]:
    """Return pool, held and z at rest: the pool holds as much as the membrane, and z keeps up with degradation."""
    used = {**GAINS, **gains}
    return held, held, used["beta"] / used["K_i"] * held


def test_at_rest_nothing_moves():
    course = controlled(1.0, lambda held: held, rest(12.0))
    np.testing.assert_allclose(course, [rest(12.0)] * 1000, rtol=1e-14)


def test_without_control_nothing_moves():
    course = controlled(0.1, lambda held: 50.0, (3.0, 12.0, 7.0), control=0.0)
    assert (course == [3.0, 12.0, 7.0]).all()


def test_a_step_is_the_linear_system():
    """Every step by the paper's equations as a matrix, for three states of no particular kind."""
    start, wanted, dt = np.array([3.0, 12.0, 7.0]), 20.0, 1e-3
    course = controlled(0.05, lambda held: wanted, start)
    state = start
    for found in course:
        state = state + dt * (MATRIX @ state + wanted * np.array([0.3, 0.0, 1.0]))
        np.testing.assert_allclose(found, state, rtol=1e-12)


def test_poles_of_the_closed_loop():
    """s^3 + (2 alpha + beta) s^2 + alpha (beta + K_p) s + alpha K_i, with a damping of 0.68 at 1.38 /s."""
    alpha, beta, proportional, integral = (GAINS[name] for name in ("alpha", "beta", "K_p", "K_i"))
    polynomial = [1.0, 2 * alpha + beta, alpha * (beta + proportional), alpha * integral]
    np.testing.assert_allclose(np.poly(MATRIX), polynomial, rtol=1e-12)
    poles = np.roots(polynomial)
    assert (poles.real < -0.9).all()
    slow = poles[np.argmax(poles.imag)]
    assert abs(slow) == pytest.approx(1.38, abs=0.01) and -slow.real / abs(slow) == pytest.approx(0.68, abs=0.01)
    # the code has these poles: what is left after a step of the reference is a sum of their exponentials
    course = controlled(8.0, lambda held: 20.0, rest(10.0))[:, 1] - 20.0
    steps = 1.0 + 1e-3 * poles
    late = course[3000::500][:8]  # the fast pole has died
    decayed = np.roots([1.0, *np.linalg.lstsq(np.stack([late[1:-1], late[:-2]], 1), -late[2:], rcond=None)[0]])
    slow_steps = steps[abs(steps.imag) > 0] ** 500
    np.testing.assert_allclose(np.sort_complex(decayed), np.sort_complex(slow_steps), rtol=1e-6)


def test_settled_after_a_few_seconds():
    held = controlled(8.0, lambda held: 20.0, rest(10.0))[:, 1]
    assert abs(held[5000:] - 20.0).max() < 0.01 * 10.0
    assert held.max() < 20.0 + 0.06 * 10.0  # little overshoot
    assert abs(held[1000] - 20.0) > 1.0  # and no jump


def test_integral_action_needs_no_model_of_degradation():
    """Whatever the pool loses and whatever the gains, what is held ends on the reference."""
    for gains in ({"beta": 2.0}, {"alpha": 8.0}, {"K_p": 1.0, "K_i": 3.0}):
        course = controlled(25.0, lambda held: 20.0, (0.0, 0.0, 0.0), **gains)
        np.testing.assert_allclose(course[-1], rest(20.0, **gains), rtol=1e-4)


def test_saturated_insertion_and_anti_windup():
    """U rises to u_max and no further, and z does not run away: it ends where K_i z is beta/K_i e above u_max."""
    largest, wanted = 20.0, 100.0  # mS/cm2/s; the pool can hold 4 mS/cm2 at most, u_max/beta
    course = controlled(20.0, lambda held: wanted, rest(1.0), u_max=largest)
    pool, held, z = course[-1]
    assert (pool, held) == pytest.approx((largest / 5.0, largest / 5.0), rel=1e-6)
    # dz/dt = 0: e = K_t (w - u), with w = K_p e + K_i z and K_t = beta/K_i
    error = wanted - held
    assert z == pytest.approx((error / (5.0 / 5.0) + largest - 0.3 * error) / 5.0, rel=1e-6)
    assert course[:, 2].max() < 1.01 * z
    # back to a reference within reach
    back = controlled(8.0, lambda held: 2.0, course[-1], u_max=largest)[:, 1]
    assert abs(back[5000:] - 2.0).max() < 0.05 and back.min() > 1.5  # without it z = 1900 had to be undone first


def test_without_saturation_the_correction_is_absent():
    """As long as w is below u_max, z is the plain integral of the error."""
    course = controlled(0.5, lambda held: 20.0, rest(10.0))
    errors = 20.0 - np.concatenate([[10.0], course[:-1, 1]])
    np.testing.assert_allclose(course[:, 2], 10.0 + 1e-3 * errors.cumsum(), rtol=1e-12)
