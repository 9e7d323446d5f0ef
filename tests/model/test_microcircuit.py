"""The compiled microcircuit against numbers that follow from its equations."""

import re
import warnings

import brian2
import numpy as np
import pytest

from homeotherm.describe import with_tables
from homeotherm.engine.generation import generate
from homeotherm.engine.run import read_manifest
from homeotherm.models.microcircuit import equations, observables
from homeotherm.models.microcircuit.arguments import USED_HERE, factor_symbol, factor_symbols
from homeotherm.models.microcircuit.protocol import layout

SILENT = {"background_rate": 0.0, "stimulus_rate": 0.0}
UNCOUPLED = {"in_degree": 0.0}


def same(first, second) -> bool:
    """Say whether two recordings hold the same bits."""
    return all(np.array_equal(first.arrays[name], second.arrays[name], equal_nan=True) for name in first.arrays)


def spontaneous_rate(recording, plan, cells: slice) -> float:
    """Return the rate in the first spontaneous window after 100 ms, in Hz."""
    steps = recording.arrays["spike_step"]
    neuron = np.repeat(np.arange(plan.neurons), recording.arrays["row_size"])
    start, stop = round(0.1 / plan.time_step), plan.spontaneous
    number = len(range(*cells.indices(plan.neurons)))
    chosen = (steps >= start) & (steps < stop) & np.isin(neuron, np.arange(plan.neurons)[cells])
    return chosen.sum() / number / ((stop - start) * plan.time_step)


def test_table_docs_and_code_agree(table, tiny_values, tiny_build, project):
    taken = {entry["symbol"] for entry in read_manifest(tiny_build)["constants"].values()}
    expected = {"network", "initial", "noise"}
    factors = set()
    for name, parameter in table.in_force(tiny_values).items():
        if parameter.driver:
            factors.add(factor_symbol(parameter.symbol))
        elif not parameter.structural and name not in USED_HERE:
            expected.add(parameter.symbol)
    assert taken == expected
    assert factors == set(factor_symbols(tiny_values))
    document = (project / "docs" / "microcircuit.md").read_text(encoding="utf-8")
    assert with_tables(document, table) == document, "run: make docs"


def test_every_constant_of_the_equations_is_a_row_of_the_table(table):
    declared = set(
        re.findall(r"^(\w+) : \w+ \(shared, constant\)", equations.NEURONS + equations.PLASTIC_SYNAPSES, flags=re.M)
    )
    symbols = {p.symbol for p in table.parameters.values()} | {
        factor_symbol(p.symbol) for p in table.parameters.values()
    }
    assert declared and declared <= symbols


def test_same_point_same_bits_other_seed_other_bits(simulate):
    first, again, other = simulate(), simulate(), simulate(seed=2)
    assert same(first, again)
    assert not np.array_equal(first.arrays["presynaptic"], other.arrays["presynaptic"])


def test_the_cost_of_a_point_is_that_of_one_core(simulate):
    kept = simulate()
    assert 0.0 < kept.cpu_seconds < kept.wall_seconds + 0.1  # a process of one thread; clocks tick in steps


def test_conditions_of_a_seed_share_network_and_stimuli_but_not_noise(simulate):
    normal, warm = simulate(**SILENT), simulate(temperature=42.0, **SILENT)
    for name in ("presynaptic", "postsynaptic", "stimulus", "stimulus_step"):
        np.testing.assert_array_equal(normal.arrays[name], warm.arrays[name])
    drawn = [simulate(excitatory_reversal=value, **UNCOUPLED).arrays["voltage"][0, 0, :5] for value in (0.0, 1e-9)]
    assert not np.allclose(*drawn, atol=1e-3)  # another point, so another noise


def test_in_degree_is_an_argument(simulate, tiny_values):
    plan = layout(tiny_values)
    for in_degree in (0.0, 20.0, 100.0):
        synapses = simulate(in_degree=in_degree, **SILENT).arrays["weight"].size
        pairs = plan.excitatory * (plan.excitatory - 1)
        probability = in_degree / plan.neurons
        assert abs(synapses - pairs * probability) <= 5 * np.sqrt(pairs * probability * (1 - probability))


@pytest.mark.parametrize("temperature", [30.0, 37.0, 42.0])
def test_rate_of_a_driven_cell_follows_the_formula(simulate, tiny_values, temperature):
    """Without synapses, f = 1/(t_ref + tau ln((E - V_r)/(E - V_t))) with leak and refractoriness scaled by their Q10."""
    recording = simulate(temperature=temperature, leak_reversal=-40.0, adaptation_increment=0.0, **SILENT, **UNCOUPLED)
    warmth = (temperature - 37.0) / 10.0
    tau, refractory = 0.020 / 1.98**warmth, 0.004 / 2.0**warmth
    expected = 1.0 / (refractory + tau * np.log((-40.0 + 60.0) / (-40.0 + 50.0)))
    assert spontaneous_rate(recording, layout(tiny_values), slice(None)) == pytest.approx(expected, rel=0.04)


def test_only_excitatory_cells_adapt(simulate, tiny_values):
    plan = layout(tiny_values)
    recording = simulate(leak_reversal=-40.0, **SILENT, **UNCOUPLED)
    excitatory = spontaneous_rate(recording, plan, slice(0, plan.excitatory))
    inhibitory = spontaneous_rate(recording, plan, slice(plan.excitatory, None))
    assert inhibitory == pytest.approx(55.98, rel=0.04)
    assert excitatory < 0.4 * inhibitory


@pytest.mark.parametrize("rate", [5000.0, 50000.0])
def test_input_is_poisson_and_has_a_ceiling(simulate, rate):
    """Mean and variance of a subthreshold membrane under shot noise (Campbell); 50 kHz is cut to nu_max = 5 kHz."""
    voltage = simulate(background_rate=rate, stimulus_rate=0.0, afferent_weight=0.01, **UNCOUPLED).arrays["voltage"]
    settled = voltage[:, :, 200:].astype(float)
    conductance = 5000.0 * 0.01 * 0.005  # rate * weight * tau_e in nS
    mean = 10.0 * -65.0 / (10.0 + conductance)
    assert settled.mean() == pytest.approx(mean, abs=0.03)
    tau_e, tau_m, step = 5.0, 200.0 / (10.0 + conductance), -mean * 0.01 / 200.0  # ms, ms, mV/ms per event
    variance = 5.0 * step**2 * (tau_e * tau_m) ** 2 / (2 * (tau_e + tau_m))  # events per ms, mV^2
    assert settled.var(axis=(0, 2)).mean() == pytest.approx(variance, rel=0.15)


def test_stimuli_drive_their_assembly_only(simulate, tiny_values):
    plan = layout(tiny_values)
    recording = simulate(background_rate=0.0, **UNCOUPLED)
    steps = recording.arrays["spike_step"]
    neuron = np.repeat(np.arange(plan.neurons), recording.arrays["row_size"])
    assert (neuron < plan.excitatory).all()  # I cells and unlabelled cells are in no assembly
    assert (neuron % plan.assembly_size < plan.assembly_size // 2).all()  # partial cues: the first half
    assert steps.size > 0 and (steps[steps < plan.training_start] >= plan.spontaneous).all()  # nothing without stimulus
    for onset, assembly in zip(
        recording.arrays["stimulus_step"].ravel(), recording.arrays["stimulus"].ravel(), strict=True
    ):
        during = (steps >= onset) & (steps < onset + 1000)
        assert set(neuron[during] // plan.assembly_size) == {assembly}


def test_turnover_without_activity_is_an_exponential(simulate):
    recording = simulate(**SILENT)
    weight = recording.arrays["weight"]
    limit = 0.4 * np.exp(-2.0 / 15.0)  # 2 s of training, tau_w = 15 s
    assert np.abs(weight - 2.0).max() == pytest.approx(limit, rel=0.01)
    assert weight.mean() == pytest.approx(2.0, abs=0.02)
    assert recording.arrays["weight_mean"][0] == pytest.approx(weight.mean(), abs=1e-3)


def test_trajectory_is_the_mean_of_all_weights(simulate):
    equal = simulate(initial_weight_spread=0.0, **SILENT)
    np.testing.assert_allclose(equal.arrays["weight"], 2.0, rtol=1e-6)
    for name in ("weight_mean", "weight_within", "weight_across"):
        np.testing.assert_allclose(equal.arrays[name], 2.0, rtol=1e-9)
    assert equal.arrays["time"].tolist() == pytest.approx([0.2, 0.7, 1.2, 1.7])


def test_learning_moves_weights_within_bounds_only_in_training(simulate):
    recording = simulate(temperature=40.0)
    weight = recording.arrays["weight"]
    assert weight.min() >= 0.0 and weight.max() <= 6.0
    assert recording.arrays["weight_within"][-1] > recording.arrays["weight_across"][-1] + 0.05
    frozen = simulate(temperature=40.0, learning_rate=0.0, turnover_time_constant=1e5)
    assert np.abs(frozen.arrays["weight"] - 2.0).max() <= 0.4 + 1e-6


@pytest.mark.parametrize(
    ("driver", "changed"), [("temperature", {"leak_reversal": -40.0}), ("metabolic_rate", {"background_rate": 300.0})]
)
def test_metabolic_rate_acts_on_what_metabolism_drives(simulate, tiny_values, driver, changed):
    """M changes the afferent rate and not the leak; T with m = 1 changes both (see the driver column of the table)."""
    plan = layout(tiny_values)
    quiet = {"stimulus_rate": 0.0, "adaptation_increment": 0.0, **UNCOUPLED}
    quiet |= {"background_rate": 0.0} if driver == "temperature" else {}
    normal, fast = (
        spontaneous_rate(simulate(metabolic_rate=m, **{**quiet, **changed}), plan, slice(None)) for m in (1.0, 1.67)
    )
    assert (fast == normal) if driver == "temperature" else (fast > 1.2 * normal)


def test_fast_forms_equal_the_plain_ones(simulate, table, tiny_values, tmp_path, monkeypatch):
    """Two event-driven traces in every synapse, Brian2's refractoriness and a plain threshold: the same spikes, weights.

    The numbers of afferent events are the same in both; tests/model/test_poisson.py tests them alone.
    """
    monkeypatch.setattr(
        equations, "PLASTIC_SYNAPSES", equations.PLASTIC_SYNAPSES
        + "dy_plus/dt = -phi_tau_post*y_plus/tau_plus_post : 1 (event-driven)\n"
        + "dy_minus/dt = -phi_tau_post*y_minus/tau_minus_post : 1 (event-driven)\n",
    )  # fmt: skip
    depression = "plastic*eta*phi_A*B*(tau_plus_post/tau_minus_post)"
    monkeypatch.setattr(
        equations, "PRESYNAPTIC_SPIKE",
        f"g_e_post += phi_gE_post*w\ny_plus += 1\nw = clip(w - {depression}*y_minus, 0*siemens, w_max)",
    )  # fmt: skip
    monkeypatch.setattr(
        equations, "POSTSYNAPTIC_SPIKE", "y_minus += 1\nw = clip(w + plastic*eta*phi_A*y_plus, 0*siemens, w_max)"
    )
    refractory = re.sub(r"free\*(\(.*\)/C : volt)\nfree = .*", r"\1 (unless refractory)", equations.NEURONS)
    assert "(unless refractory)" in refractory and "free" not in refractory.split("g_e/dt")[0]
    monkeypatch.setattr(equations, "NEURONS", refractory)
    monkeypatch.setattr(equations, "RESET", "v = V_r; g_AHP += b*excitatory")
    group = brian2.NeuronGroup

    def plain_group(*arguments, **options):
        if options["name"] == "neurons":
            options |= {"threshold": "v > V_t", "refractory": "t_ref/phi_ref"}
        return group(*arguments, **options)

    monkeypatch.setattr(brian2, "NeuronGroup", plain_group)
    plain = tmp_path / "plain"
    # in this process: one of its own, as `build` starts, would not know of the changes
    generate("microcircuit", table.structure(tiny_values), "portable", 2, "2.10.1", plain)
    for temperature in (37.0, 42.0):
        fast, slow = simulate(temperature=temperature), simulate(temperature=temperature, folder=plain)
        assert fast.arrays["spike_step"].size > 1000
        np.testing.assert_array_equal(fast.arrays["spike_step"], slow.arrays["spike_step"])
        np.testing.assert_allclose(fast.arrays["weight"], slow.arrays["weight"], rtol=1e-6)


def test_a_ramp_changes_the_rate_as_the_temperatures_do(simulate, tiny_values):
    """A cell driven by its leak alone: its rate in the middle of the ramp is that of the upper temperature."""
    driven = {**SILENT, **UNCOUPLED, "leak_reversal": -40.0, "adaptation_increment": 0.0, "temperature": 30.0}
    ramp = simulate(**driven, ramp_span=12.0).arrays
    flat = simulate(**{**driven, "temperature": 42.0}).arrays
    np.testing.assert_allclose(ramp["temperature"], 42.0 - 12.0 * np.abs(ramp["time"] - 1.0), atol=0.1)
    middle = np.abs(ramp["time"] - 1.0).argmin()
    assert ramp["temperature"][0] < 33.0 and ramp["rate"][middle] == pytest.approx(flat["rate"][middle], rel=0.12)
    np.testing.assert_array_equal(ramp["voltage"][0], simulate(**driven).arrays["voltage"][0])  # cold before training


def test_initial_scale_multiplies_the_weights(simulate):
    frozen = {**SILENT, "turnover_time_constant": 1e5}
    normal, strong = simulate(**frozen).arrays["weight"], simulate(**frozen, initial_scale=2.0).arrays["weight"]
    np.testing.assert_allclose(strong, 2.0 * normal, rtol=1e-3)


def test_a_silent_network_is_measured_without_a_word(simulate, tiny_values):
    """Without any spike rates are 0, and what needs spikes is missing; no division complains."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        measured = observables.measure(simulate(**SILENT), {**tiny_values, **SILENT})
    for name in ("rate_excitatory", "rate_inhibitory", "burst_rate", "irregularity_neurons", "active_fraction"):
        assert measured[name].tolist() == [0.0, 0.0], name
    for name in ("cv", "lv", "kuramoto", "pairwise_correlation", "population_fano", "completion_index"):
        assert np.isnan(measured[name]).all(), name
    assert measured["weight_mean"] == pytest.approx(2.0, abs=0.01)
