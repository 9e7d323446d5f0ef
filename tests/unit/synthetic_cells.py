"""Invented datasets of regulated cells, with what figures and analyses of their conductances read.

The cells are those that the model draws. Their conductances at the tested moments are their first ones times a factor
per moment, and the modulated pair is set to invented numbers, so that values can be derived by hand.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.population import POPULATION
from homeotherm.parameters import load_model_table
from homeotherm.physiology.population import draw_population

MODELS = Path(__file__).parents[2] / "config" / "models"
PHASES = ("settled", "early", "modulated")
FACTORS = {"none": (2.0, 2.5, 3.0), "sharp": (2.0, 1.0, 0.25), "controlled": (2.0, 1.5, 0.5)}
PAIRS = {"sharp": ((35.0, 60.0), (22.0, -200.0)), "controlled": ((30.0, 200.0), (16.0, 110.0))}
"""CaS and A of the first cell early and at the end in mS/cm2; every further cell has one more of both."""


def regulated_dataset(
    kinds: Sequence[str] = ("none", "sharp", "controlled"), seeds: int = 2, cells: int = 5,
    failed: Sequence[tuple[int, int]] = (), **parameters: float,
) -> xr.Dataset:  # fmt: skip
    """Return a dataset of a study that sweeps the kind of neuromodulation and never ran.

    Parameters
    ----------
    failed
        Places (kind, seed) of points that diverged.
    parameters
        Values that differ from the model's table.
    """
    values = load_model_table("stg", MODELS).defaults() | {"cells": float(cells)} | parameters
    names = list(MEMBRANE.names)
    pair = [names.index(name) for name in ("CaS", "A")]
    conductance = np.empty((len(kinds), seeds, cells, len(names), len(PHASES)))
    for number, seed in np.ndindex(len(kinds), seeds):
        kind = kinds[number]
        drawn = draw_population(MEMBRANE, POPULATION, cells, seed + 1)
        conductance[number, seed] = drawn[..., np.newaxis] * np.array(FACTORS[kind])
        for moment, place in enumerate(PAIRS.get(kind, ()), start=1):
            conductance[number, seed][:, pair, moment] = np.array(place) + np.arange(cells)[:, np.newaxis]
    time = np.arange(5.0)
    course = conductance[..., :1] * (1 + time / 4)
    dims = ("neuromodulation", "seed")
    status = np.zeros((len(kinds), seeds), dtype=np.int8)
    for place in failed:
        status[place] = 1
    return xr.Dataset(
        {
            "conductance": ((*dims, "cell", "channel", "phase"), conductance, {"units": "mS cm-2"}),
            "conductance_of_example": ((*dims, "example", "channel", "time"), course, {"units": "mS cm-2"}),
            "threshold_voltage": ((*dims, "cell"), np.full((len(kinds), seeds, cells), -49.7), {"units": "mV"}),
            "status": (dims, status),
        },
        coords={
            "neuromodulation": list(kinds), "seed": np.arange(1, seeds + 1), "channel": names, "phase": list(PHASES),
            "time": time,
        },
        attrs={"model": "stg", "study": "invented", "parameters_json": json.dumps(values)},
    )  # fmt: skip


def swept(dataset: xr.Dataset, axis: str, labels: Sequence[str]) -> xr.Dataset:
    """Return the dataset with a further axis along which nothing but its label differs."""
    return xr.concat([dataset.assign_coords({axis: label}) for label in labels], dim=axis, combine_attrs="override")
