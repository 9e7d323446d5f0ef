"""Invented results of rhythm-generating networks with the exact schema of a study's dataset.

Numbers are simple functions of condition, seed, network, cell and time: a test may rely on the schema and on what is
said here. Fast cells burst with 6 Hz and more throughout. Slow cells do so before the switch, and with 1 Hz and more
after it and at the end; in a sharp condition cell 5 of every network does not burst at the end. The share with the slow
rhythm is 0 before the switch and 0.8 from then on. Calcium is 100 times the number of the cell, plus the seed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from homeotherm.models.rhythm.definitions import MEASURES
from homeotherm.models.rhythm.firing import HALF_CENTRES
from homeotherm.models.rhythm.observables import PHASES
from homeotherm.models.rhythm.protocol import arm
from homeotherm.models.rhythm.wiring import SIZE
from homeotherm.parameters import load_model_table
from homeotherm.provenance import to_json
from homeotherm.regulated.protocol import CONTROLLED, NONE, SHARP

AXES = {"neuromodulation": ("sharp", "controlled"), "initialisation": ("published", "consistent")}
KINDS = {"none": NONE, "sharp": SHARP, "controlled": CONTROLLED}
SHOWN = ("slow_rhythm_course", "calcium_course", "interburst_frequency", "antiphase", "slow_rhythm")


def three_networks(project: Path) -> dict[str, float]:
    """Return the parameters of a study of three networks, otherwise the model's own."""
    return {**load_model_table("rhythm", project / "config" / "models").defaults(), "networks": 3.0}


def network_dataset(
    parameters: Mapping[str, float], axes: Mapping[str, Sequence] = AXES, seeds: int = 2,
    failed: Sequence[tuple[int, ...]] = (),
) -> xr.Dataset:  # fmt: skip
    """Return the measures that figures show, of a study that never ran.

    Parameters
    ----------
    parameters
        Of the model, in table units.
    axes
        Names of the swept axes and their values.
    seeds
        Number of seeds, named 1, 2, ...
    failed
        Positions (one index per axis, and of the seed) of points that diverged: status 1, all measures NaN.
    """
    networks, duration = int(parameters["networks"]), parameters["duration"]
    coordinates = {
        **axes, "seed": np.arange(1, seeds + 1), "phase": list(PHASES), "cell": np.arange(1, SIZE + 1),
        "half_centre": list(HALF_CENTRES), "calcium_time": np.arange(2.5, duration - 2.5),
        "course_time": np.arange(0.0, duration - 9.0, 5.0),
    }  # fmt: skip
    sizes = {name: len(each) for name, each in coordinates.items()} | {"network": networks}
    dims = (*axes, "seed")
    shape = tuple(sizes[dim] for dim in dims)
    data = {name: np.full((*shape, *(sizes[dim] for dim in MEASURES[name][0].dims)), np.nan) for name in SHOWN}
    status = np.zeros(shape, dtype=np.int8)
    for place in np.ndindex(*shape):
        if place in failed:
            status[place] = 1
            continue
        kind = str(axes["neuromodulation"][place[0]]) if "neuromodulation" in axes else "sharp"
        moments = arm({**parameters, "neuromodulation": KINDS[kind]})
        for name, value in _point(kind, moments.switch, int(place[-1]) + 1, networks, coordinates).items():
            data[name][place] = value
    variables = {
        name: ((*dims, *MEASURES[name][0].dims), data[name], {"units": MEASURES[name][0].units}) for name in SHOWN
    }
    return xr.Dataset(
        {**variables, "status": (dims, status)},
        coords={name: (name, np.asarray(each)) for name, each in coordinates.items()},
        attrs={"parameters_json": to_json(dict(parameters)), "model": "rhythm"},
    )


def _point(kind: str, switch: float, seed: int, networks: int, coordinates: dict) -> dict[str, np.ndarray]:
    network = np.arange(networks)[:, np.newaxis, np.newaxis]
    frequency = np.full((networks, SIZE, 3), 6.0) + 0.1 * network + 0.01 * seed
    frequency[:, 2] = np.nan  # the hub fires tonically
    frequency[:, 3:, 1:] -= 5
    if kind == "sharp":
        frequency[:, 4, 2] = np.nan
    antiphase = np.full((networks, 2, 3), 0.9) - 0.01 * network[:, :, 0:1] - 0.001 * seed
    antiphase[:, 1] -= 0.5
    if kind == "sharp":
        antiphase[:, 1, 2] = np.nan
    slow = (frequency[:, 3:] < 3).all(axis=1)
    return {
        "slow_rhythm_course": np.where(coordinates["course_time"] >= switch, 0.8, 0.0),
        "calcium_course": 100.0 * coordinates["cell"][:, np.newaxis] + seed + 0 * coordinates["calcium_time"],
        "interburst_frequency": frequency, "antiphase": antiphase, "slow_rhythm": slow,
    }  # fmt: skip
