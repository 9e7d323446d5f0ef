"""Numbers with units, as people write them: ``"0.2 ms"``, ``"12 nS"``, ``37 degC``.

Study files and parameter tables carry units; inside the library a parameter is a plain float in the unit of its table,
and a simulation gets SI. Conversion goes through decimal arithmetic, so that ``200 ms`` and ``0.2 s`` are the same
number, and therefore the same point of a study.
"""

import re
from decimal import Decimal, InvalidOperation

from homeotherm.errors import InputError

_PREFIXES = {
    "p": Decimal("1e-12"), "n": Decimal("1e-9"), "u": Decimal("1e-6"), "µ": Decimal("1e-6"), "μ": Decimal("1e-6"),
    "m": Decimal("1e-3"), "": Decimal(1), "k": Decimal("1e3"), "M": Decimal("1e6"),
}  # fmt: skip
_DIMENSIONS = {
    "s": "time", "Hz": "frequency", "V": "voltage", "S": "conductance", "F": "capacitance", "A": "current",
}  # fmt: skip
_UNSCALED = {"1": "number", "degC": "temperature", "K": "temperature difference"}

_UNITS: dict[str, tuple[str, Decimal]] = {name: (dimension, Decimal(1)) for name, dimension in _UNSCALED.items()}
for _base, _dimension in _DIMENSIONS.items():
    for _prefix, _scale in _PREFIXES.items():
        _UNITS[_prefix + _base] = (_dimension, _scale)
_UNITS["min"] = ("time", Decimal(60))
_UNITS["h"] = ("time", Decimal(3600))
for _name, _dimension, _in_si in (
    ("mS/cm2", "conductance per area", "10"), ("mS/cm2/ms", "conductance per area and time", "1e4"),
    ("uF/cm2", "capacitance per area", "1e-2"), ("Hz2", "squared frequency", "1"),
    ("ms cm2/mS", "time per conductance of an area", "1e-4"),
):  # fmt: skip
    _UNITS[_name] = (_dimension, Decimal(_in_si))
_ALIASES = {"°C": "degC", "degree_Celsius": "degC"}

_QUANTITY = re.compile(r"^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([A-Za-zµμ°]\S*(?: \S+)*)?\s*$")


def dimension_of(unit: str) -> str:
    """Return the dimension of a unit (``"ms"`` → ``"time"``)."""
    unit = _ALIASES.get(unit, unit)
    if unit not in _UNITS:
        raise InputError(
            f"unit '{unit}' is unknown; allowed: a prefix (p n u m k M) before s Hz V S F A, or degC, "
            f"K (differences), {', '.join(name for name in _UNITS if '/' in name)}, Hz2, or 1"
        )
    return _UNITS[unit][0]


def to_si(value: float, unit: str) -> float:
    """Convert a number in `unit` to SI (temperatures stay in degC)."""
    return float(Decimal(repr(float(value))) * _UNITS[_ALIASES.get(unit, unit)][1])


def parse_quantity(key: str, given: object, unit: str, default_unit: str | None = None) -> float:
    """Read what a person wrote for `key` as a finite number in `unit`.

    Parameters
    ----------
    key
        Where it stands in the file, for the error line.
    given
        A number, or text such as ``"0.2 ms"``.
    unit
        Unit of the result; the given unit must have its dimension.
    default_unit
        Unit of a bare number. Without it a bare number is only allowed for dimensionless parameters.

    Raises
    ------
    InputError
        One line with key, value and what is allowed.
    """
    number, given_unit = _split(key, given, unit)
    if given_unit is None:
        if unit != "1" and default_unit is None:
            raise InputError(
                f"{key}: {given} has no unit; allowed: a number with a unit of {dimension_of(unit)}, "
                f"such as '{given} {unit}'"
            )
        given_unit = default_unit or unit
    given_unit = _ALIASES.get(given_unit, given_unit)
    if given_unit not in _UNITS or _UNITS[given_unit][0] != _UNITS[unit][0]:
        hint = " (temperatures are in degC, not in kelvin)" if given_unit == "K" else ""
        raise InputError(
            f"{key}: {given} {'is in' if given_unit in _UNITS else 'has the unknown unit'} '{given_unit}'{hint}; "
            f"allowed: a unit of {_UNITS[unit][0]}, such as {unit}"
        )
    return float(number * _UNITS[given_unit][1] / _UNITS[unit][1])


def _split(key: str, given: object, unit: str) -> tuple[Decimal, str | None]:
    if isinstance(given, bool) or not isinstance(given, (int, float, str)):
        raise InputError(f"{key}: {given!r} is not a number; allowed: a finite number{_with(unit)}")
    if isinstance(given, str):
        match = _QUANTITY.match(given)
        if match is None:
            raise InputError(f"{key}: '{given}' is not a number; allowed: a finite number{_with(unit)}")
        text, given_unit = match.groups()
    else:
        text, given_unit = repr(given), None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise InputError(f"{key}: {given!r} is not a number; allowed: a finite number{_with(unit)}") from None
    if not number.is_finite() or abs(number) > Decimal("1e300"):
        raise InputError(f"{key}: {given} is not finite; allowed: a finite number{_with(unit)}")
    return number, given_unit


def _with(unit: str) -> str:
    return "" if unit == "1" else f" with a unit, such as '1 {unit}'"
