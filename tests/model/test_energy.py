"""The energy variable: books that close, costs and gates that follow from the equations."""

import numpy as np
import pytest

from homeotherm.engine.run import read_manifest
from homeotherm.models.microcircuit.arguments import USED_HERE
from homeotherm.point import simulate_point

SILENT = {"background_rate": 0.0, "stimulus_rate": 0.0, "in_degree": 0.0}
FROZEN = {"turnover_time_constant": 1e5, "initial_weight_spread": 0.0}


@pytest.fixture(scope="module")
def energy_build(table, tiny_values, compiled):
    """Return the build of the tiny network with the energy variable."""
    return compiled("microcircuit", table.structure({**tiny_values, "energy": 1.0}))


@pytest.fixture
def with_energy(simulate, energy_build):
    """Return a function that simulates the tiny network with energy and some parameters changed."""
    return lambda **changes: simulate(folder=energy_build, energy=1.0, **changes)


def test_the_binary_takes_what_the_table_says(table, tiny_values, energy_build):
    taken = {entry["symbol"] for entry in read_manifest(energy_build)["constants"].values()}
    rows = table.in_force({**tiny_values, "energy": 1.0}).items()
    expected = {row.symbol for name, row in rows if not (row.structural or row.driver or name in USED_HERE)}
    assert taken == expected | {"network", "initial", "noise"}


@pytest.mark.parametrize(
    "changes", [{}, {"temperature": 42.0}, {"energy_supply": 0.05}, {"energy_supply_ceiling": 0.1}]
)
def test_the_balance_closes(with_energy, changes):
    """Energy at the end = energy at the start + production + unpaid - uses, in each cell."""
    kept = with_energy(**changes).arrays
    assert np.abs(kept["balance_error"]).max() < 1e-9
    for name in ("produced", "maintained", "spent_spiking", "spent_synaptic"):
        assert kept[name][-1] > 0 and (np.diff(kept[name]) >= 0).all()
    assert (kept["energy_of_cell"] >= 0).all() and (kept["energy_of_cell"] <= 1).all()
    if "energy_supply" in changes:
        assert kept["unpaid"][-1] > 0  # cells ran empty, and the balance closed nevertheless


def test_books_alone_change_nothing(table, tiny_values, tiny_build, energy_build):
    """Without feedback the spikes are those of the network without energy, bit for bit."""
    drivers = {name: parameter.driver for name, parameter in table.parameters.items() if parameter.driver}
    recordings = [
        simulate_point(table, "same streams", {**tiny_values, **changes}, drivers, 1, folder, read_manifest(folder))
        for folder, changes in ((tiny_build, {}), (energy_build, {"energy": 1.0, "feedback": 0.0}))
    ]
    off, on = (recording.arrays for recording in recordings)
    assert off["spike_step"].size > 100
    for name in off:
        np.testing.assert_array_equal(off[name], on[name], err_msg=name)


@pytest.mark.parametrize("temperature", [30.0, 42.0])
def test_a_resting_cell_keeps_its_energy(with_energy, temperature):
    """Supply and maintenance have one Q10, so that a = S/(S + m_r) at every temperature; half the supply, a lower a."""
    kept = with_energy(temperature=temperature, **SILENT).arrays
    np.testing.assert_allclose(kept["energy"], 1.0 / 1.15, rtol=1e-12)
    kept = with_energy(temperature=temperature, metabolic_rate=0.49, **SILENT).arrays
    np.testing.assert_allclose(kept["energy"], 0.49 / (0.49 + 0.15), rtol=1e-12)


def test_every_spike_costs_the_same(with_energy):
    """Cells driven by their leak fire alike: books of spikes = cost x spikes of a cell."""
    driven = {**SILENT, "leak_reversal": -40.0, "adaptation_increment": 0.0, "katp_conductance": 0.0}
    kept = with_energy(**driven, spike_cost=0.002).arrays
    rate = kept["rate"][-1]
    spent = (kept["spent_spiking"][-1] - kept["spent_spiking"][0]) / (kept["books_time"][-1] - kept["books_time"][0])
    assert rate > 10 and spent == pytest.approx(0.002 * rate, rel=0.05)
    assert kept["spent_synaptic"][-1] == 0


def test_an_empty_cell_does_not_learn(with_energy):
    """Without supply both gates are shut: with turnover away, weights stay where they were."""
    starved = {"energy_supply": 0.0, "katp_conductance": 0.0, **FROZEN}
    np.testing.assert_allclose(with_energy(**starved).arrays["weight"], 2.0, rtol=1e-4)
    eroded = with_energy(**starved, depression_gating=0.0).arrays["weight"]
    assert (eroded <= 2.0 + 1e-4).all() and eroded.mean() < 1.95
    grown = with_energy(**starved, potentiation_gating=0.0).arrays["weight"]
    assert (grown >= 2.0 - 1e-4).all() and grown.mean() > 2.05


def test_lack_of_energy_silences(with_energy):
    """The K_ATP conductance lowers the rate, and feedback 0 removes it."""
    rates = [
        with_energy(energy_supply=0.0, feedback=feedback).arrays["rate"][1:].mean() for feedback in (0.0, 0.5, 1.0)
    ]
    assert rates[0] > rates[1] > rates[2]
