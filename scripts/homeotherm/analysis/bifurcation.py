"""Bifurcation diagrams: an order parameter against a control parameter, seed by seed.

What a diagram of a noisy, trained network can show: whether seeds at the same control value end in different
places (branches), whether the values along the control axis fall into separate groups, and where the order
parameter changes fastest. It cannot show unstable branches: they need numerical continuation.
"""

from collections.abc import Sequence

import diptest
import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

from homeotherm.analysis.robustness import axis_names, seed_values
from homeotherm.analysis.statistics import bootstrap_interval, finite, is_constant
from homeotherm.measures.branches import cluster_branches

#: Degrees of freedom below which a spread within branches is too uncertain to judge a gap by.
MINIMUM_FREEDOM = 4


def dip_test(values: ArrayLike) -> tuple[float, float]:
    """Return the dip statistic and its p: small p says that the values have more than one mode.

    The dip is the largest distance of the empirical distribution from the nearest unimodal one, between
    1/(2n) and 1/4; p is interpolated in the table for the uniform, the least favourable, null distribution
    (Hartigan & Hartigan 1985). NaN below 4 values; a constant sample has one mode, p = 1.
    """
    sample = finite(values)
    if sample.size < 4:
        return np.nan, np.nan
    if is_constant(sample):
        return 1 / (2 * sample.size), 1.0
    dip, p = diptest.diptest(sample)
    return float(dip), float(p)


def pooled_deviation(branches: Sequence[np.ndarray]) -> float:
    """Return the standard deviation within branches, pooled over them; NaN if every branch has one value."""
    freedom = sum(branch.size - 1 for branch in branches)
    if freedom <= 0:
        return np.nan
    spreading = [branch for branch in branches if not is_constant(branch)]
    squares = sum(((branch - branch.mean()) ** 2).sum() for branch in spreading)
    return float(np.sqrt(squares / freedom))


def separation(branches: Sequence[np.ndarray]) -> float:
    """Return the widest gap between neighbouring branches in pooled deviations within branches.

    NaN with one branch, or if the branches have no spread to compare with.
    """
    deviation = pooled_deviation(branches)
    if len(branches) < 2 or not deviation > 0:
        return np.nan
    gaps = [high[0] - low[-1] for low, high in zip(branches[:-1], branches[1:], strict=True)]
    return float(max(gaps) / deviation)


def seed_spread(conditions: Sequence[ArrayLike]) -> float:
    """Return the spread between seeds that is no branching, as a Gaussian deviation.

    At each condition the seeds are split at their widest gap and the deviation within the two parts (n − 2
    degrees of freedom) is taken, so that two branches do not count as spread. Splitting also shortens the
    spread of seeds that have one branch only, by 1 − 1/√n for a normal distribution (within 7 % for 3 to 20
    seeds, by simulation); dividing by that gives its deviation back. The largest over the conditions is
    returned because the spread differs between them and a gap is to be judged by the noisiest.

    NaN if all conditions together leave fewer than 4 degrees of freedom (a condition of n seeds has n − 2).
    """
    samples = [sample for sample in map(finite, conditions) if sample.size > 2]
    if sum(sample.size - 2 for sample in samples) < MINIMUM_FREEDOM:
        return np.nan
    spreads = []
    for sample in samples:
        if is_constant(sample):
            spreads.append(0.0)
            continue
        parts = np.split(sample, [np.diff(sample).argmax() + 1])
        spreads.append(pooled_deviation(parts) / (1 - 1 / np.sqrt(sample.size)))
    return float(max(spreads))


def fastest_change(control: np.ndarray, means: np.ndarray) -> tuple[float, float, float, float]:
    """Return where a curve changes fastest: low and high control value, slope there, steepness.

    The slope is the largest in magnitude between neighbours; of equal ones, the first. Steepness is its
    magnitude over the mean magnitude along the whole axis: 1 for a straight line, so that a number is at hand
    that says whether the place means anything. NaN below two finite means.
    """
    known = np.isfinite(means)
    control, means = control[known], means[known]
    if control.size < 2:
        return np.nan, np.nan, np.nan, np.nan
    steps, changes = np.diff(control), np.diff(means)
    slopes = changes / steps
    at = np.abs(slopes).argmax()
    mean_slope = np.abs(changes).sum() / steps.sum()
    steepness = float(np.abs(slopes[at]) / mean_slope) if mean_slope > 0 else np.nan
    return float(control[at]), float(control[at + 1]), float(slopes[at]), steepness


def along_control(dataset: xr.Dataset, control: str, values: xr.DataArray) -> xr.DataArray:
    """Return values with the control as their dimension before `seed`, in rising order.

    Raises
    ------
    ValueError
        If there is no such axis, or it has no numeric values.
    """
    axes = axis_names(dataset)
    if control not in axes:
        coordinate = dataset.coords.get(control)
        if coordinate is None or coordinate.ndim != 1 or coordinate.dims[0] not in axes:
            known = ", ".join(axes) or "none"
            raise ValueError(f"no control axis {control!r} in the dataset; its axes are: {known}")
        # a number that goes with a named axis: the metabolic rate of a state
        values = values.swap_dims({coordinate.dims[0]: control})
    if not np.issubdtype(values[control].dtype, np.number):
        raise ValueError(f"the control axis {control!r} is not numeric; its axes are: {', '.join(axes)}")
    if np.unique(values[control].values).size < values.sizes[control]:
        raise ValueError(f"the control axis {control!r} has equal values")
    return values.sortby(control).transpose(..., control, "seed")


def bifurcation_diagram(
    dataset: xr.Dataset,
    control: str = "temperature",
    order_parameter: str = "weight_mean",
    phase: str = "after",
    absolute: float | None = None,
    relative: float = 0.01,
    factor: float = 5.0,
    ramp_factor: float = 2.0,
    confidence: float = 0.95,
    resamples: int = 9999,
    seed: int = 0,
) -> xr.Dataset:
    """Return the diagram of an order parameter against a control parameter, for all other axes.

    Parameters
    ----------
    dataset
        Dataset of a study.
    control
        Swept axis with numbers, or a numeric coordinate along an axis (`metabolic_rate` along `state`).
    order_parameter
        A measure that is one number per point.
    phase
        Phase of a measure that has both.
    absolute
        Gap (unit of the order parameter) above which seeds are on different branches. None derives it, see
        Notes.
    relative
        Added to the gap, as a share of the value: branches nearer than 1 % are not told apart.
    factor
        Derived gap in spreads between seeds.
    ramp_factor
        Gap between values pooled along the control axis, in steps of a straight ramp.
    confidence, resamples, seed
        Of `bootstrap_interval`.

    Returns
    -------
    xarray.Dataset
        Per other axes and control value: `value` (of every seed), `mean`, `low`, `high`, `n`, `method` over
        seeds, `branches` across seeds, `branch_tolerance`, `dip`, `dip_p` over seeds.
        Per other axes, all seeds and control values pooled: `pooled_branches`, `pooled_branch_tolerance`,
        `separation` (widest gap over pooled deviation within branches), `pooled_dip`, `pooled_dip_p`,
        `ramp_dip` (the dip if the means lay on a straight ramp), and
        `transition` (dim `bound`: low, high): between which neighbouring control values the mean over seeds
        changes fastest, with `transition_slope` and `transition_steepness` (1 on a straight line).
        All parameters are attributes (`absolute` NaN if derived).

    Raises
    ------
    ValueError
        If the control is not an axis or the order parameter not one number per point.

    Notes
    -----
    *Branches across seeds.* Without theory the gap that separates branches can only be judged by the spread
    of the seeds: the derived tolerance is `factor` times the largest spread within branches along the control
    axis (`seed_spread`). In simulated lines of normal seeds, 5 spreads split a condition that has one branch
    in at most 1 % of cases for 5 or more seeds at 3 or more control values, even where the deviation grows
    tenfold along the axis; in at most 3 % for 3 seeds at 5 control values, in 1 % for 6 seeds at one.
    The price: two branches 12 deviations apart are found in half of the cases with 5 seeds and in three
    quarters with 10, 15 apart in three quarters and nearly always; and three or more branches at one control
    value count as spread and need `absolute` (the dip test does not depend on it). With fewer than 4 degrees
    of freedom (three seeds at three values) nothing is said: NaN.

    *Branches along the control axis.* A coarse sweep leaves gaps wherever the order parameter is steep. A gap
    counts only if it is also wider than `ramp_factor` times what a straight ramp over the same range would
    leave at the widest control step. Three temperatures can therefore never show two branches.

    *Dip along the control axis.* Each control value of a coarse sweep is a mode of its own, so that even a
    straight ramp has a small `pooled_dip_p` if the seeds agree well: p alone is no sign of two branches. It
    is one only where `pooled_dip` clearly exceeds `ramp_dip`, the dip of the same seeds around a ramp.
    """
    source = seed_values(dataset, order_parameter, phase)
    values = along_control(dataset, control, source)
    others, along = values.dims[:-2], values.dims[:-1]
    positions = values[control].values.astype(float)
    across, pooled = [], []
    for place in np.ndindex(*(values.sizes[axis] for axis in others)):
        line = values.values[place]
        tolerance = factor * seed_spread(list(line)) if absolute is None else float(absolute)
        points = [_across_seeds(sample, tolerance, relative, confidence, resamples, seed) for sample in line]
        means = np.array([point["mean"] for point in points])
        across.extend(points)
        pooled.append(_along_axis(positions, line, means, tolerance, relative, ramp_factor))

    diagram = values.to_dataset(name="value")
    for records, dimensions in ((across, along), (pooled, others)):
        shape = [values.sizes[axis] for axis in dimensions]
        for name in records[0]:
            column = np.array([record[name] for record in records])
            extra = ("bound",) if name == "transition" else ()
            diagram[name] = ((*dimensions, *extra), column.reshape((*shape, *column.shape[1:])))
    diagram = diagram.assign_coords(bound=["low", "high"])
    _describe(diagram, source.attrs, control, dataset[control].attrs.get("units", "1"))
    diagram.attrs = {
        "study": dataset.attrs.get("study", ""),
        "control": control,
        "order_parameter": order_parameter,
        "phase": phase if "phase" in dataset[order_parameter].dims else "",
        "absolute": np.nan if absolute is None else float(absolute),
        "relative": relative,
        "factor": factor,
        "ramp_factor": ramp_factor,
        "confidence": confidence,
        "resamples": resamples,
        "resampling_seed": seed,
    }
    return diagram


def _across_seeds(
    sample: np.ndarray, tolerance: float, relative: float, confidence: float, resamples: int, seed: int
) -> dict:
    """Return what a diagram says of the seeds at one control value."""
    interval = bootstrap_interval(sample, confidence, resamples, seed)
    known = interval.n > 0 and np.isfinite(tolerance)
    dip, dip_p = dip_test(sample)
    return interval._asdict() | {
        "branches": float(len(cluster_branches(sample, tolerance, relative))) if known else np.nan,
        "branch_tolerance": tolerance,
        "dip": dip,
        "dip_p": dip_p,
    }


def _along_axis(
    positions: np.ndarray,
    line: np.ndarray,
    means: np.ndarray,
    tolerance: float,
    relative: float,
    ramp_factor: float,
) -> dict:
    """Return what a diagram says of all seeds and control values together; `line` is (control, seed)."""
    everything = finite(line)
    branches: list[np.ndarray] = []
    # control values without any result leave a wider step, which a ramp would cross in one jump as well
    reached = positions[np.isfinite(means)]
    if reached.size > 1 and np.isfinite(tolerance):
        widest = np.diff(reached).max() / np.ptp(reached)
        tolerance = max(tolerance, ramp_factor * widest * np.ptp(everything))
        branches = cluster_branches(everything, tolerance, relative)
    dip, dip_p = dip_test(everything)
    ramp_dip, _ = dip_test(_straightened(positions, line, means))
    low, high, slope, steepness = fastest_change(positions, means)
    return {
        "pooled_branches": float(len(branches)) if branches else np.nan,
        "pooled_branch_tolerance": tolerance if branches else np.nan,
        "separation": separation(branches),
        "pooled_dip": dip,
        "pooled_dip_p": dip_p,
        "ramp_dip": ramp_dip,
        "transition": (low, high),
        "transition_slope": slope,
        "transition_steepness": steepness,
    }


def _straightened(positions: np.ndarray, line: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Return the values with their means moved onto a straight ramp over the same range; (control, seed)."""
    known = np.isfinite(means)
    positions, line, means = positions[known], line[known], means[known]
    if means.size < 2:
        return np.array([])
    share = (positions - positions[0]) / np.ptp(positions)
    return line + (means.min() + share * np.ptp(means) - means)[:, np.newaxis]


def _describe(diagram: xr.Dataset, source: dict, control: str, control_unit: str) -> None:
    """Give every variable of a diagram its unit, long name, definition and source."""
    unit, name = source.get("units", "1"), source.get("long_name", "the order parameter")
    slope_unit = f"{unit} {control_unit}-1" if control_unit != "1" else unit
    bootstrap, dip = "Efron 1987", "Hartigan & Hartigan 1985"
    rule = "Gap that separates branches in sorted values; a share `relative` of the value is added."
    texts = {
        "mean": (unit, f"mean over seeds of {name}", "Mean over the seeds with a value.", ""),
        "low": (unit, f"lower bound of the mean of {name}", "Confidence bound, see `method`.", bootstrap),
        "high": (unit, f"upper bound of the mean of {name}", "Confidence bound, see `method`.", bootstrap),
        "n": ("1", "seeds with a value", "Points that are ok and have this measure.", ""),
        "method": ("1", "method of the interval", "How low and high were made.", ""),
        "branches": ("1", "branches across seeds", "Groups of seeds further apart than the tolerance.", ""),
        "branch_tolerance": (unit, "gap between branches", rule, ""),
        "dip": ("1", "dip statistic over seeds", "Distance from the nearest unimodal distribution.", dip),
        "dip_p": ("1", "p of the dip over seeds", "Chance of such a dip with one mode.", dip),
        "pooled_branches": ("1", "branches along the axis", "All seeds and control values pooled.", ""),
        "pooled_branch_tolerance": (
            unit,
            "gap between branches along the axis",
            rule + " At least `ramp_factor` ramp steps.",
            "",
        ),
        "separation": ("1", "separation of branches", "Widest gap over the deviation within branches.", ""),
        "pooled_dip": ("1", "dip statistic along the axis", "All seeds and control values pooled.", dip),
        "pooled_dip_p": ("1", "p of the dip along the axis", "All seeds and control values pooled.", dip),
        "ramp_dip": ("1", "dip statistic of a straight ramp", "As pooled_dip, means moved onto a ramp.", dip),
        "transition": (control_unit, f"where {name} changes fastest", f"Neighbours on {control} of largest slope.", ""),
        "transition_slope": (slope_unit, f"fastest change of {name}", "Slope at the transition.", ""),
        "transition_steepness": (
            "1",
            "steepness of the transition",
            "Slope there over the mean slope; 1 on a straight line.",
            "",
        ),
    }
    for key, (units, long_name, definition, source_of_rule) in texts.items():
        diagram[key].attrs = {
            "units": units,
            "long_name": long_name,
            "definition": definition,
            "references": source_of_rule or "none",
        }
