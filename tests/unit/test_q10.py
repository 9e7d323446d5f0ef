"""Q10 factors and the two axes."""

import math

import numpy as np
import pytest

from homeotherm.models.microcircuit.arguments import binary_values, factor_symbols, factors, tables
from homeotherm.physiology.q10 import equivalent_temperature, metabolic_rate, q10_factor


def test_ten_degrees_are_one_q10():
    assert q10_factor(2.3, 47, 37) == pytest.approx(2.3)
    assert q10_factor(2.3, 27, 37) == pytest.approx(1 / 2.3)
    assert q10_factor(5.0, 37, 37) == 1.0


@pytest.mark.parametrize(("rate", "temperature"), [(0.49, 30.0), (1.0, 37.0), (1.67, 42.0)])
def test_named_states_are_normal_metabolisms_at_their_temperatures(rate, temperature):
    assert equivalent_temperature(rate, 37.0, 2.8, 37.0) == pytest.approx(temperature, abs=0.1)


def test_normal_metabolism_sees_its_own_temperature_exactly():
    assert equivalent_temperature(1.0, 41.3, 2.8, 37.0) == 41.3


def test_equivalent_temperature_inverts_the_metabolic_rate():
    """T_M = 37 + 10 ln M / ln Q_M, with M the rate at the temperature."""
    total = metabolic_rate(1.67, 30.0, 2.8, 37.0)
    assert equivalent_temperature(1.67, 30.0, 2.8, 37.0) == pytest.approx(37.0 + 10.0 * math.log(total) / math.log(2.8))


def test_factors_follow_their_drivers(table):
    values = {**table.defaults(), "temperature": 27.0, "metabolic_rate": 2.8}  # M = 1: metabolism as at 37 degrees
    drivers = {name: parameter.driver for name, parameter in table.parameters.items() if parameter.driver}
    numbers = factors(table, values, drivers, np.array([27.0]))
    assert numbers["phi_gL"] == pytest.approx(1 / 1.98)
    assert numbers["phi_nu"] == pytest.approx(1.0) and numbers["phi_A"] == pytest.approx(1.0)
    changed = factors(table, values, {**drivers, "q10_afferent_rate": "temperature"}, np.array([27.0]))
    assert changed["phi_nu"] == pytest.approx(1 / 3.0)


def test_factors_over_a_ramp_are_those_of_its_temperatures(table):
    """The table has a row each half second, and a ramp from 30 °C by 12 K is at 42 °C in the middle of training."""
    drivers = {name: parameter.driver for name, parameter in table.parameters.items() if parameter.driver}
    values = {**table.defaults(), "temperature": 30.0, "ramp_span": 12.0, "training_duration": 120.0}
    rows = tables(table, values, drivers)["factors"]
    leak = rows[:, factor_symbols(values).index("phi_gL")]
    assert leak.shape == (282,)  # 2 x 10.4 s of tests and 120 s
    assert leak[0] == leak[-1] == pytest.approx(1.98**-0.7)
    middle = leak.argmax()
    assert middle * 0.5 == pytest.approx(10.4 + 60.0, abs=0.5) and leak[middle] == pytest.approx(1.98**0.5, rel=0.005)
    assert (np.diff(leak[21:middle]) > 0).all() and (np.diff(leak[middle + 1 : 261]) < 0).all()


def test_supply_follows_the_state_and_maintenance_the_temperature(table):
    drivers = {name: parameter.driver for name, parameter in table.parameters.items() if parameter.driver}
    values = {**table.defaults(), "energy": 1.0, "metabolic_rate": 0.49}
    found = factors(table, values, drivers, np.array([37.0, 47.0]))
    assert found["phi_S"] == pytest.approx([0.49, 0.49 * 2.8]) and found["phi_m"] == pytest.approx([1.0, 2.8])


def test_normal_state_at_reference_leaves_every_factor_at_one(table):
    drivers = {name: parameter.driver for name, parameter in table.parameters.items() if parameter.driver}
    rows = tables(table, table.defaults(), drivers)["factors"]
    assert rows.shape[1] == 11 and (rows == 1.0).all()
    numbers = binary_values(table, table.defaults(), drivers)
    assert numbers["C"] == 2e-10 and numbers["tau_w"] == 15.0 and numbers["E_K"] == -0.09
