"""Compiled models for all tests, each structure once, and a small microcircuit."""

from collections.abc import Callable
from pathlib import Path

import pytest

from homeotherm.design import point_id
from homeotherm.digests import digest
from homeotherm.engine.build import build
from homeotherm.engine.run import read_manifest
from homeotherm.point import simulate_point
from homeotherm.recording import PointRecording
from once import made_once, shared_folder
from tiny import TINY_PARAMETERS


@pytest.fixture(scope="session")
def tiny_values(table) -> dict[str, float]:
    """Return all parameters of the tiny network in table units."""
    given = {name: table.parameter(name, name).read(name, value) for name, value in TINY_PARAMETERS.items()}
    return {**table.defaults(), **given}


@pytest.fixture(scope="session")
def compiled(tmp_path_factory) -> Callable[[str, dict[str, float]], Path]:
    """Return a function that gives the build of a model's structure, compiled once for all tests."""
    builds = shared_folder(tmp_path_factory) / "builds"

    def folder_of(model: str, structure: dict[str, float]) -> Path:
        name = digest({"model": model, "structure": structure})
        return made_once(builds / name, lambda target: build(model, structure, "portable", 2, "2.10.1", target))

    return folder_of


@pytest.fixture(scope="session")
def tiny_build(table, tiny_values, compiled) -> Path:
    """Return the build of the tiny network."""
    return compiled("microcircuit", table.structure(tiny_values))


@pytest.fixture(scope="session")
def simulate(table, tiny_values, tiny_build) -> Callable[..., PointRecording]:
    """Return a function that simulates the tiny network with some parameters changed."""
    drivers = {name: parameter.driver for name, parameter in table.parameters.items() if parameter.driver}

    def run(seed: int = 1, folder=tiny_build, **changes: float) -> PointRecording:
        values = {**tiny_values, **changes}
        name = point_id(table, values, drivers, seed)
        return simulate_point(table, name, values, drivers, seed, folder, read_manifest(folder))

    return run
