"""The page of a report: what `content` finds, set into `page.html` with `page.css`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from homeotherm.errors import InputError
from homeotherm.failed_points import failed_table
from homeotherm.files import content_digest
from homeotherm.report import content, wording
from homeotherm.report.embedding import EmbeddedFigure, FigureFiles, download, embedded_figure, largest_numbers
from homeotherm.study import Study

FOLDER = Path(__file__).parent
PARTS = (FOLDER / "page.html", FOLDER / "page.css")
"""What the page is made of besides code."""
MOST_FAILED = 100
"""Points that are not ok of which the page writes out no more; it holds the table of all."""


MOST_BYTES = 5_000_000
"""Of a page: what mail takes and a phone opens."""


@dataclass(frozen=True)
class Origin:
    """Where the results on the page are from, besides what the dataset says of itself.

    Attributes
    ----------
    commit : of the code that drew the figures and made the page
    dataset_sha256 : of the file
    manifest : of the publication, None for results of this machine's simulations
    """

    commit: str
    dataset_sha256: str
    manifest: Mapping[str, Any] | None = None


def report_page(
    study: Study, dataset: xr.Dataset, claims: pd.DataFrame | None, figures: Sequence[FigureFiles], origin: Origin
) -> str:
    """Return the report of a study as one HTML page, which loads nothing: images and tables stand in it.

    All that comes from study, dataset and tables is escaped. The same input gives the same text. Where the page would
    be larger than 5 MB the largest tables of numbers are left out, and said to be.

    Parameters
    ----------
    claims
        Judged claims, see `analysis.claims.claim_table`; None for a study without.

    Raises
    ------
    SimulationError
        If a file of a figure is missing or damaged.
    InputError
        If the page would be larger than 5 MB without any numbers.
    """
    embedded = [embedded_figure(files) for files in figures]
    text = _rendered(study, dataset, claims, embedded, origin)
    while (size := len(text.encode())) > MOST_BYTES:
        place = largest_numbers(embedded)
        if place is None:
            raise InputError(
                f"report: the page of {len(embedded)} figures would have {wording.size(size)}; "
                f"allowed: at most {wording.size(MOST_BYTES)}"
            )
        embedded[place] = replace(embedded[place], numbers=None)
        text = _rendered(study, dataset, claims, embedded, origin)
    return text


def _rendered(
    study: Study, dataset: xr.Dataset, claims: pd.DataFrame | None, figures: Sequence[EmbeddedFigure], origin: Origin
) -> str:
    failed = failed_table(study.name, dataset)
    claim_rows = [] if claims is None else content.claim_rows(claims)
    parameters = content.parameter_rows(study, dataset)
    return template(FOLDER).render(
        style=(FOLDER / "page.css").read_text(encoding="utf-8"),
        study=study,
        origin=origin,
        axes=content.axis_rows(study),
        seeds=wording.seeds(study.seeds),
        statuses=content.statuses(dataset),
        points=int(dataset["status"].size),
        failed=failed.head(MOST_FAILED).to_dict("records"),
        failed_count=len(failed),
        failed_file=_table_file("failed.csv", failed),
        claims=claim_rows,
        verdicts=content.verdict_counts(claim_rows),
        claims_file=None if claims is None else _table_file("claims.csv", claims),
        figures=figures,
        changed=[row for row in parameters if row.changed],
        parameter_tables=content.by_table(parameters),
        drivers=study.content.get("drivers", {}),
        measures=content.measure_rows(dataset),
        commit=dataset.attrs["commit"],
        versions=json.loads(dataset.attrs["versions_json"]),
        builds=content.builds(dataset),
        digest=content_digest(dataset),
        study_file=yaml.safe_dump(study.content, sort_keys=False, allow_unicode=True, width=100),
        commands=commands(study.name, str(dataset.attrs["commit"]), origin.manifest is not None),
    )


def template(folder: Path) -> Template:
    """Return the page of a folder; what is set into it is escaped, and must be there."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def commands(study: str, commit: str, published: bool) -> list[tuple[str, str]]:
    """Return what a person types to have the results again: what it does, and the command."""
    known = commit.removesuffix("-dirty")
    checkout = [] if known == "unknown" else [("The code that made the dataset", f"git checkout {known}")]
    again = [
        ("The locked environment", "make setup && . .venv/bin/activate"),
        ("All simulations, analyses and figures", f"snakemake --cores 2 --config study={study}"),
        ("One point alone, by its id", f"make point STUDY={study} POINT=<id>"),
    ]
    page = f"snakemake --cores 1 report --config study={study}"
    if not published:
        return [*checkout, *again, ("This page", page)]
    return [("Figures and this page, without a simulation", f"{page} source=published"), *checkout, *again]


def _table_file(name: str, table: pd.DataFrame) -> Any:
    return download(name, table.to_csv(index=False, lineterminator="\n").encode())
