"""A copy of the project for each test to break, and one finished tiny study that all of them start from."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

import sabotage
from copies import copy_project
from homeotherm.files import content_digest, read_dataset
from homeotherm.journal import read_entry, read_journals
from once import made_once, shared_folder
from tiny import tiny_maps_study, tiny_study

LONGEST = 1800
"""Longest wait in seconds for anything in these tests; what waits for ever fails them."""
TOOLS = ".tools"
COMPILERS = ("g++", "gcc", "c++", "cc", "make", "clang", "clang++", "x86_64-linux-gnu-g++")


@dataclass
class Workplace:
    """A copy of the project and the ways to run it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    held: Path | None = None
    started: list[subprocess.Popen] = field(default_factory=list)

    def copied(self, target: Path) -> "Workplace":
        """Copy what is there, with Snakemake's memory of it and the compiler that counts its calls."""
        shutil.copytree(self.folder, target, symlinks=True)
        return opened(target)

    @property
    def tools(self) -> Path:
        """Return the folder of a g++ that counts its calls."""
        return self.folder / TOOLS

    def snakemake(
        self,
        *arguments: str,
        cores: int = 2,
        config: tuple[str, ...] = ("study=tiny",),
        check: bool = True,
        **environment: str,
    ):
        """Run Snakemake as a user does; return the finished process with its output in one text."""
        command = [sys.executable, "-m", "snakemake", "--cores", str(cores), *arguments, "--config", *config]
        done = subprocess.run(
            command, cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, **self.environment, **environment}, timeout=LONGEST,
        )  # fmt: skip
        if check:
            assert done.returncode == 0, done.stdout[-6000:]
        return done

    def start(self, *arguments: str, cores: int = 2, config: tuple[str, ...] = ("study=tiny",), **environment: str):
        """Start Snakemake in a session of its own, as in a terminal; return the process, its output goes to a pipe."""
        command = [sys.executable, "-m", "snakemake", "--cores", str(cores), *arguments, "--config", *config]
        process = subprocess.Popen(
            command, cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, **self.environment, **environment}, start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip
        self.started.append(process)
        return process

    def end(self) -> None:
        """Kill what a test that failed has left running."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()

    def start_and_hold(self, *arguments: str) -> subprocess.Popen:
        """Start Snakemake on one core; return the process when a job has finished two points and begins no third.

        It waits until `let_go` is called.
        """
        plans = sabotage.prepare(self.folder)
        self.held = plans / f"{sabotage.ANY}.hold.struck"
        (plans / f"{sabotage.ANY}.hold").touch()
        process = self.start(*arguments, cores=1, **{sabotage.VARIABLE: str(plans)})
        self.wait_for(self.held.exists, process)
        return process

    def let_go(self) -> None:
        """Let a job go on that is held."""
        self.held.unlink()

    @staticmethod
    def wait_for(condition: Callable[[], object], process: subprocess.Popen) -> None:
        """Wait until something is so while a process runs."""
        until = time.monotonic() + LONGEST
        while not condition():
            assert process.poll() is None, process.communicate()[0][-4000:]
            assert time.monotonic() < until
            time.sleep(0.05)

    def command(self, module: str, *arguments: str) -> subprocess.CompletedProcess:
        """Run a command of the library as make does."""
        return subprocess.run(
            [sys.executable, "-m", f"homeotherm.{module}", *arguments], cwd=self.folder, text=True, capture_output=True,
            env={**os.environ, **self.environment, "PYTHONPATH": "scripts"}, timeout=LONGEST,
        )  # fmt: skip

    def unlock(self) -> None:
        """Do what `snakemake --unlock` does, without its start of some seconds."""
        for lock in (self.folder / ".snakemake" / "locks").glob("*"):
            lock.unlink()

    def digest(self) -> str:
        """Return the digest of the content of the dataset."""
        return content_digest(read_dataset(self.path("tiny", "dataset.nc")))

    def entries(self) -> dict[str, float]:
        """Return the points in journals and what each took in seconds, which no second simulation takes again."""
        found = {}
        for journal in read_journals(self.path("tiny", "recordings", "journal")):
            for entry in journal.entries:
                found[entry.point] = read_entry(entry).wall_seconds
        return found

    def recorded(self) -> dict[str, float]:
        """Return the same of the points in recordings."""
        found = {}
        for path in self.path("tiny", "recordings").glob("*.nc"):
            recording = read_dataset(path)
            found |= dict(zip(map(str, recording["point"].values), recording["wall_seconds"].values, strict=True))
        return found

    def planned(self, *arguments: str, **options) -> dict[str, int]:
        """Return the jobs that Snakemake would run, by rule."""
        lines = self.snakemake("-n", *arguments, **options).stdout.splitlines()
        if "job" not in {line.split()[0] for line in lines if line.split()}:
            assert any("Nothing to be done" in line for line in lines), "\n".join(lines)
            return {}
        start = max(index for index, line in enumerate(lines) if line.split()[:2] == ["job", "count"])
        jobs = {}
        for line in lines[start + 2 :]:
            name, *count = line.split() or [""]
            if not name:
                break
            jobs[name] = int(count[0])
        return {name: count for name, count in jobs.items() if name not in {"all", "total", "figures", "analyse"}}

    def write_study(self, name: str = "tiny", **changes: object) -> None:
        """Write a study file."""
        (self.folder / "config" / "studies" / f"{name}.yaml").write_text(
            yaml.safe_dump(tiny_study(**changes), sort_keys=False)
        )

    def compilations(self) -> int:
        """Return how often the compiler was called."""
        calls = self.tools / "calls"
        return len(calls.read_text().splitlines()) if calls.exists() else 0

    def path(self, *parts: str) -> Path:
        """Return a path in the results."""
        return self.folder.joinpath("results", *parts)


def new_place(project: Path, folder: Path) -> Workplace:
    """Copy the project to a folder, with a g++ that counts its calls."""
    real = shutil.which("g++")
    assert real, "the tests need g++"
    copy_project(project, folder)
    wrapper = folder / TOOLS / "g++"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho "$*" >> "$(dirname "$0")/calls"\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    return opened(folder)


def opened(folder: Path) -> Workplace:
    """Return a folder with a copy of the project as a workplace."""
    return Workplace(folder, {"PATH": f"{folder / TOOLS}:{Path(sys.executable).parent}:{os.environ['PATH']}"})


@pytest.fixture(scope="session")
def no_compiler(tmp_path_factory) -> str:
    """Return a PATH on which everything but compilers is found."""
    folder = tmp_path_factory.mktemp("no_compiler")
    for place in ("/bin", "/usr/bin", "/usr/local/bin"):
        for tool in Path(place).glob("*"):
            known = tool.name in COMPILERS or tool.name.startswith(("g++-", "gcc-", "clang", "python", "pip"))
            if not known and not (folder / tool.name).exists():
                (folder / tool.name).symlink_to(tool)
    return f"{Path(sys.executable).parent}:{folder}"


@pytest.fixture(scope="session")
def new_workplace(project, tmp_path_factory) -> Callable[[str], Workplace]:
    """Return a function that copies the project to a folder in which nothing has run."""
    return lambda name: new_place(project, tmp_path_factory.mktemp(name) / "project")


@pytest.fixture(scope="session")
def finished(project, tmp_path_factory) -> Workplace:
    """Return the tiny study, run once from nothing."""

    def run(target: Path) -> None:
        place = new_place(project, target)
        place.write_study()
        place.snakemake()

    return opened(made_once(shared_folder(tmp_path_factory) / "finished", run))


@pytest.fixture
def workplace(finished, tmp_path) -> Iterator[Workplace]:
    """Return a copy of the finished study, with Snakemake's memory of it."""
    place = finished.copied(tmp_path / "project")
    yield place
    place.end()


@pytest.fixture(scope="session")
def finished_maps(project, tmp_path_factory) -> Workplace:
    """Return a small study of maps, run once from nothing; it needs no compiler, and two batches."""

    def run(target: Path) -> None:
        place = new_place(project, target)
        settings = place.folder / "config" / "config.yaml"
        settings.write_text(settings.read_text().replace("batch_size: auto", "batch_size: 10"))
        (place.folder / "config" / "studies" / "tiny.yaml").write_text(yaml.safe_dump(tiny_maps_study()))
        place.snakemake()

    return opened(made_once(shared_folder(tmp_path_factory) / "finished_maps", run))


@pytest.fixture
def maps(finished_maps, tmp_path) -> Iterator[Workplace]:
    """Return a copy of the finished study of maps, with Snakemake's memory of it."""
    place = finished_maps.copied(tmp_path / "project")
    yield place
    place.end()
