"""A diary of the points that the jobs of a study simulate: what was done twice because a study was interrupted.

A copy of this module beside ``scripts/simulate_batch.py`` that is imported there, in a copy of the project, lets jobs
write it, into the file that the variable HOMEOTHERM_DIARY names: ``start`` before a point is simulated and ``kept``
when it stands in the journal of its batch. What a killed job had started but not kept was lost with it.
"""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "HOMEOTHERM_DIARY"


@dataclass(frozen=True)
class Diary:
    """A diary that jobs have written.

    Attributes
    ----------
    started : how often each point was started
    kept : points that were kept
    repeated : points that were started after they had been kept
    """

    started: Counter[str]
    kept: set[str]
    repeated: set[str]


def read(path: Path) -> Diary:
    """Read a diary; one that is not there is empty."""
    started: Counter[str] = Counter()
    kept: set[str] = set()
    repeated: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        word, point = line.split()
        if word == "kept":
            kept.add(point)
            continue
        started[point] += 1
        if point in kept:
            repeated.add(point)
    return Diary(started, kept, repeated)


def kept_so_far(path: Path) -> int:
    """Return how many points have been kept, while jobs write."""
    return path.read_bytes().count(b"kept ") if path.exists() else 0


def keep(path: Path) -> None:
    """Let this process, a job, write the diary."""
    from homeotherm import simulation  # noqa: PLC0415 - only in jobs

    compute, add = simulation.compute_point, simulation.JournalWriter.add

    def computed(table: object, identifier: str, parameters: dict, seed: int) -> object:
        note(f"start {identifier}")
        return compute(table, identifier, parameters, seed)

    def added(self: object, point: str, recording: object) -> None:
        add(self, point, recording)
        note(f"kept {point}")

    def note(line: str) -> None:
        diary.write(line.encode() + b"\n")  # whole and at once: jobs write side by side

    diary = path.open("ab", buffering=0)
    simulation.compute_point = computed
    simulation.JournalWriter.add = added


if VARIABLE in os.environ:
    keep(Path(os.environ[VARIABLE]))
