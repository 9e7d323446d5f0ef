"""From a dataset of regulated cells to its treatments, one after the other, and to the looks of tested moments."""

from collections.abc import Iterator

import xarray as xr

from homeotherm.analysis.robustness import each_condition
from homeotherm.figures.conditions import OK
from homeotherm.figures.moments import moments_of
from homeotherm.figures.named_conditions import words
from homeotherm.figures.style import Look

# Okabe & Ito (2008), from light (early in the protocol) to dark.
MOMENT_LOOKS = {
    "settled": Look("#56B4E9", "o"),
    "early": Look("#E69F00", "^"),
    "modulated": Look("#000000", "s"),
    "washed_out": Look("#CC79A7", "D"),
}


def each_treatment(dataset: xr.Dataset, status: xr.DataArray | None = None) -> Iterator[tuple[str, xr.Dataset]]:
    """Yield the title of each condition of a study, such as "neuromodulation: sharp", and its points.

    Parameters
    ----------
    dataset
        Of a study of regulated cells, or what an analysis made of it.
    status
        Of the points, over the axes and `seed`, where the dataset has none; what failed is NaN.
    """
    status = dataset["status"] if status is None else status
    axes = [axis for axis in status.dims if axis != "seed"]
    swept = [axis for axis in axes if status.sizes[axis] > 1]
    numbers = [name for name, values in dataset.data_vars.items() if values.dtype.kind == "f"]
    for of_condition in each_condition(status):
        title = ", ".join(f"{words(axis)}: {words(of_condition[axis].item())}" for axis in swept)
        selected = dataset[numbers].sel({axis: of_condition[axis] for axis in axes})
        yield title, selected.where(of_condition == OK)


def moments_in_words(dataset: xr.Dataset) -> dict[str, str]:
    """Return when each tested moment is, seen from the switch at which modulation begins."""
    plan = moments_of(dataset)
    after = {phase: time - plan.switch for phase, time in plan.tested.items()}
    found = {phase: f"{abs(time):g} s {'after' if time > 0 else 'before'} the switch" for phase, time in after.items()}
    if "washed_out" in found:
        found["washed_out"] += ", washed out"
    return found
