"""What a study needs: its points, the builds that serve them, and the batches that jobs run."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeotherm.design import Batch, batches_of, points_of
from homeotherm.digests import digest
from homeotherm.engine.compiler import flags
from homeotherm.errors import InputError, listed, nearest
from homeotherm.names import check_name
from homeotherm.provenance import locked_version
from homeotherm.source import source_digest
from homeotherm.study import Study, load_study

LOCK = Path("envs") / "requirements.txt"
CONFIG_KEYS = ("study", "source", "batch_size", "compiler_tuning", "builds", "compare")
RESULT_SOURCES = ("simulation", "published")


@dataclass(frozen=True)
class Settings:
    """The parts of config/config.yaml that decide what is run."""

    batch_size: int | None
    compiler_tuning: str
    brian2: str
    source: str


@dataclass(frozen=True)
class Plan:
    """A study with its batches and, for every build digest, the structure that it is made for."""

    study: Study
    batches: tuple[Batch, ...]
    structures: dict[str, dict[str, float]]

    def batch(self, identifier: str) -> Batch:
        """Return a batch by id."""
        for batch in self.batches:
            if batch.id == identifier:
                return batch
        raise InputError(f"batch: '{identifier}' is none of study {self.study.name}; allowed: a batch of its design")

    def batch_of(self, point: str) -> Batch:
        """Return the batch that holds a point."""
        return next(batch for batch in self.batches if any(member.id == point for member in batch.points))


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
    flags(config["compiler_tuning"])
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
        brian2=locked_version("brian2", lock), source=source,
    )  # fmt: skip


@functools.cache
def plan_study(name: str, config_directory: Path, settings: Settings) -> Plan:
    """Load a study and plan its builds and batches."""
    study = load_study(name, config_directory)
    code = source_digest("homeotherm.engine.build", f"homeotherm.models.{study.model}.equations")
    structures: dict[str, dict[str, float]] = {}
    build_of: dict[str, str] = {}
    known: dict[tuple[float, ...], str] = {}
    for point in points_of(study):
        structure = study.table.structure(point.parameters)
        key = tuple(structure.values())
        if key not in known:
            known[key] = digest(
                {
                    "model": study.model, "structure": structure, "code": code, "brian2": settings.brian2,
                    "flags": flags(settings.compiler_tuning),
                }
            )  # fmt: skip
            structures[known[key]] = structure
        build_of[point.id] = known[key]
    return Plan(study, tuple(batches_of(study, build_of, settings.batch_size)), structures)


def open_plan(study: str, config: dict[str, Any], root: Path) -> Plan:
    """Plan a study from the configuration and the project folder that holds config/ and envs/."""
    settings = check_settings(config, root / LOCK)
    return plan_study(study, root / "config", settings)
