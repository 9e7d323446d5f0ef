"""The compiled pairing experiment against the kernel, the EPSP and the threshold that its equations imply."""

import re

import numpy as np
import pytest

from homeotherm.describe import with_tables
from homeotherm.design import point_id
from homeotherm.engine.run import read_manifest
from homeotherm.models.microcircuit import equations as network_equations
from homeotherm.models.microcircuit.arguments import USED_HERE, factor_symbol
from homeotherm.models.pairing import arguments, equations
from homeotherm.models.pairing.observables import measure
from homeotherm.models.pairing.protocol import layout
from homeotherm.parameters import load_model_table
from homeotherm.point import simulate_point

SMALL = {"pairings": 3.0, "interval_step": 5.0, "smallest_volley": 8.0, "largest_volley": 60.0, "separation_step": 2.0}
WITHOUT_Q10 = {
    f"q10_{name}": 1.0
    for name in ("leak_conductance", "excitatory_decay", "excitatory_conductance", "stdp_rate", "stdp_amplitude")
}


@pytest.fixture(scope="module")
def pairing(project):
    return load_model_table("pairing", project / "config" / "models")


@pytest.fixture(scope="module")
def values(pairing):
    return {**pairing.defaults(), **SMALL}


@pytest.fixture(scope="module")
def binary(pairing, values, compiled):
    return compiled("pairing", pairing.structure(values))


@pytest.fixture(scope="module")
def experiment(pairing, values, binary):
    drivers = {name: row.driver for name, row in pairing.parameters.items() if row.driver}

    def run(seed: int = 1, **changes: float):
        changed = {**values, **changes}
        name = point_id(pairing, changed, drivers, seed)
        return simulate_point(pairing, name, changed, drivers, seed, binary, read_manifest(binary))

    return run


def all_pairs(values: dict[str, float], eta: float, tau_plus: float, tau_minus: float) -> np.ndarray:
    """Return the change of weight per pairing from all pairs of spikes, first to last; times in ms."""
    plan = layout(values)
    periods = np.arange(plan.pairings) * values["pairing_period"] * 1000
    lags = plan.intervals[:, None, None] * values["time_step"] + periods[:, None] - periods  # post - arrival
    after, before = np.maximum(lags, 0), np.minimum(lags, 0)
    up = np.where(lags >= 0, eta * np.exp(-after / tau_plus), 0)
    down = np.where(lags < 0, eta * values["depression_ratio"] * tau_plus / tau_minus * np.exp(before / tau_minus), 0)
    return (up - down).sum(axis=(1, 2)) / plan.pairings


def kernel_of(recording, values):
    assert recording.status == "ok", recording.message
    return (recording.arrays["weight"] - values["maximal_weight"] / 2) / values["pairings"]


def test_cells_and_synapses_are_the_networks():
    for name in ("RESET", "LEAVE_X_PLUS", "PLASTIC_SYNAPSES", "TRACES"):
        assert getattr(equations, name) is getattr(network_equations, name)


def test_table_docs_and_code_agree(pairing, binary, project):
    taken = {entry["symbol"] for entry in read_manifest(binary)["constants"].values()}
    rows = {
        row.symbol
        for name, row in pairing.parameters.items()
        if not (row.structural or row.driver or name in USED_HERE)
    }
    assert not rows & set(arguments.ABSENT)
    assert taken == rows | set(arguments.ABSENT) | {"V_r", "network", "initial", "noise"}
    factors = {factor_symbol(row.symbol) for row in pairing.parameters.values() if row.driver}
    assert factors == {"phi_gL", "phi_te", "phi_gE", "phi_tau", "phi_A"}
    document = (project / "docs" / "pairing.md").read_text(encoding="utf-8")
    assert with_tables(document, pairing) == document, "run: make docs"


def test_the_kernel_that_was_put_in_comes_back(experiment, values):
    kernel = kernel_of(experiment(temperature=42.0, **WITHOUT_Q10), values)
    np.testing.assert_allclose(kernel, all_pairs(values, 0.08, 17.0, 34.0), rtol=1e-6)
    interval = layout(values).intervals * values["time_step"]
    single = np.where(interval >= 0, 0.08 * np.exp(-interval / 17), -0.08 * 0.55 * 0.5 * np.exp(interval / 34))
    np.testing.assert_allclose(kernel, single, rtol=1e-6)  # what is left from pair to pair is small
    assert kernel[interval == 0] == pytest.approx(0.08)  # at one time, the arrival counts first


@pytest.mark.parametrize("temperature", [30.0, 42.0])
def test_warmth_shortens_and_raises_the_kernel(experiment, values, temperature):
    recording = experiment(temperature=temperature)
    warmth = (temperature - 37.0) / 10.0
    eta, plus, minus = 0.08 * 3.0**warmth, 17.0 / 2.3**warmth, 34.0 / 2.3**warmth
    np.testing.assert_allclose(kernel_of(recording, values), all_pairs(values, eta, plus, minus), rtol=1e-6)
    measured = measure(recording, {**values, "temperature": temperature})
    expected = {
        "potentiation_time_constant": plus, "depression_time_constant": minus, "potentiation_peak": eta,
        "depression_peak": -0.275 * eta, "potentiation_area": eta * plus, "area_ratio": 0.55,
    }  # fmt: skip
    for name, value in expected.items():
        assert measured[name] == pytest.approx(value, rel=1e-5), name


def test_metabolic_rate_raises_the_kernel_only(experiment, values):
    """The amplitude follows the metabolic rate, ``3^(ln m/ln 2.8)``; the time constants the temperature."""
    eta = 0.08 * 3.0 ** (np.log(1.67) / np.log(2.8))
    kernel = kernel_of(experiment(metabolic_rate=1.67), values)
    np.testing.assert_allclose(kernel, all_pairs(values, eta, 17.0, 34.0), rtol=1e-6)


@pytest.mark.parametrize("temperature", [30.0, 37.0, 42.0])
def test_small_epsp_is_a_difference_of_exponentials(experiment, temperature):
    """``v = g/C (E_e - E_L) tau_m tau_e/(tau_m - tau_e) (exp(-t/tau_m) - exp(-t/tau_e))`` where g is small."""
    arrays = experiment(temperature=temperature, initial_weight=1e-3).arrays
    warmth = (temperature - 37.0) / 10.0
    leak, decay, weight = 20.0 / 1.98**warmth, 5.0 / 2.0**warmth, 1e-3 * 2.0**warmth  # ms, ms, nS
    shape = np.exp(-arrays["time"] / leak) - np.exp(-arrays["time"] / decay)
    expected = weight / 200.0 * 65.0 * leak * decay / (leak - decay) * shape
    assert np.abs(arrays["epsp"] - expected).max() < 2e-3 * expected.max()


def test_a_cell_fires_above_its_threshold_and_needs_both_halves(experiment, values):
    """The threshold of simultaneous halves by fine integration of the same membrane without a threshold."""
    arrays = experiment().arrays
    fired = arrays["fired"]
    assert (np.diff(fired.astype(int), axis=0) >= 0).all()  # more conductance never silences
    measured = measure(experiment(), values)

    def highest(amplitude: float, step: float = 0.01) -> float:
        voltage, conductance, top = -65.0, amplitude, -65.0
        for _ in range(4000):
            voltage += step * (10.0 * (-65.0 - voltage) - conductance * voltage) / 200.0
            conductance -= step * conductance / 5.0
            top = max(top, voltage)
        return top

    low, high = 8.0, 60.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if highest(middle) < -50.0 else (low, middle)
    assert measured["threshold_conductance"] == pytest.approx(high, rel=0.006)
    assert 10.0 < measured["coincidence_window"] < 20.0
    far = measured["separation_threshold"][-1]
    assert 1.9 * high < far < 2.01 * high  # far apart, each half has to do it alone


def test_rates_twice_as_fast_halve_the_windows(experiment, values):
    """Leak, synaptic decay and conductance with one Q10 of 2: the same potential in half the time."""
    same = {f"q10_{name}": 2.0 for name in ("leak_conductance", "excitatory_decay", "excitatory_conductance")}
    cold, warm = (measure(experiment(temperature=t, **same), values) for t in (30.0, 40.0))
    assert cold["epsp_half_width"] / warm["epsp_half_width"] == pytest.approx(2.0, rel=0.005)
    assert cold["epsp_amplitude"] == pytest.approx(warm["epsp_amplitude"], rel=0.005)
    assert warm["threshold_conductance"] / cold["threshold_conductance"] == pytest.approx(2.0, rel=0.012)
    assert cold["coincidence_window"] / warm["coincidence_window"] == pytest.approx(2.0, rel=0.06)


def test_seeds_change_nothing_and_absent_mechanisms_neither(experiment, monkeypatch):
    first, other = experiment(), experiment(seed=2)
    other_numbers = {"nu_bg": 0.0, "tau_w": 2.0, "E_i": -0.08, "tau_i": 0.01, "b": 7e-9, "tau_AHP": 0.3, "E_K": -0.09}
    monkeypatch.setattr(arguments, "ABSENT", {**arguments.ABSENT, **other_numbers, "t_ref": 0.004, "k_in": 50.0})
    for again in (other, experiment()):
        for name in first.arrays:
            np.testing.assert_array_equal(first.arrays[name], again.arrays[name])


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"learning_rate": 2.0}, "reached its bound"), ({"maximal_weight": 200.0}, "fired besides")],
)
def test_a_pair_that_does_something_else_fails(experiment, changes, message):
    recording = experiment(**changes)
    assert recording.status == "failed" and re.search(message, recording.message) and not recording.arrays
