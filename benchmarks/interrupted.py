"""A study that is killed again and again, with all that it has started, and goes on: what that costs and repeats.

Nothing tells the study that it ends: all processes get SIGKILL at once, as on a machine that loses its power.
"""

import contextlib
import math
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks import diary
from benchmarks.cost import Cost, peak_megabytes
from homeotherm.files import content_digest, read_dataset

POLL = 0.25
"""Seconds between two looks at what a study has done."""
TICKS = os.sysconf("SC_CLK_TCK")
SHARES = (0.3, 0.7)
"""Of the points, when the study is killed while it simulates; it is killed once more while it measures."""

type Reached = Callable[[Sequence[int]], bool]
"""Tells, by the processes that run, whether the moment has come to kill them."""


class Stop(NamedTuple):
    """What ends a run, whether it has come, and the number of kept points at which jobs wait for it."""

    end: str
    reached: Reached
    held_at: float = math.inf


@dataclass(frozen=True)
class Leg:
    """A run of the study up to its end or to the moment at which it was killed.

    Attributes
    ----------
    end : what stopped it
    cost : of all its processes
    finished : points that were finished when it began
    started : points that it simulated or began to
    """

    end: str
    cost: Cost
    finished: int
    started: int


@dataclass(frozen=True)
class Outcome:
    """What a study has gone through: its runs, points that were simulated though they were finished, its dataset."""

    legs: tuple[Leg, ...]
    repeated: int
    lost: int
    digest: str


def undisturbed(project: Path, study: str, *arguments: str) -> Outcome:
    """Run a study to its end without interruption."""
    return _run(project, study, [], arguments)


def killed_three_times(project: Path, study: str, points: int, *arguments: str) -> Outcome:
    """Kill a study of so many points twice while it simulates, once while it measures; let it go on each time."""
    kept = diary.counting(_diary(project, study))
    stops = [
        Stop(
            f"killed at {share:.0%} of the points", lambda _, share=share: kept() >= share * points,
            held_at=share * points,
        )
        for share in SHARES
    ]  # fmt: skip
    measuring = Stop("killed while measuring", lambda running: any("measure_batch" in _command(pid) for pid in running))
    return _run(project, study, [*stops, measuring], arguments)


def prepare(project: Path) -> None:
    """Let the jobs of a copy of the project write their diary."""
    script = project / "scripts" / "simulate_batch.py"
    shutil.copyfile(diary.__file__, script.with_name("point_diary.py"))
    script.write_text(f"import point_diary\n{script.read_text(encoding='utf-8')}", encoding="utf-8")


def _run(project: Path, study: str, stops: Sequence[Stop], arguments: Sequence[str]) -> Outcome:
    legs = []
    for end, reached, held_at in [*stops, Stop("its end", lambda _: False)]:
        before = diary.read(_diary(project, study))
        process = _snakemake(project, study, *arguments, held_at=held_at)
        cost, code = _watched(process, reached)
        after = diary.read(_diary(project, study))
        legs.append(Leg(end, cost, len(before.kept), after.started.total() - before.started.total()))
        if code not in (0, -signal.SIGKILL) or (code == 0) != (end == "its end"):
            said = (project / "said").read_text(encoding="utf-8")[-3000:]
            raise RuntimeError(f"{study}, run until {end}: Snakemake ended with code {code}\n{said}")
        if code != 0:
            _snakemake(project, study, "--unlock").wait()
    found = diary.read(_diary(project, study))
    dataset = read_dataset(project / "results" / study / "dataset.nc")
    return Outcome(
        tuple(legs), len(found.repeated), found.started.total() - len(found.started), content_digest(dataset)
    )


def _diary(project: Path, study: str) -> Path:
    return project / f"{study}.diary"


def _snakemake(project: Path, study: str, *arguments: str, held_at: float = math.inf) -> subprocess.Popen:
    """Start Snakemake in a session of its own; what it says goes to the file ``said``."""
    command = [sys.executable, "-m", "snakemake", *arguments, "--config", f"study={study}"]
    environment = {**os.environ, diary.VARIABLE: str(_diary(project, study)), diary.HELD_AT: str(held_at)}
    with (project / "said").open("w", encoding="utf-8") as said:
        return subprocess.Popen(
            command, cwd=project, env=environment, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
        )


def _watched(process: subprocess.Popen, reached: Reached) -> tuple[Cost, int]:
    """Wait for the end of a process, or end it and all that it has started once something is reached.

    Returns
    -------
    What they have cost and the exit code. CPU seconds of processes that run when they are killed count up to the last
    look at them.
    """
    began, cpu, megabytes = time.monotonic(), 0.0, 0.0
    while process.poll() is None:
        running = _session(process.pid)
        cpu = max(cpu, sum(_cpu(pid) for pid in running))
        megabytes = max([megabytes, *(peak_megabytes(pid) or 0.0 for pid in running)])
        if reached(running):
            with contextlib.suppress(ProcessLookupError):  # it has just ended by itself
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        time.sleep(POLL)
    return Cost(0.0, cpu, time.monotonic() - began, 0.0, megabytes), process.returncode


def _session(leader: int) -> list[int]:
    """Return the processes of a session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(_stat(int(folder.name))[3]) == leader:
                found.append(int(folder.name))
    return found


def _command(pid: int) -> str:
    """Return the command line of a process; nothing if it has just ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    return ""


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process and of those of its children that have ended."""
    with contextlib.suppress(OSError):
        return sum(map(int, _stat(pid)[11:15])) / TICKS
    return 0.0


def _stat(pid: int) -> list[str]:
    """Return what the kernel says of a process after its name, which may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
