"""From a point's parameters to what the compiled population takes: SI numbers by symbol."""

from homeotherm.regulated.arguments import binary_values, tables

__all__ = ["binary_values", "tables"]
