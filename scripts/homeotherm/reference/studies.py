"""The table of all studies, from their files: what is asked, what is swept, how many points, and what it costs."""

import json
from pathlib import Path

import numpy as np

from homeotherm.axes import Axis
from homeotherm.design import point_seconds
from homeotherm.parameters import load_model_table
from homeotherm.points import points_of
from homeotherm.published import MANIFEST
from homeotherm.reference.markdown import code, page, plain, table
from homeotherm.report import wording
from homeotherm.sampling import SampleAxis
from homeotherm.study import Study, check_study
from homeotherm.study_file import read_study

HEADER = ("study", "what it asks", "what is swept", "seeds", "points", "one core")
FIRST = ("microcircuit", "pairing", "stg", "da", "rhythm")
"""Order of the models on the page; others follow."""
LOOKED_AT = 50
"""Points of a study by which its cost is forecast, evenly spaced."""


def shipped_studies(root: Path) -> list[Study]:
    """Return the studies of `config/studies`, checked, by name."""
    models = root / "config" / "models"
    return [
        check_study(path.stem, read_study(path), models)
        for path in sorted((root / "config" / "studies").glob("*.yaml"))
    ]


def studies_page(studies: list[Study], root: Path) -> str:
    """Return the page as Markdown."""
    parts = [
        f"The {len(studies)} studies of `config/studies`: `snakemake --cores 2 --config study=NAME`. Points are "
        "simulations; those that say the same are simulated once. Costs are processor time of one core: measured where "
        "a study is published, otherwise forecast from the cost of its model.",
    ]
    for model in dict.fromkeys([*FIRST, *(study.model for study in studies)]):
        rows = [_row(study, root / "published") for study in studies if study.model == model]
        title = plain(load_model_table(model, root / "config" / "models").title)
        parts += [f"## {title}", f"Model [{model}]({model}.md).", table(HEADER, rows)]
    return page("Studies", *parts)


def _row(study: Study, published: Path) -> tuple[str, ...]:
    manifest = published / study.name / MANIFEST
    name = code(study.name)
    measured = None
    if manifest.exists():
        name = f"{name}, [published](../published/{study.name})"
        measured = json.loads(manifest.read_text(encoding="utf-8")).get("simulation_core_hours")
    points = points_of(study)
    seconds = measured * 3600 if measured else forecast(study)
    swept = "; ".join(_swept(axis) for axis in study.axes if len(axis) > 1)
    cost = duration(seconds) + ("" if measured else " (forecast)")
    return name, plain(study.title), plain(swept), str(len(study.seeds)), str(np.unique(points.ids).size), cost


def forecast(study: Study) -> float:
    """Return the expected seconds of one core for a study."""
    points = points_of(study)
    step = max(1, len(points) // LOOKED_AT)
    chosen = [points[number] for number in range(0, len(points), step)]
    return sum(point_seconds(study, point) for point in chosen) / len(chosen) * len(points)


def duration(seconds: float) -> str:
    """Return a duration in the words of a plan: two digits and a unit."""
    for unit, length in (("h", 3600.0), ("min", 60.0)):
        if seconds >= length:
            return f"{seconds / length:.2g} {unit}"
    return f"{max(seconds, 1):.0f} s"


def _swept(axis: Axis | SampleAxis) -> str:
    if isinstance(axis, SampleAxis):
        return f"{axis.method} sample of {len(axis.factors)} factors"
    return f"{axis.name.replace('_', ' ')}: {wording.axis_values(axis)}"
