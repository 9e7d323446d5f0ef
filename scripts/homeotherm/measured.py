"""What is measured on a point of any model: by its room ``observables``, and by functions marked as measures.

A model may have either or both. Marked functions (`homeotherm.measure`) stand in the room ``further``, or in the module
of a model that is a single one.
"""

from typing import TYPE_CHECKING

from homeotherm.errors import InputError
from homeotherm.models import has_room, is_one_module, room, room_name

if TYPE_CHECKING:  # planning reads names of measures, and need not wait for what reads recordings
    import numpy as np

    from homeotherm.measure import Measure
    from homeotherm.recording import PointRecording, Variable


def measures_of(model: str, parameters: dict[str, float]) -> dict[str, tuple["Variable", str, str]]:
    """Return variable, definition and references of every measure of a point, by name.

    Raises
    ------
    InputError
        If a marked function has the name of another measure.
    """
    known = {} if is_one_module(model) else room(model, "observables").measures_of(parameters)
    marked = _marked(model)
    for name in marked:
        if name in known:
            raise InputError(f"measure {name}: stands in models/{model} already; allowed: another name")
    return {**known, **{name: (each.variable, each.definition, each.references) for name, each in marked.items()}}


def measure_point(
    model: str, recording: "PointRecording", parameters: dict[str, float]
) -> dict[str, "np.ndarray | float"]:
    """Return all measures of one recording."""
    known = {} if is_one_module(model) else room(model, "observables").measure(recording, parameters)
    return {**known, **{name: each.function(recording, parameters) for name, each in _marked(model).items()}}


def coordinates_of(model: str, recording: "PointRecording", parameters: dict[str, float]) -> dict[str, tuple]:
    """Return the coordinates of the measures' dims; a model that is a single module has none."""
    return {} if is_one_module(model) else room(model, "observables").coordinates(recording, parameters)


def phases_of(model: str, parameters: dict[str, float]) -> tuple[str, ...]:
    """Return the phases of a model; one that is a single module has none."""
    return () if is_one_module(model) else room(model, "observables").phases(parameters)


def measuring_modules(model: str) -> list[str]:
    """Return the modules that decide the numbers measured on a model."""
    rooms = [name for name in ("observables", "further") if has_room(model, name)]
    return list(dict.fromkeys(room_name(model, name) for name in rooms))


def _marked(model: str) -> dict[str, "Measure"]:
    from homeotherm.measure import measures_in

    return measures_in(room(model, "further")) if has_room(model, "further") else {}
