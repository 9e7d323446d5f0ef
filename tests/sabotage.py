"""What goes wrong in a job of a study of maps, at the test's word; and a diary of the points that jobs simulate.

A test puts ``import sabotage`` before the script that simulates a batch, in its copy of the project, and names a folder
in the variable SABOTAGE. A file ``<batch>.<deed>`` there is carried out once, by the first job of the batch that has
two finished points in its journal and is about to simulate a third. The diary says ``start`` before a point is
simulated and ``kept`` when it stands in the journal.
"""

import os
import time
from pathlib import Path

FINISHED = 2
"""Points that a job has in its journal when the deed is done."""


def fail(_struck: Path) -> None:
    """End the process without a word, as a crash does."""
    os._exit(7)


def hoard(_struck: Path) -> None:
    """Take memory until the job has no more."""
    taken = []
    while True:
        taken.append(b"x" * 50_000_000)


def hold(struck: Path) -> None:
    """Do nothing until the test takes the file away."""
    while struck.exists():
        time.sleep(0.1)


DEEDS = {"fail": fail, "hoard": hoard, "hold": hold}


def watch(folder: Path) -> None:
    """Put the diary and the deeds into the library."""
    from homeotherm import simulation

    compute, add = simulation.compute_point, simulation.JournalWriter.add
    begin = simulation.JournalWriter.__init__
    batches: list[str] = []
    kept: list[str] = []

    def begun(self, folder: Path, batch: str, code: str, workers: int) -> None:
        begin(self, folder, batch, code, workers)
        batches.append(batch)

    def computed(table, identifier: str, parameters: dict, seed: int):
        while len(kept) < FINISHED and len(started) > len(kept):
            time.sleep(0.01)  # the one before is on its way into the journal
        if len(kept) >= FINISHED:
            for deed, carry_out in DEEDS.items():
                plan = folder / f"{batches[0]}.{deed}"
                struck = plan.with_suffix(f".{deed}.struck")
                if plan.exists():
                    plan.rename(struck)
                    carry_out(struck)
        started.append(identifier)
        note(f"start {identifier}")
        return compute(table, identifier, parameters, seed)

    def added(self, point: str, recording) -> None:
        add(self, point, recording)
        note(f"kept {point}")
        kept.append(point)

    def note(line: str) -> None:
        with (folder / "diary").open("a") as diary:
            diary.write(line + "\n")

    started: list[str] = []
    simulation.compute_point = computed
    simulation.JournalWriter.__init__ = begun
    simulation.JournalWriter.add = added


watch(Path(os.environ["SABOTAGE"]))
