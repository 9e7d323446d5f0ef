"""The digest that marks what a recording was made by: the build, the code that decides its numbers, and limits."""

from homeotherm.digests import digest
from homeotherm.engine.computed import is_computed
from homeotherm.models import room_name
from homeotherm.source import source_digest


def code_digest(model: str, build: str, limits: dict[str, float]) -> str:
    """Return 12 hex digits over a build's digest, the code that runs it and keeps its results, and limits that are set.

    Limits are no part of a point's id; points that were simulated within other limits are not taken for these.
    """
    runner, rooms = ("point", ("protocol", "arguments", "recording"))
    if is_computed(model):
        runner, rooms = ("computed_point", ("computation", "recording"))
    modules = [room_name(model, name) for name in rooms]
    made_by = [build, source_digest(f"homeotherm.{runner}", *modules)]
    return digest([*made_by, limits] if limits else made_by, 12)
