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
from homeotherm.regulated import open_loop
from homeotherm.regulated.definitions import OPEN_LOOP
from homeotherm.regulated.protocol import layout

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


def open_loop_dataset(
    kinds: Sequence[str] = ("none", "sharp", "controlled"), seeds: int = 2, cells: int = 3, scales: int = 13,
    failed: Sequence[tuple[int, int]] = (),
) -> xr.Dataset:  # fmt: skip
    """Return a dataset of homeostasis with its loop cut, from curves along the scales 0.01 to 10.

    Calcium is c times the scale, with c = 100 (none), 400 (controlled) and, times the scale's square root only, 500
    (sharp); every further cell of a seed has a tenth more. Under control all scales from 0.1 on burst, with sharp
    modulation those from 1 on; else cells are tonic. The target is 125. With sharp modulation A is 400 times the scale
    minus 200, with the scale at the switch as 1.
    """
    values = load_model_table("stg", MODELS).defaults() | {
        "homeostasis": 1.0, "cells": float(cells), "scales": float(scales), "lowest_scale": 0.01, "highest_scale": 10.0,
        "settle_duration": 10.0, "modulated_duration": 20.0, "early_test": 20.0,
    }  # fmt: skip
    names, plan, imposed = list(MEMBRANE.names), layout(values), open_loop.scales(values)
    times = np.arange(0.2, 30.1, 0.2)
    laws = {"none": (100.0, 1.0, 100.0), "sharp": (500.0, 0.5, 1.0), "controlled": (400.0, 1.0, 0.1)}
    points = []
    for kind in kinds:
        factor, power, bursts = laws[kind]
        calcium = np.outer(1 + 0.1 * np.arange(cells), factor * imposed**power).ravel()
        conductance = np.tile(imposed, cells)[:, np.newaxis] * np.linspace(100.0, 800.0, len(names))
        if kind == "sharp":
            conductance[:, names.index("A")] = np.tile(400.0 * imposed - 200.0, cells)
        of_copies = {
            "activity": np.where(np.tile(imposed, cells) > 0.999 * bursts, 3.0, 1.0), "conductance": conductance,
            "burstiness": np.ones(imposed.size * cells),
            "dynamic_input_conductance": np.repeat(-8.0 / np.tile(imposed, cells), 3).reshape(-1, 3),
        }  # fmt: skip
        moments = {name: np.stack([each, each], axis=-1) for name, each in of_copies.items()}
        arrays = {"calcium_time": times, "calcium": np.repeat(calcium[:, np.newaxis], times.size, axis=1)}
        points.append(open_loop.measure(arrays, values, plan, moments))
    dims = ("neuromodulation", "seed")
    status = np.zeros((len(kinds), seeds), dtype=np.int8)
    for place in failed:
        status[place] = 1
    variables = {
        name: (
            (*dims, *variable.dims),
            np.stack([[point[name]] * seeds for point in points]),
            {"units": variable.units},
        )
        for name, (variable, *_) in OPEN_LOOP.items()
    }
    return xr.Dataset(
        {**variables, "status": (dims, status)},
        coords={
            "neuromodulation": list(kinds), "seed": np.arange(1, seeds + 1), "channel": names, "scale": imposed,
            "timescale": ["fast", "slow", "ultraslow"],
        },
        attrs={"model": "stg", "study": "invented", "parameters_json": json.dumps(values)},
    )  # fmt: skip


def swept(dataset: xr.Dataset, axis: str, labels: Sequence[str]) -> xr.Dataset:
    """Return the dataset with a further axis along which nothing but its label differs."""
    return xr.concat([dataset.assign_coords({axis: label}) for label in labels], dim=axis, combine_attrs="override")
