"""The results on disk: one tidy table, and one file that says where it comes from and what is missing."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.parts import ALL
from homeotherm.atomic import write_text

KEYS = ("part", "case", "size")
"""What names a row."""


def table_path(folder: Path) -> Path:
    """Return the path of the table."""
    return folder / "benchmark.csv"


def about_path(folder: Path) -> Path:
    """Return the path of what is said about the parts."""
    return folder / "benchmark.json"


def read(folder: Path) -> tuple[pd.DataFrame | None, dict[str, Any]]:
    """Return the table and what is said about each part; None and {} where nothing has been run."""
    if not table_path(folder).exists():
        return None, {}
    return pd.read_csv(table_path(folder)), json.loads(about_path(folder).read_text(encoding="utf-8"))


def put(folder: Path, part: str, rows: pd.DataFrame, about: dict[str, Any]) -> None:
    """Put the rows of a part in place of its older ones; other parts stay, each with its own date and machine."""
    table, said = read(folder)
    kept = [] if table is None else [table[table["part"].map(_run) != part]]
    joined = pd.concat([*(each for each in kept if len(each)), rows], ignore_index=True)
    joined = joined.sort_values("part", kind="stable", key=lambda column: column.map(_order))
    joined["size"] = joined["size"].map("{:.15g}".format)  # a size names a row and is not rounded
    write_text(joined.to_csv(index=False, float_format="%.5g", lineterminator="\n"), table_path(folder))
    content = json.dumps({**said, part: about}, indent=1, ensure_ascii=False, sort_keys=True)
    write_text(content + "\n", about_path(folder))


def _run(part: str) -> str:
    """Return which run a part's rows come from: what stands before a colon."""
    return part.split(":")[0]


def _order(part: str) -> int:
    return ALL.index(_run(part))
