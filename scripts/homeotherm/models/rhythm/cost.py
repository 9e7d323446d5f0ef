"""How much there is to compute in one simulation of rhythm-generating networks."""

from homeotherm.models.rhythm.protocol import layout
from homeotherm.models.rhythm.wiring import SIZE


def biological_seconds(parameters: dict[str, float]) -> float:
    """Return the simulated time of one point in seconds."""
    return layout(parameters).total


def neurons(parameters: dict[str, float]) -> float:
    """Return the number of cells."""
    return SIZE * parameters["networks"]
