"""Compute one point of a model that needs no compiler: all that decides its numbers, and nothing else.

The digest of this module and of what it imports marks a recording, as that of `homeotherm.point` does for compiled
models.
"""

import time
from typing import TYPE_CHECKING

from homeotherm.models import room
from homeotherm.recording import Diverged, PointRecording
from homeotherm.streams import streams

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

ROOMS = ("computation", "recording")


def compute_point(
    table: "ModelTable", identifier: str, parameters: dict[str, float], seed: int
) -> PointRecording:  # fmt: skip
    """Compute one point and keep what the model keeps; numbers that diverge are a result with a status."""
    computation, recording = (room(table.model, name) for name in ROOMS)
    began, own = time.monotonic(), time.thread_time()
    try:
        kept = recording.keep(computation.compute(parameters, streams(table.model, identifier, seed)), parameters)
    except Diverged as error:
        kept = PointRecording(status="diverged", message=str(error))
    kept.wall_seconds = time.monotonic() - began
    kept.cpu_seconds = time.thread_time() - own
    return kept
