"""What may stand under `claims` in a study file: one class per test, and the one line that says what is wrong.

Values are checked against the study's axes and the model's measures afterwards, see `homeotherm.claim`.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import ErrorDetails

from homeotherm.errors import listed, nearest

Value = int | float | str
Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Condition = dict[str, Value]


class Entry(BaseModel):
    """What every claim says."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: str = Field(description="a name of letters, digits, '_' and '-', each once")
    claim: str = Field(description="the sentence that is tested")
    quantity: str = Field(description="a measure of the model that is one number per point")
    phase: str | None = Field(
        default=None, description="a phase of the model, for a measure that has phases; the last if left out"
    )
    where: Condition = Field(default_factory=dict, description="axis to value, for the axes that the test leaves open")
    over: str | None = Field(
        default=None,
        description="an axis of random draws whose values are the replicates, such as q10_set; means over seeds count",
    )
    finding: Literal[1, 2, 3, 4, 5, "inverted_u", "reciprocal"] | None = Field(
        default=None, description="1 to 5, inverted_u or reciprocal"
    )


class Difference(Entry):
    """The mean over seeds of second minus first, paired by seed, exceeds the minimum effect in the direction."""

    test: Literal["difference"]
    between: Annotated[list[Condition], Field(min_length=2, max_length=2)] = Field(
        description="two conditions, [{temperature: 30}, {temperature: 42}]"
    )
    direction: Literal["rises", "falls"] = Field(description="rises or falls, from the first to the second")
    minimum_effect: Positive = Field(description="a number above 0 in the unit of the measure")


class Same(Entry):
    """The mean over seeds of second minus first, paired by seed, is smaller than a number on either side of 0."""

    test: Literal["same"]
    between: Annotated[list[Condition], Field(min_length=2, max_length=2)] = Field(
        description="two conditions, [{temperature: 30}, {temperature: 42}]"
    )
    within: Positive = Field(description="a number above 0 in the unit of the measure")


class Bound(Entry):
    """The mean over seeds at a condition lies above or below a number."""

    test: Literal["bound"]
    at: Condition = Field(description="a condition, {temperature: 37}")
    above: Number | None = Field(default=None, description="a number in the unit of the measure")
    below: Number | None = Field(default=None, description="a number in the unit of the measure")


class Monotone(Entry):
    """The rank correlation (Spearman) with an axis, mean over seeds, lies above or below a number."""

    test: Literal["monotone"]
    along: str = Field(description="a swept axis")
    above: Annotated[float, Field(gt=-1, lt=1)] | None = Field(default=None, description="a number between -1 and 1")
    below: Annotated[float, Field(gt=-1, lt=1)] | None = Field(default=None, description="a number between -1 and 1")


class Peak(Entry):
    """The mean over seeds peaks inside a range of an axis and falls by the minimum effect to both ends of it."""

    test: Literal["peak"]
    along: str = Field(description="a swept axis")
    inside: Annotated[list[Value], Field(min_length=2, max_length=2)] = Field(
        description="two values, [low, high], inside the range of the axis"
    )
    minimum_effect: Positive = Field(description="a number above 0 in the unit of the measure")


class Transition(Entry):
    """The change along an axis is concentrated: steepest step over mean slope, and last minus first value."""

    test: Literal["transition"]
    along: str = Field(description="a swept axis")
    above: Annotated[float, Field(ge=1, allow_inf_nan=False)] = Field(
        description="a number from 1 on, which is a straight line"
    )
    minimum_effect: Positive = Field(description="a number above 0 in the unit of the measure")


class VarianceShare(Entry):
    """The share of variance between conditions (eta squared) lies above a number."""

    test: Literal["variance_share"]
    between: Annotated[list[Condition], Field(min_length=2)] = Field(description="two conditions or more")
    above: Annotated[float, Field(gt=0, lt=1)] = Field(description="a number between 0 and 1")


class Disjoint(Entry):
    """The ranges of the seeds at the conditions do not overlap."""

    test: Literal["disjoint"]
    between: Annotated[list[Condition], Field(min_length=2)] = Field(description="two conditions or more")


CLASSES: dict[str, type[Entry]] = {
    "difference": Difference, "bound": Bound, "monotone": Monotone, "peak": Peak, "transition": Transition,
    "variance_share": VarianceShare, "disjoint": Disjoint, "same": Same,
}  # fmt: skip
ClaimEntry = Annotated[
    Difference | Bound | Monotone | Peak | Transition | VarianceShare | Disjoint | Same, Field(discriminator="test")
]


def line_of(found: ErrorDetails, content: dict[str, Any]) -> str:
    """Turn one of pydantic's findings below `claims` into one line of ours."""
    place = [part for part in found["loc"] if not str(part).startswith("list[")]
    if len(place) < 2 or not isinstance(place[1], int):
        return (
            f"claims: {found['input']!r} is not usable; allowed: a list of claims, or the name of a study with claims"
        )
    entry = content["claims"][place[1]]
    if not isinstance(entry, dict):
        return f"claims: {entry!r} is not usable; allowed: entries with name, claim, quantity, test and what it needs"
    key = f"claims.{entry.get('name', place[1] + 1)}"
    if found["type"] in ("union_tag_invalid", "union_tag_not_found"):
        given = entry.get("test")
        said = "is missing" if "test" not in entry else f"{given!r} is unknown{nearest(str(given), CLASSES)}"
        return f"{key}.test: {said}; allowed: {listed(CLASSES)}"
    fields = CLASSES[str(place[2])].model_fields
    name = str(place[3])
    if found["type"] == "extra_forbidden":
        return f"{key}.{name}: unknown key{nearest(name, fields)}; allowed with test {place[2]}: {listed(fields)}"
    if found["type"] == "missing":
        return f"{key}.{name}: is missing; required: {fields[name].description}"
    return f"{key}.{name}: {entry[name]!r} is not usable; allowed: {fields[name].description}"
