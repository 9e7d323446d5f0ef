"""The assembled population of regulated cells, read and not compiled: what runs how often, and in which order."""

import pytest

from homeotherm.engine.reading import read_network
from homeotherm.parameters import load_model_table
from homeotherm.regulated.protocol import layout


@pytest.fixture(scope="module", params=["CaS_A", "CaS_H"])
def assembled(request, project):
    """Return pair, structure and the network as it would be compiled."""
    stg = load_model_table("stg", project / "config" / "models")
    choice = stg.parameters["modulated_pair"].read("modulated_pair", request.param)
    structure = stg.structure({**stg.defaults(), "cells": 5.0, "washout_duration": 10.0, "modulated_pair": choice})
    return request.param.split("_"), structure, read_network("stg", structure)


def test_operations_and_their_intervals(assembled):
    *_, reading = assembled
    (cells,) = reading.cells
    found = {operation.name: (pytest.approx(operation.interval), operation.slot) for operation in cells.operations}
    assert found == {
        "regulate": (1e-3, "start"), "events": (0.1, "start"), "show": (1e-3, "start"),
        "arm": (5e-5, "before_thresholds"), "average_calcium": (0.2, "before_end"),
    }  # fmt: skip
    assert {"spikes", "trajectory", "calcium", "voltage"} <= set(reading.monitors)
    assert cells.threshold == "v > 10*mV and armed > 0" and cells.reset == "armed = 0"


def test_all_moments_are_kept_of_the_pair_alone(assembled):
    pair, structure, reading = assembled
    (cells,) = reading.cells
    moments = len(layout(structure).tested)
    assert moments == 4 and sum(phase.seconds for phase in reading.phases) == layout(structure).total
    kept = [line.split(" : ")[0] for line in cells.equations.splitlines() if line.startswith("kept_")]
    assert sorted(kept) == sorted(f"kept_{name}_{number}" for name in [*pair, "Y"] for number in range(1, moments + 1))
    assert {line.split(" : ")[0] for line in cells.equations.splitlines() if line.startswith("held_")} == {
        f"held_{name}" for name in pair
    }


def test_what_is_kept_is_kept_before_anything_is_set(assembled):
    pair, _, reading = assembled
    lines = next(each for each in reading.operations() if each.name == "events").code.splitlines()
    for name in pair:
        last_kept = max(number for number, line in enumerate(lines) if line.startswith(f"kept_{name}_"))
        first_set = min(number for number, line in enumerate(lines) if line.startswith(f"o_{name} "))
        assert last_kept < first_set


def test_only_the_pair_leaves_its_ray(assembled):
    pair, _, reading = assembled
    code = {each.name: each.code for each in reading.operations()}
    moved = {line.split(" ")[0].removeprefix("o_") for line in code["events"].splitlines() if line.startswith("o_")}
    assert moved == set(pair)
    for name in ("Na", "CaT", "CaS", "A", "KCa", "Kd", "H", "leak"):
        assert f"g_{name} = (o_{name} + s_{name}*Y)" in code["regulate"].splitlines()
        assert f"c_{name} = open_{name}*clip(g_{name}, 0*siemens/meter**2, 1e9*siemens/meter**2)" in code["show"]
        assert (f"g_{name} += control*(held_{name} - g_{name})" in code["show"]) == (name in pair)
