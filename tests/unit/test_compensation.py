"""Compensation: conductances that give chosen dynamic input conductances, solved directly and by the short formula."""

import json

import numpy as np
import pytest

from homeotherm.errors import InputError
from homeotherm.models.da.membrane import MEMBRANE as DA
from homeotherm.models.da.population import POPULATION as DA_POPULATION
from homeotherm.models.stg.membrane import MEMBRANE as STG
from homeotherm.models.stg.population import POPULATION as STG_POPULATION
from homeotherm.physiology.compensation import compensation, reference_constants, reference_of_pair
from homeotherm.physiology.conductances import dynamic_input_conductances, sensitivities, threshold_voltages
from homeotherm.physiology.population import draw_population

PAIRS = [
    pytest.param(STG, STG_POPULATION, ("CaS", "A"), id="stg-CaS-A"),
    pytest.param(STG, STG_POPULATION, ("CaS", "H"), id="stg-CaS-H"),
    pytest.param(STG, STG_POPULATION, ("A", "H"), id="stg-A-H"),
    pytest.param(DA, DA_POPULATION, ("CaL", "CaN"), id="da-CaL-CaN"),
]


@pytest.fixture(scope="module")
def initial(project):
    stored = json.loads((project / "tests" / "reference" / "stg_conductances.json").read_text(encoding="utf-8"))
    return np.array(stored["conductances"]["0 s"])


def replaced(membrane, cells, names, values):
    result = cells.copy()
    result[:, [membrane.names.index(name) for name in names]] = values
    return result


# --- the system


def test_initial_cells_are_solutions(initial):
    unread = replaced(STG, initial, ("Na", "A", "H"), np.nan)
    found = compensation(STG, unread, ("Na", "A", "H"), {"fast": -7.2, "slow": 5.0, "ultraslow": 4.0}, -50.0)
    np.testing.assert_allclose(found, initial[:, [0, 3, 6]], rtol=2e-8)  # nine digits are stored


def test_solution_has_its_targets_where_calcium_is_known(initial):
    targets = {"slow": np.linspace(-8, 5, 10), "ultraslow": 4.0}
    found = replaced(STG, initial, ("A", "H"), compensation(STG, initial, ("A", "H"), targets, -49.69))
    _, slow, ultraslow = dynamic_input_conductances(STG, found, -49.69)
    np.testing.assert_allclose(slow, targets["slow"], rtol=1e-9)
    np.testing.assert_allclose(ultraslow, 4.0, rtol=1e-9)


def test_solution_of_the_da_neuron_has_its_targets():
    cells = draw_population(DA, DA_POPULATION, 20, 3)
    for targets in ({"slow": -4.0, "ultraslow": 5.0}, {"ultraslow": 5.0, "slow": -4.0}):
        found = replaced(DA, cells, ("CaN", "CaL"), compensation(DA, cells, ("CaN", "CaL"), targets, -55.5))
        np.testing.assert_allclose(dynamic_input_conductances(DA, found, -55.5)[1:].T, 20 * [[-4.0, 5.0]], rtol=1e-9)


@pytest.mark.parametrize("slowing", [1.0, 20.0])
def test_unknown_calcium_conductance_counts_as_ten_in_the_calcium(initial, slowing):
    pair, threshold = ("CaS", "A"), threshold_voltages(STG, initial)
    found = replaced(
        STG, initial, pair, compensation(STG, initial, pair, {"slow": -8.0, "ultraslow": 4.0}, threshold, slowing)
    )
    sensitivity = sensitivities(STG, replaced(STG, initial, ("CaS",), 10.0), threshold, slowing)
    _, slow, ultraslow = (sensitivity * found).sum(axis=-1) / found[:, -1]
    np.testing.assert_allclose(slow, -8.0, rtol=1e-9)
    np.testing.assert_allclose(ultraslow, 4.0, rtol=1e-9)
    realised = dynamic_input_conductances(STG, found, threshold, slowing)
    assert 0.01 < abs(realised[2] - 4.0).max() < 5.0  # the neuron itself misses its target a little


# --- the short formula


@pytest.mark.parametrize("slowing", [1.0, 20.0])
@pytest.mark.parametrize(("membrane", "population", "pair"), PAIRS)
def test_short_formula_is_the_compensation(membrane, population, pair, slowing):
    cells = draw_population(membrane, population, 50, 5)
    voltages = np.linspace(-57.0, -48.0, 50)
    constants = reference_constants(membrane, pair, voltages, slowing)
    generator = np.random.default_rng(1)
    for slow, ultraslow in ((5.0, 4.0), (-8.0, 4.0), (generator.uniform(-8, 5, 50), generator.uniform(3, 6, 50))):
        now = cells * generator.uniform(0.2, 3.0, cells.shape)
        direct = compensation(membrane, now, pair, {"slow": slow, "ultraslow": ultraslow}, voltages, slowing)
        found = reference_of_pair(constants, replaced(membrane, now, pair, 7.0), slow, ultraslow)
        np.testing.assert_allclose(found, direct, rtol=1e-12, atol=1e-12 * abs(direct).max())


def test_slowings_differ_between_cells(initial):
    slowings = np.repeat([2.0, 20.0], 5)
    voltages = threshold_voltages(STG, initial)
    found = reference_of_pair(reference_constants(STG, ("CaS", "A"), voltages, slowings), initial, -8.0, 4.0)
    for half, slowing in ((slice(0, 5), 2.0), (slice(5, 10), 20.0)):
        alone = compensation(
            STG, initial[half], ("CaS", "A"), {"slow": -8.0, "ultraslow": 4.0}, voltages[half], slowing
        )
        np.testing.assert_allclose(found[half], alone, rtol=1e-12)


def test_a_blocked_channel_leaves_the_sum(initial):
    voltages = threshold_voltages(STG, initial)
    constants = reference_constants(STG, ("CaS", "A"), voltages)
    for name in ("Na", "CaT", "KCa", "H"):
        blocked = replaced(STG, initial, (name,), 0.0)
        direct = compensation(STG, blocked, ("CaS", "A"), {"slow": -8.0, "ultraslow": 4.0}, voltages)
        np.testing.assert_allclose(reference_of_pair(constants, blocked, -8.0, 4.0), direct, rtol=1e-12)


# --- what cannot be solved


@pytest.mark.parametrize(
    ("membrane", "unknown", "line"),
    [
        (STG, ("Na", "Kd"), "conductances to solve for: Na, Kd do not determine the slow and the ultraslow input conductance at -50 mV (cell 1 of 2)"),
        (DA, ("NMDA", "CaL"), "conductances to solve for: NMDA, CaL do not determine the slow and the ultraslow"),
        (STG, ("CaS", "KC"), "conductance to solve for: 'KC' (did you mean 'KCa'?); allowed: Na, CaT, CaS, A, KCa, Kd, H"),
        (STG, ("CaS", "leak"), "conductance to solve for: 'leak'; allowed: Na,"),
        (STG, ("CaS", "CaS"), "conductances to solve for: CaS, CaS; allowed: 2 different ones, for the slow and the ultraslow input conductance"),
        (STG, ("CaS", "A", "H"), "conductances to solve for: CaS, A, H; allowed: 2 different ones"),
    ],
)  # fmt: skip
def test_what_cannot_be_solved_is_one_line(membrane, unknown, line):
    cells = np.ones((2, len(membrane.currents)))
    for call in (
        lambda: compensation(membrane, cells, unknown, {"slow": -8.0, "ultraslow": 4.0}, -50.0),
        lambda: reference_constants(membrane, unknown, np.array([-50.0, -50.0])),
    ):
        with pytest.raises(InputError) as error:
            call()
        assert str(error.value).startswith(line) and "allowed: " in str(error.value) and "\n" not in str(error.value)


def test_a_singular_cell_is_named():
    cells, targets = np.ones((2, 8)), {"slow": -8.0, "ultraslow": 4.0}
    slowings = np.array([1.0, 20.0])  # slowed twentyfold, KCa is ultraslow, as H always is
    with pytest.raises(InputError, match=r"KCa, H do not determine .* at -50 mV \(cell 2 of 2\)"):
        compensation(STG, cells, ("KCa", "H"), targets, -50.0, slowings)


def test_a_calcium_gated_current_has_no_constant_reference(initial):
    with pytest.raises(InputError, match="modulated pair: KCa, A; allowed: no current that calcium opens"):
        reference_constants(STG, ("KCa", "A"), threshold_voltages(STG, initial))
