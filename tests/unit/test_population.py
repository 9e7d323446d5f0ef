"""Degenerate populations: drawn conductances within their ranges, solved ones with their targets."""

import numpy as np
import pytest

from homeotherm.models.da.membrane import MEMBRANE as DA
from homeotherm.models.da.population import POPULATION as DA_POPULATION
from homeotherm.models.stg.membrane import MEMBRANE as STG
from homeotherm.models.stg.population import POPULATION as STG_POPULATION
from homeotherm.physiology.compensation import compensation
from homeotherm.physiology.conductances import dynamic_input_conductances, threshold_voltages
from homeotherm.physiology.population import draw_population

BOTH = [pytest.param(STG, STG_POPULATION, id="stg"), pytest.param(DA, DA_POPULATION, id="da")]


@pytest.mark.parametrize(("membrane", "population"), BOTH)
def test_every_current_is_drawn_fixed_or_solved(membrane, population):
    assert sorted([*population.drawn, *population.fixed, *population.solved, "leak"]) == sorted(membrane.names)
    assert len(population.solved) == len(population.targets)


@pytest.mark.parametrize(("membrane", "population"), BOTH)
def test_cells_stay_within_the_ranges(membrane, population):
    cells = draw_population(membrane, population, 200, 1)
    by_name = dict(zip(membrane.names, cells.T, strict=True))
    assert cells.shape == (200, len(membrane.currents)) and (cells > 0).all()
    size = by_name["leak"] / population.reference_leak
    ranges = {**{name: (by_name[name] / size, bounds) for name, bounds in population.drawn.items()}}
    ranges["leak"] = (by_name["leak"], population.leak)
    for values, (lowest, highest) in ranges.values():
        assert (values >= lowest).all() and (values <= highest).all()
        assert np.ptp(values) > 0.95 * (highest - lowest)
    for name, value in population.fixed.items():
        np.testing.assert_allclose(by_name[name] / size, value)


@pytest.mark.parametrize(("membrane", "population"), BOTH)
def test_cells_have_their_targets(membrane, population):
    cells = draw_population(membrane, population, 200, 2)
    found = dynamic_input_conductances(membrane, cells, population.voltage)
    np.testing.assert_allclose(
        found.T, [[population.targets[scale] for scale in ("fast", "slow", "ultraslow")]] * 200, rtol=1e-9
    )


@pytest.mark.parametrize(("membrane", "population"), BOTH)
def test_first_cells_do_not_depend_on_the_number(membrane, population):
    many, few = (draw_population(membrane, population, number, 4) for number in (50, 3))
    np.testing.assert_allclose(many[:3], few, rtol=1e-12)
    assert (draw_population(membrane, population, 3, 5)[:, -1] != few[:, -1]).all()


@pytest.mark.parametrize(("membrane", "population"), BOTH)
@pytest.mark.parametrize("slowing", [1.0, 20.0])
def test_no_draw_is_negative(membrane, population, slowing):
    """Over the ranges of what is drawn, corners and between, all that is solved for is positive."""
    between = [np.linspace(*bounds, 6) for bounds in (population.leak, *population.drawn.values())]
    leak, *drawn = np.array(np.meshgrid(*between)).reshape(len(between), -1)
    cells = np.zeros((leak.size, len(membrane.currents)))
    cells[:, -1] = leak
    for name, values in zip(population.drawn, drawn, strict=True):
        cells[:, membrane.names.index(name)] = values * leak / population.reference_leak
    for name, value in population.fixed.items():
        cells[:, membrane.names.index(name)] = value * leak / population.reference_leak
    solved = compensation(membrane, cells, population.solved, population.targets, population.voltage, slowing)
    assert (solved > 0).all()


def test_targets_of_the_da_neuron_are_the_published():
    assert DA_POPULATION.targets["fast"] == pytest.approx(-13.00452, abs=1e-5)


def test_stg_population_has_the_published_means_and_threshold():
    cells = draw_population(STG, STG_POPULATION, 200, 1)
    published = {
        "Na": 4900.1,
        "CaT": 4.7551,
        "CaS": 14.118,
        "A": 375.96,
        "KCa": 110.34,
        "Kd": 168.91,
        "H": 0.36721,
        "leak": 0.010552,
    }
    variation = {
        "Na": 0.203,
        "CaT": 0.382,
        "CaS": 0.402,
        "A": 0.287,
        "KCa": 0.283,
        "Kd": 0.214,
        "H": 0.203,
        "leak": 0.194,
    }
    for name, values in zip(STG.names, cells.T, strict=True):
        error = variation[name] * published[name] * np.sqrt(2 / 200)  # of the difference of two samples of 200
        assert abs(values.mean() - published[name]) < 4 * error, name
        assert values.std() / values.mean() == pytest.approx(variation[name], rel=0.25), name
    threshold = threshold_voltages(STG, cells)
    assert threshold.mean() == pytest.approx(-49.691, abs=0.006) and threshold.std() == pytest.approx(0.0163, rel=0.25)
    assert threshold.min() >= -49.75 and threshold.max() <= -49.63


def test_a_slowed_population_differs_in_what_is_solved_only():
    plain, slowed = (
        draw_population(STG, STG_POPULATION, 5, 6, slowing) for slowing in (1.0, np.array([2.0, 2.0, 2.0, 20.0, 20.0]))
    )
    different = [
        name for name, left, right in zip(STG.names, plain.T, slowed.T, strict=True) if not np.allclose(left, right)
    ]
    assert different == ["A", "H"]
    np.testing.assert_allclose(
        dynamic_input_conductances(STG, slowed, -50.0, [2.0, 2.0, 2.0, 20.0, 20.0])[1], 5.0, rtol=1e-9
    )
