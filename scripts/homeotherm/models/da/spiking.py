"""The spikes and potentials of a simulation, as other tools take them."""

from homeotherm.regulated.spiking import spiking

__all__ = ["spiking"]
