"""Hysteresis: the fold of x' = h + x - x^3, loops by hand, and what is refused."""

import numpy as np
import pytest
import xarray as xr
from synthetic_dynamics import network_ramp, ramp_dataset, triangle

from homeotherm.analysis.hysteresis import hystereses, hysteresis

FOLD = 2 / (3 * np.sqrt(3))  # 0.3849: where x - x^3 has its extremes


def fold_ramp(duration, step=0.01):
    """Ramp h from -1 to 1 and back in `duration`, from the stable state at -1."""
    course, _ = triangle(round(duration / step), -1.0, 1.0)
    x, states = -1.3247, np.empty(course.size)  # x^3 - x = -1
    for number, h in enumerate(course):
        states[number] = x
        x += step * (h + x - x**3)
    return ramp_dataset(step * np.arange(course.size), course, {"weight_mean_trajectory": [states]})


@pytest.fixture(scope="module")
def folds():
    return {duration: hysteresis(fold_ramp(duration), resolution=0.005) for duration in (100.0, 400.0, 1600.0)}


def test_jumps_lie_behind_the_folds(folds):
    """Both are delayed; at a rate of 2/800 per unit of time by less than 0.1."""
    up, down = folds[1600.0]["crossing"].isel(seed=0).values
    assert FOLD < up < FOLD + 0.1
    assert -FOLD - 0.1 < down < -FOLD


def test_delay_shrinks_with_the_sweep_rate(folds):
    """The delay goes with the rate to the power 2/3 (Berglund & Gentz 2006): a quarter of it is 2.5 times less."""
    delay = [float(found["crossing"].isel(seed=0, branch=0)) - FOLD for found in folds.values()]
    rate = [float(found["sweep_rate"]) for found in folds.values()]
    assert rate == pytest.approx([2 / 50, 2 / 200, 2 / 800])
    exponent = np.diff(np.log(delay)) / np.diff(np.log(rate))
    assert exponent == pytest.approx([2 / 3, 2 / 3], abs=0.1)
    width = [float(found["width"].isel(seed=0)) for found in folds.values()]
    assert width == pytest.approx([2 * (FOLD + each) for each in delay], rel=0.01)  # the two ways mirror each other


def test_area_of_a_square_loop():
    """The state jumps by 2 at +0.5 and -0.5: the loop is 1 wide and 2 high."""
    course, share = triangle(4000, -2.0, 2.0)
    state = np.where(share < 0.5, course > 0.5, course > -0.5)
    found = hysteresis(ramp_dataset(np.arange(4000.0), course, {"weight_mean_trajectory": [1.0 + 2.0 * state]}), resolution=0.01)  # fmt: skip
    assert float(found["level"]) == pytest.approx(2.0)
    assert float(found["area"][0]) == pytest.approx(2.0, abs=0.02)
    assert float(found["width"][0]) == pytest.approx(1.0, abs=0.01)
    assert found["area"].attrs["units"] == "nS K" and found["width"].attrs["units"] == "K"


def test_no_memory_no_loop():
    course, _ = triangle(4000, 30.0, 42.0)
    state = np.tanh(course - 37.0)
    found = hysteresis(ramp_dataset(np.arange(4000.0), course, {"weight_mean_trajectory": [state]}))
    # the first sample has no counterpart on the way back, which ends a step short
    assert float(found["area"][0]) == pytest.approx(0.0, abs=0.01)
    assert float(found["width"][0]) == pytest.approx(0.0, abs=0.01)
    assert float(found["crossing"][0, 0]) == pytest.approx(37.0, abs=0.2)


def test_network_ramp_over_seeds():
    found = hystereses(network_ramp(seeds=6))
    up, down = found["weight_mean_crossing_mean"].values
    assert up == pytest.approx(39.0, abs=0.3) and down == pytest.approx(36.0, abs=0.3)
    low, middle, high = (float(found[f"weight_mean_width_{name}"]) for name in ("low", "mean", "high"))
    assert low < middle < high and middle == pytest.approx(3.0, abs=0.3)
    assert float(found["weight_mean_area_mean"]) == pytest.approx(2 * float(found["weight_mean_width_mean"]), rel=0.05)
    assert int(found["rate_fano_width_n"]) == 6
    assert float(found["rate_fano_width_mean"]) == pytest.approx(3.0, abs=0.4)
    assert float(found["sweep_rate"]) == pytest.approx(12 / 240)
    assert float(found["sweep_per_turnover"]) == pytest.approx(12 / 240 * 15)
    assert float(found["weight_mean_value"].isel(seed=0).sel(branch="down").max()) <= 4.1
    for variable in found.data_vars:
        for attribute in ("units", "long_name", "definition", "references"):
            assert found[variable].attrs[attribute], (variable, attribute)


def test_a_way_that_does_not_come_back():
    """Once up, always up: no crossing on the way down, no width, but an area."""
    found = hysteresis(network_ramp(seeds=3, down=20.0))
    assert found["crossing_n"].values.tolist() == [3, 0]
    assert int(found["width_n"]) == 0 and np.isnan(found["width"]).all()
    assert float(found["area_mean"]) == pytest.approx(2 * 9.0, rel=0.05)


def test_cooling_first():
    """The same states in the other order of time: the way up is the second one."""
    course, share = triangle(4000, 2.0, -2.0)
    state = np.where(share > 0.5, course > 0.5, course > -0.5)
    found = hysteresis(ramp_dataset(np.arange(4000.0), course, {"weight_mean_trajectory": [1.0 * state]}))
    assert found["crossing"].values[0] == pytest.approx([0.5, -0.5], abs=0.2)
    assert float(found["area"][0]) == pytest.approx(1.0, abs=0.05)


def test_failed_seeds_are_left_out_and_counted():
    found = hysteresis(network_ramp(seeds=4, failed=[1]))
    assert np.isnan(found["value"].sel(seed=2)).all() and np.isnan(found["area"].sel(seed=2))
    assert int(found["width_n"]) == 3 and (found["n"] == 3).all()


def test_order_of_the_seeds_does_not_matter():
    dataset = network_ramp(seeds=9)
    found = hysteresis(dataset)
    turned = hysteresis(dataset.isel(seed=[4, 2, 8, 0, 1, 3, 7, 6, 5])).sortby("seed")
    xr.testing.assert_identical(found, turned)


def test_other_axes_and_their_time_constants():
    one, other = network_ramp(seeds=3), network_ramp(seeds=3, up=38.0)
    both = xr.concat([one, other], xr.DataArray([15.0, 30.0], dims="turnover_time_constant", name="turnover_time_constant"), data_vars="all")  # fmt: skip
    found = hysteresis(both)
    assert found["width_mean"].dims == ("turnover_time_constant",)
    assert found["width_mean"].values == pytest.approx([3.0, 2.0], abs=0.5)
    assert found["sweep_per_turnover"].values == pytest.approx([0.75, 1.5])
    assert float(found["width_mean"][0]) == float(hysteresis(one)["width_mean"])


def test_an_axis_of_one_temperature():
    dataset = network_ramp(seeds=3)
    found = hysteresis(dataset.expand_dims("temperature"))
    assert found["width"].dims == ("seed",)
    np.testing.assert_array_equal(found["width"], hysteresis(dataset)["width"])


def test_bins_are_no_finer_than_the_ramp():
    course = np.array([30.0, 33.0, 36.0, 33.0, 30.0])
    found = hysteresis(ramp_dataset(np.arange(5.0), course, {"weight_mean_trajectory": [[1.0, 2, 3, 2, 1]]}))
    assert found["temperature"].values.tolist() == [31.5, 34.5]
    assert np.isfinite(found["value"]).all()


@pytest.mark.parametrize(
    ("course", "words"),
    [(np.full(20, 37.0), "turning point"), (np.linspace(30, 42, 20), "turning point"), (np.array([30, 40, 35, 40, 30.0]), "turning point"), (np.array([30.0, 33.0, 30.0]), "no two bins")],
)  # fmt: skip
def test_what_is_no_ramp_is_refused(course, words):
    dataset = ramp_dataset(np.arange(course.size, dtype=float), course, {"weight_mean_trajectory": [course]})
    with pytest.raises(ValueError, match=words):
        hysteresis(dataset)


def test_further_nonsense_is_refused():
    dataset = network_ramp(seeds=2)
    with pytest.raises(ValueError, match="trajectory"):
        hysteresis(dataset, "no_trajectory")
    with pytest.raises(ValueError, match="resolution"):
        hysteresis(dataset, resolution=0.0)
    with pytest.raises(ValueError, match="no point has a result"):
        hysteresis(network_ramp(seeds=2, failed=[0, 1]))
    dataset["temperature_trajectory"][0] += 1.0
    with pytest.raises(ValueError, match="one course"):
        hysteresis(dataset)
