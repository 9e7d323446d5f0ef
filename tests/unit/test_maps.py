"""The maps: bifurcations that are known on paper, measures derived by hand."""

import math

import numpy as np
import pytest

from homeotherm.computed_point import compute_point
from homeotherm.engine.computed import is_computed, write_manifest
from homeotherm.errors import InputError, SimulationError
from homeotherm.models.maps.computation import FOLD, QUADRATIC
from homeotherm.models.maps.definitions import MEASURES
from homeotherm.models.maps.observables import coordinates, measure, period
from homeotherm.parameters import load_model_table
from homeotherm.study import check_study


@pytest.fixture(scope="module")
def table(project):
    """Return the parameter table of the maps."""
    return load_model_table("maps", project / "config" / "models")


@pytest.fixture
def run(table):
    """Return a function that computes and measures one point."""

    def computed(seed=1, **changes):
        values = {**table.defaults(), **changes}
        kept = compute_point(table, "0" * 16, values, seed)
        assert kept.status == "ok", kept.message
        return measure(kept, values)

    return computed


@pytest.mark.parametrize(
    ("growth_rate", "expected"), [(2.5, 1), (2.99, 1), (3.02, 2), (3.44, 2), (3.46, 4), (3.55, 8), (3.567, 16), (3.83, 3)]
)  # fmt: skip
def test_periods_of_the_logistic_map(run, growth_rate, expected):
    """Doubling at 3, 1 + sqrt 6 = 3.449, 3.544, 3.564; a window of period 3 from 1 + sqrt 8 = 3.828 on (May 1976)."""
    assert run(growth_rate=growth_rate, transient=20_000)["period"] == expected


def test_beyond_the_accumulation_point_there_is_chaos(run):
    found = run(growth_rate=3.9)
    assert math.isnan(found["period"]) and found["lyapunov_exponent"] > 0.3 and math.isnan(found["multiplier"])
    assert run(growth_rate=4.0, iterations=20_000)["lyapunov_exponent"] == pytest.approx(math.log(2), abs=0.01)


def test_density_at_r_4_is_the_arcsine_law(run):
    """The invariant density of x -> 4x(1-x) is 1/(pi sqrt(x(1-x))); its distribution function is 2/pi asin(sqrt x)."""
    density = run(growth_rate=4.0, iterations=100_000)["density"]
    edges = np.arange(33) / 32
    expected = np.diff(2 / np.pi * np.arcsin(np.sqrt(edges)))
    np.testing.assert_allclose(density, expected, atol=0.005)


def test_fixed_point_and_cycle_by_hand(run):
    r = 2.8
    found = run(growth_rate=r)
    assert found["mean"] == pytest.approx(1 - 1 / r) and found["multiplier"] == pytest.approx(2 - r)
    assert found["lyapunov_exponent"] == pytest.approx(math.log(r - 2)) and math.isnan(found["skewness"])
    r = 3.2
    found = run(growth_rate=r)
    root = math.sqrt((r - 3) * (r + 1))
    assert found["minimum"] == pytest.approx((r + 1 - root) / (2 * r))
    assert found["maximum"] == pytest.approx((r + 1 + root) / (2 * r))
    assert found["multiplier"] == pytest.approx(4 + 2 * r - r * r)
    assert found["autocorrelation"][:3] == pytest.approx([1, -1, 1]) and found["correlation_time"] == 1
    assert (
        found["dominant_frequency"] == 0.5
        and found["crossing"] == 1
        and found["skewness"] == pytest.approx(0, abs=1e-6)
    )


def test_superstable_cycle_has_the_smallest_slope(run):
    assert run(growth_rate=2.0, lowest_start=0.5, highest_start=0.5)["lyapunov_exponent"] == pytest.approx(
        math.log(1e-16)
    )


@pytest.mark.parametrize(
    ("drive", "start", "side"), [(0.38, -1.0, -1), (0.39, -1.0, 1), (-0.38, 1.0, 1), (-0.39, 1.0, -1), (0.0, -0.1, -1)]
)
def test_folds_end_a_branch_at_two_over_three_root_three(run, drive, start, side):
    """The branches end at 2/(3 sqrt 3) = 0.3849 either way; fixed points are the roots of mu + x - x^3."""
    found = run(map=FOLD, drive=drive, lowest_start=start, highest_start=start, transient=20_000)
    assert np.sign(found["mean"]) == side and found["period"] == 1
    assert drive + found["mean"] - found["mean"] ** 3 == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("growth_rate", "expected"), [(2.9, 1), (3.2, 2), (3.5, 4), (3.55, 8), (3.83, 3), (2.99, 1), (3.01, 2), (3.44, 2), (3.46, 4)]
)  # fmt: skip
def test_branches_are_counted_as_of_intervals(run, growth_rate, expected):
    """Either side of the period doublings at 3 and 1 + sqrt 6 = 3.4495."""
    assert run(growth_rate=growth_rate, transient=20_000)["branches"] == expected


@pytest.mark.parametrize("current", [0.01, 0.04, 0.25, 1.0, 4.0])
def test_quadratic_neuron_fires_with_the_root_of_its_current(run, current):
    """The frequency is sqrt(I)/pi, exact for threshold and reset at infinity; steps of 0.02 leave errors of their square."""
    found = run(map=QUADRATIC, drive=current, step=0.02, transient=1000, iterations=10_000)
    assert found["frequency"] == pytest.approx(math.sqrt(current) / math.pi, rel=2e-3)


def test_quadratic_neuron_rests_below_zero(run):
    """At I = -a^2 it rests at x = -a, theta = 2 atan(-a), where the flow contracts with the rate 2 a."""
    found = run(map=QUADRATIC, drive=-0.25, step=0.1, transient=5000)
    assert found["frequency"] == 0 and found["mean"] == pytest.approx(2 * math.atan(-0.5)) and found["branches"] == 1
    assert found["multiplier"] == pytest.approx(1 - 0.1 + 0.1**2 / 2, abs=1e-6)
    assert math.isnan(run(growth_rate=2.8)["frequency"])


def test_orbits_that_leave_every_bound_have_a_status(table):
    kept = compute_point(table, "0" * 16, {**table.defaults(), "growth_rate": 4.5}, 1)
    assert kept.status == "diverged" and "passes 1e+06 in iteration" in kept.message and not kept.arrays


def test_seeds_draw_the_start_and_conditions_share_it(table):
    def first(seed, point, **changes):
        values = {**table.defaults(), "transient": 0, "growth_rate": 1.0, **changes}
        return compute_point(table, point * 16, values, seed).arrays["orbit"][0]

    assert first(1, "0") == first(1, "1") != first(2, "0")
    assert first(1, "0", growth_rate=2.0) == pytest.approx(2 * first(1, "0"))


def test_every_measure_is_there_and_has_its_dims(run):
    found = run(growth_rate=3.7)
    assert set(found) == set(MEASURES) and sum(not variable.dims for variable, _, _ in MEASURES.values()) == 22
    lengths = {name: len(values) for name, (_, values, _) in coordinates(None, {}).items()}
    for name, (variable, definition, references) in MEASURES.items():
        assert np.shape(found[name]) == tuple(lengths[dim] for dim in variable.dims) and definition and references


def test_period_needs_the_whole_orbit_to_repeat():
    assert period(np.tile([1.0, 2.0, 3.0], 50)) == 3
    assert period(np.array([5.0, *np.tile([1.0, 2.0, 3.0], 50)])) == 0


def test_starts_must_be_a_range(content, project):
    content |= {
        "model": "maps", "parameters": {"lowest_start": 0.9, "highest_start": 0.1}, "axes": {"growth_rate": [3]}
    }  # fmt: skip
    with pytest.raises(InputError, match="lowest_start: 0.9 is above highest_start; allowed: up to 0.1"):
        check_study("small", content, project / "config" / "models")


def test_only_the_maps_need_no_compiler(tmp_path):
    assert [name for name in ("maps", "microcircuit", "pairing", "stg", "da", "rhythm") if is_computed(name)] == [
        "maps"
    ]
    with pytest.raises(SimulationError, match="numpy .* is installed, envs/ locks 0.1"):
        write_manifest("maps", {"iterations": 256.0}, "0.1", tmp_path / "manifest.json")
    assert not list(tmp_path.iterdir())
