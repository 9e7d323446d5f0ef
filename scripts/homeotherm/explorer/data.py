"""What the explorer holds of a dataset: axes, measures, courses, example spikes, as plain values for JSON."""

import base64
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr
from scipy.special import stdtrit

from homeotherm.analysis.robustness import axis_names
from homeotherm.errors import InputError
from homeotherm.examples import example_points
from homeotherm.failed_points import command
from homeotherm.printed import unit_word
from homeotherm.recording import STATUS
from homeotherm.study import Study

MOST_NUMBERS = 150_000
"""Numbers of all measures and points above which a page would be too large to open."""
COURSE_BYTES = 900_000
"""Bytes of all courses above which only one sample in several is kept."""
MOST_PARTS = 12
"""Named parts of a measure (phases, channels, ...) above which it is left out."""
MOST_SPIKES = 20_000
"""Of an example; of more spikes those of one neuron in several are kept."""
CONFIDENCE = 0.95
TICKS = 65535
"""Parts into which the window of a raster is divided."""


def explorer_data(
    study: Study, dataset: xr.Dataset, rasters: xr.Dataset | None = None, diagram: xr.Dataset | None = None
) -> dict[str, Any]:
    """Return what the page shows.

    Parameters
    ----------
    rasters
        Example spikes of the study, see `excerpt`; None where there are none.
    diagram
        Bifurcation diagram, see `analysis.bifurcation`; None where there is none.

    Returns
    -------
    Values of points are in one order: the last axis changes fastest, but seeds change faster still. Measures keep every
    bit, None stands for what is missing; courses are in single precision.

    Raises
    ------
    InputError
        If the dataset is too large for a page.
    """
    points = (*axis_names(dataset), "seed")
    status = dataset["status"].transpose(*points).values.ravel()
    names = {code: name for name, code in STATUS.items()}
    messages = dataset["message"].transpose(*points).values.ravel()
    identifiers = [str(each) for each in dataset["point"].transpose(*points).values.ravel()]
    seeds = dataset["seed"].values.tolist()
    measures = _measures(dataset, points)
    return {
        "study": study.name,
        "title": study.title,
        "axes": [_axis(dataset, name) for name in points[:-1]],
        "seeds": seeds,
        "points": identifiers,
        "status": [names[int(code)] for code in status],
        "messages": {number: str(text) for number, text in enumerate(messages) if str(text)},
        "command": command(study.name, "{point}"),
        "measures": measures,
        "courses": _courses(dataset, points),
        "quantiles": [None, None, *(_quantile(count) for count in range(2, len(seeds) + 1))],
        "rasters": {} if rasters is None else _rasters(study, rasters),
        "diagram": None if diagram is None else _diagram(diagram, points),
        "first": _first(study, measures),
    }


def _axis(dataset: xr.Dataset, name: str) -> dict[str, Any]:
    """Return an axis: its columns are its own values and, of a sampled design, those of the factors."""
    own = _column(dataset[name], name)
    factors = [
        _column(coordinate, str(key))
        for key, coordinate in dataset.coords.items()
        if name == "sample" and coordinate.dims == (name,) and key not in (name, "group")
    ]
    return {"name": name, "length": dataset.sizes[name], "columns": [*factors, own] if factors else [own]}


def _column(coordinate: xr.DataArray, name: str) -> dict[str, Any]:
    values = coordinate.values.tolist()
    numeric = coordinate.dtype.kind in "iuf"
    return {
        "name": name,
        "unit": unit_word(coordinate.attrs.get("units", "1")),
        "numeric": numeric,
        "values": values if numeric else [str(each) for each in values],
    }


def _measures(dataset: xr.Dataset, points: Sequence[str]) -> list[dict[str, Any]]:
    """Return every measure that is one number per point, or one for each of a few named parts."""
    found = []
    for name, variable in _of_points(dataset, points):
        parts = _parts(dataset, [dim for dim in variable.dims if dim not in points])
        if parts is None:
            continue
        values = [_numbers(variable.sel(part).transpose(*points).values) for _, part in parts]
        found.append({**_about(name, variable), "parts": [label for label, _ in parts], "values": values})
    count = sum(len(values) for measure in found for values in measure["values"])
    if count > MOST_NUMBERS:
        raise InputError(f"explorer: {count} numbers in {len(found)} measures; allowed: at most {MOST_NUMBERS}")
    return found


def _first(study: Study, measures: Sequence[dict[str, Any]]) -> dict[str, str] | None:
    """Return measure and part of the first claim that can be shown: what the study is about. None without claims."""
    parts = {measure["name"]: measure["parts"] for measure in measures}
    for claim in study.claims:
        if claim.phase in parts.get(claim.quantity, ()):
            return {"measure": claim.quantity, "part": claim.phase}
    return None


def _courses(dataset: xr.Dataset, points: Sequence[str]) -> list[dict[str, Any]]:
    """Return every variable along one numbered dim (time, bins of a histogram), thinned if all are too large."""
    found = []
    for name, variable in _of_points(dataset, points):
        along = [dim for dim in variable.dims if dim not in points and _numbered(dataset, dim)]
        if len(along) != 1:
            continue
        parts = _parts(dataset, [dim for dim in variable.dims if dim not in (*points, along[0])])
        for label, part in parts or []:
            values = variable.sel(part).transpose(*points, along[0])
            found.append((name, label, along[0], variable, values.values.astype("<f4")))
    size = sum(values.nbytes for *_, values in found)
    step = max(1, math.ceil(size / COURSE_BYTES))
    return [
        {
            **_about(name, variable), "part": label, "every": step, "along": _column(dataset[dim][::step], str(dim)),
            "values": _packed(np.ascontiguousarray(values[..., ::step])),
        }
        for name, label, dim, variable, values in found
    ]  # fmt: skip


def _of_points(dataset: xr.Dataset, points: Sequence[str]) -> Iterator[tuple[str, xr.DataArray]]:
    """Go through the variables that have a number for every point, missing where a point is not ok."""
    ok = dataset["status"] == STATUS["ok"]
    for name in sorted(map(str, dataset.data_vars)):
        variable = dataset[name]
        if variable.dtype.kind == "f" and set(points) <= set(variable.dims):
            yield name, variable.where(ok)


def _about(name: str, variable: xr.DataArray) -> dict[str, str]:
    keys = ("long_name", "definition", "references")
    unit = unit_word(variable.attrs.get("units", "1"))
    return {"name": name, "unit": unit, **{key: variable.attrs.get(key, "") for key in keys}}


def _parts(dataset: xr.Dataset, dims: Sequence[str]) -> list[tuple[str, dict[str, str]]] | None:
    """Return the named parts along some dims; None if there are too many, or a dim has no names."""
    if not dims:
        return [("", {})]
    if any(dim not in dataset.coords or _numbered(dataset, dim) for dim in dims):
        return None
    labels = [dataset[dim].values.tolist() for dim in dims]
    if math.prod(map(len, labels)) > MOST_PARTS:
        return None
    return [(", ".join(each), dict(zip(dims, each, strict=True))) for each in itertools.product(*labels)]


def _numbered(dataset: xr.Dataset, dim: str) -> bool:
    return dim in dataset.coords and dataset[dim].dtype.kind in "iuf"


def _numbers(values: np.ndarray) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values.ravel().tolist()]


def _quantile(count: int) -> float:
    """Return what a standard error is multiplied by for the interval of a mean (Student's t)."""
    return float(stdtrit(count - 1, (1 + CONFIDENCE) / 2))


def _rasters(study: Study, rasters: xr.Dataset) -> dict[str, Any]:
    """Return the spikes of the example points by id: times in `TICKS` of the window, and neurons."""
    found = {}
    ends = np.cumsum(rasters["spike_count"].values)
    for number, ((label, point), end) in enumerate(zip(example_points(study), ends, strict=True)):
        count = int(rasters["spike_count"].values[number])
        times, cells = (rasters[name].values[end - count : end] for name in ("spike_time", "spike_neuron"))
        every = max(1, math.ceil(count / MOST_SPIKES))
        kept = cells % every == 0
        window = float(rasters.attrs["window_seconds"])
        found[point.id] = {
            "label": label, "window": window, "every": every, "neurons": int(rasters["neurons"].values[number]),
            "excitatory": int(rasters["excitatory_neurons"].values[number]),
            "times": _packed(np.round(times[kept] / window * TICKS).astype("<u2")),
            "cells": _packed(cells[kept].astype("<u2")),
        }  # fmt: skip
    return found


def _diagram(diagram: xr.Dataset, points: Sequence[str]) -> dict[str, Any]:
    """Return what the bifurcation diagram shows, and where its means change fastest, by condition on other axes."""
    others = [axis for axis in points[:-1] if axis in diagram["transition"].dims]
    transitions = diagram["transition"].transpose(*others, "bound").values.reshape(-1, 2)
    return {
        "measure": diagram.attrs["order_parameter"], "part": diagram.attrs["phase"], "axis": diagram.attrs["control"],
        "others": others, "transitions": [_numbers(each) for each in transitions],
    }  # fmt: skip


def _packed(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()
