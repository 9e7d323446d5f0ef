"""Homeostasis without a simulation: the code of its step, run by numpy, against solutions by hand."""

import numpy as np
import pytest
from brian_code import execute

from homeotherm.physiology.homeostasis import STEP, conductance

TARGET, SYNTHESIS, TRANSLATION = 125.0, 0.6, 0.1
"""Calcium; s cm2/mS; s."""


def regulated(calcium, seconds: float, interval: float = 1.0, regulation: float = 1.0, start=(0.0, 0.0)):
    """Return (time, I, Y) after every step in s, for a calcium that is a number or one per step."""
    steps = round(seconds * 1e3 / interval)
    calcium = np.broadcast_to(calcium, steps)
    state = {"I": start[0], "Y": start[1], "Ca_target": TARGET, "tau_g": TRANSLATION, "regulation": regulation}
    course = []
    for now in calcium:
        execute(STEP.format(interval=interval), {**state, "Ca": now}, state)
        course.append((state["I"], state["Y"]))
    return interval * 1e-3 * np.arange(1, steps + 1), *np.array(course).T


def test_a_constant_error_by_hand():
    """I = e t; Y' = (I - Y)/tau_g gives Y = e (t - tau_g + tau_g exp(-t/tau_g))."""
    time, integral, seen = regulated(TARGET - 20.0, 2.0)
    np.testing.assert_allclose(integral, 20.0 * time, rtol=1e-12)
    exact = 20.0 * (time - TRANSLATION + TRANSLATION * np.exp(-time / TRANSLATION))
    assert abs(seen - exact).max() < 20.0 * 1e-3  # one step of 1 ms
    finer_time, _, finer = regulated(TARGET - 20.0, 2.0, interval=0.1)
    exact = 20.0 * (finer_time - TRANSLATION + TRANSLATION * np.exp(-finer_time / TRANSLATION))
    assert abs(finer - exact).max() < 20.0 * 1e-4


def test_conductances_follow_synthesis_with_the_translation_time():
    time, _, seen = regulated(TARGET, 0.5, start=(3.0, 0.0))  # on target, synthesis ahead
    np.testing.assert_allclose(seen, 3.0 * (1.0 - np.exp(-time / TRANSLATION)), rtol=1e-12)


def test_nothing_moves_on_target_or_without_regulation():
    for calcium, regulation in ((TARGET, 1.0), (500.0, 0.0)):
        _, integral, seen = regulated(calcium, 0.2, regulation=regulation, start=(2.0, 2.0))
        assert (integral == 2.0).all() and (seen == 2.0).all()


def test_two_numbers_stand_for_all_conductances():
    """The equations of messengers and conductances, one by one, against the ray."""
    initial = np.array([4900.0, 4.8, 376.0, 0.0105])
    synthesis = SYNTHESIS * initial[0] / initial  # tau_X
    generator = np.random.default_rng(1)
    calcium = generator.uniform(0.0, 400.0, 3000)
    messenger, direct = initial.copy(), initial.copy()
    for now in calcium:
        messenger += (TARGET - now) / synthesis * 1e-3
        direct += (messenger - direct) * (1.0 - np.exp(-1e-3 / TRANSLATION))
    _, _, seen = regulated(calcium, 3.0)
    slope = initial / initial[0] / SYNTHESIS
    found = execute(f"g = {conductance('X')}", {"o_X": initial, "s_X": slope, "Y": seen[-1]})["g"]
    np.testing.assert_allclose(found, direct, rtol=1e-11)
    np.testing.assert_allclose(found / initial, found[0] / initial[0], rtol=1e-12)  # one ray: the ratios stay
    assert found[0] != pytest.approx(initial[0], rel=1e-4)
