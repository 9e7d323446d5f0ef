"""Gather the measures of all batches into the study's dataset: one labelled cube over axes and seeds."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from homeotherm.axes import STATE_AXIS, Axis
from homeotherm.cube import Cube
from homeotherm.files import to_attributes, write_dataset, write_in_blocks
from homeotherm.points import points_of
from homeotherm.provenance import to_json
from homeotherm.recording import message_attributes, status_attributes
from homeotherm.sampling import SampleAxis
from homeotherm.study import Study

BUILD_KEYS = ("model", "structure", "brian2", "numpy", "compiler", "flags")
"""What the dataset says of the builds; models that need no compiler have no compiler to name."""
CONDITION_NAMES = ("temperature", "metabolic_rate")


def gather(
    study: Study,
    measures: Iterable[Path],
    manifests: Iterable[dict[str, Any]],
    provenance: dict[str, Any],
    target: Path,
) -> None:
    """Write the dataset of a study.

    Parameters
    ----------
    measures
        Measure files; every point of the study must stand in exactly one.
    manifests
        Of the builds that were used.
    provenance
        Commit and versions.

    Raises
    ------
    SimulationError
        If a point is missing or stands twice.
    """
    points = points_of(study)
    cube = Cube(points, measures)
    dims = (*(axis.name for axis in study.axes), "seed")
    arrays = cube.arrays() if cube.is_small else cube.outlines()
    data: dict[str, tuple] = {
        name: ((*dims, *form.dims), arrays[name], form.attributes) for name, form in cube.forms.items()
    }
    data["status"] = (dims, cube.status, status_attributes())
    data["message"] = (dims, cube.message, message_attributes())
    identifiers = np.array(points.names(), dtype=object).reshape(study.shape)
    data["point"] = (dims, identifiers, {"long_name": "identifier of the point"})
    dataset = xr.Dataset({name: data[name] for name in sorted(data)}, coords={**_axes(study), **cube.coordinates})
    dataset.attrs = _attributes(study, list(manifests), provenance)
    if cube.is_small:
        write_dataset(dataset, target)
    else:
        write_in_blocks(dataset, cube.chunks(), cube.blocks, target)


def _axes(study: Study) -> dict[str, Any]:
    coordinates: dict[str, Any] = {}
    for axis in study.axes:
        if isinstance(axis, SampleAxis):
            coordinates |= sample_coordinates(axis)
            continue
        about = {"units": _cf_units(axis.parameter.unit), "long_name": axis.parameter.name.replace("_", " ")}
        if axis.name == STATE_AXIS:
            coordinates[STATE_AXIS] = (
                STATE_AXIS,
                np.array(axis.labels, dtype=object),
                {"long_name": "metabolic state"},
            )
            coordinates["metabolic_rate"] = (
                STATE_AXIS,
                np.array(axis.values),
                {**about, "long_name": "metabolic rate relative to normal"},
            )
        elif axis.labels is not None:
            coordinates[axis.name] = (axis.name, np.array(axis.labels, dtype=object), {"long_name": about["long_name"]})
        else:
            coordinates[axis.name] = (axis.name, np.array(axis.values), about)
        coordinates |= _settings(axis)
    base = study.base
    for name in CONDITION_NAMES:
        if name in base and name not in study.swept:
            parameter = study.table.parameters[name]
            coordinates[name] = (
                (),
                base[name],
                {"units": _cf_units(parameter.unit), "long_name": name.replace("_", " ")},
            )
    coordinates["seed"] = (
        "seed",
        np.array(study.seeds, dtype=np.int64),
        {"units": "1", "long_name": "seed of the replicate"},
    )
    return coordinates


def _settings(axis: Axis) -> dict[str, Any]:
    """Return what the values of an axis set besides their own parameter, as coordinates along it."""
    coordinates = {}
    for parameter in axis.further:
        values = [settings[parameter.name] for settings in axis.settings]
        if parameter.choices is not None:
            values = [parameter.choices[int(value)] for value in values]
        about = {"units": _cf_units(parameter.unit), "long_name": parameter.name.replace("_", " ")}
        kind = float if parameter.choices is None else object
        coordinates[parameter.name] = (axis.name, np.array(values, dtype=kind), about)
    return coordinates


def sample_coordinates(axis: SampleAxis) -> dict[str, Any]:
    """Return the position, the group and the value of every factor along a sampled design."""
    kind = {"morris": "trajectory", "sobol": "block"}[axis.method]
    positions = np.arange(len(axis), dtype=np.int64)
    about = {"units": "1", "long_name": "position in the design"}
    coordinates: dict[str, Any] = {
        axis.name: (axis.name, positions, about),
        "group": (axis.name, positions // axis.group_size, {"units": "1", "long_name": f"{kind} of the design"}),
    }
    for parameter, column in zip(axis.parameters, np.array(axis.values).T, strict=True):
        about = {"units": _cf_units(parameter.unit), "long_name": parameter.name.replace("_", " ")}
        coordinates[parameter.name] = (axis.name, column, about)
    return coordinates


def _cf_units(unit: str) -> str:
    return "degree_Celsius" if unit == "degC" else unit


def _attributes(study: Study, manifests: list[dict[str, Any]], provenance: dict[str, Any]) -> dict[str, object]:
    base = study.base
    attributes = {
        "Conventions": "CF-1.11, ACDD-1.3", "title": study.title, "summary": study.question, "study": study.name,
        "model": study.model, "source": f"{study.table.title}; {study.table.source}",
        "references": "; ".join(study.references), "creator_name": "; ".join(study.authors), "license": "MIT",
        "study_json": to_json(study.simulated_content), "parameters_json": to_json(base),
        "drivers_json": to_json(study.drivers),
        "builds_json": to_json([{key: each[key] for key in BUILD_KEYS if key in each} for each in manifests]),
        "maximal_weight": base.get("maximal_weight"), "neurons": base.get("neurons"),
        "training_seconds": base.get("training_duration"), "trained_assemblies": base.get("trained_assemblies"),
        "q10_metabolism": base.get("q10_metabolism"), "reference_temperature": base.get("reference_temperature"),
        "commit": provenance["commit"], "versions_json": to_json(provenance["versions"]),
        "design_json": None if study.sampled is None else to_json(study.sampled.about()),
    }  # fmt: skip
    return to_attributes(attributes)
