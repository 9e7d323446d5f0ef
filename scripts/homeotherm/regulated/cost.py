"""How much there is to compute in one simulation of regulated cells."""

from homeotherm.regulated.protocol import layout


def biological_seconds(parameters: dict[str, float]) -> float:
    """Return the simulated time of one point in seconds, tests included."""
    return layout(parameters).total


def neurons(parameters: dict[str, float]) -> float:
    """Return the number of cells, copies included."""
    return layout(parameters).cells
