"""Q10s of the processes of a neuron, and crash temperatures and Q10s as measures."""

import numpy as np
import pytest

from homeotherm.measures.thermal import crash, hysteresis, q10
from homeotherm.models.da.membrane import MEMBRANE as DOPAMINERGIC
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.parameters import load_model_table
from homeotherm.physiology.thermal import RANGES, factors, mixed, processes
from homeotherm.regulated.energy import processes_of

MATCHED = {name: 3.0 if "activation" in name else 1.5 for name in processes(MEMBRANE)}


def test_every_process_has_a_row_in_the_table(project):
    table = load_model_table("stg", project / "config" / "models")
    rows = [name for name, parameter in table.parameters.items() if parameter.table == "q10"]
    assert rows == [f"q10_{name}" for name in processes_of(MEMBRANE, limited=True)]
    assert all(table.parameters[name].option == "temperature_dependence" for name in rows)


def test_a_gate_without_a_rate_is_no_process():
    found = processes(DOPAMINERGIC)
    assert "activation_NMDA" not in found and "conductance_NMDA" in found
    assert found.count("activation_ERG") == 1


def test_factors_are_one_at_the_reference_and_q10_ten_degrees_above():
    found = factors({"calcium": 2.0, "activation_Na": 3.0}, np.array([10.0, 20.0, 0.0]), 10.0)
    np.testing.assert_array_equal(found["calcium"], [1.0, 2.0, 0.5])
    np.testing.assert_allclose(found["activation_Na"], [1.0, 3.0, 1 / 3], rtol=1e-15)


def test_without_spread_a_set_is_the_matched_one():
    assert mixed(MATCHED, 5, 0.0) == MATCHED


def test_a_mixed_set_lies_in_its_ranges_and_belongs_to_its_number():
    one, same, other = mixed(MATCHED, 1, 1.0), mixed(MATCHED, 1, 1.0), mixed(MATCHED, 2, 1.0)
    assert one == same != other
    for name, value in one.items():
        kind = name.split("_")[0]
        if kind in RANGES:
            low, high = RANGES[kind]
            assert low <= value <= high
        else:
            assert value == MATCHED[name]


def test_half_the_spread_is_halfway():
    full, half = mixed(MATCHED, 3, 1.0), mixed(MATCHED, 3, 0.5)
    for name in MATCHED:
        assert half[name] == pytest.approx(0.5 * (MATCHED[name] + full[name]), rel=1e-12)


def test_crash_is_the_first_step_without_function():
    function = [[1, 1, 1, 1], [1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 0, 1]]
    found = crash(np.array(function), np.array([10.0, 20.0, 30.0, 20.0]))
    np.testing.assert_array_equal(found.temperature, [np.nan, 20.0, 10.0, 30.0])
    assert found.crashed.tolist() == [False, True, True, True]


def test_q10_of_exponentials_is_exact_and_ignores_what_is_unknown():
    temperatures = np.array([10.0, 14.0, 18.0, 25.0])
    values = np.array([[2.0], [0.5]]) ** ((temperatures - 10.0) / 10.0) * np.array([[7.0], [0.3]])
    values[1, 2] = np.nan
    np.testing.assert_allclose(q10(values, temperatures), [2.0, 0.5], rtol=1e-12)


def test_q10_needs_three_temperatures():
    values = np.array([[1.0, 2.0, np.nan, 0.0], [np.nan] * 4, [1.0, 1.0, 1.0, np.nan]])
    np.testing.assert_array_equal(q10(values, np.array([10.0, 15.0, 20.0, 25.0])), [np.nan, np.nan, 1.0])


@pytest.mark.parametrize("measure", [crash, q10])
def test_lengths_must_agree(measure):
    with pytest.raises(ValueError, match=r"3 .* and 2 temperatures"):
        measure(np.ones((1, 3)), np.array([10.0, 20.0]))


def test_hysteresis_is_what_is_kept_up_less_what_is_back_down():
    """Lost above 14 degC and back from 10 degC on: 4 K; the other way round: -4 K; never lost, never there: 0."""
    up, down = [1, 1, 1, 0, 0], [1, 0, 0, 0, 0]
    ways = np.array([[up, down], [down, up], [[1] * 5] * 2, [[0] * 5] * 2])
    np.testing.assert_array_equal(hysteresis(ways, [10, 12, 14, 16, 18]), [4, -4, 0, 0])


def test_without_a_way_down_there_is_no_hysteresis():
    assert np.isnan(hysteresis(np.ones((3, 1, 4)), [10, 12, 14, 16])).all()
