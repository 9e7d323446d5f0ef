"""Points of a study that stands in no file, with the project's own engine: built, simulated, measured."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import ROOT
from homeotherm.design import Point, points_of
from homeotherm.digests import digest
from homeotherm.engine.build import build
from homeotherm.engine.compiler import flags
from homeotherm.engine.run import read_manifest
from homeotherm.plan import LOCK
from homeotherm.point import simulate_point
from homeotherm.provenance import locked_version
from homeotherm.recording import PointRecording
from homeotherm.source import source_digest
from homeotherm.study import Study, check_study

MODELS = ROOT / "config" / "models"


@dataclass(frozen=True)
class Built:
    """A study in memory and the binary that simulates its points."""

    study: Study
    folder: Path
    manifest: dict[str, Any]

    def simulate(self, point: Point) -> PointRecording:
        """Simulate a point."""
        return simulate_point(
            self.study.table, point.id, point.parameters, point.drivers, point.seed, self.folder, self.manifest
        )

    @property
    def points(self) -> list[Point]:
        """Return the points of the study."""
        return points_of(self.study)


def study_of(model: str, parameters: dict[str, Any], axes: dict[str, Any], seeds: int = 1) -> Study:
    """Return a study in memory."""
    content = {
        "title": "Benchmark", "question": "What does it cost?", "model": model, "parameters": parameters, "axes": axes,
        "seeds": {"first": 1, "count": seeds},
    }  # fmt: skip
    return check_study("benchmark", content, MODELS)


def built(study: Study, tuning: str, builds: Path) -> Built:
    """Return the study with its binary, compiled if the folder of builds has none of this code and these flags."""
    structure = study.table.structure(points_of(study)[0].parameters)
    brian2 = locked_version("brian2", ROOT / LOCK)
    name = digest(
        {
            "model": study.model, "structure": structure, "brian2": brian2, "flags": flags(tuning),
            "code": source_digest("homeotherm.engine.build", f"homeotherm.models.{study.model}.equations"),
        }
    )  # fmt: skip
    folder = builds / name
    if not (folder / "manifest.json").exists():
        with tempfile.TemporaryDirectory(dir=builds, prefix="new-") as workshop:
            build(study.model, structure, tuning, 2, brian2, Path(workshop) / "build")
            (Path(workshop) / "build").rename(folder)
    return Built(study, folder, read_manifest(folder))
