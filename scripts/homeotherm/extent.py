"""Whether the points of a study fit into one dataset: their measures have their own axes in common.

The course of a conductance, say, has one axis of time for all points. What decides the length and the places of such
axes is said by the room ``extent`` of a model; a study in which it differs is refused here, before anything runs.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from homeotherm.errors import InputError, listed
from homeotherm.models import has_room, room

if TYPE_CHECKING:
    from homeotherm.study import Study


def check_extent(study: "Study") -> None:
    """Refuse axes whose values would give the points of a study courses of different length or place.

    Raises
    ------
    InputError
        One line that names the axis, or the factor of a design, and what would differ.
    """
    corners = [axis.corners() for axis in study.axes]  # of a sampled design all its points
    first: dict[str, float] = dict(study.base)
    for of_axis in corners:
        first |= of_axis[0]
    common = extent_of(study.model, first)
    for of_axis in corners:
        for corner in of_axis[1:]:
            differs = _differing(common, extent_of(study.model, first | corner))
            if differs:
                place = _place(study, corner, first, common)
                raise InputError(
                    f"{place}: points would differ in {listed(differs)}, of which a dataset has one for all; "
                    "allowed: one value, and a study for each"
                )


def extent_of(model: str, parameters: dict[str, float]) -> dict[str, object]:
    """Return what decides how long a point's measures are and where they lie; nothing for a model that says nothing."""
    extent = getattr(room(model, "extent"), "extent", None) if has_room(model, "extent") else None
    return {} if extent is None else extent(parameters)


def _differing(common: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """Return what both name and differs; what only one has belongs to measures that the other has not."""
    return [name for name in common if name in other and other[name] != common[name]]


def _place(study: "Study", corner: dict[str, float], first: dict[str, float], common: Mapping[str, object]) -> str:
    """Return where the parameter stands that makes the difference; the first, if several make it together."""
    places = study.swept
    alone = [
        name for name, value in corner.items() if _differing(common, extent_of(study.model, {**first, name: value}))
    ]
    changed = [name for name, value in corner.items() if value != first[name]]
    return places[(alone or changed)[0]]
