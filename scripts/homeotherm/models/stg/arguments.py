"""From a point's parameters to what the compiled population takes: SI numbers by symbol, and factors over time."""

from typing import TYPE_CHECKING

import numpy as np

from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.regulated.arguments import binary_values, factor_table

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

__all__ = ["binary_values", "tables"]


def tables(_table: "ModelTable", values: dict[str, float], _drivers: dict[str, str]) -> dict[str, np.ndarray]:
    """Return the table of factors; the other tables come with the draw of the population."""
    return factor_table(MEMBRANE, values)
