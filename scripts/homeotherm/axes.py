"""Axes of a study: swept parameters, their values, and what else changes with a value.

`settings` of a study file give a value of an axis further parameters: a channel is blocked, and with it the targets of
neuromodulation are others.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from homeotherm.errors import InputError, listed, nearest
from homeotherm.parameters import ModelTable, Parameter
from homeotherm.quantities import parse_quantity

STATE_AXIS = "state"
LARGEST_DESIGN = 1_000_000

Quantity = int | float | str
Settings = Mapping[str, Mapping[Quantity, Mapping[str, Quantity]]]
"""Axis to value, as it stands on the axis, to parameter to its value."""


class Range(BaseModel):
    """Evenly spaced values of an axis, ends included."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)
    first: Quantity = Field(alias="from", description="First value.")
    last: Quantity = Field(alias="to", description="Last value, included.")
    step: Quantity = Field(description="Distance of neighbouring values.")
    unit: str = Field(default="1", description="Unit of the three numbers.")


class Values(BaseModel):
    """Listed values of an axis with one unit for all."""

    model_config = ConfigDict(extra="forbid", strict=True)
    values: list[Quantity] = Field(description="The values, each once.")
    unit: str = Field(default="1", description="Unit of bare numbers.")


@dataclass(frozen=True)
class Axis:
    """One swept axis: values in the unit of its parameter; `labels` are the names of states or choices.

    `settings` hold what else every value sets, by parameter and in table units: the same parameters, `further`, at
    every value.
    """

    name: str
    parameter: Parameter
    values: tuple[float, ...]
    labels: tuple[str, ...] | None = None
    further: tuple[Parameter, ...] = ()
    settings: tuple[dict[str, float], ...] = ()

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self.values)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters that the axis sets."""
        return (self.parameter, *self.further)

    def at(self, position: int) -> dict[str, float]:
        """Return what the axis sets at a position, in table units."""
        return {self.parameter.name: self.values[position], **(self.settings[position] if self.settings else {})}

    def corners(self) -> list[dict[str, float]]:
        """Return the values at which rules between parameters are checked: both ends, or all that have settings."""
        positions = range(len(self)) if self.settings else (0, -1)
        return [self.at(position) for position in positions]


def read_axes(
    given: Mapping[str, list | Values | Range], settings: Settings, table: ModelTable, states: Mapping[str, float],
    fixed: Mapping[str, float],
) -> tuple[Axis, ...]:  # fmt: skip
    """Check the axes of a study file and what their values set.

    Parameters
    ----------
    states
        Metabolic rate of every state that may stand on the axis of states.
    fixed
        Parameters that the study sets for all points, in table units.

    Raises
    ------
    InputError
        One line: which key, which value, what is allowed.
    """
    axes = tuple(_axis(key, values, table, states) for key, values in given.items())
    _check_axes(axes, fixed)
    names = [axis.name for axis in axes]
    for name in settings:
        if name not in names:
            raise InputError(
                f"settings.{name}: is no axis of this study{nearest(name, names)}; allowed: {listed(names)}"
            )
    places = {axis.parameter.name: f"axes.{axis.name}" for axis in axes}
    base = {**table.defaults(), **fixed}
    return tuple(_with_settings(axis, settings[axis.name], table, base, places) if axis.name in settings else axis
                 for axis in axes)  # fmt: skip


def _with_settings(
    axis: Axis, given: Mapping[Quantity, Mapping[str, Quantity]], table: ModelTable, base: Mapping[str, float],
    places: dict[str, str],
) -> Axis:  # fmt: skip
    """Return an axis whose values set further parameters, and add these to the places where parameters are set."""
    found: dict[int, dict[str, float]] = {}
    further: dict[str, Parameter] = {}
    for label, values in given.items():
        place = f"settings.{axis.name}.{label}"
        position = _position(place, label, axis)
        found[position] = {}
        if not values:
            raise InputError(f"{place}: sets nothing; allowed: parameters and their values")
        for name, value in values.items():
            parameter = table.parameter(name, f"{place}.{name}")
            if name in places:
                raise InputError(f"{place}.{name}: is set under {places[name]}; allowed: one of the two places")
            found[position][name] = parameter.read(f"{place}.{name}", value)
            further[name] = parameter
    if not further:
        raise InputError(f"settings.{axis.name}: is empty; allowed: values of the axis and what they set")
    places |= dict.fromkeys(further, f"settings.{axis.name}")
    usual = {name: base[name] for name in further}
    settings = tuple({**usual, **found.get(position, {})} for position in range(len(axis)))
    return replace(axis, further=tuple(further.values()), settings=settings)


def _position(place: str, label: Quantity, axis: Axis) -> int:
    """Return where a value stands on its axis."""
    if axis.labels is not None:
        known, value = list(axis.labels), str(label)
    else:
        known, value = list(axis.values), axis.parameter.read(place, label)
    if value not in known:
        hint = nearest(str(label), axis.labels) if axis.labels is not None else ""
        names = axis.labels or [f"{each:g}" for each in known]
        raise InputError(f"{place}: is not on the axis{hint}; allowed: {listed(names)}")
    return known.index(value)


def _axis(key: str, given: list | Values | Range, table: ModelTable, states: Mapping[str, float]) -> Axis:
    place = f"axes.{key}"
    if key == STATE_AXIS:
        return _state_axis(place, given, table, states)
    parameter = table.parameter(key, place)
    if parameter.choices is not None and not isinstance(given, list):
        raise InputError(f"{place}: is not a list; allowed: a list of {listed(parameter.choices)}")
    if isinstance(given, Range):
        values = _range(place, given, parameter)
    else:
        unit = given.unit if isinstance(given, Values) else None
        listed_values = given.values if isinstance(given, Values) else given
        values = [parameter.read(place, value, default_unit=unit) for value in listed_values]
    if not values:
        raise InputError(f"{place}: is empty; allowed: at least one value")
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        shown = f"{twice[0]:g}" if parameter.choices is None else f"'{parameter.choices[int(twice[0])]}'"
        raise InputError(f"{place}: {shown} stands twice; allowed: each value once")
    ordered = tuple(sorted(values))
    labels = None if parameter.choices is None else tuple(parameter.choices[int(value)] for value in ordered)
    return Axis(key, parameter, ordered, labels)


def _range(place: str, given: Range, parameter: Parameter) -> list[float]:
    first = parameter.read(f"{place}.from", given.first, default_unit=given.unit)
    last = parameter.read(f"{place}.to", given.last, default_unit=given.unit)
    step = parse_quantity(f"{place}.step", given.step, parameter.unit, default_unit=given.unit)
    if step <= 0 or last < first:
        raise InputError(f"{place}: from {first:g} to {last:g} by {step:g}; allowed: from <= to and step > 0")
    count = (Decimal(repr(last)) - Decimal(repr(first))) / Decimal(repr(step))
    if count != int(count):
        raise InputError(f"{place}: {step:g} does not divide {first:g} to {last:g}; allowed: a whole number of steps")
    if count >= LARGEST_DESIGN:
        raise InputError(f"{place}: {int(count) + 1} values; allowed: at most {LARGEST_DESIGN}")
    return [float(Decimal(repr(first)) + index * Decimal(repr(step))) for index in range(int(count) + 1)]


def _state_axis(place: str, given: list | Values | Range, table: ModelTable, states: Mapping[str, float]) -> Axis:
    if not isinstance(given, list):
        raise InputError(f"{place}: is not a list; allowed: a list of {listed(states)}")
    if not given:
        raise InputError(f"{place}: is empty; allowed: at least one of {listed(states)}")
    for state in given:
        if state not in states:
            raise InputError(
                f"{place}: '{state}' is no metabolic state{nearest(state, states)}; allowed: {listed(states)}"
            )
        if given.count(state) > 1:
            raise InputError(f"{place}: '{state}' stands twice; allowed: each state once")
    ordered = sorted(given, key=lambda state: (states[state], state))
    rates = tuple(states[state] for state in ordered)
    if len(set(rates)) != len(rates):
        raise InputError(f"{place}: two states have the same metabolic rate; allowed: states with different rates")
    return Axis(STATE_AXIS, table.parameter("metabolic_rate", place), rates, labels=tuple(ordered))


def _check_axes(axes: tuple[Axis, ...], fixed: Mapping[str, float]) -> None:
    if not axes:
        raise InputError("axes: is empty; allowed: at least one axis, such as temperature")
    swept: set[str] = set()
    for axis in axes:
        if axis.parameter.name in swept:
            raise InputError(
                f"axes.{axis.name}: sets {axis.parameter.name} a second time; "
                "allowed: 'state' or 'metabolic_rate', not both"
            )
        if axis.parameter.name in fixed:
            raise InputError(
                f"parameters.{axis.parameter.name}: is swept under axes.{axis.name}; allowed: one of the two places"
            )
        swept.add(axis.parameter.name)
