"""A diary of the points that the jobs of a study simulate: what was done twice because a study was interrupted.

A copy of this module beside ``scripts/simulate_batch.py`` that is imported there, in a copy of the project, lets jobs
write it, into the file that the variable HOMEOTHERM_DIARY names: ``start`` before a point is simulated and ``kept``
when it stands in the journal of its batch. What a killed job had started but not kept was lost with it. Once as many
points have been kept as the variable HOMEOTHERM_HELD_AT says, jobs begin no other and wait to be killed.
"""

import math
import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "HOMEOTHERM_DIARY"
HELD_AT = "HOMEOTHERM_HELD_AT"


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


def counting(path: Path) -> Callable[[], int]:
    """Return a function that says how many points have been kept, while jobs write; it reads what is new."""
    place = kept = 0

    def count() -> int:
        nonlocal place, kept
        if path.exists():
            with path.open("rb") as diary:
                diary.seek(place)
                new = diary.read()
            whole = new[: new.rfind(b"\n") + 1]
            place, kept = place + len(whole), kept + whole.count(b"kept ")
        return kept

    return count


def keep(path: Path) -> None:
    """Let this process, a job, write the diary, and wait where it is held."""
    from homeotherm import simulation  # noqa: PLC0415 - only in jobs

    compute, add = simulation.compute_point, simulation.JournalWriter.add

    def computed(table: object, identifier: str, parameters: dict, seed: int) -> object:
        while math.isfinite(held_at) and kept() >= held_at:
            time.sleep(0.1)
        note(f"start {identifier}")
        return compute(table, identifier, parameters, seed)

    def added(self: object, point: str, recording: object) -> None:
        add(self, point, recording)
        note(f"kept {point}")

    def note(line: str) -> None:
        diary.write(line.encode() + b"\n")  # whole and at once: jobs write side by side

    held_at, kept = float(os.environ.get(HELD_AT, "inf")), counting(path)
    diary = path.open("ab", buffering=0)
    simulation.compute_point = computed
    simulation.JournalWriter.add = added


if VARIABLE in os.environ:
    keep(Path(os.environ[VARIABLE]))
