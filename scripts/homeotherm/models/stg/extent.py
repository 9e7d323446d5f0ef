"""What all points of a study have in common, see `regulated.extent`."""

from homeotherm.regulated.extent import extent

__all__ = ["extent"]
