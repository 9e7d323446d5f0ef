"""How units are printed, in figures and on pages."""

import re

UNIT_WORDS = {"1": "", "degC": "°C", "degree_Celsius": "°C"}
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def unit_word(unit: str) -> str:
    """Return a unit as people write it, with powers raised (mS cm⁻², Hz²); "" for a pure number."""
    if unit in UNIT_WORDS:
        return UNIT_WORDS[unit]
    return re.sub(r"(?<=[A-Za-z])-?\d+", lambda power: power[0].translate(RAISED), unit)


def with_unit_word(text: str, unit: str) -> str:
    """Return a number in words with its unit, none for a pure number."""
    return f"{text} {unit_word(unit)}".rstrip()
