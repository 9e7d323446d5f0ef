"""The claims of a study, checked against its axes and its model's measures before anything runs.

A claim is a sentence of a paper as a test on the dataset. `homeotherm.analysis.claims` judges it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from homeotherm.claim_schema import Condition, Entry, Value
from homeotherm.errors import InputError, listed, nearest
from homeotherm.names import check_name

if TYPE_CHECKING:
    from homeotherm.axes import Axis
    from homeotherm.recording import Variable
    from homeotherm.study import Study

FEWEST_ALONG = 3
"""Values of an axis below which no curve along it can be judged."""


@dataclass(frozen=True)
class Claim:
    """A checked claim; see `homeotherm.claim_schema` for what its tests ask.

    `conditions` each name a value on every axis of the study but `over`, whose values are replicates in the place of
    seeds; along an axis they are all its values in order, of which `control` are the numbers. What a test does not use
    is None or empty.
    """

    name: str
    sentence: str
    finding: str
    quantity: str
    phase: str
    test: str
    conditions: tuple[dict[str, float | str], ...]
    along: str | None = None
    control: tuple[float, ...] = ()
    direction: str | None = None
    above: float | None = None
    below: float | None = None
    inside: tuple[float, ...] = ()
    minimum_effect: float | None = None
    within: float | None = None
    over: str | None = None


def check_claims(
    entries: Sequence[Entry], axes: Sequence["Axis"], measures: Mapping[str, tuple["Variable", str, str]],
    phases: Sequence[str],
) -> tuple[Claim, ...]:  # fmt: skip
    """Check the claims of a study file.

    Parameters
    ----------
    entries
        As parsed.
    axes
        Swept axes of the study.
    measures
        Name to variable, definition and references of all measures of the model.
    phases
        Names of the phases of the measures that have the dimension, in their order.

    Raises
    ------
    InputError
        One line: which claim and key, which value, what is allowed.
    """
    claims: list[Claim] = []
    for entry in entries:
        check_name(f"claims.{entry.name}", entry.name)
        if entry.name in {claim.name for claim in claims}:
            raise InputError(f"claims.{entry.name}: stands twice; allowed: each name once")
        claims.append(_claim(entry, {axis.name: axis for axis in axes}, measures, phases))
    return tuple(claims)


def need_claims(study: "Study") -> None:
    """Refuse a study without claims where claims are compared."""
    if not study.claims:
        raise InputError(f"compare: study '{study.name}' has no claims; allowed: studies with claims")


def _claim(
    entry: Entry, axes: dict[str, "Axis"], measures: Mapping[str, tuple["Variable", str, str]], phases: Sequence[str]
) -> Claim:
    key = f"claims.{entry.name}"
    if not entry.claim.strip():
        raise InputError(f"{key}.claim: is empty; allowed: a sentence")
    along = getattr(entry, "along", None)
    axes = _without_replicates(key, entry, axes)
    conditions, control = _along(key, entry, axes) if along is not None else (_conditions(key, entry, axes), ())
    return Claim(
        name=entry.name, sentence=" ".join(entry.claim.split()),
        finding=_finding(entry.finding),
        quantity=entry.quantity, phase=_phase(key, entry, measures, phases), test=entry.test, conditions=conditions,
        along=along, control=control, direction=getattr(entry, "direction", None), inside=_inside(key, entry, axes),
        minimum_effect=getattr(entry, "minimum_effect", None), within=getattr(entry, "within", None), over=entry.over,
        **_sides(key, entry),
    )  # fmt: skip


def _without_replicates(key: str, entry: Entry, axes: dict[str, "Axis"]) -> dict[str, "Axis"]:
    """Return the axes on which the conditions of a claim lie: all but the one whose values are replicates."""
    if entry.over is None:
        return axes
    axis = _axis(f"{key}.over", entry.over, axes)
    if axis.labels is not None or not axis.parameter.integer:
        raise InputError(
            f"{key}.over: the values of {axis.name} are no numbered draws; allowed: an axis of whole numbers such as "
            "q10_set"
        )
    return {name: each for name, each in axes.items() if name != entry.over}


def _finding(given: int | str | None) -> str:
    """Return the finding of the paper that a claim belongs to, as it stands in tables."""
    if given is None:
        return ""
    return f"finding {given}" if isinstance(given, int) else given.replace("_u", " U")


def _phase(key: str, entry: Entry, measures: Mapping[str, tuple["Variable", str, str]], phases: Sequence[str]) -> str:
    """Return the phase of the quantity, empty for a measure without phases."""
    fit = [name for name, (variable, *_) in measures.items() if variable.dims in ((), ("phase",))]
    if entry.quantity not in measures:
        raise InputError(
            f"{key}.quantity: '{entry.quantity}' is no measure{nearest(entry.quantity, fit)}; allowed: {listed(fit)}"
        )
    if entry.quantity not in fit:
        raise InputError(
            f"{key}.quantity: '{entry.quantity}' is not one number per point (it has "
            f"{listed(measures[entry.quantity][0].dims)}); allowed: {listed(fit)}"
        )
    if "phase" in measures[entry.quantity][0].dims:
        if entry.phase is not None and entry.phase not in phases:
            raise InputError(
                f"{key}.phase: '{entry.phase}' is no phase{nearest(entry.phase, phases)}; allowed: {listed(phases)}"
            )
        return entry.phase or phases[-1]
    if entry.phase is not None:
        raise InputError(f"{key}.phase: '{entry.quantity}' has no phases; allowed: to leave it out")
    return ""


def _sides(key: str, entry: Entry) -> dict[str, float | None]:
    """Return the bounds of a claim; of two possible sides exactly one is given."""
    above, below = getattr(entry, "above", None), getattr(entry, "below", None)
    if "below" in type(entry).model_fields and (above is None) == (below is None):
        given = "both are given" if above is not None else "is missing"
        raise InputError(f"{key}.above or below: {given}; required: one of the two")
    return {"above": above, "below": below}


def _conditions(key: str, entry: Entry, axes: dict[str, "Axis"]) -> tuple[dict[str, float | str], ...]:
    """Return the conditions of `between` or `at`, each with a value on every axis."""
    place = "at" if "at" in type(entry).model_fields else "between"
    given = [entry.at] if place == "at" else entry.between
    common = _values(f"{key}.where", entry.where, axes)
    complete = []
    for condition in given:
        chosen = _values(f"{key}.{place}", condition, axes)
        for name in chosen:
            if name in common:
                raise InputError(f"{key}.where: '{name}' stands under {place} too; allowed: one of the two places")
        complete.append(_complete(key, {**common, **chosen}, axes))
        if complete.count(complete[-1]) > 1:
            raise InputError(f"{key}.{place}: {condition} stands twice; allowed: each condition once")
    return tuple(complete)


def _along(
    key: str, entry: Entry, axes: dict[str, "Axis"]
) -> tuple[tuple[dict[str, float | str], ...], tuple[float, ...]]:
    """Return a condition for each value of the axis, and the values as numbers."""
    axis = _axis(f"{key}.along", entry.along, axes)
    if axis.parameter.choices is not None:
        numbers = [name for name, each in axes.items() if each.parameter.choices is None]
        raise InputError(
            f"{key}.along: {axis.name} is an axis of names, which have no order; allowed: an axis of numbers"
            f"{' (' + listed(numbers) + ')' if numbers else ''}"
        )
    if len(axis) < FEWEST_ALONG:
        raise InputError(
            f"{key}.along: {axis.name} has {len(axis)} values; allowed: an axis of at least {FEWEST_ALONG}"
        )
    common = _values(f"{key}.where", entry.where, axes)
    if axis.name in common:
        raise InputError(f"{key}.where: '{axis.name}' is the axis of along; allowed: the other axes")
    labels = axis.labels or axis.values
    return tuple(_complete(key, {**common, axis.name: label}, axes) for label in labels), axis.values


def _inside(key: str, entry: Entry, axes: dict[str, "Axis"]) -> tuple[float, ...]:
    if "inside" not in type(entry).model_fields:
        return ()
    axis = axes[entry.along]
    unit = axis.parameter.unit
    low, high = (axis.parameter.read(f"{key}.inside", value, default_unit=unit) for value in entry.inside)
    # a curve that peaks at an end of the axis was not seen to fall on both sides
    if not axis.values[0] < low < high < axis.values[-1]:
        raise InputError(
            f"{key}.inside: {low:g} to {high:g}; allowed: low < high, between {axis.values[0]:g} and "
            f"{axis.values[-1]:g}, the ends of {axis.name}"
        )
    if not any(low <= value <= high for value in axis.values):
        raise InputError(f"{key}.inside: {low:g} to {high:g} holds no value of {axis.name}; allowed: one at least")
    return low, high


def _values(key: str, condition: Condition, axes: dict[str, "Axis"]) -> dict[str, float | str]:
    return {name: _value(key, value, _axis(key, name, axes)) for name, value in condition.items()}


def _axis(key: str, name: str, axes: dict[str, "Axis"]) -> "Axis":
    if name not in axes:
        raise InputError(f"{key}: '{name}' is no axis of this study{nearest(name, axes)}; allowed: {listed(axes)}")
    return axes[name]


def _value(key: str, given: Value, axis: "Axis") -> float | str:
    """Return a value on an axis as the dataset has it: the name of a state, or a number in the parameter's unit."""
    if axis.labels is not None:
        if given not in axis.labels:
            raise InputError(
                f"{key}.{axis.name}: {given!r} is not on the axis{nearest(str(given), axis.labels)}; "
                f"allowed: {listed(axis.labels)}"
            )
        return str(given)
    number = axis.parameter.read(f"{key}.{axis.name}", given, default_unit=axis.parameter.unit)
    if number not in axis.values:
        known = listed(f"{value:g}" for value in axis.values)
        raise InputError(f"{key}.{axis.name}: {given} is not on the axis; allowed: {known}")
    return number


def _complete(key: str, condition: dict[str, float | str], axes: dict[str, "Axis"]) -> dict[str, float | str]:
    """Return a condition with a value on every axis, in the order of the study; an axis of one value needs no word."""
    complete = {}
    for axis in axes.values():
        if axis.name not in condition and len(axis) > 1:
            raise InputError(f"{key}.where: {axis.name} is left open; required: one value of {axis.name}")
        complete[axis.name] = condition.get(axis.name, (axis.labels or axis.values)[0])
    return complete
