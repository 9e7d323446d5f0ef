"""Published results: which there are, whether they are whole, and what can be drawn from them; light, for planning.

A publication is a folder ``published/<study>`` with files of the study's results under the names that they have there,
and a manifest with the SHA-256 of each. `homeotherm.publishing` writes it.
"""

import functools
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeotherm.catalogue import figures_of, sources_of
from homeotherm.digests import digest
from homeotherm.errors import InputError, SimulationError, listed, nearest
from homeotherm.study import check_study
from homeotherm.study_file import read_study

MANIFEST = "manifest.json"
SEAL = "manifest_digest"
"""Key of the manifest with the digest of all its other keys."""


@dataclass(frozen=True)
class Publication:
    """The published results of a study; every file was there and had its checksum when this was opened."""

    study: str
    folder: Path
    manifest: dict[str, Any]

    def path(self, file: str) -> Path:
        """Return the path of a file by the name that it has in the study's results."""
        if file not in self.manifest["files"]:
            raise InputError(
                f"{self.folder}: '{file}' is not published{nearest(file, self.manifest['files'])}; "
                f"allowed: {listed(self.manifest['files'])}"
            )
        return self.folder / file

    def figures(self, models_directory: Path) -> tuple[list[str], list[str]]:
        """Return the figures of the study that can be drawn, and those whose inputs are not published."""
        wanted = figures_of(check_study(self.study, self.manifest["study_content"], models_directory))
        drawn = [name for name in wanted if set(sources_of(name).values()) <= set(self.manifest["files"])]
        return drawn, [name for name in wanted if name not in drawn]

    def summary(self, config_directory: Path) -> str:
        """Return the line that is said before figures are drawn: what is published, and what is not as it was."""
        about = self.manifest
        _, left_out = self.figures(config_directory / "models")
        points = ", ".join(f"{count} {status}" for status, count in about["points"].items())
        line = (
            f"study {self.study} as published on {about['publication']['date']}, dataset of commit "
            f"{about['dataset']['commit'][:12]}: points {points}; nothing is simulated"
        )
        if left_out:
            line += f"; left out, for what they show is not published: {listed(left_out)}"
        path = config_directory / "studies" / f"{self.study}.yaml"
        if not path.exists() or digest(read_study(path)) != about["study_digest"]:
            line += f"; {path} is not the study that was published"
        return line


def published_studies(root: Path) -> list[str]:
    """Return the names of all published studies in the folder ``published``."""
    return sorted(path.parent.name for path in Path(root).glob(f"*/{MANIFEST}") if not path.parent.name.startswith("."))


@functools.cache
def open_publication(study: str, root: Path) -> Publication:
    """Open the published results of a study and check every file against the manifest.

    Raises
    ------
    InputError
        If the study is not published; the line names those that are.
    SimulationError
        If a file is missing or damaged; the line names it.
    """
    available = published_studies(root)
    if study not in available:
        raise InputError(
            f"study: '{study}' is not published{nearest(study, available)}; "
            f"allowed with source=published: {listed(available) or 'none yet'}"
        )
    return check_publication(study, Path(root) / study)


def check_publication(study: str, folder: Path) -> Publication:
    """Check a folder of published results against its manifest, as `open_publication` does."""
    manifest = _read_manifest(folder / MANIFEST)
    for name, known in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            raise SimulationError(f"{path}: is missing{_remedy(folder)}")
        if fingerprint(path) != known:
            raise SimulationError(f"{path}: is damaged, its checksum is not that of {MANIFEST}{_remedy(folder)}")
    return Publication(study, folder, manifest)


def fingerprint(path: Path) -> dict[str, Any]:
    """Return size and SHA-256 of a file as they stand in a manifest."""
    content = Path(path).read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def sealed(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest with the digest of itself, so that damage to it is found too."""
    return {**manifest, SEAL: digest(manifest, 64)}


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        whole = sealed({key: value for key, value in manifest.items() if key != SEAL}) == manifest
    except (OSError, ValueError, AttributeError) as error:
        raise SimulationError(f"{path}: cannot be read ({error}){_remedy(path.parent)}") from error
    if not whole:
        raise SimulationError(f"{path}: is damaged, it is not what was published{_remedy(path.parent)}")
    return manifest


def _remedy(folder: Path) -> str:
    return f"; restore it with: git checkout -- {folder}"
