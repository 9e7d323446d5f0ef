"""What a study needs: its points, the builds that serve them, and the batches that jobs run."""

import functools
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from homeotherm.design import Batch, batches_of
from homeotherm.digests import digest
from homeotherm.engine.compiler import flags
from homeotherm.engine.computed import is_computed
from homeotherm.errors import InputError, listed, nearest
from homeotherm.models import room_name
from homeotherm.names import check_name
from homeotherm.points import Points, points_of, values_at
from homeotherm.provenance import locked_version
from homeotherm.source import source_digest
from homeotherm.study import Study, load_study

LOCK = Path("envs") / "requirements.txt"
CONFIG_KEYS = (
    "study", "source", "batch_size", "compiler_tuning", "builds", "largest_failed_share", "progress_seconds", "compare",
)  # fmt: skip
RESULT_SOURCES = ("simulation", "published")


@dataclass(frozen=True)
class Settings:
    """The parts of config/config.yaml that decide what is run."""

    batch_size: int | None
    compiler_tuning: str
    brian2: str
    numpy: str
    source: str


@dataclass(frozen=True)
class Plan:
    """A study with its points and batches and, for every build digest, the structure that it is made for."""

    study: Study
    points: Points
    batches: tuple[Batch, ...]
    structures: dict[str, dict[str, float]]

    @functools.cached_property
    def _by_id(self) -> dict[str, Batch]:
        return {batch.id: batch for batch in self.batches}

    def __contains__(self, identifier: str) -> bool:
        """Tell whether the plan has a batch of this id."""
        return identifier in self._by_id

    def batch(self, identifier: str) -> Batch:
        """Return a batch by id."""
        if identifier not in self._by_id:
            raise InputError(
                f"batch: '{identifier}' is none of study {self.study.name}; allowed: a batch of its design"
            )
        return self._by_id[identifier]

    def batch_of(self, point: str) -> Batch:
        """Return the batch that holds a point."""
        for batch in self.batches:
            if point.encode() in batch.points.ids:
                return batch
        raise InputError(f"point: '{point}' is none of study {self.study.name}; allowed: a point of its design")


def check_settings(config: dict[str, Any], lock: Path) -> Settings:
    """Check config/config.yaml and what the command line put over it.

    Raises
    ------
    InputError
        One line with key, value and what is allowed.
    """
    for key in config:
        if key not in CONFIG_KEYS:
            raise InputError(f"config: unknown key '{key}'{nearest(key, CONFIG_KEYS)}; allowed: {listed(CONFIG_KEYS)}")
    missing = [key for key in CONFIG_KEYS if key not in config]
    if missing:
        raise InputError(f"config: {listed(missing)} is missing; required: {listed(CONFIG_KEYS)}")
    size = config["batch_size"]
    if size != "auto" and (isinstance(size, bool) or not isinstance(size, int) or size < 1):
        raise InputError(f"batch_size: {size!r} is not usable; allowed: auto, or a whole number from 1 on")
    builds = config["builds"]
    if not isinstance(builds, str) or not builds or set("{}") & set(builds):
        raise InputError(f"builds: {builds!r} is not usable; allowed: a folder, without braces")
    share = config["largest_failed_share"]
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise InputError(f"largest_failed_share: {share!r} is not usable; allowed: a number from 0 to 1")
    flags(config["compiler_tuning"])
    pause = config["progress_seconds"]
    if isinstance(pause, bool) or not isinstance(pause, int | float) or not 0 <= pause < float("inf"):
        raise InputError(f"progress_seconds: {pause!r} is not usable; allowed: a number from 0 on, 0 for no progress")
    source = config["source"]
    if source not in RESULT_SOURCES:
        raise InputError(
            f"source: {source!r} is unknown{nearest(source, RESULT_SOURCES)}; allowed: {listed(RESULT_SOURCES)}"
        )
    compare = config["compare"]
    if not isinstance(compare, list) or not compare or len({str(name) for name in compare}) < len(compare):
        raise InputError(f"compare: {compare!r} is not usable; allowed: a list of studies, each once")
    for name in compare:
        check_name("compare", name)
    return Settings(
        batch_size=None if size == "auto" else size, compiler_tuning=config["compiler_tuning"],
        brian2=locked_version("brian2", lock), numpy=locked_version("numpy", lock), source=source,
    )  # fmt: skip


@functools.cache
def plan_study(name: str, config_directory: Path, settings: Settings) -> Plan:
    """Load a study and plan its builds and batches."""
    study = load_study(name, config_directory)
    if is_computed(study.model):
        code = source_digest(room_name(study.model, "computation"))
        tools: dict[str, Any] = {"numpy": settings.numpy}
    else:
        code = source_digest("homeotherm.engine.build", f"homeotherm.models.{study.model}.equations")
        tools = {"brian2": settings.brian2, "flags": flags(settings.compiler_tuning)}
    structures: dict[str, dict[str, float]] = {}
    known: dict[tuple[float, ...], str] = {}

    def build_of(places: tuple[int, ...]) -> str:
        structure = study.table.structure(values_at(study, places))
        key = tuple(structure.values())
        if key not in known:
            known[key] = digest({"model": study.model, "structure": structure, "code": code, **tools})
            structures[known[key]] = structure
        return known[key]

    points = points_of(study)
    batches = batches_of(points, _builds(study, build_of), settings.batch_size)
    return Plan(study, points, tuple(batches), structures)


def _builds(study: Study, build_of: Callable[[tuple[int, ...]], str]) -> np.ndarray:
    """Return the build of every point, in order; asked for once per structure."""
    rows = study.table.parameters.values()
    structural = {name for row in rows if row.structural for name in (row.name, row.option)}
    decides = [any(parameter.name in structural for parameter in axis.parameters) for axis in study.axes]
    lengths = [len(axis) if deciding else 1 for axis, deciding in zip(study.axes, decides, strict=True)]
    builds = np.empty((*lengths, 1), dtype="U16")
    for places in itertools.product(*map(range, lengths)):
        builds[places] = build_of(places)
    return np.broadcast_to(builds, study.shape).ravel()


def open_plan(study: str, config: dict[str, Any], root: Path) -> Plan:
    """Plan a study from the configuration and the project folder that holds config/ and envs/."""
    settings = check_settings(config, root / LOCK)
    return plan_study(study, root / "config", settings)
