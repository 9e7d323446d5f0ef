"""The cost that a study is said to have before it runs, beside what it had.

Published studies say how many core-hours their simulations took: processor time, or, if they are older than its record,
wall time on cores shared with other work. They ran on the engine of their day.
"""

from dataclasses import dataclass
from pathlib import Path

from benchmarks import ROOT
from benchmarks.points import MODELS
from homeotherm.design import point_seconds, points_of
from homeotherm.files import read_dataset
from homeotherm.published import check_publication, published_studies
from homeotherm.study import Study, check_study

GOAL = 0.25
"""Share by which the expected cost may miss the real one."""


@dataclass(frozen=True)
class Forecast:
    """Expected and real core-hours of a study."""

    study: str
    model: str
    points: int
    expected: float
    real: float

    @property
    def ratio(self) -> float:
        """Return expected over real core-hours."""
        return self.expected / self.real

    @property
    def within_goal(self) -> bool:
        """Return whether the expected cost misses the real one by the goal at most."""
        return abs(self.ratio - 1) <= GOAL


def forecasts(published: Path = ROOT / "published") -> tuple[list[Forecast], list[str]]:
    """Return the forecast of every published study, by model and name, and a line for each that tells no cost."""
    found, left_out = [], []
    for name in published_studies(published):
        manifest = check_publication(name, published / name).manifest
        real = manifest.get("simulation_core_hours")
        if real is None:
            left_out.append(f"{name}: published without its core-hours")
            continue
        study = _as_published(name, manifest["study_content"], published / name)
        points = len({point.id for point in points_of(study)})
        found.append(Forecast(name, study.model, points, expected_hours(study), float(real)))
    return sorted(found, key=lambda forecast: (forecast.model, forecast.study)), left_out


def _as_published(name: str, content: dict, folder: Path) -> Study:
    """Return a published study, one that refined an axis with all values to which it came."""
    study = check_study(name, content, MODELS)
    if study.refinement is None:
        return study
    axis = study.refinement.axis
    before = next(each.values for each in study.axes if each.name == axis)
    values = read_dataset(folder / "dataset.nc")[axis].values.tolist()
    return check_study(name, content, MODELS, added=[[value for value in values if value not in before]])


def expected_hours(study: Study) -> float:
    """Return the core-hours that the cost table of the model expects, each point once, as the preflight line says."""
    points = {point.id: point for point in points_of(study)}
    return sum(point_seconds(study, point) for point in points.values()) / 3600
