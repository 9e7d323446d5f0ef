"""Hysteresis: a slow ramp of the temperature up and down, and what the network does on the two ways.

Where two states are stable, the network changes over at a higher temperature on the way up than on the way down. A ramp
of finite speed shows a loop even without that, because everything slow lags behind (a delayed bifurcation: the width of
the loop grows with the sweep rate). A loop therefore means little without its sweep rate, and a comparison of two rates
says more than one.
"""

import json
from collections.abc import Sequence

import numpy as np
import xarray as xr

from homeotherm.analysis.critical import crossing
from homeotherm.analysis.robustness import axis_names
from homeotherm.analysis.statistics import bootstrap_interval, mean

COURSE = "temperature_trajectory"
BRANCHES = ("up", "down")
TRAJECTORIES = ("weight_mean_trajectory", "rate_fano_trajectory")
TURNOVER = "turnover_time_constant"
STATISTICS = ("mean", "low", "high", "n")


def hysteresis(
    dataset: xr.Dataset,
    trajectory: str = "weight_mean_trajectory",
    level: float | None = None,
    resolution: float = 0.25,
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> xr.Dataset:
    """Return a trajectory against temperature on the way up and down, and the loop between them.

    Parameters
    ----------
    dataset
        Dataset of a ramp study: `temperature_trajectory` goes from one temperature to another and back, the same for
        all points.
    trajectory
        A measure with the further dim `time`.
    level
        Between the low and the high state, in the unit of the trajectory. None: half-way between the means over seeds
        of the way up in its first and in its last bin.
    resolution
        Width in K of the bins of temperature; wider if the ramp takes wider steps, and rounded up so that the bins
        fill the range.
    confidence, resamples, seed
        Of `bootstrap_interval`.

    Returns
    -------
    xarray.Dataset
        Over the axes of the study, `temperature` (centres of the bins) and `branch` (up, down): `value` (of each seed,
        mean of the samples in a bin), `crossing` (where it passes the level, see `crossing`; NaN if it does not),
        `area` (of the loop; positive if the way down lies above), `width` (crossing on the way up minus crossing on
        the way down; positive with memory), each but `value` also as `_mean`, `_low`, `_high`, `_n` over seeds, and
        `mean`, `low`, `high`, `n` of `value`; `level`; `sweep_rate` (K s-1) and, if the study knows the time constant
        of turnover, `sweep_per_turnover` (K per time constant).

    Raises
    ------
    ValueError
        If there is no trajectory, or the temperature does not go to a turning point and back, or differs between
        points.

    References
    ----------
    Strogatz 1994 (fold, hysteresis); Berglund & Gentz 2006 (delay grows with the sweep rate).
    """
    if not resolution > 0:
        raise ValueError(f"the resolution must be positive, not {resolution} K")
    if dataset.sizes.get("temperature") == 1:  # an axis of one value: where every ramp starts
        dataset = dataset.isel(temperature=0, drop=True)
    axes = axis_names(dataset)
    values = _series(dataset, trajectory, axes)
    course = _course(dataset, axes)
    turn = _turning_point(course)
    there, back = slice(0, turn + 1), slice(turn, course.size)
    ways = (there, back) if course[turn] > course[0] else (back, there)  # the way up first
    edges = _edges(course, resolution)
    width = float(edges[1] - edges[0])
    binned = [_binned(values.values[..., way], course[way], edges) for way in ways]
    centres = (edges[:-1] + edges[1:]) / 2
    over = (*axes, "seed")
    kept = {name: dataset[name].variable for name in dataset.coords if set(dataset[name].dims) <= set(over)}
    kept.pop("temperature", None)
    result = xr.Dataset(
        {"value": ((*over, "branch", "temperature"), np.stack(binned, axis=-2))},
        coords={**kept, "branch": list(BRANCHES), "temperature": centres},
    )
    levels = np.empty([result.sizes[axis] for axis in axes])
    crossings = np.empty((*[result.sizes[dim] for dim in over], len(BRANCHES)))
    for place in np.ndindex(levels.shape):
        up = result["value"].values[place][:, 0]  # (seed, temperature)
        first, last = mean(up[:, 0]), mean(up[:, -1])
        levels[place] = (first + last) / 2 if level is None else level
        for number, branch in np.ndindex(crossings[place].shape):
            curve = result["value"].values[place][number, branch]
            crossings[place][number, branch] = crossing(centres, curve, levels[place], last > first)
    result["level"] = (axes, levels)
    result["crossing"] = ((*over, "branch"), crossings)
    up, down = (result["value"].sel(branch=branch, drop=True) for branch in BRANCHES)
    result["area"] = (down - up).sum("temperature", skipna=False) * width
    up, down = (result["crossing"].sel(branch=branch, drop=True) for branch in BRANCHES)
    result["width"] = up - down
    for name, prefix in (("value", ""), ("crossing", "crossing_"), ("area", "area_"), ("width", "width_")):
        _add_intervals(result, name, prefix, confidence, resamples, seed)
    time = dataset["time"].values.astype(float)
    result["sweep_rate"] = abs(float(course[turn] - course[0])) / (time[turn] - time[0])
    turnover = _turnover(dataset)
    if turnover is not None:
        result["sweep_per_turnover"] = result["sweep_rate"] * turnover
    _describe(result, dataset[trajectory].attrs)
    result.attrs = {
        "study": dataset.attrs.get("study", ""), "trajectory": trajectory, "resolution": width,
        "confidence": confidence, "resamples": resamples, "resampling_seed": seed,
    }  # fmt: skip
    return result


def hystereses(dataset: xr.Dataset, trajectories: Sequence[str] = TRAJECTORIES, **settings) -> xr.Dataset:
    """Return `hysteresis` of several trajectories as one dataset, every variable behind the name of its trajectory.

    `weight_mean_trajectory` gives `weight_mean_value`, `weight_mean_area` and so on; the sweep rate stands once.
    """
    parts = []
    for trajectory in trajectories:
        found = hysteresis(dataset, trajectory, **settings)
        shared = {"sweep_rate", "sweep_per_turnover"}
        stem = trajectory.removesuffix("_trajectory")
        parts.append(found.rename({name: f"{stem}_{name}" for name in found.data_vars if name not in shared}))
    merged = xr.merge(parts, combine_attrs="drop_conflicts", compat="identical", join="exact")
    return merged.assign_attrs(trajectories=" ".join(trajectories))


def _series(dataset: xr.Dataset, name: str, axes: tuple[str, ...]) -> xr.DataArray:
    """Return a trajectory over (axes, seed, time), NaN where the point is not ok."""
    if name not in dataset.data_vars or set(dataset[name].dims) != {*axes, "seed", "time"}:
        raise ValueError(f"hysteresis needs the trajectory {name!r} over time, which the dataset lacks")
    return dataset[name].where(dataset["status"] == 0).transpose(*axes, "seed", "time")


def _course(dataset: xr.Dataset, axes: tuple[str, ...]) -> np.ndarray:
    """Return the temperature in °C over time, which all points share."""
    courses = _series(dataset, COURSE, axes).values.reshape(-1, dataset.sizes["time"])
    courses = courses[np.isfinite(courses).all(axis=1)]
    if len(courses) == 0:
        raise ValueError("hysteresis: no point has a result")
    if np.abs(courses - courses[0]).max() > 1e-9:
        raise ValueError("hysteresis needs one course of temperature for all points")
    return courses[0]


def _turning_point(course: np.ndarray) -> int:
    """Return the sample at which the temperature turns; both ways must be monotone and cover the same range."""
    turn = int(np.abs(course - course[0]).argmax())
    steps = np.diff(course) * np.sign(course[turn] - course[0])
    there, back = steps[:turn], steps[turn:]
    if there.size == 0 or back.size == 0 or there.min() < -1e-9 or back.max() > 1e-9:
        raise ValueError("hysteresis needs a temperature that goes to a turning point and back")
    return turn


def _edges(course: np.ndarray, resolution: float) -> np.ndarray:
    """Return the edges in °C of equal bins over the range that both ways cover; each holds a sample of each way."""
    low, high = max(course[0], course[-1]), course.max()
    if high <= low:  # it goes down first
        low, high = course.min(), min(course[0], course[-1])
    widest = max(resolution, float(np.abs(np.diff(course)).max()))
    bins = int((high - low) / widest + 1e-9)
    if bins < 2:
        raise ValueError(f"hysteresis: a ramp from {low:g} to {high:g} °C in steps of {widest:g} K has no two bins")
    return np.linspace(low, high, bins + 1)


def _binned(values: np.ndarray, course: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the means over the samples in each bin of temperature, (..., bins); NaN if none is a number."""
    bins = edges.size - 1
    place = np.clip(np.searchsorted(edges, course + 1e-9, side="right") - 1, -1, bins)
    place[(place == bins) & (course <= edges[-1] + 1e-6)] = bins - 1  # the last bin holds its upper edge
    result = np.full((*values.shape[:-1], bins), np.nan)
    for number in range(bins):
        inside = values[..., place == number]
        known = np.isfinite(inside)
        count = known.sum(axis=-1)
        total = np.where(known, inside, 0.0).sum(axis=-1)
        result[..., number] = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return result


def _turnover(dataset: xr.Dataset) -> xr.DataArray | float | None:
    """Return the time constant of turnover in s: an axis, a parameter of the study, or None if it has none."""
    if TURNOVER in dataset.dims:
        return dataset[TURNOVER]
    return json.loads(dataset.attrs.get("parameters_json", "{}")).get(TURNOVER)


def _add_intervals(result: xr.Dataset, name: str, prefix: str, confidence: float, resamples: int, seed: int) -> None:
    """Add mean, bounds and number over seeds of a variable."""
    values = result[name].transpose(..., "seed")
    dims, shape = values.dims[:-1], values.shape[:-1]
    found = [bootstrap_interval(values.values[place], confidence, resamples, seed) for place in np.ndindex(shape)]
    for position, statistic in enumerate(STATISTICS):
        column = np.array([interval[position] for interval in found])
        result[f"{prefix}{statistic}"] = (dims, column.reshape(shape))


def _describe(result: xr.Dataset, source: dict) -> None:
    """Give every variable its unit, long name, definition and source."""
    unit, name = source.get("units", "1"), source.get("long_name", "the trajectory")
    fold, bootstrap = "Strogatz 1994", "Efron 1987"
    area_unit = "K" if unit == "1" else f"{unit} K"
    texts = {
        "value": (unit, name, "Mean of the samples in a bin of temperature, on the way up and down.", fold),
        "level": (unit, "level between the two states", "Half-way between the ends of the way up, unless given.", fold),
        "crossing": ("degree_Celsius", f"where {name} passes the level", "Cut that misplaces fewest values.", fold),
        "area": (area_unit, "area of the loop", "Integral over temperature of down minus up.", fold),
        "width": ("K", "width of the loop", "Crossing on the way up minus crossing on the way down.", fold),
        "sweep_rate": ("K s-1", "sweep rate", "Range of the ramp over the time of the first way.", "this project"),
        "sweep_per_turnover": (
            "K", "sweep per turnover time constant", "Sweep rate times the time constant of turnover.", "this project"
        ),
    }  # fmt: skip
    words = {"mean": "mean", "low": "lower bound of the mean", "high": "upper bound of the mean"}
    for base in ("value", "crossing", "area", "width"):
        units, long_name, _, _ = texts[base]
        prefix = "" if base == "value" else f"{base}_"
        for key, of in words.items():
            texts[f"{prefix}{key}"] = (
                units,
                f"{of} over seeds of the {long_name}",
                "See bootstrap_interval.",
                bootstrap,
            )
        texts[f"{prefix}n"] = ("1", f"seeds with a {long_name}", "Seeds with a number.", "this project")
    for key, (units, long_name, definition, reference) in texts.items():
        if key in result:
            result[key].attrs = {
                "units": units, "long_name": long_name, "definition": definition, "references": reference
            }  # fmt: skip
    result["temperature"].attrs = {"units": "degree_Celsius", "long_name": "temperature, centre of the bin"}
    result["branch"].attrs = {"long_name": "way of the ramp"}
