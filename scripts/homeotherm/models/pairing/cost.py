"""How much there is to compute in one simulation of the pairing experiment."""

from homeotherm.models.pairing.protocol import layout


def biological_seconds(parameters: dict[str, float]) -> float:
    """Return the simulated time of one point in seconds."""
    plan = layout(parameters)
    return plan.total * plan.time_step


def neurons(parameters: dict[str, float]) -> float:
    """Return the number of cells, each weighted by the share of the time in which it is simulated."""
    plan = layout(parameters)
    return 2 * plan.pairs + plan.amplitudes.size * plan.separations.size * plan.single_responses / plan.total
