"""How much there is to compute in one simulation of a population of dopaminergic neurons."""

from homeotherm.regulated.cost import biological_seconds, neurons

__all__ = ["biological_seconds", "neurons"]
