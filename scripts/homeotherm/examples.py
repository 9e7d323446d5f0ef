"""Which points of a study are shown as examples."""

from homeotherm.axes import STATE_AXIS
from homeotherm.design import Point, points_of
from homeotherm.study import Study

REFERENCE = 37.0  # degC, the temperature at which states are shown


def example_points(study: Study) -> list[tuple[str, Point]]:
    """Choose the points to show, of the first seed.

    Every state at 37 °C or next to it; without states the lowest, a middle and the highest temperature.
    """
    first_seed = points_of(study)[:: len(study.seeds)]
    names = [axis.name for axis in study.axes]
    others = [number for number, name in enumerate(names) if name not in (STATE_AXIS, "temperature")]
    candidates = [point for point in first_seed if all(point.index[number] == 0 for number in others)]
    if STATE_AXIS in names:
        axis = study.axes[names.index(STATE_AXIS)]
        chosen = []
        for position, label in enumerate(axis.labels or ()):
            of_state = [point for point in candidates if point.index[names.index(STATE_AXIS)] == position]
            chosen.append(
                (
                    label.replace("_", " "),
                    min(of_state, key=lambda point: abs(point.parameters["temperature"] - REFERENCE)),
                )
            )
    else:
        ordered = sorted(candidates, key=lambda point: point.parameters["temperature"])
        middle = min(ordered, key=lambda point: abs(point.parameters["temperature"] - REFERENCE))
        unique = {point.id: point for point in (ordered[0], middle, ordered[-1])}
        chosen = [("", point) for point in unique.values()]
    return [(f"{label}, {point.parameters['temperature']:g} °C".lstrip(", "), point) for label, point in chosen]
