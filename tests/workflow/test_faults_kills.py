"""Killed at twenty moments, and resumed after each: the results are those of an undisturbed run."""

import json
import os
import random
import resource
import shutil
import signal
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
MOMENTS = 20
SEED = 20261121
LARGEST_START, LARGEST_WORK = 1.0, 1.5
"""Processor time, of the whole process group, within which it is killed: at the start, and once jobs run.

In times of a dry run, so that a faster machine meets the same moments.
"""
TICKS = os.sysconf("SC_CLK_TCK")


def processes(group: int) -> dict[int, tuple[list[str], float]]:
    """Return the processes of a group: command line and processor seconds, with those of children that have ended."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            command = (place / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:  # it has just ended
            continue
        if int(fields[2]) == group:
            found[int(place.name)] = command, sum(map(int, fields[11:15])) / TICKS
    return found


def killed(process, of_work: bool, seconds: float) -> bool:
    """Kill a process group once it has used some processor seconds, from its start or from its first job on.

    Processor time and not wall time, so that a busy machine moves no moment. Returns whether it still ran.
    """
    began = None if of_work else 0.0
    until = time.monotonic() + 600
    while process.poll() is None and time.monotonic() < until:
        group = processes(process.pid)
        used = sum(used for _, used in group.values())
        if began is None and any("/.snakemake/scripts/" in " ".join(command) for command, _ in group.values()):
            began = used
        if began is not None and used - began >= seconds:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True
        time.sleep(0.02)
    process.communicate()
    return False


def of_dry_run(place) -> float:
    """Return the processor seconds of a dry run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    place.snakemake("-n")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def stable(place) -> dict[str, object]:
    """Return what the manifest lists, without recordings, which say how long each simulation took."""
    files = json.loads(place.path("tiny", "manifest.json").read_text())["files"]
    return {name: known for name, known in files.items() if not name.startswith("recordings/")}


@pytest.mark.timeout(7200)
def test_killed_at_twenty_moments(maps, finished_maps):
    unit = of_dry_run(maps)
    shutil.rmtree(maps.path())
    shutil.rmtree(maps.folder / ".snakemake")
    moments = random.Random(SEED)
    finished: dict[str, float] = {}
    struck = 0
    for number in range(MOMENTS):
        of_work = number % 5 > 0
        moment = unit * moments.uniform(0.0, LARGEST_WORK if of_work else LARGEST_START)
        struck_now = killed(maps.start(), of_work, moment)
        maps.unlock()
        now = {**maps.recorded(), **maps.entries()}
        assert finished.items() <= now.items()
        finished = now
        struck += struck_now
        if not struck_now:  # it was faster: later stages are done again, so that the next moment meets something
            shutil.rmtree(maps.path("tiny", "measures"), ignore_errors=True)
            for name in ("dataset.nc", "manifest.json"):
                maps.path("tiny", name).unlink(missing_ok=True)
    assert struck >= MOMENTS - 5 and len(finished) > 0
    maps.snakemake()
    recorded = maps.recorded()
    assert len(recorded) == 20 and finished.items() <= recorded.items()  # nothing finished was simulated again
    assert maps.digest() == finished_maps.digest()
    assert stable(maps) == stable(finished_maps)
    listed = {path for path in maps.path("tiny").rglob("*") if path.is_file()}
    known = {
        maps.path("tiny", path.relative_to(finished_maps.path("tiny")))
        for path in finished_maps.path("tiny").rglob("*")
    }
    assert listed <= known  # nothing half written is left
    assert "all" in maps.command("verify", "tiny").stdout
