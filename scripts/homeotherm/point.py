"""Simulate one point: all that decides its numbers, and nothing else.

The digest of this module and of what it imports marks a recording; a change elsewhere simulates nothing again.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeotherm.engine.run import run_binary
from homeotherm.leftovers import mark
from homeotherm.models import room
from homeotherm.recording import Diverged, PointRecording
from homeotherm.streams import streams

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

ROOMS = ("protocol", "arguments", "recording")
SCRATCH = "homeotherm-"
"""Prefix of the folders for the arrays of a run."""


def simulate_point(
    table: "ModelTable", identifier: str, parameters: dict[str, float], drivers: dict[str, str], seed: int,
    build: Path, manifest: dict[str, Any], started: Callable | None = None,
) -> PointRecording:  # fmt: skip
    """Run the binary for one point and keep what the model keeps.

    A simulation whose numbers diverge, or whose rate passes a limit of the study, is a result with a status; anything
    else that goes wrong raises.

    Raises
    ------
    SimulationError
        If the run is not what was asked for.
    """
    protocol, arguments, recording = (room(table.model, name) for name in ROOMS)
    seeds = streams(table.model, identifier, seed)
    stimuli = protocol.stimuli(parameters, seeds.stimuli)
    began, own = time.monotonic(), time.thread_time()
    with tempfile.TemporaryDirectory(prefix=SCRATCH + mark()) as scratch:
        raw = run_binary(
            build, manifest, values=arguments.binary_values(table, parameters, drivers),
            seeds={"network": seeds.network, "initial": seeds.initial, "noise": seeds.noise},
            tables={**protocol.tables(stimuli), **arguments.tables(table, parameters, drivers)},
            results=Path(scratch), started=started,
        )  # fmt: skip
        of_binary, early_end = raw.cpu_seconds, raw.early_end
        try:
            if early_end is not None:
                kept = PointRecording(status="runaway", message=early_end.line())
            else:
                kept = recording.keep(raw, parameters, stimuli)
        except Diverged as error:
            kept = PointRecording(status="diverged", message=str(error))
    kept.wall_seconds = time.monotonic() - began
    kept.cpu_seconds = time.thread_time() - own + of_binary
    return kept
