"""Which points stand in finished recordings, of this study and of others.

A point's id does not depend on its study, so a point that any study under the results has simulated with the same build
and code need not be simulated again.
"""

import contextlib
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from pathlib import Path

from homeotherm.errors import SimulationError, listed
from homeotherm.files import open_file
from homeotherm.journal import JOURNAL, SUFFIX, read_journals


@dataclass(frozen=True)
class Head:
    """What a recording says of itself: the digest of build and code, and its points."""

    code: str
    points: tuple[str, ...]


def read_head(path: Path) -> Head:
    """Read who made a recording and which points it holds, and nothing else.

    Raises
    ------
    SimulationError
        One line if the file is missing, damaged or something else.
    """
    with open_file(path) as file:
        return Head(str(file.getncattr("code")), tuple(map(str, file["point"][:])))


def check_code(path: Path, found: object, expected: Collection[str]) -> None:
    """Refuse a file whose points were simulated by another build, other code or within other limits than asked for.

    Snakemake makes such files again by itself; one that was copied from elsewhere, or whose past it has lost, it does
    not know.

    Raises
    ------
    SimulationError
        If `found`, what the file says, is none of the digests that are expected.
    """
    if found not in expected:
        raise SimulationError(
            f"{path}: its points were simulated by another build or other code ({found}) than the present "
            f"({listed(expected)}); remove it to make it again"
        )


def check_codes(measures: Iterable[Path], expected: Collection[str]) -> None:
    """Check measure files as `check_code` does, so that points of different code are never gathered together."""
    for path in measures:
        with open_file(path) as file:
            check_code(path, file.getncattr("code"), expected)


def remove_journals(recording: Path) -> None:
    """Remove the journals of a batch whose recording is finished, and known to be by whoever asked for it."""
    for path in (recording.parent / JOURNAL).glob(f"{recording.stem}.*{SUFFIX}"):
        path.unlink(missing_ok=True)


def remove_left_over_journals(recordings: Path) -> None:
    """Remove the journals that nobody needs or writes any more, once all batches of a study have their recordings.

    Left over are journals of batches as they were divided before, and of other code. One that holds a point which
    stands in no recording is kept, for a study may grow back to it.

    Parameters
    ----------
    recordings
        Folder of the recordings, with that of the journals in it.
    """
    journals = [journal for journal in read_journals(recordings / JOURNAL) if not journal.lively]
    if not journals:
        return
    heads = []
    for path in recordings.glob("*.nc"):
        with contextlib.suppress(SimulationError):  # a foreign file serves nobody
            heads.append(read_head(path))
    recorded = {point for head in heads for point in head.points}
    codes = {head.code for head in heads}
    for journal in journals:
        if journal.code not in codes or {entry.point for entry in journal.entries} <= recorded:
            journal.path.unlink(missing_ok=True)


def other_recordings(results: Path, study: str, batches: Container[str]) -> list[Path]:
    """Return the recordings in which points of a study may stand, besides those of its own batches.

    No point stands in two batches of a study; its other recordings are of the time before it grew.

    Parameters
    ----------
    results
        Folder with a folder per study.
    batches
        Ids of the batches of the study.
    """
    return [
        path
        for path in sorted(results.glob("*/recordings/*.nc"))
        if path.parts[-3] != study or path.stem not in batches
    ]
