"""What decides the intervals, separations and times of the measures."""

from homeotherm.models.pairing.protocol import layout


def extent(parameters: dict[str, float]) -> dict[str, object]:
    """Return it by name, see `homeotherm.extent`."""
    plan = layout(parameters)
    return {
        "intervals": tuple(plan.intervals * plan.time_step), "separations": tuple(plan.separations * plan.time_step),
        "length of the EPSP": parameters["response_duration"],
    }  # fmt: skip
