"""Jobs that a main process left in the queue of SLURM when it was killed: they are ended before it starts again.

Such a job would go on beside the one that the next main process submits for the same batch, and both would simulate the
same points. Snakemake's lock sees to it that only one main process works on a batch, so a job for one of its batches
that is in the queue when it starts belongs to a dead one. What the job has finished stays in its journal.
"""

import re
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from homeotherm.errors import SimulationError

ENDING_SECONDS = 300.0
"""Longest time that a cancelled job may take to leave the queue."""


def marks_of(study: str, builds: Iterable[str]) -> re.Pattern[str]:
    """Return what fits the comments of a study's jobs, as Snakemake's plug-in for SLURM 2.8 writes them.

    Batches of the time before the study was changed are included.
    """
    build = "|".join(map(re.escape, builds))
    return re.compile(
        rf"rule_simulate_batch_wildcards_{re.escape(study)}_[0-9a-f]{{12}}|rule_build_model_wildcards_({build})"
    )


def jobs_in_queue(folder: Path, marks: re.Pattern[str]) -> list[str]:
    """Return the ids of one's own jobs that were submitted from a folder and whose comments fit.

    Raises
    ------
    SimulationError
        One line if the queue cannot be read.
    """
    found = []
    for line in _told("squeue", "--me", "--noheader", "--format=%i|%k|%Z").splitlines():
        job, comment, submitted_from = line.split("|", 2)
        if marks.fullmatch(comment) and Path(submitted_from) == folder:
            found.append(job)
    return found


def end_left_over(folder: Path, marks: re.Pattern[str]) -> list[str]:
    """Cancel the jobs that a dead main process has left, and wait until they have ended.

    Returns
    -------
    Their ids.
    """
    jobs = jobs_in_queue(folder, marks)
    if not jobs:
        return []
    _told("scancel", *jobs)
    until = time.monotonic() + ENDING_SECONDS
    while left := set(jobs) & set(jobs_in_queue(folder, marks)):
        if time.monotonic() > until:
            raise SimulationError(f"SLURM jobs {', '.join(sorted(left))} of an earlier run do not end; see squeue --me")
        time.sleep(1.0)
    return jobs


def _told(*command: str) -> str:
    """Return what a command of SLURM says."""
    try:
        done = subprocess.run(command, text=True, capture_output=True, timeout=120, check=True)
    except FileNotFoundError as error:
        raise SimulationError(f"{command[0]} is not found; allowed: a machine that submits jobs to SLURM") from error
    except subprocess.TimeoutExpired as error:
        raise SimulationError(f"{command[0]} does not answer; is the SLURM controller up? (scontrol ping)") from error
    except subprocess.CalledProcessError as error:
        raise SimulationError(f"{command[0]} fails: {error.stderr.strip()}") from error
    return done.stdout
