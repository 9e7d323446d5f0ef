"""Batches: what is simulated, what is taken over, and what stays when something fails."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

import homeotherm.simulation as simulation
from homeotherm.design import Batch, points_of
from homeotherm.errors import SimulationError
from homeotherm.files import read_dataset
from homeotherm.finished import remove_journals, remove_left_over_journals
from homeotherm.journal import JournalWriter, read_journals
from homeotherm.recording import PointRecording
from homeotherm.study import check_study


@pytest.fixture
def study(project, content):
    """Return a study of four points."""
    return check_study("small", content, project / "config" / "models")


@pytest.fixture
def bench(study, tmp_path, monkeypatch):
    """Return a function that simulates a batch with a stand-in for the binary, and the list of points that it ran."""
    ran: list[str] = []
    lock = threading.Lock()
    monkeypatch.setattr(simulation, "read_manifest", lambda build: {})

    def fake(table, identifier, parameters, drivers, seed, build, manifest, started):
        with lock:
            ran.append(identifier)
        if identifier in bench_run.failing:
            raise SimulationError("the disk is full")
        return PointRecording(status="diverged", message=f"{identifier} {parameters['temperature']}", wall_seconds=0.1)

    monkeypatch.setattr(simulation, "simulate_point", fake)

    def bench_run(points, name="a", code="c1", workers=1):
        target = tmp_path / "recordings" / f"{name}.nc"
        simulation.simulate_batch(
            study, Batch(name, "build", points), tmp_path, code, workers, target, tmp_path / "recordings" / "journal",
            earlier=sorted((tmp_path / "recordings").glob("*.nc")),
        )  # fmt: skip
        return target

    bench_run.failing = set()
    bench_run.ran = ran
    return bench_run


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_points_stand_in_the_order_of_the_batch(study, bench, workers):
    points = points_of(study)
    dataset = read_dataset(bench(points, workers=workers))
    assert list(dataset["point"].values) == [point.id for point in points]
    assert [text.split()[0] for text in dataset["message"].values] == [point.id for point in points]
    assert dataset["temperature_celsius"].values.tolist() == [30, 30, 37, 37]


def test_finished_points_of_other_batches_are_taken_over(study, bench):
    points = points_of(study)
    bench(points.take([0, 1, 2]), "a")
    bench.ran.clear()
    bench(points.take([1, 2, 3]), "b")
    assert bench.ran == [points[3].id]


def test_other_code_takes_nothing_over(study, bench):
    points = points_of(study)
    bench(points, "a")
    bench.ran.clear()
    bench(points, "b", code="c2")
    assert len(bench.ran) == 4


def test_a_fault_of_the_machine_fails_the_batch_and_keeps_what_is_done(study, bench, tmp_path):
    points = points_of(study)
    bench.failing.add(points[0].id)
    with pytest.raises(SimulationError, match="disk is full"):
        bench(points)
    assert not (tmp_path / "recordings" / "a.nc").exists()
    kept = sum(len(journal.entries) for journal in read_journals(tmp_path / "recordings" / "journal"))
    assert kept >= 2  # the warm ones are simulated first
    bench.failing.clear()
    bench.ran.clear()
    bench(points)
    assert len(bench.ran) == 4 - kept


class Swift(ThreadPoolExecutor):
    """Has finished a point before anybody can look."""

    def submit(self, function, *arguments):
        """Wait until it is done."""
        future = super().submit(function, *arguments)
        wait([future])
        return future


@pytest.mark.parametrize("number", range(4))
def test_what_was_finished_beside_a_failure_is_kept(study, bench, tmp_path, monkeypatch, number):
    points = points_of(study)
    monkeypatch.setattr(simulation, "ThreadPoolExecutor", Swift)
    bench.failing.add(points[number].id)
    with pytest.raises(SimulationError, match="disk is full"):
        bench(points)
    (journal,) = read_journals(tmp_path / "recordings" / "journal")
    assert {entry.point for entry in journal.entries} == {point.id for point in points} - bench.failing


def test_no_more_than_a_few_points_are_on_their_way_into_the_journal(project, content, bench, monkeypatch):
    """They would be lost with the process; a slow disk must not make them many."""
    content["seeds"] = {"count": 20}
    points = points_of(check_study("small", content, project / "config" / "models"))
    monkeypatch.setattr(simulation, "ThreadPoolExecutor", Swift)
    add, kept, on_their_way = JournalWriter.add, [], []

    def slowly(self, point, recording):
        on_their_way.append(len(bench.ran) - len(kept))
        add(self, point, recording)
        kept.append(point)

    monkeypatch.setattr(JournalWriter, "add", slowly)
    bench(points, workers=2)
    assert len(kept) == len(points) == 40 and max(on_their_way) <= 2 + simulation.AHEAD + 1


def test_a_journal_that_ends_in_half_an_entry_counts_up_to_there(study, bench, tmp_path):
    """As after a machine went down: whole entries are taken, the rest is simulated again."""
    points = points_of(study)
    journal = tmp_path / "recordings" / "journal"
    with JournalWriter(journal, "a", "c1", 1) as writer:
        for point in points[:3]:
            writer.add(point.id, PointRecording(status="failed", message="from the journal"))
    writer.path.write_bytes(writer.path.read_bytes()[:-9])
    dataset = read_dataset(bench(points))
    assert bench.ran == [points[2].id, points[3].id] or bench.ran == [points[3].id, points[2].id]
    assert dataset["message"].values[:2].tolist() == ["from the journal"] * 2


def test_journals_outlive_a_recording_until_it_is_known_to_be_finished(study, bench, tmp_path):
    """Snakemake removes the recording of a job that it has not seen to its end: nothing is simulated again."""
    points = points_of(study)
    recording = bench(points)
    recording.unlink()
    bench.ran.clear()
    bench(points)
    assert bench.ran == []
    bench(points.take([0, 1]), "b")
    (tmp_path / "recordings" / "journal" / "foreign").write_bytes(b"")
    remove_journals(recording)
    assert {journal.batch for journal in read_journals(tmp_path / "recordings" / "journal")} == {"b"}


@pytest.mark.parametrize(
    ("code", "held", "seconds_old", "stays"),
    [
        ("c1", [0, 1], 100, False), ("c1", [], 100, False), ("c0", [0, 3], 100, False), ("c1", [0, 3], 100, True),
        ("c1", [0, 1], 0, True),
    ],
)  # fmt: skip
def test_journals_of_an_old_division_go_when_all_is_recorded(study, bench, tmp_path, code, held, seconds_old, stays):
    """Gone are those of points in recordings and of other code; not those of other points, or that are written now."""
    points = points_of(study)
    recording = bench(points.take([0, 1, 2]))
    remove_journals(recording)
    with JournalWriter(recording.parent / "journal", "old", code, 1) as writer:
        for number in held:
            writer.add(points[number].id, PointRecording())
    past = time.time() - seconds_old
    os.utime(writer.path, (past, past))
    remove_left_over_journals(recording.parent)
    assert writer.path.exists() == stays


def test_damaged_earlier_recording_is_passed_over(study, bench, tmp_path):
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "old.nc").write_bytes(b"half a file")
    bench(points_of(study))
    assert len(bench.ran) == 4


def test_processes_end_together():
    processes = simulation.Processes()
    command = [sys.executable, "-c", "input()"]  # ends when it is killed, and not before
    running = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(2)]
    processes.started(running[0])
    processes.end()
    processes.started(running[1])
    assert [process.wait() for process in running] == [-9, -9]
