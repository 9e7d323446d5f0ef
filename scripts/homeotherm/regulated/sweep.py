"""What regulated cells do along a sweep of the temperature, step by step; see `definitions` for dims and definitions.

A cell has its function at a step if it does there what it does in the test of the last moment before the sweep, with
its conductances frozen and at the temperature at which it settled: bursters burst, tonic cells fire tonically.
"""

import numpy as np

from homeotherm.measures import activity as activities
from homeotherm.measures.rhythm import rhythm
from homeotherm.measures.thermal import crash, q10
from homeotherm.measures.trains import select
from homeotherm.regulated.protocol import CALCIUM_INTERVAL, UP_AND_DOWN, Layout, sweep_temperatures

DIRECTIONS = ("up", "down")
CODES = activities.ACTIVITY


def measure(
    spikes: np.ndarray, arrays: dict[str, np.ndarray], parameters: dict[str, float], plan: Layout,
    before: np.ndarray,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Return the measures of a sweep.

    Parameters
    ----------
    spikes : (spikes,)
        Times in s, by cell and then by time.
    arrays
        Of the recording.
    before : (cells,)
        Activity in the test of the last moment before the sweep, as codes.
    """
    steps = [_step(spikes, arrays, parameters, plan, start) for start in plan.sweep]
    each = {name: np.stack([step[name] for step in steps], axis=-1).astype(float) for name in steps[0]}
    function = each["activity"] == before[:, np.newaxis]
    temperatures = sweep_temperatures(parameters)
    lost = crash(function, temperatures)
    up = np.arange(int(parameters["sweep_steps"]))
    slopes = {
        f"{name}_q10": q10(np.where(function, each[name], np.nan)[:, up], temperatures[up])
        for name in ("frequency", "period", "duty_cycle")
    }
    classes = np.stack([each["activity"] == code for code in CODES.values()]).mean(axis=1)
    error = np.abs(each["calcium"] / parameters["calcium_target"] - 1).mean(axis=0)
    both = {
        **{f"sweep_{name}": values for name, values in each.items()}, "sweep_function": function.astype(float),
        "function_share": function.mean(axis=0), "sweep_activity_share": classes, "sweep_calcium_error": error,
    }  # fmt: skip
    return {
        **{name: by_direction(values, parameters) for name, values in both.items()},
        **slopes, **{f"{name}_median": _median(values) for name, values in slopes.items()},
        "crash_temperature": lost.temperature, "crashed": lost.crashed.astype(float),
        "crashed_share": lost.crashed.mean(), "crash_temperature_median": _median_crash(function, temperatures, up),
        "recovered_share": _recovered(function, up),
    }  # fmt: skip


def coordinates(parameters: dict[str, float]) -> dict[str, tuple]:
    """Return the coordinates of the dims of a sweep."""
    up = sweep_temperatures(parameters)[: int(parameters["sweep_steps"])]
    return {
        "direction": (
            "direction",
            list(DIRECTIONS[: _directions(parameters)]),
            {"long_name": "direction of the sweep"},
        ),
        "sweep_temperature": (
            "sweep_temperature",
            up,
            {"units": "degree_Celsius", "long_name": "temperature of a step"},
        ),
    }


def by_direction(values: np.ndarray, parameters: dict[str, float]) -> np.ndarray:
    """Return values (..., steps) as (..., directions, temperatures), from low to high; the highest is in both."""
    number = int(parameters["sweep_steps"])
    if _directions(parameters) == 1:
        return values[..., np.newaxis, :]
    down = np.arange(2 * number - 2, number - 2, -1)
    return np.stack([values[..., :number], values[..., down]], axis=-2)


def _directions(parameters: dict[str, float]) -> int:
    return 2 if int(parameters["sweep_course"]) == UP_AND_DOWN else 1


def _step(
    spikes: np.ndarray, arrays: dict[str, np.ndarray], parameters: dict[str, float], plan: Layout, start: float
) -> dict[str, np.ndarray]:
    """Return what each cell does at a step, after its transient, (cells,) each."""
    first, last = start + parameters["sweep_transient"], start + plan.hold
    trains = select(spikes, arrays["row_size"], first, last)
    found = activities.firing(*trains, first, last)
    during = (arrays["calcium_time"] > first + 0.5 * CALCIUM_INTERVAL) & (
        arrays["calcium_time"] < last + 0.5 * CALCIUM_INTERVAL
    )
    return {
        "activity": found.activity, "frequency": found.frequency, "burstiness": found.burstiness,
        "spikes_per_burst": found.spikes_per_burst, "duty_cycle": found.duty_cycle, "period": rhythm(*trains).period,
        "calcium": arrays["calcium"][:, during].astype(float).mean(axis=1),
    }  # fmt: skip


def _median(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else np.nan


def _median_crash(function: np.ndarray, temperatures: np.ndarray, up: np.ndarray) -> float:
    """Return the lowest temperature on the way up at which half of the cells or more have crashed; NaN if none is."""
    surviving = np.logical_and.accumulate(function[:, up], axis=1).mean(axis=0)
    below = np.flatnonzero(surviving <= 0.5)
    return float(temperatures[below[0]]) if below.size else np.nan


def _recovered(function: np.ndarray, up: np.ndarray) -> float:
    """Return the share of the cells that crashed on the way up that have their function at the end of the way down."""
    crashed = ~function[:, up].all(axis=1)
    if function.shape[1] == up.size or not crashed.any():
        return np.nan
    return float(function[crashed, -1].mean())
