"""A copy of the project in which a study runs on the cluster, and what a test does to it and asks of it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from slurm_cluster import Cluster

import sabotage
from homeotherm.files import content_digest, read_dataset
from homeotherm.plan import open_plan
from homeotherm.strict_yaml import read_yaml

MAPS = {
    "title": "Maps", "question": "Does it survive?", "model": "maps", "parameters": {"transient": 1000},
    "axes": {"growth_rate": [3.2, 3.3, 3.5, 3.7]}, "seeds": {"count": 1},
}  # fmt: skip
BATCH = 4
"""Points of a batch; one batch holds the study."""
PATIENCE = 1800.0
"""Longest wait in seconds for anything in these tests; a job that waits for ever fails them."""


def wait_until(what: str, done: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something is true; raise if that takes too long."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"waited {seconds:g} s for {what}"
        time.sleep(0.2)


@dataclass
class Place:
    """A copy of the project whose batch jobs can be sabotaged, and the ways to run it on the cluster."""

    folder: Path
    cluster: Cluster

    @property
    def plans(self) -> Path:
        """Return the folder that jobs look into for deeds."""
        return self.folder / "sabotage"

    def prepare(self) -> None:
        """Let batch jobs keep a diary and do what a test asks them to."""
        sabotage.prepare(self.folder)

    def write_study(self, content: dict) -> None:
        """Write the study ``tiny``."""
        path = self.folder / "config" / "studies" / "tiny.yaml"
        path.write_text(yaml.safe_dump(content, sort_keys=False))

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of a user of the cluster."""
        tools = f"{self.cluster.folder / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {**os.environ, sabotage.VARIABLE: str(self.plans), "PATH": tools}

    def snakemake(self, *arguments: str, size: int | str = BATCH) -> list[str]:
        """Return a command line of Snakemake for the study, with batches of `size` points."""
        config = ("--config", "study=tiny", f"batch_size={size}")
        return [sys.executable, "-m", "snakemake", *arguments, *config]

    def on_slurm(self, *arguments: str, **options: int | str) -> list[str]:
        """Return the command line that runs on the cluster: the project's profile, with shorter waits for answers."""
        waits = ("--slurm-init-seconds-before-status-checks", "2", "--latency-wait", "10")
        sizes = ("--max-threads", "2", "--local-cores", "1")
        return self.snakemake(*arguments, "--workflow-profile", "slurm", *waits, *sizes, **options)

    def start(self, command: list[str]) -> subprocess.Popen:
        """Start a main process; what it says goes to ``said``."""
        return subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=(self.folder / "said").open("w"),
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def ended(self, process: subprocess.Popen, seconds: float = PATIENCE) -> int:
        """Wait for a main process and return its exit status; one that does not end is killed and fails the test."""
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            pytest.fail(f"it waits for ever:\n{self.said[-6000:]}\n{self.cluster.said('squeue', '--states=all')}")

    def run(self, command: list[str], seconds: float = PATIENCE) -> None:
        """Run a main process to its good end."""
        assert self.ended(self.start(command), seconds) == 0, self.said[-6000:]

    @property
    def said(self) -> str:
        """Return what the last main process has said."""
        return (self.folder / "said").read_text()

    def batches(self, size: int | str = BATCH) -> list[str]:
        """Return the ids of the batches, in order."""
        config = {**read_yaml(self.folder / "config" / "config.yaml"), "study": "tiny", "batch_size": size}
        return [batch.id for batch in open_plan("tiny", config, self.folder).batches]

    def plot(self, batch: str, deed: str) -> None:
        """Have a deed done in the next job of a batch that has finished two points."""
        (self.plans / f"{batch}.{deed}").touch()

    def struck(self, batch: str, deed: str) -> Path:
        """Return the file that is there once a deed is done."""
        return self.plans / f"{batch}.{deed}.struck"

    def wait_for(self, batch: str, deed: str, process: subprocess.Popen) -> None:
        """Wait until a deed is being done."""

        def done() -> bool:
            assert process.poll() is None, self.said[-6000:]
            return self.struck(batch, deed).exists()

        wait_until(f"{deed} in batch {batch}", done)

    def jobs_of(self, batch: str) -> list[str]:
        """Return the jobs of a batch that have been submitted by the last main process, in order."""
        lines = self.cluster.said("squeue", "--states=all", "--noheader", "--format=%i|%k|%Z").splitlines()
        words = (line.split("|") for line in lines)
        ours = [int(job) for job, mark, folder in words if mark.endswith(batch) and folder == str(self.folder)]
        return [str(job) for job in sorted(ours)]

    def granted(self, batch: str, what: str) -> list[str]:
        """Return what SLURM has written down of the jobs of a batch that have ended, in order."""
        known = {job["JobId"]: job for job in self.cluster.jobs()}
        return [known[job][what] for job in self.jobs_of(batch)]

    def fates_of(self, batch: str) -> list[str]:
        """Return how the jobs of a batch have ended, in order, in SLURM's words."""
        return self.granted(batch, "JobState")

    def log_of(self, job: str) -> str:
        """Return SLURM's log of a job that did not go well."""
        (path,) = (self.folder / "logs" / "slurm").rglob(f"{job}.log")
        return path.read_text()

    def node_of(self, job: str) -> str:
        """Return the node that a job runs on."""
        return self.cluster.said("squeue", "--noheader", "--jobs", job, "--format=%N").strip()

    def left_in_queue(self) -> list[str]:
        """Return the jobs of this folder that wait or run."""
        lines = self.cluster.said("squeue", "--noheader", "--format=%i|%Z").splitlines()
        return [job for job, _, folder in (line.partition("|") for line in lines) if folder == str(self.folder)]

    def digest(self) -> str:
        """Return the digest of the dataset."""
        return content_digest(read_dataset(self.folder / "results" / "tiny" / "dataset.nc"))

    def kept(self) -> list[str]:
        """Return the points that stand in the journal, as the diary has it."""
        return self._in_diary("kept")

    def repeated(self) -> set[str]:
        """Return the points that were simulated though they were finished."""
        found, finished = set(), set()
        for line in self._diary():
            word, point = line.split()
            if word == "kept":
                finished.add(point)
            elif point in finished:
                found.add(point)
        return found

    def _in_diary(self, word: str) -> list[str]:
        return re.findall(rf"^{word} (\w+)$", "\n".join(self._diary()), re.MULTILINE)

    def _diary(self) -> list[str]:
        path = self.plans / "diary"
        return path.read_text().splitlines() if path.exists() else []
