"""The digest that marks what a recording was made by: the build, and the code that decides its numbers."""

from homeotherm.digests import digest
from homeotherm.engine.computed import is_computed
from homeotherm.source import source_digest


def code_digest(model: str, build: str) -> str:
    """Return 12 hex digits over a build's digest and the code that runs it and keeps its results."""
    runner, rooms = ("point", ("protocol", "arguments", "recording"))
    if is_computed(model):
        runner, rooms = ("computed_point", ("computation", "recording"))
    modules = [f"homeotherm.models.{model}.{name}" for name in rooms]
    return digest([build, source_digest(f"homeotherm.{runner}", *modules)], 12)
