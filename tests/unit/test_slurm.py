"""Jobs that a dead main process left in the queue: which they are, and that they are ended; SLURM is played."""

import subprocess
from pathlib import Path

import pytest

from homeotherm import slurm
from homeotherm.errors import SimulationError

MARKS = slurm.marks_of("states", ["0123456789abcdef"])
QUEUE = """\
1|rule_simulate_batch_wildcards_states_0123456789ab|/home/a/project
2|rule_simulate_batch_wildcards_states_large_0123456789ab|/home/a/project
3|rule_simulate_batch_wildcards_states_0123456789ab|/home/a/other
4|rule_build_model_wildcards_0123456789abcdef|/home/a/project
5|rule_build_model_wildcards_fedcba9876543210|/home/a/project
6|(null)|/home/a/project
"""
FOLDER = Path("/home/a/project")


@pytest.fixture
def told(monkeypatch):
    """Play SLURM: the queue is empty once its jobs have been cancelled. Returns what it was told."""
    commands = []

    def run(command, **_):
        commands.append(command)
        cancelled = any(earlier[0] == "scancel" for earlier in commands)
        return subprocess.CompletedProcess(command, 0, stdout="" if cancelled else QUEUE, stderr="")

    monkeypatch.setattr(slurm.subprocess, "run", run)
    return commands


def test_only_jobs_of_this_study_and_folder_are_meant(told):
    assert slurm.jobs_in_queue(FOLDER, MARKS) == ["1", "4"]


def test_left_over_jobs_are_cancelled_once(told):
    assert slurm.end_left_over(FOLDER, MARKS) == ["1", "4"]
    assert [command for command in told if command[0] == "scancel"] == [("scancel", "1", "4")]
    assert slurm.end_left_over(FOLDER, MARKS) == []


def test_jobs_that_do_not_end_are_named(monkeypatch):
    monkeypatch.setattr(slurm, "ENDING_SECONDS", 0.0)
    done = subprocess.CompletedProcess((), 0, stdout=QUEUE, stderr="")
    monkeypatch.setattr(slurm.subprocess, "run", lambda *_, **__: done)
    with pytest.raises(SimulationError, match="SLURM jobs 1, 4 of an earlier run do not end"):
        slurm.end_left_over(FOLDER, MARKS)


def test_a_queue_that_cannot_be_read_is_one_line(monkeypatch):
    def run(command, **_):
        raise subprocess.CalledProcessError(
            1, command, stderr="slurm_load_jobs error: Unable to contact slurm controller\n"
        )

    monkeypatch.setattr(slurm.subprocess, "run", run)
    with pytest.raises(
        SimulationError, match="^squeue fails: slurm_load_jobs error: Unable to contact slurm controller$"
    ):
        slurm.jobs_in_queue(FOLDER, MARKS)
