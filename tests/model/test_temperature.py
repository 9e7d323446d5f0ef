"""Compiled STG neurons whose temperature changes: Q10s, sweeps, and the reference temperature."""

from collections.abc import Callable

import numpy as np
import pytest

from homeotherm.design import point_id
from homeotherm.engine.run import read_manifest
from homeotherm.measures.intervals import LEVELS
from homeotherm.models.stg.observables import coordinates, measure, measures_of
from homeotherm.parameters import load_model_table
from homeotherm.point import simulate_point
from homeotherm.regulated.sweep import EXAMPLES

SHORT = {
    "cells": 6, "time_step": "0.05 ms", "settle_duration": "6 s", "modulated_duration": "8 s", "early_test": "8 s",
    "test_duration": "4 s", "test_transient": "1 s", "slow_target_settled": -8,
}  # fmt: skip
SWEEP = {
    "temperature_dependence": "q10", "sweep_steps": 3, "sweep_hold": "4 s", "sweep_transient": "1 s",
    "sweep_from": "10 degC", "sweep_to": "20 degC",
}  # fmt: skip


@pytest.fixture(scope="module")
def stg(project):
    return load_model_table("stg", project / "config" / "models")


@pytest.fixture(scope="module")
def values_of(stg) -> Callable[..., dict[str, float]]:
    def values(**changes) -> dict[str, float]:
        read = {name: stg.parameters[name].read(name, given) for name, given in {**SHORT, **changes}.items()}
        return {**stg.defaults(), **read}

    return values


@pytest.fixture(scope="module")
def simulate(stg, values_of, compiled):
    """Return a function that simulates a point."""

    def run(seed: int = 1, **changes):
        values = values_of(**changes)
        target = compiled("stg", stg.structure(values))
        return simulate_point(stg, point_id(stg, values, {}, seed), values, {}, seed, target, read_manifest(target))

    return run


@pytest.fixture(scope="module")
def swept(simulate):
    return simulate(**SWEEP)


@pytest.fixture(scope="module")
def measured(swept, values_of):
    return measure(swept, values_of(**SWEEP))


def test_at_the_reference_temperature_the_model_is_the_one_without(simulate):
    plain = simulate()
    warm = simulate(temperature_dependence="q10", q10_spread=1, q10_set=3)
    for name, values in plain.arrays.items():
        np.testing.assert_array_equal(warm.arrays[name], values, err_msg=name)


def test_temperature_is_a_difference_and_not_a_number(simulate):
    here = {"temperature_dependence": "q10", "reference_temperature": "20 degC", "settled_temperature": "25 degC"}
    there = {"temperature_dependence": "q10", "reference_temperature": "10 degC", "settled_temperature": "15 degC"}
    np.testing.assert_array_equal(simulate(**here).arrays["spike_step"], simulate(**there).arrays["spike_step"])


def test_before_the_sweep_nothing_differs(simulate, swept):
    plain = simulate()
    before = np.searchsorted(swept.arrays["time"], 14.0)
    np.testing.assert_array_equal(plain.arrays["conductance"], swept.arrays["conductance"][:, :, :before])


def test_a_step_at_the_reference_is_like_no_step(measured):
    """The first step of the sweep is at 10 degC: cells do what they do in the test of the moment before."""
    np.testing.assert_array_equal(measured["sweep_activity"][:, 0, 0], measured["activity"][:, -1])


def test_frozen_conductances_stay_and_running_ones_move(simulate, swept):
    frozen = simulate(**SWEEP, sweep_regulation="frozen")
    during = (swept.arrays["time"] > 14.5) & (swept.arrays["time"] < 33.5)
    assert np.ptp(frozen.arrays["conductance"][:, :, during], axis=2).max() < 1e-3
    assert (np.ptp(swept.arrays["conductance"][:, :, during], axis=2).max(axis=0) > 1e-3).all()


def test_homeostasis_is_as_much_faster_as_its_q10_says(simulate, stg):
    """With a Q10 of 3 of homeostasis alone, 10 degC above the reference: the first second moves conductances 3 times
    as far, since calcium is far below its target and hardly moves.
    """
    alone = {name: 1 for name in stg.parameters if name.startswith("q10_") and stg.parameters[name].table == "q10"}
    run = {"temperature_dependence": "q10", "settled_temperature": "20 degC", "neuromodulation": "none", **alone}
    slow, fast = simulate(**run), simulate(**{**run, "q10_homeostasis": 3})
    gained = [
        each.arrays["conductance"][:, 0, 1] - each.arrays["initial_conductance"][:, 0] for each in (slow, fast)
    ]  # fmt: skip
    np.testing.assert_allclose(gained[1] / gained[0], 3.0, rtol=0.15)


def test_warm_cells_burst_faster(measured):
    """All rates rise threefold and conductances 1.5-fold per 10 degC, so that the burst period falls."""
    period = measured["sweep_period_of_example"][:, 0]
    both = np.isfinite(period[:, [0, -1]]).all(axis=1)
    assert both.any()
    assert (period[both, -1] < 0.7 * period[both, 0]).all()


def test_measures_have_the_shapes_of_their_definitions(measured, swept, values_of):
    values = values_of(**SWEEP)
    names = coordinates(swept, values)
    sizes = {name: len(data[1]) for name, data in names.items()} | {"cell": 6, "example": EXAMPLES, "interval": LEVELS}
    for name, (variable, *_) in measures_of(values).items():
        assert np.shape(measured[name]) == tuple(sizes[dim] for dim in variable.dims), name
    assert names["sweep_temperature"][1].tolist() == [10, 15, 20]
    assert names["direction"][1] == ["up", "down"]


def test_the_highest_temperature_is_the_same_window_up_and_down(measured):
    calcium = measured["sweep_calcium_of_example"]
    np.testing.assert_array_equal(calcium[:, 0, -1], calcium[:, 1, -1])


# --- a ramp


RAMP = {"sweep_shape": "ramp", "sweep_transient": "0 s"}


def test_a_ramp_at_the_reference_temperature_is_no_ramp(simulate):
    still = {**SWEEP, "sweep_from": "10 degC", "sweep_to": "10 degC", "q10_spread": 1, "q10_set": 3}
    ramp, steps = simulate(**{**still, **RAMP}), simulate(**still)
    for name, values in steps.arrays.items():
        np.testing.assert_array_equal(ramp.arrays[name], values, err_msg=name)


def test_a_slow_ramp_crashes_cells_within_a_step_of_the_stepwise_sweep(simulate, values_of):
    """Frozen conductances and the Q10s of set 3, at which most cells stop bursting between 10 and 20 degC."""
    stepwise = {**SWEEP, "sweep_steps": 11, "sweep_regulation": "frozen", "q10_spread": 1, "q10_set": 3}
    ramp, steps = (
        measure(simulate(**each), values_of(**each)) for each in ({**stepwise, **RAMP}, stepwise)
    )  # fmt: skip
    np.testing.assert_array_equal(ramp["crashed"], steps["crashed"])
    crashed = steps["crashed"] == 1
    assert crashed.sum() >= 3
    apart = np.abs(ramp["crash_temperature"] - steps["crash_temperature"])[crashed]
    np.testing.assert_array_less(apart, 1.01)


# --- neuromodulation at another temperature, and acclimation


def test_until_the_switch_warming_does_nothing(simulate):
    plain, warmed = (simulate(temperature_dependence="q10", warming=f"{kelvin} K") for kelvin in (0, 10))
    np.testing.assert_array_equal(plain.arrays["conductance"][..., :6], warmed.arrays["conductance"][..., :6])
    assert not np.array_equal(plain.arrays["conductance"][..., 8], warmed.arrays["conductance"][..., 8])


def test_cells_that_are_warmed_at_the_switch_are_tested_warm(simulate, values_of):
    """Frozen cells burst faster in the test after a switch to 20 degC; the test of the settled ones is at 10 degC.

    There they are as without warming but for the last bits of their conductances, by which bursts come earlier or later.
    """
    changes = [{"temperature_dependence": "q10", "warming": f"{kelvin} K"} for kelvin in (0, 10)]
    plain, warmed = (measure(simulate(**each), values_of(**each)) for each in changes)
    np.testing.assert_array_equal(plain["activity"][:, 0], warmed["activity"][:, 0])
    np.testing.assert_allclose(plain["frequency"][:, 0], warmed["frequency"][:, 0], rtol=0.02)
    both = np.isfinite(plain["frequency"][:, -1]) & np.isfinite(warmed["frequency"][:, -1])
    assert both.any() and (warmed["frequency"][both, -1] > 1.3 * plain["frequency"][both, -1]).all()


def test_half_as_fast_homeostasis_ends_at_the_same_conductances(simulate, values_of):
    """Separation of time scales: 120 s are enough for both to reach the target of calcium, at 20 degC."""
    long = {"settle_duration": "120 s", "temperature_dependence": "q10", "settled_temperature": "20 degC"}
    changes = [{**long, "sodium_synthesis_time": f"{time} ms cm2/mS"} for time in (75, 150)]
    fast, slow = (measure(simulate(**each), values_of(**each)) for each in changes)
    for found in (fast, slow):
        assert found["calcium_error"][-1] < 0.05
    np.testing.assert_allclose(fast["scale"][:, -1], slow["scale"][:, -1], rtol=0.02)
