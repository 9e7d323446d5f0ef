"""Simulate the points of a batch side by side, each by one run of the compiled binary.

A finished point is kept in a journal at once, so that a killed job goes on where it was; points that an earlier
recording of this or another study already holds are taken from there. Journals stay until the recording is measured,
for Snakemake removes the recording of a job that it has not seen to its end, and makes it again. What a point gives
depends on nothing but the point.
"""

import contextlib
import logging
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from queue import SimpleQueue

import numpy as np

from homeotherm.computed_point import compute_point
from homeotherm.design import Batch, Point, with_unit
from homeotherm.engine.computed import is_computed
from homeotherm.engine.run import read_manifest
from homeotherm.errors import SimulationError
from homeotherm.files import read_dataset, write_dataset
from homeotherm.finished import read_head
from homeotherm.journal import JournalWriter, read_entry, read_journals
from homeotherm.leftovers import remove_left_over
from homeotherm.models import room
from homeotherm.point import SCRATCH, simulate_point
from homeotherm.recording import PointRecording, from_dataset, to_dataset
from homeotherm.study import Study

logger = logging.getLogger(__name__)

REPORT_SECONDS = 1.0
"""Shortest time from one line of progress to the next; points that are not ok are always told."""
AHEAD = 8
"""Points handed out beyond those that are simulated: finished ones wait for the journal; a killed job loses them."""


def simulate_batch(
    study: Study, batch: Batch, build: Path, code: str, workers: int, target: Path, journal: Path,
    earlier: Iterable[Path] = (),
) -> None:  # fmt: skip
    """Simulate what is missing of a batch and write its recording.

    Parameters
    ----------
    build
        Folder of the compiled binary.
    code
        Digest of the build and of the code that reduces its results; only points made by the same are taken over.
    workers
        Simulations side by side.
    target
        The recording file to write.
    journal
        Folder for finished points of unfinished batches.
    earlier
        Recordings in which finished points may stand, of this study or others.

    Raises
    ------
    SimulationError
        If the machine fails: a missing binary, a full disk, a process killed. Finished points stay in the journal.
    """
    remove_left_over(Path(tempfile.gettempdir()).glob(f"{SCRATCH}*"))
    names = batch.points.names()
    finished, origins = _finished_points(study, set(names), code, journal, earlier)
    todo = [point for point in batch.points if point.id not in finished]
    logger.info("batch %s: %d points, %d of them finished before", batch.id, len(names), len(finished))
    for path in sorted(set(origins.values())):
        logger.info("%d points are taken from %s", list(origins.values()).count(path), path)
    simulated = contextlib.closing(_simulated(study, todo, build, workers, len(names)))
    with JournalWriter(journal, batch.id, code, workers) as writer, simulated as results:
        for point, kept in results:
            finished[point.id] = kept
            writer.add(point.id, kept)
    write_dataset(_batch_dataset(study, batch, code, [finished[name] for name in names], origins), target)


def _simulated(
    study: Study, todo: list[Point], build: Path, workers: int, total: int
) -> Iterator[tuple[Point, PointRecording]]:  # fmt: skip
    """Simulate points side by side and go through them as they finish, those that fail last."""
    processes = Processes()
    run = runner(study, build, processes) if todo else None
    progress = _Progress(len(todo), total)
    workers = max(1, workers)
    waiting = iter(sorted(todo, key=_expected_activity, reverse=True))  # longest first: no core waits long at the end
    futures: dict[Future, Point] = {}
    done: SimpleQueue[Future] = SimpleQueue()
    with _ended_by_sigterm(), ThreadPoolExecutor(max_workers=workers) as pool:

        def submit(count: int) -> None:
            for point in islice(waiting, count):
                future = pool.submit(run, point)
                futures[future] = point
                future.add_done_callback(done.put)

        try:
            submit(workers + AHEAD)
            while futures:
                together = [done.get() for _ in range(max(1, done.qsize()))]
                for future in sorted(together, key=_failed):  # what has been finished beside a failure is kept
                    point, kept = futures.pop(future), future.result()
                    submit(1)
                    progress.tell(point, kept)
                    yield point, kept
        except BaseException:
            processes.end()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _failed(future: Future) -> bool:
    return future.exception() is not None


def runner(study: Study, build: Path, processes: "Processes") -> Callable[[Point], PointRecording]:
    """Return what simulates one point: a run of the binary, or a computation where there is none."""
    manifest = read_manifest(build)
    if is_computed(study.model):
        return lambda point: compute_point(study.table, point.id, point.parameters, point.seed)
    return lambda point: simulate_point(
        study.table, point.id, point.parameters, point.drivers, point.seed, build, manifest, processes.started
    )


def _expected_activity(point: Point) -> float:
    """Rank points by what they cost: warm and hypermetabolic networks fire most."""
    return point.parameters.get("metabolic_rate", 1.0) * 3.0 ** (point.parameters.get("temperature", 37.0) / 10.0)


def _batch_dataset(
    study: Study, batch: Batch, code: str, recordings: list[PointRecording], origins: dict[str, Path]
):  # fmt: skip
    points = batch.points[:]
    columns: dict[str, list] = {
        "point": [point.id for point in points],
        "seed": [point.seed for point in points],
    }
    swept = set(study.swept) | {"temperature", "metabolic_rate"}
    for name in sorted(swept & set(study.table.parameters)):
        columns[with_unit(name, study.table.parameters[name].unit)] = [point.parameters[name] for point in points]
    dataset = to_dataset(recordings, columns, room(study.model, "recording").VARIABLES)
    if origins:
        taken = [str(origins.get(point.id, "")) for point in points]
        about = {"long_name": "recording that the point was taken from; empty where it was simulated for this one"}
        dataset["taken_from"] = ("point", np.array(taken, dtype=object), about)
    dataset.attrs = {
        "Conventions": "CF-1.11", "title": f"recordings of batch {batch.id}", "model": study.model,
        "build": batch.build, "code": code,
        "biological_seconds": room(study.model, "cost").biological_seconds(points[0].parameters),
    }  # fmt: skip
    return dataset


def _finished_points(
    study: Study, wanted: set[str], code: str, journal: Path, earlier: Iterable[Path]
) -> tuple[dict[str, PointRecording], dict[str, Path]]:  # fmt: skip
    """Collect points from journals and from earlier recordings made by the same code.

    Returns
    -------
    The points, and the recording that each came from, for those that did not come from a journal.
    """
    found: dict[str, PointRecording] = {}
    for kept in read_journals(journal):
        if kept.code != code:
            continue
        for entry in kept.entries:
            if entry.point in wanted - found.keys() and (recording := read_entry(entry)) is not None:
                found[entry.point] = recording
    variables = room(study.model, "recording").VARIABLES
    origins: dict[str, Path] = {}
    for path in sorted(earlier):
        missing = wanted - found.keys()
        if not missing:
            break
        try:
            head = read_head(path)
            if head.code != code or not missing & set(head.points):
                continue
            dataset = read_dataset(path)
        except SimulationError as error:
            logger.warning("%s (its points are simulated again)", error)
            continue
        taken = {name: kept for name, kept in from_dataset(dataset, variables).items() if name in missing}
        found |= taken
        origins |= dict.fromkeys(taken, path)
    return found, origins


class _Progress:
    """Tells the log how far a batch is, not too often."""

    def __init__(self, todo: int, total: int) -> None:
        """Begin with `todo` points of `total` to simulate."""
        self._todo, self._total, self._number = todo, total, 0
        self._began = time.monotonic()
        self._told = float("-inf")

    def tell(self, point: Point, kept: PointRecording) -> None:
        """Note a finished point."""
        self._number += 1
        now = time.monotonic()
        if kept.status == "ok" and now - self._told < REPORT_SECONDS and self._number < self._todo:
            return
        self._told = now
        left = (now - self._began) / self._number * (self._todo - self._number)
        state = "" if kept.status == "ok" else f", {kept.status}"
        state += f": {kept.message}" if kept.message else ""
        logger.info(
            "%d/%d points, about %d min %02d s left (point %s: %.1f s%s)",
            self._total - self._todo + self._number, self._total, left // 60, left % 60, point.id, kept.wall_seconds,
            state,
        )  # fmt: skip


class Processes:
    """The child processes that run now, so that all can be ended at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: list[subprocess.Popen] = []
        self._ending = False

    def started(self, process: subprocess.Popen) -> None:
        """Note a process; end it at once if the others have been ended."""
        with self._lock:
            self._processes = [*(running for running in self._processes if running.poll() is None), process]
            if self._ending:
                process.kill()

    def end(self) -> None:
        """End all processes, and those that start later."""
        with self._lock:
            self._ending = True
            for process in self._processes:
                if process.poll() is None:
                    process.kill()


@contextlib.contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Turn SIGTERM, which schedulers send at a time limit, into an error that cleans up."""

    def end(number: int, _frame: object) -> None:
        raise SimulationError(f"ended by {signal.Signals(number).name} (time limit?); finished points are kept")

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
