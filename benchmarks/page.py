"""The tables of docs/performance.md, from the table of results."""

from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import markdown
from benchmarks.forecasts import Forecast
from homeotherm.atomic import write_text

PLAIN = "Brian2, plain"
OURS = "homeotherm, portable"


def write_page(page: Path, results: pd.DataFrame, about: dict[str, Any], forecasts: list[Forecast]) -> None:
    """Write every table between its markers."""
    text = page.read_text(encoding="utf-8")
    for name, content in contents(results, about, forecasts).items():
        text = markdown.between_markers(text, name, content)
    write_text(text, page)


def contents(results: pd.DataFrame, about: dict[str, Any], forecasts: list[Forecast]) -> dict[str, str]:
    """Return what stands between the markers of each name."""
    return {
        "network": simulators(part_of(results, "network", "peers: network"), "CPU s per s of biological time", False),
        "density": simulators(part_of(results, "density"), "CPU s per s of biological time", False),
        "population": simulators(
            part_of(results, "population", "peers: population"), "neuron-seconds per CPU s", True
        ),
        "around": around(part_of(results, "compiling", "overhead", "planning", "gathering", "figures")),
        "measures": measures(part_of(results, "measures")),
        "single measures": single_measures(part_of(results, "measures")),
        "expected cost": expected_cost(results),
        "published cost": published_cost(forecasts),
        "flags": flags(results),
        "machine": machine(about),
    }  # fmt: skip


def part_of(results: pd.DataFrame, *parts: str) -> pd.DataFrame:
    """Return the rows of some parts."""
    return results[results["part"].isin(parts)]


def simulators(rows: pd.DataFrame, heading: str, inverse: bool) -> str:
    """Return a table of simulators at every size, with their speed over that of plain Brian2."""
    header = [
        "case",
        "size",
        heading,
        "times plain Brian2",
        "CPU s",
        "process around it (CPU s)",
        "wall s",
        "peak MB",
        "rate (Hz)",
        "remark",
    ]
    speed = {size: group[group["case"] == PLAIN]["cpu_per_work"].min() for size, group in rows.groupby("size")}
    table = [
        [
            row.case, f"{row.size:g} {row.unit}", 1 / row.cpu_per_work if inverse else row.cpu_per_work,
            speed[row.size] / row.cpu_per_work, row.cpu_seconds, row.own_cpu_seconds, row.wall_seconds,
            row.peak_megabytes, row.rate, _text(row.remark),
        ]
        for row in rows.sort_values(["size", "cpu_per_work"]).itertuples()
    ]  # fmt: skip
    return markdown.table(header, table)


def around(rows: pd.DataFrame) -> str:
    """Return a table of what surrounds the simulations."""
    header = ["part", "what", "how many", "CPU s", "CPU ms each", "wall s", "peak MB"]
    return markdown.table(header, [
        [row.part, row.case, f"{row.size:g} {row.unit}", row.cpu_seconds, 1000 * row.cpu_seconds / row.size,
         row.wall_seconds, row.peak_megabytes]
        for row in rows.itertuples()
    ])  # fmt: skip


def measures(rows: pd.DataFrame) -> str:
    """Return a table of measuring beside simulating, by model."""
    table = []
    for row in rows[rows["case"].str.endswith(", simulating")].itertuples():
        model = row.case.removesuffix(", simulating")
        measuring = rows[rows["case"] == f"{model}, measuring"]["cpu_seconds"].item()
        table.append([model, row.work, row.cpu_seconds, measuring, 100 * measuring / row.cpu_seconds])
    header = ["model", "biological time (s)", "simulating (CPU s)", "measuring (CPU s)", "share (%)"]
    return markdown.table(header, table)


def single_measures(rows: pd.DataFrame) -> str:
    """Return a table of single measures."""
    single = rows[rows["unit"] == "spikes"].sort_values("cpu_seconds", ascending=False)
    table = [[row.case, f"{row.size:g}", 1000 * row.cpu_seconds] for row in single.itertuples()]
    return markdown.table(["measure", "spikes", "CPU ms"], table)


def expected_cost(results: pd.DataFrame) -> str:
    """Return a table of the cost that the model's table expects beside what was measured here."""
    known = results[results["expected_seconds"].notna() & ~results["case"].str.contains("native")]
    spent = known["cpu_seconds"] + known["own_cpu_seconds"].fillna(0)
    table = [
        [row.part, row.case, f"{row.size:g} {row.unit}", row.expected_seconds, seconds, row.expected_seconds / seconds]
        for row, seconds in zip(known.itertuples(), spent, strict=True)
    ]
    return markdown.table(["part", "case", "size", "expected (s)", "CPU s", "expected / CPU"], table)


def published_cost(forecasts: list[Forecast]) -> str:
    """Return a table of published studies: expected and real core-hours."""
    header = ["study", "model", "points", "expected (core-hours)", "real (core-hours)", "expected / real"]
    return markdown.table(
        header, [[row.study, row.model, row.points, row.expected, row.real, row.ratio] for row in forecasts]
    )


def flags(results: pd.DataFrame) -> str:
    """Return the compiler flags of every case that has some."""
    known = results[["case", "flags"]].dropna().drop_duplicates()
    return "\n".join(f"- {row.case}: `{row.flags}`" for row in known.itertuples() if row.flags)


def machine(about: dict[str, Any]) -> str:
    """Return where each part was run, and what was left out."""
    groups: dict[str, list[str]] = {}
    for part, said in about.items():
        groups.setdefault(_place(said["machine"]), []).append(part)
    lines = [f"- {', '.join(sorted(parts))}: {place}" for place, parts in groups.items()]
    lines += [f"- left out: {line}" for said in about.values() for line in said["left_out"]]
    return "\n".join(lines)


def _place(said: dict[str, Any]) -> str:
    known = said["versions"]
    return (
        f"{said['date']}, commit {said['commit'][:12]}, {said['processor']}, {said['cores']} cores, "
        f"{said['memory_gigabytes']:g} GB, load {said['load_at_start']:g} at the start, {said['compiler']}, "
        f"{said['c_library']}, Python {known['python']}, Brian2 {known['brian2']}, numpy {known['numpy']}"
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
