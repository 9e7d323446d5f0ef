"""Compiled STG neurons with a limited energy: what it does with and without feedback, and at other temperatures."""

import numpy as np
import pytest

from homeotherm.design import point_id
from homeotherm.engine.run import read_manifest
from homeotherm.models.stg.observables import measure, measures_of
from homeotherm.parameters import load_model_table
from homeotherm.point import simulate_point

SHORT = {
    "cells": 6, "settle_duration": "12 s", "modulated_duration": "6 s", "early_test": "8 s", "test_duration": "4 s",
    "test_transient": "1 s", "slow_target_settled": -8,
}  # fmt: skip
LIMITED = {"energy": "limited", "temperature_dependence": "q10"}


@pytest.fixture(scope="module")
def stg(project):
    return load_model_table("stg", project / "config" / "models")


@pytest.fixture(scope="module")
def run(stg, compiled):
    """Return a function that simulates and measures a point."""

    def found(**changes):
        read = {name: stg.parameters[name].read(name, given) for name, given in {**SHORT, **changes}.items()}
        values = {**stg.defaults(), **read}
        target = compiled("stg", stg.structure(values))
        name = point_id(stg, values, {}, 1)
        recording = simulate_point(stg, name, values, {}, 1, target, read_manifest(target))
        assert recording.status == "ok", recording.message
        measured = measure(recording, values)
        assert set(measured) == set(measures_of(values))
        return recording.arrays, measured

    return found


def test_without_feedback_it_is_the_cell_without(run):
    """To rounding, which bursts magnify: until the first second."""
    plain, books = run()[0], run(**LIMITED, feedback=0)[0]
    np.testing.assert_allclose(books["conductance"][..., :2], plain["conductance"][..., :2], rtol=1e-6)
    np.testing.assert_allclose(books["calcium"][:, :3], plain["calcium"][:, :3], rtol=1e-3)


def test_energy_is_that_of_its_balance(run):
    """Without uses it rests at S/(S + m_r), at the reference temperature."""
    arrays, measured = run(**LIMITED, feedback=0, spike_cost=0, calcium_cost=0)
    np.testing.assert_allclose(arrays["energy"], 1 / 1.15, rtol=1e-5)
    np.testing.assert_allclose(measured["energy_mean"], 1 / 1.15, rtol=1e-5)


def test_use_lowers_energy_and_supply_raises_it(run):
    means = [run(**LIMITED, energy_supply=supply)[1]["energy_mean"][-1] for supply in (0.3, 1, 3)]
    assert means[0] < means[1] < means[2] < 1 / 1.05


def test_lack_of_energy_slows_homeostasis(run):
    """With next to no supply and an intact pump conductances move by less than a tenth of what they would."""
    moved = []
    for supply in (0.01, 100):
        arrays, _ = run(**LIMITED, energy_supply=supply, pump_gating=0, neuromodulation="none")
        leak = arrays["conductance"][:, -1, :12]
        moved.append(np.abs(leak[:, -1] - leak[:, 3]).mean())
    assert moved[0] < 0.1 * moved[1]


def test_a_warm_cell_is_supplied_faster(run):
    """Supply alone with a Q10 of 2, ten degrees above the reference: as with twice the supply."""
    matched = {"q10_energy_supply": 2, "settled_temperature": "20 degC", "spike_cost": 0, "calcium_cost": 0}
    arrays, _ = run(**LIMITED, **matched, q10_maintenance=1, feedback=0)
    late = arrays["energy"][:, -2:]
    np.testing.assert_allclose(late, 2 / 2.15, rtol=1e-3)
