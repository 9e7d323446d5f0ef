"""The tables of docs/scale.md, from the table of results of its parts."""

from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import markdown
from benchmarks.page import machine, part_of
from benchmarks.parts import files, jobs, killed
from homeotherm.atomic import write_text

COSTS = {"cpu_seconds": "CPU s", "wall_seconds": "wall s", "peak_megabytes": "peak MB"}


def write_scale_page(page: Path, results: pd.DataFrame, about: dict[str, Any]) -> None:
    """Write every table between its markers."""
    text = page.read_text(encoding="utf-8")
    for name, content in scale_contents(results, about).items():
        text = markdown.between_markers(text, name, content)
    write_text(text, page)


def scale_contents(results: pd.DataFrame, about: dict[str, Any]) -> dict[str, str]:
    """Return what stands between the markers of each name."""
    planning, gathering = part_of(results, jobs.PART), part_of(results, files.PART)
    return {
        "planning": beside(planning, jobs.PLAN, jobs.OURS, jobs.PLAIN),
        "nothing to do": beside(part_of(results, jobs.PART, killed.PART), jobs.NOTHING, jobs.OURS, jobs.PLAIN),
        "gathering": beside(gathering, files.GATHER, files.OURS, files.PLAIN),
        "disk": disk(results),
        "killed": legs(part_of(results, killed.PART)),
        "scale machine": machine(about),
    }


def beside(rows: pd.DataFrame, what: str, ours: str, plain: str) -> str:
    """Return a table of one thing in both forms, side by side at every number of points; later rows count."""
    rows = rows.drop_duplicates(["case", "size"], keep="last")
    forms = {form: rows[rows["case"] == f"{what}, {form}"].set_index("size") for form in (ours, plain)}
    header = ["points", *(f"{form}: {unit}" for form in (plain, ours) for unit in COSTS.values()), "ratio of CPU"]
    table = []
    for size in sorted(set(forms[ours].index) | set(forms[plain].index)):
        costs = {form: _costs(table_, size) for form, table_ in forms.items()}
        ratio = costs[plain][0] / costs[ours][0]
        table.append([f"{size:.0f}", *costs[plain], *costs[ours], ratio])
    return markdown.table(header, table)


def _costs(rows: pd.DataFrame, size: float) -> list[float]:
    """Return CPU seconds, wall seconds and memory at a size; NaN where they were not measured."""
    if size not in rows.index:
        return [float("nan")] * len(COSTS)
    return [float(value) for value in rows.loc[size, list(COSTS)]]


def disk(results: pd.DataFrame) -> str:
    """Return a table of the files that are gathered, and of those that a whole study leaves."""
    known = results[results["files"].notna()]
    return markdown.table(
        ["what", "points", "files", "MB"],
        [[_what(row.part, row.case), f"{row.size:.0f}", row.files, row.disk_megabytes] for row in known.itertuples()],
    )


def _what(part: str, case: str) -> str:
    """Return what files are, by the row that they stand in."""
    if part == files.PART:
        return f"measures of all points: {case.partition(', ')[2]}"
    return f"results, {case}"


def legs(rows: pd.DataFrame) -> str:
    """Return a table of the runs of the study that goes to its end, undisturbed and killed."""
    runs = rows[rows["work_unit"] == killed.SIMULATED]
    header = ["run", "points", "simulated in it", "CPU s", "wall s", "peak MB", "remark"]
    return markdown.table(
        header,
        [
            [row.case, f"{row.size:.0f}", row.work, row.cpu_seconds, row.wall_seconds, row.peak_megabytes, row.remark]
            for row in runs.itertuples()
        ],
    )
