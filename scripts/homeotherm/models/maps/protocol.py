"""What is done with a map: a start drawn at random, a transient that is left out, and iterations that are kept."""

from typing import TYPE_CHECKING

from homeotherm.errors import InputError

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable


def check(parameters: dict[str, float], _table: "ModelTable") -> None:
    """Check the rules between parameters.

    Raises
    ------
    InputError
        If starts cannot be drawn.
    """
    if parameters["lowest_start"] > parameters["highest_start"]:
        raise InputError(
            f"lowest_start: {parameters['lowest_start']:g} is above highest_start; "
            f"allowed: up to {parameters['highest_start']:g}"
        )
