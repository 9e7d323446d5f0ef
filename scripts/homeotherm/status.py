"""How far a study is: points done, running, not ok and left, the time left, core-hours used and to come.

It reads recordings and journals, and so works while the study runs, here or on a cluster, and afterwards.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np

from homeotherm.command_line import ROOT, arguments, settings, told
from homeotherm.design import mean_seconds
from homeotherm.errors import SimulationError
from homeotherm.files import open_file
from homeotherm.journal import JOURNAL, read_journals
from homeotherm.plan import Plan, open_plan
from homeotherm.recording import STATUS
from homeotherm.simulation_code import code_digest


@dataclass(frozen=True)
class Progress:
    """How far a study is; hours are of one core."""

    points: int
    done: int
    not_ok: int
    running: int
    hours_used: float
    hours_to_come: float

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        """Return how far several studies are together."""
        parts = list(parts)
        return cls(*(sum(getattr(part, field.name) for part in parts) for field in fields(cls)))

    @property
    def left(self) -> int:
        """Return how many points neither are done nor run."""
        return self.points - self.done - self.running

    @property
    def hours_left(self) -> float:
        """Return the time to the end with as many cores as now; infinite if nothing runs and something is left."""
        if self.done == self.points:
            return 0.0
        return self.hours_to_come / self.running if self.running else float("inf")

    @property
    def time_left(self) -> str:
        """Return the time to the end for people."""
        if self.done == self.points:
            return "nothing left to simulate"
        return f"about {_duration(self.hours_left)} left" if self.running else "nothing runs"

    def line(self, study: str) -> str:
        """Return one line for people."""
        return (
            f"study {study}: {self.done} of {self.points} points done, {self.not_ok} of them not ok; "
            f"{self.running} running, {self.left} left; {self.time_left}; "
            f"{self.hours_used:.3g} core-hours used, about {self.hours_to_come:.3g} to come"
        )


def progress_of(plan: Plan, results: Path) -> Progress:
    """Return how far a study is.

    Points count as done where a recording or a journal holds them that was made by the present code; others will be
    simulated again. Of a batch whose process works, as many points run as it has workers.

    Parameters
    ----------
    results
        Folder with a folder per study.
    """
    folder = results / plan.study.name / "recordings"
    codes = {build: code_digest(plan.study.model, build, plan.study.limits) for build in plan.structures}
    journals = read_journals(folder / JOURNAL)
    entries = {(kept.code, entry.point): entry for kept in journals for entry in kept.entries}
    workers = {(kept.code, kept.batch): kept.workers for kept in journals if kept.lively}
    done = not_ok = running = 0
    seconds = 0.0
    for batch in plan.batches:
        code = codes[batch.build]
        outcome = _recorded(folder / f"{batch.id}.nc", code)
        if outcome is None:
            held = [entries[code, name] for name in batch.points.names() if (code, name) in entries]
            outcome = [STATUS[entry.status] for entry in held], [entry.cpu_seconds for entry in held]
            running += min(workers.get((code, batch.id), 0), len(batch.points) - len(held))
        statuses, costs = outcome
        done += len(statuses)
        not_ok += int(np.count_nonzero(np.asarray(statuses) != STATUS["ok"]))
        seconds += float(np.sum(costs))
    points = sum(len(batch.points) for batch in plan.batches)
    each = seconds / done if done else mean_seconds(plan.study, plan.batches)
    return Progress(points, done, not_ok, running, seconds / 3600.0, each * (points - done) / 3600.0)


def _recorded(path: Path, code: str) -> tuple[np.ndarray, np.ndarray] | None:
    """Return status and CPU seconds of every point of a recording; None if there is none, or other code made it."""
    try:
        about = path.stat()
        made_by, statuses, costs = _outcome(path, about.st_mtime_ns, about.st_size)
    except FileNotFoundError:
        return None
    except SimulationError:
        if path.exists():
            raise
        return None  # Snakemake has removed it meanwhile, to make it again
    return (statuses, costs) if made_by == code else None


@functools.lru_cache(maxsize=4096)
def _outcome(path: Path, _time: int, _size: int) -> tuple[str, np.ndarray, np.ndarray]:
    """Return code, status and CPU seconds of a recording; who asks again and again reads each version once."""
    with open_file(path) as file:
        return str(file.getncattr("code")), file["status"][:], file["cpu_seconds"][:]


def _duration(hours: float) -> str:
    minutes = max(1, round(hours * 60))
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"


def main() -> None:
    """Print how far the study on the command line is."""
    given = arguments("How far a study is, while it runs and afterwards.", "study")
    plan = open_plan(given.study, settings(given.config), ROOT)
    print(progress_of(plan, Path("results")).line(given.study))


if __name__ == "__main__":
    told(main)
