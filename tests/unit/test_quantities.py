"""Numbers with units: what is read, what is refused, and that equal quantities are equal numbers."""

import pytest

from homeotherm.errors import InputError
from homeotherm.quantities import dimension_of, parse_quantity, to_si


@pytest.mark.parametrize(
    ("given", "unit", "expected"),
    [
        ("0.2 ms", "ms", 0.2), ("200 us", "ms", 0.2), ("2e-4 s", "ms", 0.2), ("0.2 s", "ms", 200.0), ("1 kHz", "Hz", 1000.0),
        ("12nS", "nS", 12.0), ("37 °C", "degC", 37.0), ("37 degC", "degC", 37.0), (3, "1", 3.0), ("1e-3", "1", 1e-3),
        ("2 min", "s", 120.0), ("-65 mV", "mV", -65.0), ("5 µs", "ms", 0.005),
    ],
)  # fmt: skip
def test_reads_number_and_unit(given, unit, expected):
    assert parse_quantity("key", given, unit) == expected


@pytest.mark.parametrize(
    ("given", "unit", "part"),
    [
        (5, "ms", "has no unit"), ("5 mV", "ms", "a unit of time"), ("5 blub", "ms", "unknown unit"), ("nan ms", "ms", "not a number"),
        (float("nan"), "1", "not finite"), (float("inf"), "1", "not finite"), (True, "1", "not a number"), (None, "1", "not a number"),
        ("12:30", "1", "not a number"), ([1], "1", "not a number"), ("310 K", "degC", "degC"), ("1e999", "1", "not finite"),
        ("x; rm -rf /", "ms", "not a number"), (1e400, "1", "not finite"), ("5 ms", "1", "a unit of number"),
    ],
)  # fmt: skip
def test_refuses_with_key_and_value(given, unit, part):
    with pytest.raises(InputError) as error:
        parse_quantity("parameters.x", given, unit)
    line = str(error.value)
    assert line.startswith("parameters.x: ") and part in line and "allowed" in line and "\n" not in line


def test_bare_number_takes_the_default_unit():
    assert parse_quantity("axis", 30, "degC", default_unit="degC") == 30.0


def test_si_is_exact_decimal():
    assert to_si(200, "pF") == 2e-10
    assert to_si(0.08, "nS") == 8e-11
    assert to_si(37, "degC") == 37.0


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1.0, "mS/cm2", 10.0),  # 1e-3 S over 1e-4 m2
        (1.0, "mS/cm2/ms", 1e4), (1.0, "uF/cm2", 0.01), (5.0, "Hz2", 5.0),
        (600.0, "ms cm2/mS", 0.06),  # 0.6 s over 10 S/m2
    ],
)  # fmt: skip
def test_units_of_areas(value, unit, expected):
    assert to_si(value, unit) == expected
    assert parse_quantity("key", f"{value:g} {unit}", unit) == value


def test_a_unit_of_an_area_is_not_one_of_a_cell():
    with pytest.raises(
        InputError, match="key: 10 nS is in 'nS'; allowed: a unit of conductance per area, such as mS/cm2"
    ):
        parse_quantity("key", "10 nS", "mS/cm2")


def test_dimension_of_unknown_unit_is_refused():
    with pytest.raises(InputError, match="furlong"):
        dimension_of("furlong")
