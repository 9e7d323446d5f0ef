"""A simulated point of a study: what it is, its spikes and its potentials."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from homeotherm.command_line import ROOT, settings
from homeotherm.design import with_unit
from homeotherm.errors import InputError
from homeotherm.files import read_dataset
from homeotherm.models import room
from homeotherm.plan import open_plan
from homeotherm.points import Point
from homeotherm.recording import from_dataset
from homeotherm.spiking import Spiking
from homeotherm.study import Study


@dataclass(frozen=True)
class SimulatedPoint:
    """A point whose simulation went well, with what was recorded of it."""

    study: Study
    point: Point
    spiking: Spiking

    @property
    def condition(self) -> dict[str, float | str]:
        """Return the swept values by name and unit, as in the columns of design.csv."""
        found: dict[str, float | str] = {}
        for name in self.study.swept:
            row, value = self.study.table.parameters[name], self.point.parameters[name]
            found[with_unit(name, row.unit)] = value if row.choices is None else row.choices[int(value)]
        return found


def open_point(study: str, identifier: str, given: tuple[str, ...] = (), root: Path = ROOT) -> SimulatedPoint:
    """Read a point of a study from its recording under ``results``.

    Parameters
    ----------
    identifier
        Id of the point, as in design.csv, in the dataset and in the explorer.
    given
        Settings over those of config/config.yaml, as for Snakemake: ``batch_size=10``.
    root
        Folder of the project.

    Raises
    ------
    InputError
        If the study has no such point, its model has no spikes, it is not simulated yet, or its simulation has no
        result.
    """
    plan = open_plan(study, settings(list(given), root), root)
    batch = plan.batch_of(identifier)
    point = batch.points[batch.points.names().index(identifier)]
    model = plan.study.model
    if importlib.util.find_spec(f"homeotherm.models.{model}.spiking") is None:
        raise InputError(f"model: {model} has no spikes to export; allowed: models of neurons")
    path = root / "results" / study / "recordings" / f"{batch.id}.nc"
    if not path.exists():
        raise InputError(
            f"point: {identifier} has no recording; allowed: after snakemake --cores 2 simulate --config study={study}"
        )
    kept = from_dataset(read_dataset(path), room(model, "recording").VARIABLES)[identifier]
    if kept.status != "ok":
        raise InputError(f"point: {identifier} is {kept.status} ({kept.message}); allowed: a point with status ok")
    return SimulatedPoint(plan.study, point, room(model, "spiking").spiking(kept, point.parameters))
