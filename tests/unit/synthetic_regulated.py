"""Invented results of regulated cells with the exact schema of a study's dataset and traces.

Numbers are simple functions of condition, seed, cell and time: a test may rely on the schema and on what is said here.
Cells fire tonically at 10 Hz and more; from the switch on those of a condition called sharp or controlled burst with
5000 Hz2 and more. In a sharp condition all of them have stopped at the last tested moment: the first cell is silent and
the others are tonic.
"""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from homeotherm.measures.activity import ACTIVITY
from homeotherm.regulated.definitions import MEASURES
from homeotherm.regulated.protocol import Layout, layout

PARAMETERS = {
    "cells": 4.0, "time_step": 0.05, "settle_duration": 20.0, "modulated_duration": 40.0, "washout_duration": 0.0,
    "early_test": 10.0, "test_duration": 10.0, "neuromodulation": 2.0, "calcium_target": 125.0,
    "slow_target_settled": 5.0, "ultraslow_target_settled": 4.0, "slow_target": -8.0, "ultraslow_target": 4.0,
}  # fmt: skip
NEUROMODULATION = {"neuromodulation": ("none", "sharp", "controlled")}
BLOCKADE = {"neuromodulation": ("none", "controlled"), "blocked_channel": ("none", "Na", "CaT", "KCa", "H")}
CHANNELS = ("Na", "CaT", "CaS", "A", "KCa", "Kd", "H", "leak")
TIMESCALES = ("fast", "slow", "ultraslow")
WINDOW = 10.0  # s


def regulated_dataset(
    axes: Mapping[str, Sequence] = NEUROMODULATION,
    seeds: int = 2,
    failed: Sequence[tuple[int, ...]] = (),
    **parameters: float,
) -> xr.Dataset:
    """Return a dataset of a study that never ran.

    Parameters
    ----------
    axes
        Names of the swept axes and their values.
    seeds
        Number of seeds, named 1, 2, ...
    failed
        Positions (one index per axis, and of the seed) of points that diverged: status 1, all measures NaN.
    parameters
        That differ from `PARAMETERS`.
    """
    values = {**PARAMETERS, **parameters}
    plan = layout(values)
    shape = tuple(len(each) for each in axes.values())
    coordinates = {**axes, "seed": np.arange(1, seeds + 1)} | _coordinates(plan)
    sizes = {name: len(each) for name, each in coordinates.items()} | {"cell": plan.cells, "example": plan.cells}
    data = {name: np.full((*shape, seeds, *(sizes[dim] for dim in variable.dims)), np.nan)
            for name, (variable, _, _) in MEASURES.items()}  # fmt: skip
    for place in np.ndindex(*shape, seeds):
        kind = next((str(each[place[number]]) for number, (name, each) in enumerate(axes.items())
                     if name == "neuromodulation"), "controlled")  # fmt: skip
        for name, value in _point(kind, int(place[-1]), plan, coordinates).items():
            data[name][place] = value
    status = np.zeros((*shape, seeds), dtype=np.int8)
    for place in failed:
        status[place] = 1
        for array in data.values():
            array[place] = np.nan
    dims = (*axes, "seed")
    dataset = xr.Dataset(
        {
            name: ((*dims, *variable.dims), data[name], {"units": variable.units, "long_name": variable.long_name})
            for name, (variable, _, _) in MEASURES.items()
        },
        coords={name: (name, np.asarray(each)) for name, each in coordinates.items()},
        attrs={"parameters_json": json.dumps(values), "model": "stg"},
    )
    return dataset.assign(status=(dims, status))


def _coordinates(plan: Layout) -> dict[str, np.ndarray | list[str]]:
    return {
        "phase": list(plan.tested), "channel": list(CHANNELS), "timescale": list(TIMESCALES), "class": list(ACTIVITY),
        "time": np.arange(plan.protocol_end), "calcium_time": np.arange(2.5, plan.protocol_end - 2.5),
        "course_time": np.arange(0.0, plan.protocol_end, WINDOW),
    }  # fmt: skip


def _point(kind: str, seed: int, plan: Layout, coordinates: dict) -> dict[str, np.ndarray]:
    """Return the measures of one point that figures show."""
    cells, phases = np.arange(plan.cells), coordinates["phase"]
    last = phases.index("modulated")
    activity = np.full((cells.size, len(phases)), ACTIVITY["tonic"], dtype=float)
    if kind in ("sharp", "controlled"):
        activity[:, 1 : last + 1] = ACTIVITY["bursting"]
    if kind == "sharp":
        activity[:, last:] = ACTIVITY["tonic"]
        activity[0, last:] = ACTIVITY["silent"]
    bursting = activity == ACTIVITY["bursting"]
    rise = cells[:, np.newaxis] + 10.0 * seed
    starts, modulated = coordinates["course_time"], kind in ("sharp", "controlled")
    course = np.zeros((len(ACTIVITY), starts.size))
    course[ACTIVITY["tonic"]] = 1.0
    loss_time = np.full(cells.size, np.nan)
    if modulated:
        course[:, starts >= plan.switch] = np.eye(len(ACTIVITY))[ACTIVITY["bursting"]][:, np.newaxis]
    if kind == "sharp":  # half of the cells stop after one window, the others after two
        loss_time = np.where(cells < cells.size / 2, WINDOW, 2 * WINDOW)
        for window, share in ((1, 0.5), (2, 0.0)):
            after = starts >= plan.switch + window * WINDOW
            course[ACTIVITY["bursting"], after], course[ACTIVITY["tonic"], after] = share, 1 - share
    time = coordinates["time"]
    growth = 1 + time / 100
    conductance = 10.0 ** np.arange(len(CHANNELS))[:, np.newaxis] * growth * (1 + seed)
    if kind == "sharp":
        conductance[CHANNELS.index("A"), time >= plan.switch] *= -1
    dynamic = np.stack([-9 + 0 * time, np.where(modulated & (time >= plan.switch), -8.0, 5.0), 4 + 0 * time])
    calcium = 100 + coordinates["calcium_time"] + seed
    return {
        "activity": activity, "burstiness": np.where(bursting, 5000 + rise, np.nan),
        "frequency": np.where(activity == ACTIVITY["silent"], np.nan, 10 + rise),
        **{f"{name}_share": (activity == code).mean(axis=0) for name, code in ACTIVITY.items()},
        "activity_course": course, "loss_time": loss_time, "lost_share": 1.0 if kind == "sharp" else 0.0,
        "loss_time_median": 15.0 if kind == "sharp" else np.nan,
        "conductance_course": conductance, "conductance_spread_course": 0.1 * np.abs(conductance),
        "dynamic_input_conductance_course": dynamic + seed / 10, "dynamic_input_conductance_spread_course": 0 * dynamic + 1,
        "calcium_course": calcium, "calcium_spread_course": 0 * calcium + 5,
    }  # fmt: skip
