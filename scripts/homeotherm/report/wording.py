"""How numbers, parameters and axes are written on the page of a report."""

import math
from collections.abc import Sequence

from homeotherm.axes import Axis
from homeotherm.parameters import Parameter
from homeotherm.printed import with_unit_word

LISTED = 9
"""Most values of an axis that are written out; of more, evenly spaced ones are given by their ends and their step."""


def number(value: float, digits: int = 4) -> str:
    """Return a number to some significant digits, a dash where there is none."""
    return format(value, f".{digits}g").replace("-", "−") if math.isfinite(value) else "–"


def parameter_value(parameter: Parameter, value: float) -> str:
    """Return the value of a parameter in the unit of its table, or the name of its choice."""
    if parameter.choices is not None:
        return parameter.choices[int(value)]
    return with_unit_word(number(value, 6), parameter.unit)


def axis_values(axis: Axis) -> str:
    """Return the values of an axis: names, all numbers, or first, last and step of many."""
    if axis.labels is not None:
        if axis.parameter.choices is not None:
            return ", ".join(axis.labels)
        rates = zip(axis.labels, axis.values, strict=True)  # metabolic states
        return ", ".join(f"{label} ({number(value)})" for label, value in rates)
    if len(axis) <= LISTED:
        return with_unit_word(", ".join(number(value, 6) for value in axis.values), axis.parameter.unit)
    ends = f"{number(axis.values[0], 6)} to {with_unit_word(number(axis.values[-1], 6), axis.parameter.unit)}"
    step = _step(axis.values)
    if step is None:
        return f"{len(axis)} values from {ends}"
    return f"{ends} in steps of {with_unit_word(number(step, 6), axis.parameter.unit)}"


def seeds(numbers: Sequence[int]) -> str:
    """Return the seeds: a range where they follow one another."""
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers))


def size(count: int) -> str:
    """Return a number of bytes in words."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 0.1):.{0 if count >= 1e4 else 1}f} kB"


def _step(values: Sequence[float]) -> float | None:
    """Return the distance of neighbouring values if it is the same for all."""
    steps = [second - first for first, second in zip(values, values[1:], strict=False)]
    even = all(math.isclose(step, steps[0], rel_tol=1e-6) for step in steps)
    return steps[0] if even else None
