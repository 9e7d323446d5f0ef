"""What decides how many networks there are, and the times of the courses."""

from homeotherm.models.rhythm.protocol import layout
from homeotherm.regulated.extent import of_sweep


def extent(parameters: dict[str, float]) -> dict[str, object]:
    """Return it by name, see `homeotherm.extent`."""
    plan = layout(parameters)
    courses = {"number of networks": parameters["networks"], "end": plan.protocol_end}
    return {**courses, **(of_sweep(parameters) if plan.sweep else {})}
