"""Models that need no compiler: their room `computation` does in Python what a compiled binary does elsewhere.

There is nothing to compile; a build of such a model is its manifest, which says what its numbers were made with, so
that the stages of a study are the same for all models.
"""

import json
from pathlib import Path

import numpy as np

from homeotherm.atomic import write_text
from homeotherm.errors import SimulationError
from homeotherm.models import has_room


def is_computed(model: str) -> bool:
    """Tell whether a model needs no compiler."""
    return has_room(model, "computation")


def write_manifest(model: str, structure: dict[str, float], numpy_version: str, target: Path) -> None:
    """Write the manifest of a model that needs no compiler.

    Parameters
    ----------
    structure
        Structural parameters in table units.
    numpy_version
        The version that the lock names; another one could give other numbers under the same digest.

    Raises
    ------
    SimulationError
        If numpy is not the locked version.
    """
    if np.__version__ != numpy_version:
        raise SimulationError(
            f"numpy {np.__version__} is installed, envs/ locks {numpy_version}: set the environment up again "
            "(make setup)"
        )
    manifest = {"model": model, "structure": structure, "numpy": np.__version__}
    write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", target)
