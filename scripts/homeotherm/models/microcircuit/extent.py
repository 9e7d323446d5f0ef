"""What decides the times of the courses, which count from the start of training."""

from homeotherm.models.microcircuit.protocol import layout


def extent(parameters: dict[str, float]) -> dict[str, object]:
    """Return it by name, see `homeotherm.extent`."""
    plan = layout(parameters)
    start, length = (steps * plan.time_step for steps in (plan.training_start, plan.training))
    return {"start of training": start, "length of training": length}
