"""What goes wrong in a job that simulates a batch, at the test's word; and a diary of the points that jobs simulate.

`prepare` puts ``import sabotage`` before the script that simulates a batch, in a copy of the project, and the variable
SABOTAGE names a folder. A file ``<batch>.<deed>`` there, or ``any.<deed>``, is carried out once, by the first job of the
batch, or of any, that has two finished points in its journal and is about to simulate a third. The diary says ``start``
before a point is simulated and ``kept`` when it stands in the journal. Jobs simulate one point after the other.
"""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

FINISHED = 2
"""Points that a job has in its journal when the deed is done."""
ANY = "any"
VARIABLE = "SABOTAGE"


def prepare(project: Path) -> Path:
    """Let the jobs of a copy of the project be sabotaged; return the folder for the variable."""
    folder = project / "sabotage"
    folder.mkdir()
    script = project / "scripts" / "simulate_batch.py"
    shutil.copyfile(__file__, script.with_name("sabotage.py"))
    script.write_text("import sabotage\n" + script.read_text())
    return folder


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

    add, begin = simulation.JournalWriter.add, simulation.JournalWriter.__init__
    batches: list[str] = []
    kept: list[str] = []

    def begun(self, folder: Path, batch: str, code: str, workers: int) -> None:
        begin(self, folder, batch, code, workers)
        batches.append(batch)

    def sabotaged(simulate: Callable) -> Callable:
        def one(table, identifier: str, *arguments):
            while len(kept) < FINISHED and len(started) > len(kept):
                time.sleep(0.01)  # the one before is on its way into the journal
            if len(kept) >= FINISHED:
                carry_out_plans()
            started.append(identifier)
            note(f"start {identifier}")
            return simulate(table, identifier, *arguments)

        return one

    def carry_out_plans() -> None:
        for deed, carry_out in DEEDS.items():
            for whose in (batches[0], ANY):
                plan = folder / f"{whose}.{deed}"
                struck = plan.with_suffix(f".{deed}.struck")
                if plan.exists():
                    plan.rename(struck)
                    carry_out(struck)

    def added(self, point: str, recording) -> None:
        add(self, point, recording)
        note(f"kept {point}")
        kept.append(point)

    def note(line: str) -> None:
        with (folder / "diary").open("a") as diary:
            diary.write(line + "\n")

    started: list[str] = []
    simulation.compute_point = sabotaged(simulation.compute_point)
    simulation.simulate_point = sabotaged(simulation.simulate_point)
    simulation.JournalWriter.__init__ = begun
    simulation.JournalWriter.add = added


if VARIABLE in os.environ:
    watch(Path(os.environ[VARIABLE]))
