"""Whether there is a place for results, asked before the first job: folders that can be written, room on the disk."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from homeotherm.errors import SimulationError


def check_places(folders: Iterable[Path]) -> None:
    """Refuse folders in which nothing can be written.

    Raises
    ------
    SimulationError
        One line that names the first of them.
    """
    for folder in folders:
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


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest above it that exists."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
