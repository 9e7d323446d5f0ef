"""What decides how many regulated cells there are, which moments are tested, and the times of the courses."""

from homeotherm.regulated.protocol import layout, sweep_temperatures


def extent(parameters: dict[str, float]) -> dict[str, object]:
    """Return it by name, see `homeotherm.extent`."""
    plan = layout(parameters)
    cells = {"number of cells": parameters["cells"]}
    if plan.open_loop:
        return {**cells, "scales": tuple(parameters[name] for name in ("lowest_scale", "highest_scale", "scales"))}
    courses = {"tested moments": tuple(plan.tested.items()), "end of regulation": plan.protocol_end}
    return {**cells, **courses, **(of_sweep(parameters) if plan.sweep else {})}


def of_sweep(parameters: dict[str, float]) -> dict[str, object]:
    """Return what decides the temperatures and directions of a sweep."""
    return {
        "temperatures of the sweep": tuple(sweep_temperatures(parameters)),
        "directions of the sweep": parameters["sweep_course"],
    }
