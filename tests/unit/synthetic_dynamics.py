"""Invented datasets of studies of dynamics: ramps of the temperature, and starts from low and high weights."""

import json

import numpy as np
import xarray as xr

UNITS = {"weight_mean_trajectory": "nS", "rate_fano_trajectory": "1", "temperature_trajectory": "degC"}


def triangle(samples, low, high):
    """Return a course from low to high and back, and the share of the time that has passed."""
    share = np.arange(samples) / samples
    return low + (high - low) * (1 - np.abs(2 * share - 1)), share


def ramp_dataset(time, course, trajectories, turnover=15.0, failed=()):
    """Return the dataset of a ramp study.

    Parameters
    ----------
    time, course
        s and °C, shape (T,).
    trajectories
        Name → values over (seed, T).
    turnover
        Time constant of turnover in s, of the study's parameters.
    failed
        Positions of the seeds whose simulation diverged.
    """
    seeds = len(next(iter(trajectories.values())))
    status = np.zeros(seeds, dtype=np.int8)
    status[list(failed)] = 1
    trajectories = {**trajectories, "temperature_trajectory": np.tile(course, (seeds, 1))}
    data = {"status": ("seed", status)}
    for name, values in trajectories.items():
        values = np.array(values, dtype=float)
        values[status != 0] = np.nan
        data[name] = (("seed", "time"), values, {"units": UNITS[name], "long_name": name.replace("_", " ")})
    return xr.Dataset(
        data,
        coords={
            "seed": np.arange(1, seeds + 1), "time": ("time", time, {"units": "s"}),
            "temperature": ((), course[0], {"units": "degree_Celsius"}), "metabolic_rate": ((), 1.0, {"units": "1"}),
        },
        attrs={"study": "ramp", "parameters_json": json.dumps({"turnover_time_constant": turnover})},
    )  # fmt: skip


def network_ramp(seeds=4, low=30.0, high=42.0, up=39.0, down=36.0, seconds=480.0, failed=()):
    """Return a ramp on which the weight jumps from 2 to 4 nS at `up` and back at `down`, and the Fano factor with it."""
    generator = np.random.default_rng(0)
    time = 0.5 * np.arange(round(2 * seconds))
    course, share = triangle(time.size, low, high)
    weights, fano = [], []
    for _ in range(seeds):
        place = np.where(share <= 0.5, up, down) + 0.2 * generator.standard_normal()
        state = 1 / (1 + np.exp(-(course - place) / 0.15))
        weights.append(2 + 2 * state + 0.02 * generator.standard_normal(time.size))
        fano.append((1 + 40 * state) * (1 + 0.2 * generator.standard_normal(time.size)))
    return ramp_dataset(time, course, {"weight_mean_trajectory": weights, "rate_fano_trajectory": fano}, failed=failed)


def bistable_dataset(seeds=5, temperatures=(30, 34, 38, 42), starts=(0.5, 1.0, 1.75), between=(33.0, 39.0)):
    """Return final weights of 2 nS below and 4 nS above the temperatures `between`; there they stay where they started.

    A start of 1 goes down. Seeds differ by 0.03 nS.
    """
    generator = np.random.default_rng(0)
    temperatures, starts = np.asarray(temperatures, dtype=float), np.asarray(starts, dtype=float)
    high = np.where(starts[:, np.newaxis] > 1, temperatures > between[0], temperatures > between[1])
    noise = 0.03 * generator.standard_normal((starts.size, temperatures.size, seeds))
    dims = ("initial_scale", "temperature", "seed")
    weight = 2.0 + 2.0 * high[..., np.newaxis] + noise
    return xr.Dataset(
        {
            "weight_mean": (dims, weight, {"units": "nS", "long_name": "mean excitatory weight after training"}),
            "status": (dims, np.zeros(weight.shape, dtype=np.int8)),
        },
        coords={
            "initial_scale": ("initial_scale", starts, {"units": "1"}),
            "temperature": ("temperature", temperatures, {"units": "degree_Celsius"}),
            "seed": np.arange(1, seeds + 1), "metabolic_rate": ((), 1.0, {"units": "1"}),
        },
        attrs={"study": "bistable", "parameters_json": json.dumps({"initial_weight": 2.0})},
    )  # fmt: skip
