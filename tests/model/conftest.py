"""One compiled binary of a small microcircuit for all tests of the model."""

from collections.abc import Callable

import pytest

from homeotherm.design import point_id
from homeotherm.engine.build import build
from homeotherm.engine.run import read_manifest
from homeotherm.point import simulate_point
from homeotherm.recording import PointRecording
from tiny import TINY_PARAMETERS


@pytest.fixture(scope="session")
def tiny_values(table) -> dict[str, float]:
    """Return all parameters of the tiny network in table units."""
    given = {name: table.parameter(name, name).read(name, value) for name, value in TINY_PARAMETERS.items()}
    return {**table.defaults(), **given}


@pytest.fixture(scope="session")
def tiny_build(table, tiny_values, tmp_path_factory):
    """Compile the tiny network once."""
    target = tmp_path_factory.mktemp("builds") / "tiny"
    build("microcircuit", table.structure(tiny_values), "portable", 2, "2.10.1", target)
    return target


@pytest.fixture(scope="session")
def simulate(table, tiny_values, tiny_build) -> Callable[..., PointRecording]:
    """Return a function that simulates the tiny network with some parameters changed."""
    drivers = {name: parameter.driver for name, parameter in table.parameters.items() if parameter.driver}

    def run(seed: int = 1, folder=tiny_build, **changes: float) -> PointRecording:
        values = {**tiny_values, **changes}
        name = point_id(table, values, drivers, seed)
        return simulate_point(table, name, values, drivers, seed, folder, read_manifest(folder))

    return run
