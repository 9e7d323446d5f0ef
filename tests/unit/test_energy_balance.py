"""The energy balance by hand, and what it gates in regulated cells."""

import numpy as np
import pytest
from brian_code import execute

from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.physiology.energy import RESTING, SUFFICIENCY, balance
from homeotherm.physiology.membrane_equations import neuron_equations
from homeotherm.regulated import energy
from homeotherm.regulated.cells import regulation_step

KNOWN = {"S": 2.0, "S_max": 1000.0, "m_r": 0.25, "tau_a": 5.0, "ms": 1e-3}


def balanced(bill: float, books: bool = False, **changes: float) -> dict[str, np.ndarray]:
    state = {"a": np.array([0.5, 1e-4]), "spiking_bill": np.array([bill, bill])}
    if books:
        state |= {name: np.zeros(2) for name in ("produced", "maintained", "spent_spiking", "unpaid")}
    return execute(balance(("spiking",), "1", "1", books), {**KNOWN, **changes, **state}, state)


def test_one_millisecond_by_hand():
    """At 0.5: gained 2*0.5/5000, kept up 0.25*0.5/5000, and a spike of 0.01; the poor cell pays what it has."""
    found = balanced(0.01)
    np.testing.assert_allclose(found["a"], [0.5 + 2e-4 - 2.5e-5 - 0.01, 0.0], rtol=1e-12)
    assert np.all(found["spiking_bill"] == 0)


def test_production_has_a_ceiling():
    np.testing.assert_allclose(balanced(0.0, S_max=0.1)["a"][0], 0.5 + 2e-5 - 2.5e-5, rtol=1e-12)


def test_books_add_up():
    found = balanced(0.01, books=True)
    left = found["produced"] - found["maintained"] - found["spent_spiking"] + found["unpaid"]
    np.testing.assert_allclose(found["a"], np.array([0.5, 1e-4]) + left, atol=1e-15)
    assert found["unpaid"][0] == 0 and found["unpaid"][1] > 0.009


def test_at_rest_production_pays_for_maintenance():
    resting = execute(f"a = {RESTING.format(supply='1', maintenance='1')}", KNOWN)["a"]
    assert resting == pytest.approx(2.0 / 2.25)
    state = {"a": np.array([resting]), "spiking_bill": np.zeros(1)}
    np.testing.assert_allclose(execute(balance(("spiking",), "1", "1"), {**KNOWN, **state}, state)["a"], resting)


@pytest.mark.parametrize(("feedback", "expected"), [(1.0, 0.5), (0.5, 0.75), (0.0, 1.0)])
def test_gates_at_their_midpoint(feedback, expected):
    known = {"a": 0.3, "theta_a": 0.3, "f": feedback, "k_pump": 1.0, "k_synthesis": 1.0}
    found = execute(energy.GATES, known)
    assert found["pump"] == found["synthesis"] == expected
    assert execute(SUFFICIENCY, {"a": 0.0, "theta_a": 0.3})["sufficiency"] == 0


def test_only_the_removal_of_calcium_is_gated():
    (limited,) = [line for line in neuron_equations(MEMBRANE, pump=True).splitlines() if line.startswith("dCa/dt")]
    (plain,) = [line for line in neuron_equations(MEMBRANE).splitlines() if line.startswith("dCa/dt")]
    assert limited.replace("pump*", "") == plain and "pump*Ca + pump*0.05" in limited


def test_only_homeostasis_is_gated_in_regulation():
    plain, limited = (regulation_step(MEMBRANE, ("CaS", "A"), limited=each) for each in (False, True))
    assert "synthesis" not in plain
    assert limited.count("*synthesis*ms") == 2  # the integral of the error, and translation
