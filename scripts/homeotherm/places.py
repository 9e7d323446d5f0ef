"""Whether there is a place for results, asked before the first job: folders that can be written, room, nobody else."""

import errno
import fcntl
import os
import platform
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from homeotherm.errors import SimulationError

NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
"""What file systems say that know no locks."""


def check_places(folders: Iterable[Path]) -> None:
    """Refuse folders in which nothing can be written, or whose names Python cannot read.

    Raises
    ------
    SimulationError
        One line that names the first of them.
    """
    for folder in folders:
        _check_name(folder)
        place = _existing(folder)
        if not place.is_dir():
            raise SimulationError(f"{folder}: {place} is no folder; remove it, or name another folder")
        if not os.access(place, os.W_OK | os.X_OK):
            raise SimulationError(
                f"{folder}: nothing can be written in {place}; make it writable, or link it to a folder that is"
            )


def shortage(folder: Path, megabytes: float) -> str | None:
    """Return one line if so many megabytes are more than is free where a folder is, None if there is room."""
    free = shutil.disk_usage(_existing(folder)).free / 1e6
    if free >= megabytes:
        return None
    return (
        f"{folder}: {free:.3g} MB are free, the recordings to come take about {megabytes:.3g} MB; if the disk gets "
        "full, make room and run the same command again: what is finished is kept"
    )


def hold(study: str, results: Path) -> TextIO:
    """Hold the results of a study for this process, until it ends in whatever way or closes what is returned.

    Snakemake locks the folder that it works in. Results can be reached from two of them, by a link or ``--directory``,
    and one Snakemake would remove what the other has just made.

    Raises
    ------
    SimulationError
        One line if another process holds them.
    """
    results.mkdir(parents=True, exist_ok=True)
    path = results / f".{study}.lock"
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        who = file.read().strip() or "another process"
        file.close()
        raise SimulationError(
            f"{path}: the results of study {study} are made by {who} at present; allowed: another study, or this one "
            "when that has ended"
        ) from None
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return file
    file.truncate(0)
    file.write(f"process {os.getpid()} on {platform.node()}\n")
    file.flush()
    return file


def _check_name(folder: Path) -> None:
    """Refuse a path with signs that the encoding of the environment has not: the netCDF library cannot open it."""
    try:
        str(folder.absolute()).encode("utf-8")
    except UnicodeEncodeError:
        raise SimulationError(
            f"{ascii(str(folder.absolute()))}: the path has signs that are not in the encoding of this environment, "
            f"{sys.getfilesystemencoding()}; export PYTHONUTF8=1, or move the project"
        ) from None


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest above it that exists."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
