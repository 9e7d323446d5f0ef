"""Bifurcation diagrams: maps and normal forms whose branches are known, and the rule that counts them."""

import numpy as np
import pytest
import xarray as xr
from synthetic import synthetic_dataset

from homeotherm.analysis import bifurcation
from homeotherm.analysis.bifurcation import bifurcation_diagram, cluster_branches, dip_test

FAST = {"resamples": 99}


def study(values, control, axis="field"):
    """Return a dataset of one measure `x` (control, seed), all points ok."""
    values = np.asarray(values, dtype=float)
    return xr.Dataset(
        {
            "x": ((axis, "seed"), values, {"units": "mV", "long_name": "position"}),
            "status": ((axis, "seed"), np.zeros(values.shape, dtype=np.int8)),
        },
        coords={
            axis: (axis, np.asarray(control, dtype=float), {"units": "pA"}),
            "seed": range(values.shape[1]),
        },
    )


def with_noise(means, seeds, deviation, rng_seed=0):
    """Return (control, seed) values around means."""
    noise = np.random.default_rng(rng_seed).standard_normal((len(means), seeds))
    return np.asarray(means, dtype=float)[:, np.newaxis] + deviation * noise


@pytest.mark.parametrize(
    ("growth", "period"), [(2.9, 1), (3.2, 2), (3.44, 2), (3.46, 4), (3.5, 4), (3.55, 8), (3.83, 3)]
)
def test_branches_of_the_logistic_map(growth, period):
    # the period doubles at 3 and at 1 + √6 = 3.4495; 3.83 lies in the window of period 3
    x = 0.4
    for _ in range(20_000):
        x = growth * x * (1 - x)
    orbit = []
    for _ in range(64):
        x = growth * x * (1 - x)
        orbit.append(x)
    assert len(cluster_branches(orbit, absolute=1e-4)) == period


def test_a_gap_must_exceed_the_tolerance():
    branches = cluster_branches([3, np.nan, 0, 1, 7], absolute=2)
    assert [branch.tolist() for branch in branches] == [[0, 1, 3], [7]]
    # relative to the larger neighbour: 0.1 · 110 = 11 > 10, but 0.1 · 11 = 1.1 < 10
    assert len(cluster_branches([100, 110], absolute=0, relative=0.1)) == 1
    assert len(cluster_branches([1, 11], absolute=0, relative=0.1)) == 2
    assert len(cluster_branches([-110, -100], absolute=0, relative=0.1)) == 1
    assert cluster_branches([np.nan], absolute=1) == []


@pytest.mark.parametrize("tolerances", [(-1, 0), (1, -1), (np.nan, 0)])
def test_tolerances_are_not_negative(tolerances):
    with pytest.raises(ValueError, match="must not be negative"):
        cluster_branches([1, 2], *tolerances)


def test_dip_of_two_gaussians_and_of_one():
    generator = np.random.default_rng(0)
    two = np.concatenate([10 + generator.standard_normal(500), 50 + 3 * generator.standard_normal(500)])
    dip, p = dip_test(two)
    assert p == 0
    assert dip > 0.1
    dip, p = dip_test(generator.standard_normal(1000))
    assert p > 0.5
    assert 1 / 2000 <= dip < 0.02


def test_largest_dip():
    # two points of equal weight: 1/4, less 1/(4n) for n values
    pair = np.concatenate([np.linspace(0, 1e-3, 500), np.linspace(1, 1.001, 500)])
    assert dip_test(pair)[0] == pytest.approx(0.25, abs=5e-4)


def test_dip_below_its_minimum():
    assert np.isnan(dip_test([1, 2, 3, np.nan])).all()
    assert dip_test([5, 5, 5, 5]) == (0.125, 1.0)


def test_separation_by_hand():
    # gaps 8 − 2 = 6 and 20 − 9 = 11; squares 0.5 + 0.5 over 2 degrees of freedom
    branches = cluster_branches([1, 2, 8, 9, 20], absolute=3)
    assert bifurcation.separation(branches) == pytest.approx(11 / np.sqrt(0.5))
    assert np.isnan(bifurcation.separation(branches[:1]))
    assert np.isnan(bifurcation.separation([np.array([1.0]), np.array([2.0])]))


def test_spread_leaves_out_the_gap_between_branches():
    # parts (0, 1) and (100, 101, 102): squares 0.5 + 2 over 3 degrees of freedom
    assert np.isnan(bifurcation.seed_spread([[0, 1, 100, 101, 102]]))  # 3 degrees of freedom: too few
    both = bifurcation.seed_spread([[0, 1, 100, 101, 102], [7, 7, 7]])
    assert both == pytest.approx(np.sqrt(2.5 / 3) / (1 - 1 / np.sqrt(5)))


def test_spread_of_normal_seeds_is_their_deviation():
    # one condition of many seeds: the widest gap cuts off little
    values = np.random.default_rng(1).standard_normal(400)
    assert bifurcation.seed_spread([values]) == pytest.approx(1, rel=0.15)


@pytest.mark.parametrize("growth", [1, 10])
def test_one_branch_is_rarely_split(growth):
    # documented: at most 1 % for 5 seeds at 5 control values, however the deviation grows; 600 lines
    generator = np.random.default_rng(2)
    deviation = np.linspace(1 / growth, 1, 5)[:, np.newaxis]
    split = 0
    for _ in range(600):
        line = 100 + deviation * generator.standard_normal((5, 5))
        split += len(cluster_branches(line[-1], 5 * bifurcation.seed_spread(list(line)))) > 1
    assert split / 600 <= 0.01


def test_folds_of_the_cusp():
    # dx/dt = h + x − x³ has two stable states between its folds at h = ±2/(3√3) = ±0.3849, else one
    fields = np.array([-0.6, -0.4, -0.37, -0.2, 0, 0.2, 0.37, 0.4, 0.6])
    ends = np.empty((fields.size, 8))
    for row, field in enumerate(fields):
        roots = np.roots([-1, 0, 1, field])
        real = roots[np.abs(roots.imag) < 1e-9].real
        stable = real[1 - 3 * real**2 < 0]
        ends[row] = np.resize(stable, 8)  # half of the seeds start on either side
    ends += 0.01 * np.random.default_rng(3).standard_normal(ends.shape)
    diagram = bifurcation_diagram(study(ends, fields), "field", "x", **FAST)
    np.testing.assert_array_equal(diagram["branches"], [1, 1, 2, 2, 2, 2, 2, 1, 1])
    assert (diagram["dip_p"].values[2:7] < 0.05).all()
    assert diagram["pooled_branches"] == 2
    assert diagram["separation"] > 5


def test_a_jump_makes_two_branches_along_the_axis_and_a_ramp_one():
    temperatures = np.linspace(30, 44, 8)
    jump = with_noise(np.where(temperatures < 37, 2.0, 3.0), 5, 0.01)
    diagram = bifurcation_diagram(study(jump, temperatures), "field", "x", **FAST)
    np.testing.assert_array_equal(diagram["branches"], np.ones(8))
    assert diagram["pooled_branches"] == 2
    gap = jump[4:].min() - jump[:4].max()
    deviation = np.sqrt((jump[:4].var(ddof=1) + jump[4:].var(ddof=1)) / 2)
    assert diagram["separation"] == pytest.approx(gap / deviation)
    assert diagram["transition"].values.tolist() == [36, 38]
    assert diagram["pooled_dip_p"] < 0.01
    assert diagram["pooled_dip"] > 3 * diagram["ramp_dip"]

    ramp = with_noise(temperatures / 10, 5, 0.001)
    diagram = bifurcation_diagram(study(ramp, temperatures), "field", "x", **FAST)
    assert diagram["pooled_branches"] == 1
    assert np.isnan(diagram["separation"])
    assert diagram["transition_steepness"] == pytest.approx(1, abs=0.02)
    # the ramp is its own reference, but for the noise of the means
    assert diagram["pooled_dip"] == pytest.approx(diagram["ramp_dip"].item(), abs=0.01)


def test_dip_of_a_coarse_ramp_is_told_from_two_branches():
    # three control values are three modes: p is small although nothing branches, and the reference says so
    ramp = bifurcation_diagram(study(with_noise([0, 1, 2], 20, 0.01), [0, 1, 2]), "field", "x", **FAST)
    assert ramp["pooled_dip_p"] < 0.01
    assert ramp["pooled_dip"] == pytest.approx(ramp["ramp_dip"].item(), abs=0.01)


def test_three_control_values_never_show_two_branches():
    diagram = bifurcation_diagram(study(with_noise([0, 0, 9], 9, 0.01), [30, 37, 42]), "field", "x", **FAST)
    assert diagram["pooled_branches"] == 1


def test_a_missing_control_value_widens_the_step():
    # ramp 0..7 without its middle: the gap of 5 steps is what a ramp would leave there
    values = with_noise(np.arange(8), 5, 0.01)
    values[2:6] = np.nan
    diagram = bifurcation_diagram(study(values, np.arange(8)), "field", "x", **FAST)
    assert diagram["pooled_branches"] == 1
    assert diagram["n"].values.tolist() == [5, 5, 0, 0, 0, 0, 5, 5]
    assert np.isnan(diagram["branches"].values[2:6]).all()


def test_fastest_change_by_hand():
    # slopes 1/3, 4/2, 1/5; the mean slope is 6/10
    change = bifurcation.fastest_change(np.array([30.0, 33, 35, 40]), np.array([0.0, 1, 5, 6]))
    assert change == (33, 35, 2, pytest.approx(2 / 0.6))
    # without the third value: 1/3 and 5/7
    change = bifurcation.fastest_change(np.array([30.0, 33, 35, 40]), np.array([0.0, 1, np.nan, 6]))
    assert change == (33, 40, pytest.approx(5 / 7), pytest.approx(5 / 7 / 0.6))
    falling = bifurcation.fastest_change(np.array([0.0, 1, 2]), np.array([5.0, 4, 0]))
    assert falling == (1, 2, -4, pytest.approx(1.6))
    assert np.isnan(bifurcation.fastest_change(np.array([1.0, 2]), np.array([1.0, np.nan]))).all()
    assert np.isnan(bifurcation.fastest_change(np.array([1.0, 2]), np.array([3.0, 3.0]))[3])


def test_too_few_seeds_say_nothing_unless_the_gap_is_given():
    values = with_noise([0, 0, 0], 3, 1.0)
    dataset = study(values, [30, 37, 42])
    derived = bifurcation_diagram(dataset, "field", "x", **FAST)
    assert np.isnan(derived["branches"]).all()
    assert np.isnan(derived["pooled_branches"])
    assert np.isnan(derived.attrs["absolute"])
    given = bifurcation_diagram(dataset, "field", "x", absolute=0.0, relative=0.0, **FAST)
    np.testing.assert_array_equal(given["branches"], [3, 3, 3])
    assert given.attrs["absolute"] == 0


def test_schema_with_states_and_temperatures():
    dataset = synthetic_dataset(temperatures=(30, 33, 36, 39, 42), seeds=8)
    diagram = bifurcation_diagram(dataset, **FAST)
    assert diagram["value"].dims == ("state", "temperature", "seed")
    np.testing.assert_array_equal(diagram["value"], dataset["weight_mean"])
    np.testing.assert_allclose(diagram["mean"], dataset["weight_mean"].mean("seed"))
    for name in ("mean", "low", "high", "n", "method", "branches", "branch_tolerance", "dip", "dip_p"):
        assert diagram[name].dims == ("state", "temperature"), name
    for name in (
        "pooled_branches",
        "pooled_branch_tolerance",
        "separation",
        "pooled_dip",
        "pooled_dip_p",
        "ramp_dip",
        "transition_slope",
        "transition_steepness",
    ):
        assert diagram[name].dims == ("state",), name
    assert diagram["transition"].dims == ("state", "bound")
    assert diagram["bound"].values.tolist() == ["low", "high"]
    assert "metabolic_rate" in diagram.coords
    assert diagram["mean"].attrs["units"] == "nS"
    assert diagram["transition"].attrs["units"] == "degree_Celsius"
    assert diagram["transition_slope"].attrs["units"] == "nS degree_Celsius-1"
    for name, variable in diagram.data_vars.items():
        assert set(variable.attrs) >= {"units", "long_name", "definition", "references"}, name
    assert (diagram["low"] <= diagram["mean"]).all()
    assert (diagram["mean"] <= diagram["high"]).all()
    # states at a higher metabolic rate reach the steep part at a lower temperature
    places = diagram["transition"].sel(bound="low").values
    assert places[0] > places[1] > places[2]


@pytest.mark.parametrize(
    ("shape", "control", "dims"),
    [
        ({"states": False}, "temperature", ("temperature",)),
        ({"states": True, "temperatures": None}, "metabolic_rate", ("metabolic_rate",)),
        ({"states": True}, "metabolic_rate", ("temperature", "metabolic_rate")),
        (
            {"states": False, "temperatures": None, "learning_rates": (0.04, 0.08)},
            "learning_rate",
            ("learning_rate",),
        ),
        ({"learning_rates": (0.04, 0.08)}, "temperature", ("state", "learning_rate", "temperature")),
    ],
)
def test_any_axes(shape, control, dims):
    diagram = bifurcation_diagram(synthetic_dataset(**shape), control, "kuramoto", **FAST)
    assert diagram["mean"].dims == dims
    assert diagram["value"].dims == (*dims, "seed")
    assert diagram.attrs["phase"] == "after"


@pytest.mark.parametrize("seeds", [1, 2])
def test_one_or_two_seeds(seeds):
    diagram = bifurcation_diagram(synthetic_dataset(seeds=seeds))
    assert np.isnan(diagram["branches"]).all()
    assert np.isnan(diagram["dip"]).all()
    assert (diagram["n"] == seeds).all()
    assert np.isfinite(diagram["transition"]).all()


def test_phase_is_chosen():
    dataset = synthetic_dataset()
    before = bifurcation_diagram(dataset, order_parameter="kuramoto", phase="before", **FAST)
    np.testing.assert_array_equal(before["value"], dataset["kuramoto"].sel(phase="before"))
    assert before.attrs["phase"] == "before"
    assert bifurcation_diagram(dataset, **FAST).attrs["phase"] == ""


def test_points_that_failed_are_left_out():
    position = {"state": 1, "temperature": 2, "seed": 3}
    dataset = synthetic_dataset()
    dataset["status"][position] = 2  # runaway, with numbers that must not be used
    dataset["weight_mean"][position] = 1e6
    diagram = bifurcation_diagram(dataset, **FAST)
    assert diagram["n"].values.tolist() == [[5, 5, 5], [5, 5, 4], [5, 5, 5]]
    assert np.isnan(diagram["value"][position])
    assert diagram["mean"].max() < 10


def test_order_of_seeds_and_of_control_values_does_not_matter():
    dataset = synthetic_dataset(temperatures=(30, 33, 36, 39, 42), seeds=9)
    diagram = bifurcation_diagram(dataset, **FAST)
    mixed = dataset.isel(seed=[4, 0, 8, 2, 1, 7, 3, 6, 5], temperature=[3, 0, 4, 1, 2])
    shuffled = bifurcation_diagram(mixed, **FAST)
    xr.testing.assert_identical(shuffled.drop_dims("seed"), diagram.drop_dims("seed"))


def test_adding_a_constant_moves_values_only():
    # noise and offset of two branches; relative tolerance 0 because it depends on the distance from 0
    values = with_noise([0, 0, 0, 0, 0], 8, 0.01)
    values[2:4, ::2] += 1
    options = {"relative": 0.0, "resamples": 99}
    before = bifurcation_diagram(study(values, range(5)), "field", "x", **options)
    after = bifurcation_diagram(study(values + 5, range(5)), "field", "x", **options)
    np.testing.assert_array_equal(before["branches"], [1, 1, 2, 2, 1])
    np.testing.assert_array_equal(before["branches"], after["branches"])
    np.testing.assert_allclose(after["mean"], before["mean"] + 5)
    np.testing.assert_allclose(after["dip"], before["dip"], atol=1e-9)
    np.testing.assert_array_equal(after["transition"], before["transition"])


def test_diagram_survives_a_file(tmp_path):
    diagram = bifurcation_diagram(synthetic_dataset(), **FAST)
    diagram.to_netcdf(tmp_path / "diagram.nc")
    with xr.open_dataset(tmp_path / "diagram.nc") as again:
        xr.testing.assert_equal(again.load(), diagram)
        assert again.attrs["factor"] == 5
        assert again.attrs["order_parameter"] == "weight_mean"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"control": "pressure"}, "no control axis 'pressure' in the dataset; its axes are: state, temp"),
        ({"control": "seed"}, "no control axis 'seed'"),
        ({"control": "state"}, "'state' is not numeric"),
        ({"order_parameter": "weight_histogram"}, "'weight_histogram' is not one number per point"),
        ({"order_parameter": "nothing"}, "no measure 'nothing' in the dataset; it has: weight_mean, "),
        (
            {"order_parameter": "kuramoto", "phase": "during"},
            "no phase 'during' of 'kuramoto'; there are: before, after",
        ),
    ],
)
def test_what_is_not_there_is_named(options, message):
    with pytest.raises(ValueError, match=message):
        bifurcation_diagram(synthetic_dataset(), **options)


def test_control_without_axis_is_refused():
    with pytest.raises(ValueError, match="no control axis 'temperature' in the dataset; its axes are: none"):
        bifurcation_diagram(synthetic_dataset(states=False, temperatures=None))
    with pytest.raises(ValueError, match="equal values"):
        bifurcation_diagram(study(np.zeros((2, 3)), [1, 1]), "field", "x")
