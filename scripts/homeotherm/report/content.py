"""What stands on the page of a report, read off a study, its dataset and its judged claims; no HTML."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.verdicts import VERDICTS
from homeotherm.axes import Axis
from homeotherm.printed import with_unit_word
from homeotherm.recording import STATUS
from homeotherm.report import wording
from homeotherm.sampling import Factor, SampleAxis
from homeotherm.study import Study

SWEPT = "swept"


@dataclass(frozen=True)
class AxisRow:
    """An axis of the design: its name, how many values, which, and what these set besides."""

    name: str
    count: int
    values: str
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimRow:
    """A judged claim in words."""

    name: str
    finding: str
    sentence: str
    test: str
    conditions: str
    expected: str
    observed: str
    interval: str
    n: int
    method: str
    verdict: str
    details: str


@dataclass(frozen=True)
class ParameterRow:
    """A parameter as it was simulated, beside the default of the model."""

    table: str
    symbol: str
    name: str
    meaning: str
    value: str
    default: str
    source: str
    changed: bool


@dataclass(frozen=True)
class MeasureRow:
    """A variable of the dataset."""

    name: str
    long_name: str
    units: str
    dims: str
    definition: str
    references: str


def axis_rows(study: Study) -> list[AxisRow]:
    """Return the axes of the design, of a sampled design its factors."""
    rows = []
    for axis in study.axes:
        if isinstance(axis, SampleAxis):
            rows.append(AxisRow(f"{axis.method} sample", len(axis), f"of {len(axis.factors)} factors, {axis.sampler}"))
            columns = zip(*axis.values, strict=True)
            rows += [_factor_row(factor, column) for factor, column in zip(axis.factors, columns, strict=True)]
        else:
            rows.append(AxisRow(axis.name, len(axis), wording.axis_values(axis), _settings(axis)))
    return rows


def statuses(dataset: xr.Dataset) -> dict[str, int]:
    """Return how many points have each status, of those that occur."""
    codes = dataset["status"].values.ravel()
    return {name: int(np.sum(codes == code)) for name, code in STATUS.items() if np.any(codes == code)}


def claim_rows(claims: pd.DataFrame) -> list[ClaimRow]:
    """Return judged claims in words, in their order."""
    return [_claim_row(row) for row in claims.to_dict("records")]


def verdict_counts(rows: Sequence[ClaimRow]) -> dict[str, int]:
    """Return how many claims have each verdict, of all three."""
    return {verdict: sum(row.verdict == verdict for row in rows) for verdict in VERDICTS}


def parameter_rows(study: Study, dataset: xr.Dataset) -> list[ParameterRow]:
    """Return the parameters that were simulated, in the order of the model's table.

    Values are those that the dataset carries. A parameter that has come into the table since has none and is left out.
    """
    values = json.loads(dataset.attrs["parameters_json"])
    swept = set(study.swept)
    rows = []
    for parameter in study.table.parameters.values():
        if parameter.name not in values:
            continue
        default = wording.parameter_value(parameter, parameter.value)
        value = SWEPT if parameter.name in swept else wording.parameter_value(parameter, values[parameter.name])
        symbol = "" if parameter.symbol == parameter.name else parameter.symbol
        rows.append(
            ParameterRow(
                parameter.table, symbol, parameter.name, parameter.meaning, value, default, parameter.source,
                value != default,
            )
        )  # fmt: skip
    return rows


def by_table(rows: Sequence[ParameterRow]) -> dict[str, list[ParameterRow]]:
    """Return the rows under the heading of their table."""
    tables: dict[str, list[ParameterRow]] = {}
    for row in rows:
        tables.setdefault(row.table.capitalize(), []).append(row)
    return tables


def measure_rows(dataset: xr.Dataset) -> list[MeasureRow]:
    """Return the variables of the dataset, with what they say of themselves."""
    rows = []
    for name, variable in sorted(dataset.data_vars.items(), key=lambda item: str(item[0])):
        about = variable.attrs
        rows.append(
            MeasureRow(
                str(name), about.get("long_name", ""), about.get("units", ""), ", ".join(map(str, variable.dims)),
                about.get("definition", ""), about.get("references", ""),
            )
        )  # fmt: skip
    return rows


def builds(dataset: xr.Dataset) -> list[dict[str, str]]:
    """Return the builds behind a dataset as words: model, compiler, flags, structure."""
    return [
        {key.replace("_", " "): _in_words(value) for key, value in sorted(each.items())}
        for each in json.loads(dataset.attrs["builds_json"])
    ]


def _claim_row(row: Mapping[str, Any]) -> ClaimRow:
    quantity = f"{row['quantity']} {_text(row['phase'])}".rstrip()
    return ClaimRow(
        name=row["claim"], finding=_text(row["finding"]), sentence=row["sentence"], test=f"{row['test']} of {quantity}",
        conditions=row["conditions"], expected=f"{row['criterion']} {row['expected']}".replace(" -", " −"),
        observed=with_unit_word(wording.number(row["observed"]), _text(row["units"])),
        interval=f"{wording.number(row['low'])} to {wording.number(row['high'])}", n=int(row["n"]),
        method=_text(row["method"]), verdict=row["verdict"], details=_text(row["details"]),
    )  # fmt: skip


def _text(value: object) -> str:
    """Return a cell of a table as text; an empty one is NaN there."""
    return value if isinstance(value, str) else ""


def _factor_row(factor: Factor, values: Sequence[float]) -> AxisRow:
    """Return the range of a factor and how many of its values are simulated."""
    ends = [wording.parameter_value(factor.parameter, end) for end in (factor.low, factor.high)]
    return AxisRow(factor.parameter.name, len(set(values)), " to ".join(ends))


def _settings(axis: Axis) -> tuple[str, ...]:
    """Return what the values of an axis set besides it, one line per value."""
    lines = []
    for position, settings in enumerate(axis.settings):
        label = axis.labels[position] if axis.labels else wording.number(axis.values[position], 6)
        parts = [
            f"{each.name.replace('_', ' ')} {wording.parameter_value(each, settings[each.name])}"
            for each in axis.further
        ]
        lines.append(f"{label}: {', '.join(parts)}")
    return tuple(lines)


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_in_words(each)}" for key, each in value.items())
    if isinstance(value, list):
        return " ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
