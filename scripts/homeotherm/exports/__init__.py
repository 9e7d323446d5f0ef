"""What leaves the project for other tools: spikes and potentials for Neo and SONATA, metadata as an RO-Crate."""

from homeotherm.exports.neo_block import to_neo
from homeotherm.exports.simulated_point import SimulatedPoint, open_point
from homeotherm.exports.sonata import write_sonata

__all__ = ["SimulatedPoint", "open_point", "to_neo", "write_sonata"]
