"""The models, by name. Each is a package with the same rooms, so that rules need only the name.

``equations``    the Brian2 objects, as one reads them in the paper (imports Brian2)
``protocol``     what is done over time: phases, stimuli, rules between parameters
``arguments``    parameter values of a point -> values of the compiled binary
``recording``    raw arrays of a run -> what is kept
``observables``  recording -> measures
``description``  the words of the model description that no code says, for networks
``cost``         how much there is to compute in a simulation
``extent``       what decides how long measures are, the same for all points of a study; light, for planning reads it

``further``      measures that are one function each, if there are any; see `homeotherm.measured`

A model that needs no compiler has ``computation`` (values and seeds -> raw arrays) instead of ``equations`` and
``arguments``; see `homeotherm.engine.computed`. Such a model may also be a single module, which is all its rooms.
"""

import importlib
import importlib.util
from types import ModuleType

ROOMS = ("equations", "protocol", "arguments", "recording", "observables")


def room(model: str, name: str) -> ModuleType:
    """Import one room of a model; the model's name has been checked against config/models."""
    return importlib.import_module(room_name(model, name))


def room_name(model: str, name: str) -> str:
    """Return the full name of the module that is a room of a model."""
    return f"homeotherm.models.{model}" if is_one_module(model) else f"homeotherm.models.{model}.{name}"


def has_room(model: str, name: str) -> bool:
    """Tell whether a model has a room; one that is a single module has all of those that it needs."""
    return importlib.util.find_spec(room_name(model, name)) is not None


def is_one_module(model: str) -> bool:
    """Tell whether a model is a single module and not a package of rooms."""
    found = importlib.util.find_spec(f"homeotherm.models.{model}")
    return found is not None and found.submodule_search_locations is None
