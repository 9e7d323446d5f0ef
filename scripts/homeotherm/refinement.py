"""Adaptive refinement: a study asks for more values of an axis where a measure changes fast, round after round.

A round bisects every interval between neighbouring values across which the measure changes by more than a given size,
until the interval is as narrow as asked for. The values of all rounds stand in `results/<study>/refinement.csv`, from
which the study is read: they lengthen its axis, the points that were there stay as they are, and only new ones run. A
value is the middle of its neighbours, so that the same results ask for the same values on every machine.
"""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from homeotherm.atomic import write_text
from homeotherm.axes import Axis, Quantity
from homeotherm.errors import InputError, SimulationError, listed, nearest
from homeotherm.quantities import parse_quantity

FILE = "refinement.csv"
STATE = "refinement.txt"
DIGITS = 12
STOPPED = "stopped"


class RefinementEntry(BaseModel):
    """What a study file says of its refinement."""

    model_config = ConfigDict(extra="forbid", strict=True)
    axis: str = Field(description="Axis of numbers that is refined.")
    quantity: str = Field(description="Measure that is one number per point; its mean over seeds counts.")
    change: Annotated[float, Field(gt=0, allow_inf_nan=False)] = Field(
        description="Change between neighbouring values, in the unit of the measure, above which a transition is there."
    )
    width: Quantity = Field(description="Width of a bracket, in the unit of the axis, at which refinement stops.")
    rounds: Annotated[int, Field(ge=1, le=100)] = Field(default=12, description="Most rounds.")
    values: Annotated[int, Field(ge=2, le=100_000)] = Field(
        default=200, description="Most values on the axis; a round that would pass them is not run."
    )


@dataclass(frozen=True)
class Refinement:
    """A checked refinement; `width` is in the unit of the axis, `added` the values of each round so far."""

    axis: str
    quantity: str
    change: float
    width: float
    rounds: int
    values: int
    added: tuple[tuple[float, ...], ...] = ()


def check_refinement(
    entry: RefinementEntry, axes: Sequence[Axis], one_number: Sequence[str], added: Sequence[Sequence[float]]
) -> Refinement:
    """Check the refinement of a study against its axes and measures.

    Parameters
    ----------
    one_number
        Measures that are one number per point.
    added
        Values of every round so far.

    Raises
    ------
    InputError
        One line: which key, which value, what is allowed.
    """
    usable = [axis for axis in axes if _obstacle(axis) == ""]
    axis = next((axis for axis in axes if axis.name == entry.axis), None)
    if axis is None or _obstacle(axis):
        said = "is no axis of this study" + nearest(entry.axis, [each.name for each in axes])
        raise InputError(
            f"refinement.axis: '{entry.axis}' {said if axis is None else _obstacle(axis)}; "
            f"allowed: {listed([each.name for each in usable]) or 'an axis of numbers with two values or more'}"
        )
    if entry.quantity not in one_number:
        raise InputError(
            f"refinement.quantity: '{entry.quantity}' is not one number per point"
            f"{nearest(entry.quantity, one_number)}; allowed: {listed(one_number)}"
        )
    unit = axis.parameter.unit
    width = parse_quantity("refinement.width", entry.width, unit, default_unit=unit)
    if not 0 < width < axis.values[-1] - axis.values[0]:
        raise InputError(
            f"refinement.width: {width:g}; allowed: above 0 and below the length of the axis, "
            f"{axis.values[-1] - axis.values[0]:g}"
        )
    found = tuple(tuple(map(float, values)) for values in added)
    return Refinement(entry.axis, entry.quantity, entry.change, width, entry.rounds, entry.values, found)


def with_added(axes: Sequence[Axis], refinement: Refinement) -> tuple[Axis, ...]:
    """Return the axes of a study with the values of all rounds on the one that is refined.

    Raises
    ------
    InputError
        If a value lies beyond the ends of the axis: the file then belongs to another version of the study.
    """
    more = [value for values in refinement.added for value in values]
    result = []
    for axis in axes:
        if axis.name == refinement.axis and more:
            outside = [value for value in more if not axis.values[0] < value < axis.values[-1]]
            if outside:
                raise InputError(
                    f"{FILE}: {outside[0]:g} lies beyond axes.{axis.name}; allowed: between {axis.values[0]:g} and "
                    f"{axis.values[-1]:g}; remove the file to start refining again"
                )
            values = tuple(sorted({*axis.values, *more}))
            axis = Axis(axis.name, axis.parameter, values)
        result.append(axis)
    return tuple(result)


def next_values(
    brackets: Sequence[tuple[float, float]], refinement: Refinement, known: Sequence[float]
) -> tuple[str, tuple[float, ...]]:
    """Return why refinement stops, "" if it does not, and the values of the next round.

    Parameters
    ----------
    brackets
        Low and high end of every interval across which the measure changes enough, of all curves of the study.
    known
        Values on the axis.
    """
    wide = sorted({bracket for bracket in brackets if bracket[1] - bracket[0] > refinement.width * (1 + 1e-9)})
    if not brackets:
        return f"no change of {refinement.quantity} by {refinement.change:g} or more is left", ()
    if not wide:
        return f"all brackets are {refinement.width:g} wide or narrower", ()
    values = tuple(sorted({_middle(low, high) for low, high in wide} - set(known)))
    if not values:
        return "brackets cannot be halved any more", ()
    if len(refinement.added) >= refinement.rounds:
        return f"{refinement.rounds} rounds are done, {len(wide)} brackets are wider than {refinement.width:g}", ()
    if len(known) + len(values) > refinement.values:
        return f"the axis would have more than {refinement.values} values, {len(wide)} brackets are too wide", ()
    return "", values


def read_added(folder: Path) -> list[list[float]]:
    """Return the values of every round from the results of a study, none without a file.

    Raises
    ------
    SimulationError
        If the file is not what `write_added` writes.
    """
    path = Path(folder) / FILE
    if not path.exists():
        return []
    rounds: list[list[float]] = []
    try:
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
            number, value = int(row["round"]), float(row["value"])
            if number not in (len(rounds), len(rounds) + 1) or not math.isfinite(value):
                raise ValueError(f"round {number} with {value}")
            if number > len(rounds):
                rounds.append([])
            rounds[-1].append(value)
    except (KeyError, TypeError, ValueError) as error:
        raise SimulationError(f"{path}: is no list of rounds ({error}); remove it to start refining again") from error
    return rounds


def write_added(folder: Path, refinement: Refinement, values: Sequence[float]) -> None:
    """Write the values of all rounds, the next one last."""
    rounds = [*refinement.added, tuple(values)]
    lines = [f"{number},{refinement.axis},{value!r}\n" for number, given in enumerate(rounds, 1) for value in given]
    write_text("round,axis,value\n" + "".join(lines), Path(folder) / FILE)


def _middle(low: float, high: float) -> float:
    return float(f"{(low + high) / 2:.{DIGITS}g}")


def _obstacle(axis: Axis) -> str:
    if axis.labels is not None:
        return "has names, which have no middle"
    if len(axis) < 2:
        return "has one value"
    if axis.further:
        return "has settings, which values between do not have"
    if axis.parameter.integer:
        return "takes whole numbers only"
    return "is structural, each value would be compiled by itself" if axis.parameter.structural else ""
