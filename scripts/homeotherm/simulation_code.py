"""The digest that marks what a recording was made by: the build, and the code that decides its numbers."""

from homeotherm.digests import digest
from homeotherm.source import source_digest


def code_digest(model: str, build: str) -> str:
    """Return 12 hex digits over a build's digest and the code that runs it and keeps its results."""
    rooms = [f"homeotherm.models.{model}.{name}" for name in ("protocol", "arguments", "recording")]
    return digest([build, source_digest("homeotherm.point", *rooms)], 12)
