"""From a dataset of regulated cells to the panels and looks that figures share: one panel per treatment."""

from collections.abc import Iterator

import xarray as xr

from homeotherm.analysis.robustness import each_condition
from homeotherm.analysis.treatment import protocol
from homeotherm.figures.style import Look

# Okabe & Ito (2008), from light (early in the protocol) to dark.
MOMENT_LOOKS = {
    "settled": Look("#56B4E9", "o"),
    "early": Look("#E69F00", "^"),
    "modulated": Look("#000000", "s"),
    "washed_out": Look("#CC79A7", "D"),
}
KIND_WORDS = {"none": "no neuromodulation", "sharp": "sharp", "controlled": "controlled"}


def each_treatment(dataset: xr.Dataset, status: xr.DataArray | None = None) -> Iterator[tuple[str, xr.Dataset]]:
    """Yield the words for each condition of a study, and its points; what failed is NaN.

    `status` is that of the study where `dataset` is something that an analysis made of it.
    """
    status = dataset["status"] if status is None else status
    axes = [axis for axis in status.dims if axis != "seed"]
    shown = [axis for axis in axes if status.sizes[axis] > 1 or axis == "neuromodulation"]
    numbers = [name for name, values in dataset.data_vars.items() if values.dtype.kind == "f"]
    for of_condition in each_condition(status):
        words = [_words(axis, of_condition[axis].item()) for axis in shown]
        selected = dataset[numbers].sel({axis: of_condition[axis] for axis in axes})
        yield ", ".join(word for word in words if word), selected.where(of_condition == 0)


def moments_in_words(dataset: xr.Dataset) -> dict[str, str]:
    """Return when each tested moment is, seen from the switch at which modulation begins."""
    plan = protocol(dataset)
    after = {phase: time - plan.switch for phase, time in plan.tested.items()}
    words = {phase: f"{abs(time):g} s {'after' if time > 0 else 'before'} the switch" for phase, time in after.items()}
    if "washed_out" in words:
        words["washed_out"] += ", washed out"
    return words


def missing_points(dataset: xr.Dataset) -> list[str]:
    """Return a sentence on the simulations that failed, none if there are none."""
    failed = int((dataset["status"] != 0).sum())
    return [f"{failed} of {dataset['status'].size} simulations failed and are left out."] if failed else []


def _words(axis: str, value) -> str:
    if axis == "neuromodulation":
        return KIND_WORDS[str(value)]
    if axis == "blocked_channel":
        return "" if str(value) == "none" else f"{value} blocked"
    return f"{axis.replace('_', ' ')} {value:g}" if isinstance(value, float) else f"{value}".replace("_", " ")
