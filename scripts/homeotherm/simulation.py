"""Simulate the points of a batch side by side, each by one run of the compiled binary.

A finished point is kept in a journal at once, so that a killed job goes on where it was; points that an earlier
recording of the study already holds are taken from there. What a point gives depends on nothing but the point.
"""

import contextlib
import logging
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import numpy as np

from homeotherm.atomic import replacing
from homeotherm.design import Batch, Point, with_unit
from homeotherm.engine.run import read_manifest
from homeotherm.errors import SimulationError
from homeotherm.files import read_dataset, write_dataset
from homeotherm.models import room
from homeotherm.point import simulate_point
from homeotherm.recording import PointRecording, from_dataset, to_dataset
from homeotherm.study import Study

logger = logging.getLogger(__name__)


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
        Recordings in which finished points may stand.

    Raises
    ------
    SimulationError
        If the machine fails: a missing binary, a full disk, a process killed. Finished points stay in the journal.
    """
    finished = _finished_points(study, batch, code, journal, earlier)
    total = len(batch.points)
    todo = [point for point in batch.points if point.id not in finished]
    logger.info("batch %s: %d points, %d of them finished before", batch.id, total, len(finished))
    manifest = read_manifest(build) if todo else {}
    began = time.monotonic()
    processes = _Processes()
    with _ended_by_sigterm(), ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        futures = {}
        for point in sorted(todo, key=_expected_activity, reverse=True):  # longest first: no core waits long at the end
            values = (study.table, point.id, point.parameters, point.drivers, point.seed)
            futures[pool.submit(simulate_point, *values, build, manifest, processes.started)] = point
        try:
            for number, future in enumerate(as_completed(futures), start=1):
                point = futures[future]
                finished[point.id] = kept = future.result()
                _to_journal(kept, journal / f"{point.id}.{code}.npz")
                _log_progress(number, len(todo), total, time.monotonic() - began, point, kept)
        except BaseException:
            processes.end()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    write_dataset(_batch_dataset(study, batch, code, [finished[point.id] for point in batch.points]), target)
    for point in batch.points:
        (journal / f"{point.id}.{code}.npz").unlink(missing_ok=True)


def _expected_activity(point: Point) -> float:
    """Rank points by what they cost: warm and hypermetabolic networks fire most."""
    return point.parameters.get("metabolic_rate", 1.0) * 3.0 ** (point.parameters.get("temperature", 37.0) / 10.0)


def _batch_dataset(study: Study, batch: Batch, code: str, recordings: list[PointRecording]):
    columns: dict[str, list] = {
        "point": [point.id for point in batch.points],
        "seed": [point.seed for point in batch.points],
    }
    swept = set(study.swept) | {"temperature", "metabolic_rate"}
    for name in sorted(swept & set(study.table.parameters)):
        columns[with_unit(name, study.table.parameters[name].unit)] = [point.parameters[name] for point in batch.points]
    dataset = to_dataset(recordings, columns, room(study.model, "recording").VARIABLES)
    dataset.attrs = {
        "Conventions": "CF-1.11", "title": f"recordings of batch {batch.id}", "model": study.model,
        "build": batch.build, "code": code,
        "biological_seconds": room(study.model, "cost").biological_seconds(batch.points[0].parameters),
    }  # fmt: skip
    return dataset


def _finished_points(
    study: Study, batch: Batch, code: str, journal: Path, earlier: Iterable[Path]
) -> dict[str, PointRecording]:
    """Collect points of the batch from the journal and from earlier recordings made by the same code."""
    wanted = {point.id for point in batch.points}
    found = {}
    for identifier in wanted:
        path = journal / f"{identifier}.{code}.npz"
        if path.exists():
            kept = _from_journal(path)
            if kept is not None:
                found[identifier] = kept
    variables = room(study.model, "recording").VARIABLES
    for path in sorted(earlier):
        if wanted <= set(found):
            break
        try:
            dataset = read_dataset(path)
        except SimulationError as error:
            logger.warning("%s (its points are simulated again)", error)
            continue
        if dataset.attrs.get("code") != code or not wanted & set(dataset["point"].values):
            continue
        found |= {name: kept for name, kept in from_dataset(dataset, variables).items() if name in wanted - set(found)}
    return found


def _to_journal(kept: PointRecording, path: Path) -> None:
    with replacing(path) as temporary, temporary.open("wb") as file:
        about = np.array([kept.status, kept.message, repr(kept.wall_seconds)])
        np.savez(file, about=about, **{f"array_{name}": values for name, values in kept.arrays.items()})


def _from_journal(path: Path) -> PointRecording | None:
    try:
        with np.load(path, allow_pickle=False) as stored:
            status, message, wall = (str(text) for text in stored["about"])
            arrays = {name.removeprefix("array_"): stored[name] for name in stored.files if name != "about"}
    except (OSError, ValueError, KeyError, EOFError) as error:
        logger.warning("%s is damaged and is made again (%s)", path, error)
        return None
    return PointRecording(arrays, status, message, float(wall))


def _log_progress(number: int, todo: int, total: int, elapsed: float, point: Point, kept: PointRecording) -> None:
    left = elapsed / number * (todo - number)
    done = total - todo + number
    state = "" if kept.status == "ok" else f", {kept.status}"
    state += f": {kept.message}" if kept.message else ""
    logger.info(
        "%d/%d points, about %d min %02d s left (point %s: %.1f s%s)",
        done, total, left // 60, left % 60, point.id, kept.wall_seconds, state,
    )  # fmt: skip


class _Processes:
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
