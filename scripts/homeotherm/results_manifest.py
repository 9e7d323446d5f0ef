"""What belongs to the results of a study: every file with its SHA-256, so that damage to any of them is found later."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeotherm.atomic import UNFINISHED, write_text
from homeotherm.errors import SimulationError
from homeotherm.journal import JOURNAL
from homeotherm.leftovers import remove_left_over
from homeotherm.published import MANIFEST, fingerprint, sealed

EXPORTS = "exports"
"""Folder of single points for other tools."""

CRATE = ("ro-crate-metadata.json", "study.yaml")
"""What makes the folder a research object: metadata, and the study file as it was."""

ON_REQUEST = ("report.html", "explorer.html", *CRATE)
"""Made of the other files when a person asks for them, at any time: no part of the results."""


@dataclass(frozen=True)
class Damage:
    """A file of a study's results that is not as it was: its path, and what is wrong with it."""

    path: Path
    problem: str

    def line(self, study: str, folder: Path) -> str:
        """Return one line that says how the file is made again, with what follows from it and the list itself."""
        remove = f"rm {self.path} && " if self.path.exists() else ""
        again = f"{remove}snakemake --cores 1 {self.path} {folder / MANIFEST} --config study={study}"
        return f"{self.path}: {self.problem}; make it again: {again}"


def write_manifest(study: str, folder: Path, about: dict[str, object]) -> None:
    """List the files of a study's results, with what is known `about` their origin, in ``<folder>/manifest.json``.

    Unfinished files that killed processes have left there are removed.
    """
    remove_left_over(folder.rglob(f".*{UNFINISHED}"))
    content = {"study": study, **about, "files": {name: fingerprint(folder / name) for name in _files(folder)}}
    write_text(json.dumps(sealed(content), indent=1, sort_keys=True, ensure_ascii=False) + "\n", folder / MANIFEST)


def damages(study: str, folder: Path) -> tuple[int, list[Damage], list[str]]:
    """Compare a study's results with their manifest.

    Returns
    -------
    How many files the manifest lists; those that are missing or not as they were; and files that it does not list.

    Raises
    ------
    SimulationError
        If there is no manifest, or it is damaged itself.
    """
    listed = read_manifest(study, folder / MANIFEST)["files"]
    found = [damage for name, known in sorted(listed.items()) if (damage := _compared(folder / name, known))]
    return len(listed), found, sorted(set(_files(folder)) - set(listed))


def _compared(path: Path, known: dict[str, object]) -> Damage | None:
    if not path.is_file():
        return Damage(path, "is missing")
    return None if fingerprint(path) == known else Damage(path, f"is damaged, its checksum is not that of {MANIFEST}")


def _files(folder: Path) -> list[str]:
    """Return the files of a study's results, without the manifest, what is made on request and what is not finished."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != UNFINISHED)
    paths = (path for path in found if not {JOURNAL, EXPORTS} & set(path.relative_to(folder).parts))
    others = {folder / name for name in (MANIFEST, *ON_REQUEST)}
    return [path.relative_to(folder).as_posix() for path in paths if path not in others]


def read_manifest(study: str, path: Path) -> dict[str, Any]:
    """Read the list of a study's results.

    Raises
    ------
    SimulationError
        If there is none, or it is damaged itself; the line says how it is made again.
    """
    remedy = f"make it again: rm -f {path} && snakemake --cores 1 {path} --config study={study}"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        whole = sealed({key: value for key, value in content.items() if key != "manifest_digest"}) == content
    except (OSError, ValueError, AttributeError) as error:
        raise SimulationError(f"{path}: cannot be read ({error}); {remedy}") from error
    if not whole:
        raise SimulationError(f"{path}: is damaged itself; {remedy}")
    return content
