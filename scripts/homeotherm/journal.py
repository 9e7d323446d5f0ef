"""The journal of a batch: its finished points, one after the other in one file, so that a killed job goes on.

Each process that works on a batch appends to a file of its own; nobody else writes it. An entry is a line of JSON that
says what follows, and the bytes of the arrays. Every entry carries a checksum: what was being written when a process or
a machine went down is noticed and left out, and what stands before it counts. While a process works its file is
touched from time to time, so that others can tell that it lives.
"""

import contextlib
import hashlib
import json
import logging
import os
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np

from homeotherm.errors import SimulationError, fault_of_machine
from homeotherm.recording import COSTS, PointRecording

logger = logging.getLogger(__name__)

JOURNAL = "journal"
"""Folder of the journals, beside the recordings."""
SUFFIX = ".journal"
SYNC_SECONDS = 1.0
"""Longest time of finished work that a failing machine, not a failing process, can lose."""
PULSE_SECONDS = 10.0
LIVELY_SECONDS = 60.0
"""A journal that was not touched for so long belongs to a process that has ended."""


@dataclass(frozen=True)
class Entry:
    """Where a finished point stands in a journal, and how it went."""

    path: Path
    start: int
    point: str
    status: str
    message: str
    cpu_seconds: float


@dataclass(frozen=True)
class Journal:
    """What a journal file says: the batch, the code that made its points, workers side by side, finished points."""

    path: Path
    batch: str
    code: str
    workers: int
    entries: tuple[Entry, ...]
    age: float

    @property
    def lively(self) -> bool:
        """Tell whether its process still works; a clock that is ahead makes no dead process lively for long."""
        return abs(self.age) < LIVELY_SECONDS


class JournalWriter:
    """The journal that this process writes."""

    def __init__(self, folder: Path, batch: str, code: str, workers: int) -> None:
        """Open a new file."""
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{batch}.{uuid.uuid4().hex[:12]}{SUFFIX}"
        self._file = self.path.open("xb")
        self._synced = time.monotonic()
        self._write(_line({"batch": batch, "code": code, "workers": workers}))
        self._ended = threading.Event()
        self._pulse = threading.Thread(target=self._beat, daemon=True)
        self._pulse.start()

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file; it stays."""
        self._ended.set()
        self._pulse.join()
        with contextlib.suppress(OSError):  # what could not be written has been said by the entry that was
            self._file.close()

    def add(self, point: str, kept: PointRecording) -> None:
        """Append a finished point.

        Raises
        ------
        SimulationError
            If it cannot be written; what stands before it is kept.
        """
        arrays = {name: np.ascontiguousarray(values) for name, values in kept.arrays.items()}
        about = {
            "point": point, "status": kept.status, "message": kept.message, "wall_seconds": kept.wall_seconds,
            "cpu_seconds": kept.cpu_seconds,
            "arrays": {name: [values.dtype.str, list(np.shape(kept.arrays[name]))] for name, values in arrays.items()},
        }  # fmt: skip
        self._write(_line(about, b"".join(values.tobytes() for values in arrays.values())))

    def _write(self, content: bytes) -> None:
        try:
            self._file.write(content)
            self._file.flush()
            if time.monotonic() - self._synced > SYNC_SECONDS:
                os.fsync(self._file.fileno())
                self._synced = time.monotonic()
        except OSError as error:
            raise SimulationError(f"{self.path}: cannot be written: {fault_of_machine(error)}") from error

    def _beat(self) -> None:
        while not self._ended.wait(PULSE_SECONDS):
            with contextlib.suppress(OSError):  # a full or lost disk is noticed by the next entry
                os.utime(self.path)


def read_journals(folder: Path) -> list[Journal]:
    """Read what all journals of a folder hold, without the arrays."""
    journals = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            with path.open("rb") as file:
                age = time.time() - os.fstat(file.fileno()).st_mtime
                head = json.loads(_checked(file.readline()))
                entries = tuple(_entries(path, file))
        except FileNotFoundError:  # its batch has just been finished
            continue
        except ValueError as error:
            logger.warning("%s is damaged and left out (%s)", path, error)
            continue
        journals.append(Journal(path, head["batch"], head["code"], int(head["workers"]), entries, age))
    return journals


def read_entry(entry: Entry) -> PointRecording | None:
    """Read a finished point; None if its bytes are damaged."""
    with entry.path.open("rb") as file:
        file.seek(entry.start)
        about = json.loads(_checked(file.readline()))
        content = file.read(about["bytes"])
    if _checksum(content) != about["content"]:
        logger.warning("%s: point %s is damaged and is made again", entry.path, entry.point)
        return None
    arrays, place = {}, 0
    for name, (kind, shape) in about["arrays"].items():
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(content, dtype=kind, count=count, offset=place).reshape(shape).copy()
        place += arrays[name].nbytes
    costs = (float(about[name]) for name in COSTS)
    return PointRecording(arrays, about["status"], about["message"], *costs)


def _entries(path: Path, file: BinaryIO) -> Iterator[Entry]:
    """Go through the entries up to the first that is not whole."""
    size = os.fstat(file.fileno()).st_size
    while start := file.tell():
        line = file.readline()
        if not line:
            return
        try:
            about = json.loads(_checked(line))
        except ValueError:
            logger.warning("%s: ends in half an entry", path)
            return
        if file.tell() + about["bytes"] > size:
            return
        file.seek(about["bytes"], os.SEEK_CUR)
        yield Entry(path, start, about["point"], about["status"], about["message"], float(about["cpu_seconds"]))


def _line(about: dict, content: bytes = b"") -> bytes:
    text = json.dumps({**about, "bytes": len(content), "content": _checksum(content)}).encode()
    return _checksum(text).encode() + b" " + text + b"\n" + content


def _checked(line: bytes) -> bytes:
    """Return the text of a line that carries its checksum.

    Raises
    ------
    ValueError
        If it is not whole.
    """
    checksum, _, text = line.partition(b" ")
    if not line.endswith(b"\n") or checksum.decode(errors="replace") != _checksum(text[:-1]):
        raise ValueError("a line does not fit its checksum")
    return text


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
