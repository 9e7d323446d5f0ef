"""The models, by name. Each is a package with the same rooms, so that rules need only the name.

``equations``    the Brian2 objects, as one reads them in the paper (imports Brian2)
``protocol``     what is done over time: phases, stimuli, rules between parameters
``arguments``    parameter values of a point -> values of the compiled binary
``recording``    raw arrays of a run -> what is kept
``observables``  recording -> measures
``description``  the words of the model description that no code says, for networks
``cost``         how much there is to compute in a simulation

A model that needs no compiler has ``computation`` (values and seeds -> raw arrays) instead of ``equations`` and
``arguments``; see `homeotherm.engine.computed`.
"""

import importlib
from types import ModuleType

ROOMS = ("equations", "protocol", "arguments", "recording", "observables")


def room(model: str, name: str) -> ModuleType:
    """Import one room of a model; the model's name has been checked against config/models."""
    return importlib.import_module(f"homeotherm.models.{model}.{name}")
