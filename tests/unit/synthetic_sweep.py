"""Invented results of cells along a sweep of the temperature, with the schema of a study's dataset."""

import numpy as np
import xarray as xr

from homeotherm.measures.activity import ACTIVITY
from homeotherm.measures.intervals import LEVELS
from homeotherm.regulated.definitions import SWEEP
from homeotherm.regulated.sweep import QUANTILES

CELLS, CHANNELS = 8, ("Na", "A")
TEMPERATURES = np.array([10.0, 15.0, 20.0, 25.0])
PROCESSES = ("conductance_Na", "activation_Na", "activation_A")
SETS = 6


def sweep_dataset(seeds: int = 2, failed: tuple[tuple[int, ...], ...] = ()) -> xr.Dataset:
    """Return a dataset over spread (0, 1), set (1 to 6), regulation and seed.

    With spread 0 no cell crashes, and all sets are the same simulations. With spread 1 and frozen conductances cell k
    (from 0 on) crashes at step 1 if k < 2, at step 2 if k < 4, else never; with running regulation none does. The
    conductance of A rises with the number of the cell, that of Na is drawn. The Q10 of the activation of Na rises with the
    set and the mean warming that cells tolerate falls with it.
    """
    axes = {"q10_spread": np.array([0.0, 1.0]), "q10_set": np.arange(1.0, SETS + 1),
            "sweep_regulation": np.array(["running", "frozen"], dtype=object)}  # fmt: skip
    seed = np.arange(1, seeds + 1)
    dims, shape = (*axes, "seed"), (2, SETS, 2, seeds)
    own = {
        "class": list(ACTIVITY), "direction": ["up", "down"], "sweep_temperature": TEMPERATURES,
        "quantile": list(QUANTILES), "process": list(PROCESSES), "channel": list(CHANNELS), "phase": ["settled", "modulated"],
    }  # fmt: skip
    sizes = {"cell": CELLS, "example": 2, "interval": LEVELS} | {name: len(values) for name, values in own.items()}
    data = {name: np.ones((*shape, *(sizes[dim] for dim in variable.dims))) for name, (variable, _, _) in SWEEP.items()}
    frozen = data["sweep_function"][1, :, 1]  # (sets, seeds, cells, directions, steps)
    frozen[..., :2, :, 1:] = 0
    frozen[..., 2:4, :, 2:] = 0
    data["sweep_activity_share"][:] = np.array([0, 0.25, 0, 0.75, 0]).reshape(5, 1, 1)
    number = np.arange(SETS)
    data["process_q10"][1] = 2.0
    data["process_q10"][1, ..., 1] = (1.5 + number)[:, np.newaxis, np.newaxis]
    data["tolerated_warming_mean"][1] = (15.0 - number)[:, np.newaxis, np.newaxis]
    conductance = np.ones((*shape, CELLS, 2, 2))
    conductance[..., 1, :] = (1.0 + np.arange(CELLS))[:, np.newaxis]
    conductance[..., 0, :] = np.random.default_rng(1).random(CELLS)[:, np.newaxis]
    status = np.zeros(shape, np.int8)
    for place in failed:
        status[place] = 1
    point = np.array([f"{place}" for place in np.ndindex(shape)], dtype=object).reshape(shape)
    point[0] = point[0, :1]
    variables = {
        name: ((*dims, *variable.dims), data[name], {"units": variable.units})
        for name, (variable, _, _) in SWEEP.items()
    }
    variables["conductance"] = ((*dims, "cell", "channel", "phase"), conductance, {"units": "mS cm-2"})
    return xr.Dataset(
        {**variables, "status": (dims, status), "point": (dims, point)},
        coords={**{name: (name, values, {"units": "1"}) for name, values in axes.items()}, "seed": seed, **own},
    )
