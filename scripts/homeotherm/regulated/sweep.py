"""What regulated cells do along a sweep of the temperature, step by step; see `definitions` for dims and definitions.

A cell has its function at a step if it does there what it does in the test of the last moment before the sweep, with
its conductances frozen and at the temperature at which it settled: bursters burst, tonic cells fire tonically.

Of every cell activity, function, branches of the intervals and crash are kept; courses of numbers are kept of the first
`EXAMPLES` cells and, as quantiles, of the population.
"""

import numpy as np

from homeotherm.measures import activity as activities
from homeotherm.measures import warm
from homeotherm.measures.intervals import interval_branches, interval_sample
from homeotherm.measures.thermal import crash, hysteresis, q10, tolerated_warming
from homeotherm.measures.trains import select
from homeotherm.physiology.channels import Membrane
from homeotherm.physiology.thermal import mixed, processes
from homeotherm.regulated.protocol import CALCIUM_INTERVAL, UP_AND_DOWN, Layout, sweep_temperatures

DIRECTIONS = ("up", "down")
CODES = activities.ACTIVITY
EXAMPLES = 4
"""Cells of which courses along the sweep are kept."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Of quantities over cells."""
OF_EVERY_CELL = ("activity", "interval_branches")
OF_THE_POPULATION = ("frequency", "period", "duty_cycle", "calcium")


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
    sampled = np.stack([step.pop("interval") for step in steps], axis=-1)  # (examples, levels, steps)
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
    warming = tolerated_warming(function[:, up], temperatures[up])
    loop = hysteresis(by_direction(function, parameters), temperatures[up])
    numbers = [name for name in each if name not in OF_EVERY_CELL]
    both = {
        **{f"sweep_{name}": each[name] for name in OF_EVERY_CELL}, "sweep_function": function.astype(float),
        **{f"sweep_{name}_of_example": each[name][:EXAMPLES] for name in numbers},
        **{f"sweep_{name}_quantile": _quantiles(each[name]) for name in OF_THE_POPULATION},
        "sweep_interval_of_example": sampled,
        "function_share": function.mean(axis=0), "sweep_activity_share": classes, "sweep_calcium_error": error,
    }  # fmt: skip
    return {
        **{name: by_direction(values, parameters) for name, values in both.items()},
        **slopes, **{f"{name}_median": _median(values) for name, values in slopes.items()},
        "crash_temperature": lost.temperature, "crashed": lost.crashed.astype(float),
        "crashed_share": lost.crashed.mean(), "crash_temperature_median": median_crash(function, temperatures, up),
        "recovered_share": recovered_share(function, up),
        "tolerated_warming": warming, "tolerated_warming_mean": warming.mean(),
        "hysteresis": loop, "hysteresis_mean": loop.mean(), "hysteresis_size_mean": np.abs(loop).mean(),
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
        "quantile": ("quantile", list(QUANTILES), {"units": "1", "long_name": "share of cells below"}),
    }


def q10s(membrane: Membrane, parameters: dict[str, float]) -> dict[str, float]:
    """Return the Q10 of every process at a point, in the order of `processes`, as the factors of its run have them."""
    matched = {name: parameters[f"q10_{name}"] for name in processes(membrane)}
    return mixed(matched, int(parameters["q10_set"]), parameters["q10_spread"])


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
    found = warm.firing(*trains, first, last)
    bursts = np.isin(found.activity, [CODES["doublet"], CODES["bursting"]])
    spikes_of_examples = trains.times[: trains.row_size[:EXAMPLES].sum()]
    during = (arrays["calcium_time"] > first + 0.5 * CALCIUM_INTERVAL) & (
        arrays["calcium_time"] < last + 0.5 * CALCIUM_INTERVAL
    )
    return {
        "activity": found.activity, "frequency": found.frequency,
        "burstiness": np.where(bursts, found.burstiness, np.nan),
        "spikes_per_burst": np.where(bursts, found.spikes_per_burst, np.nan),
        "duty_cycle": np.where(bursts, found.duty_cycle, np.nan),
        "period": np.where(bursts, warm.period(*trains), np.nan),
        "calcium": arrays["calcium"][:, during].astype(float).mean(axis=1),
        "interval_branches": interval_branches(*trains),
        "interval": interval_sample(spikes_of_examples, trains.row_size[:EXAMPLES]),
    }  # fmt: skip


def _quantiles(values: np.ndarray) -> np.ndarray:
    """Return the quantiles over the cells (cells, steps) that have a number, (quantiles, steps)."""
    found = np.full((len(QUANTILES), values.shape[1]), np.nan)
    for step, column in enumerate(values.T):
        known = column[np.isfinite(column)]
        if known.size:
            found[:, step] = np.quantile(known, QUANTILES)
    return found


def _median(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else np.nan


def median_crash(function: np.ndarray, temperatures: np.ndarray, up: np.ndarray) -> float:
    """Return the lowest temperature on the way up at which half of the cells or more have crashed; NaN if none is."""
    surviving = np.logical_and.accumulate(function[:, up], axis=1).mean(axis=0)
    below = np.flatnonzero(surviving <= 0.5)
    return float(temperatures[below[0]]) if below.size else np.nan


def recovered_share(function: np.ndarray, up: np.ndarray) -> float:
    """Return the share of the cells that crashed on the way up that have their function at the end of the way down."""
    crashed = ~function[:, up].all(axis=1)
    if function.shape[1] == up.size or not crashed.any():
        return np.nan
    return float(function[crashed, -1].mean())
