"""Which points stand in finished recordings, of this study and of others.

A point's id does not depend on its study, so a point that any study under the results has simulated with the same build
and code need not be simulated again.
"""

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from homeotherm.files import open_file


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
