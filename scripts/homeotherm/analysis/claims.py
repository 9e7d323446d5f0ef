"""Judge the claims of a study on its dataset: what holds, what does not, and what these seeds cannot tell."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.claim_tests import CONTROL, MEASURE, TESTS, Criterion, Outcome
from homeotherm.analysis.robustness import seed_values
from homeotherm.analysis.verdicts import FAILS, HOLDS, UNDECIDED, VERDICTS
from homeotherm.claim import Claim
from homeotherm.printed import UNIT_WORDS

#: With fewer seeds nothing is decided: the interval of two is as wide as it likes.
MINIMUM_SEEDS = 3
COLUMNS = (
    "claim", "sentence", "finding", "quantity", "phase", "test", "conditions", "criterion", "expected", "units",
    "observed", "low", "high", "effect_size", "n", "method", "verdict", "margin", "margin_low", "margin_high",
    "details",
)  # fmt: skip


def claim_table(dataset: xr.Dataset, claims: Sequence[Claim]) -> pd.DataFrame:
    """Judge claims.

    Parameters
    ----------
    dataset
        Dataset of a study.
    claims
        The study's; their conditions lie on the axes of the dataset.

    Returns
    -------
    pandas.DataFrame
        One row per claim, in the order given: `claim` (name), `sentence`, `finding`, `quantity`, `phase`, `test`,
        `conditions`, then what decides: `criterion`, `expected`, `units`, `observed` with its 95 % interval `low` to
        `high`, `effect_size` (see the test in `claim_tests`), `n` (seeds that have a number at every condition of the
        claim: a missing or failed point leaves its seed out; with `over` the values of that axis), `method` (of the
        interval), `verdict`.
        `margin`, `margin_low`, `margin_high` say how far observed and interval lie on the claimed side of the bound, in
        units of the minimum effect, so that claims compare; for claims without one see `Criterion.scale`.
        `details` says all criteria of a claim that has several.

    Notes
    -----
    A criterion is met if its whole interval lies on the claimed side, not met if the whole interval lies on the other
    side or at the bound, else undecided, as it is with fewer than 3 seeds or without an interval. A claim holds if all
    its criteria are met and does not hold if one is not met. The row shows the criterion with the worst verdict, of
    equal ones that with the smallest margin. No p is computed and none is corrected: each claim was stated before.
    """
    return pd.DataFrame([_row(dataset, claim) for claim in claims], columns=list(COLUMNS))


def verdict(criterion: Criterion) -> str:
    """Return whether a criterion is met, see `claim_table`."""
    observed = criterion.observed
    if observed.n < MINIMUM_SEEDS or not (np.isfinite(observed.low) and np.isfinite(observed.high)):
        return UNDECIDED
    if observed.low > criterion.lower and observed.high < criterion.upper:
        return HOLDS
    return FAILS if observed.high <= criterion.lower or observed.low >= criterion.upper else UNDECIDED


def margins(criterion: Criterion) -> tuple[float, float, float]:
    """Return how far the observed number and its interval lie on the claimed side, in scales of the criterion."""
    number, low, high = criterion.observed[:3]
    if np.isfinite(criterion.lower) and np.isfinite(criterion.upper):
        ends = [_margin(criterion, low), _margin(criterion, high)]
        middle = (criterion.lower + criterion.upper) / 2
        best = _margin(criterion, middle) if low <= middle <= high else float(np.max(ends))
        return _margin(criterion, number), float(np.min(ends)), best
    ends = sorted([_margin(criterion, low), _margin(criterion, high)])
    return _margin(criterion, number), *ends


def _margin(criterion: Criterion, value: float) -> float:
    return float(np.minimum(value - criterion.lower, criterion.upper - value) / criterion.scale)


def _row(dataset: xr.Dataset, claim: Claim) -> dict:
    table, units = _seed_table(dataset, claim)
    outcome = TESTS[claim.test](table, claim)
    decisive = _decisive(outcome)
    number, low, high, n, method = decisive.observed
    about = _units_of(decisive, claim, dataset, units)
    margin, margin_low, margin_high = margins(decisive)
    return {
        "claim": claim.name, "sentence": claim.sentence, "finding": claim.finding, "quantity": claim.quantity,
        "phase": claim.phase, "test": claim.test, "conditions": _conditions_in_words(dataset, claim),
        "criterion": decisive.name, "expected": _expected(decisive, about), "units": about, "observed": number,
        "low": low, "high": high, "effect_size": outcome.effect_size, "n": n, "method": method,
        "verdict": verdict(decisive), "margin": margin, "margin_low": margin_low, "margin_high": margin_high,
        "details": _details(dataset, claim, outcome, units),
    }  # fmt: skip


def _decisive(outcome: Outcome) -> Criterion:
    """Return the criterion with the worst verdict, of equal ones that with the smallest margin."""

    def rank(criterion: Criterion) -> tuple[int, float]:
        margin = margins(criterion)[0]
        return -VERDICTS.index(verdict(criterion)), margin if np.isfinite(margin) else -np.inf

    return min(outcome.criteria, key=rank)


def _seed_table(dataset: xr.Dataset, claim: Claim) -> tuple[np.ndarray, str]:
    """Return the quantity of the replicates that have it at every condition, (replicates, conditions), and its unit.

    Replicates are the seeds, or the values of the axis `over`, each with its mean over seeds. Values of the axis that
    name the same simulations at every condition of the claim are one replicate: where Q10s are matched, no random set
    makes a difference.
    """
    if claim.quantity not in dataset.data_vars and not (dataset["status"] == 0).any():
        return np.empty((0, len(claim.conditions))), ""  # no point has a measure
    values = seed_values(dataset, claim.quantity, claim.phase)
    table = _at_conditions(values, claim)
    if claim.over is not None:
        points = _at_conditions(dataset["point"], claim)
        _, distinct = np.unique([" ".join(map(str, rows.ravel())) for rows in points], return_index=True)
        table = table[np.sort(distinct)].mean(axis=1)
    table = table[np.isfinite(table).all(axis=1)]
    return table[np.lexsort(table.T[::-1])], str(values.attrs.get("units", ""))


def _at_conditions(values: xr.DataArray, claim: Claim) -> np.ndarray:
    """Return values as (seeds, conditions), or (values of the axis `over`, seeds, conditions)."""
    dims = ["seed"] if claim.over is None else [claim.over, "seed"]
    return np.stack([values.sel(condition).transpose(*dims).values for condition in claim.conditions], axis=-1)


def _units_of(criterion: Criterion, claim: Claim, dataset: xr.Dataset, units: str) -> str:
    if criterion.unit == MEASURE:
        return units
    return str(dataset[_control(claim)].attrs.get("units", "1")) if criterion.unit == CONTROL else criterion.unit


def _control(claim: Claim) -> str:
    """Return the coordinate that has the numbers of the axis: of a state it is its metabolic rate."""
    return "metabolic_rate" if claim.along == "state" else str(claim.along)


def _in_unit(text: str, units: str) -> str:
    return f"{text} {UNIT_WORDS.get(units, units)}".rstrip()


def _expected(criterion: Criterion, units: str) -> str:
    if not np.isfinite(criterion.upper):
        return _in_unit(f"above {criterion.lower:g}", units)
    if not np.isfinite(criterion.lower):
        return _in_unit(f"below {criterion.upper:g}", units)
    return _in_unit(f"{criterion.lower:g} to {criterion.upper:g}", units)


def _conditions_in_words(dataset: xr.Dataset, claim: Claim) -> str:
    """Return the conditions, axes of one value and values that all share said once."""
    named = [axis for axis in claim.conditions[0] if dataset.sizes.get(axis, 1) > 1]
    shared = [axis for axis in named if len({condition[axis] for condition in claim.conditions}) == 1]
    parts = []
    if claim.along is not None:
        units = str(dataset[_control(claim)].attrs.get("units", "1"))
        parts.append(_in_unit(f"{claim.along} {claim.control[0]:g} to {claim.control[-1]:g}", units))
        shared = [axis for axis in shared if axis != claim.along]
    else:
        own = [axis for axis in named if axis not in shared]
        texts = [_together(dataset, condition, own) for condition in claim.conditions]
        if len(own) == 1 and not isinstance(claim.conditions[0][own[0]], str):
            units = str(dataset[own[0]].attrs.get("units", "1"))
            numbers = " / ".join(f"{condition[own[0]]:g}" for condition in claim.conditions)
            texts = [_in_unit(f"{own[0]} {numbers}", units)]
        parts += [" / ".join(texts)] if own else []
    parts += [_value_in_words(dataset, claim.conditions[0], axis) for axis in shared]
    parts += [f"replicates: {claim.over}"] if claim.over is not None else []
    return "; ".join(parts)


def _together(dataset: xr.Dataset, condition: dict, axes: list[str]) -> str:
    return ", ".join(_value_in_words(dataset, condition, axis) for axis in axes)


def _value_in_words(dataset: xr.Dataset, condition: dict, axis: str) -> str:
    value = condition[axis]
    text = value if isinstance(value, str) else f"{value:g}"
    return _in_unit(f"{axis} {text}", str(dataset[axis].attrs.get("units", "1")))


def _details(dataset: xr.Dataset, claim: Claim, outcome: Outcome, units: str) -> str:
    if len(outcome.criteria) == 1:
        return ""
    parts = []
    for criterion in outcome.criteria:
        about = _units_of(criterion, claim, dataset, units)
        number, low, high = criterion.observed[:3]
        found = _in_unit(f"{number:.4g} [{low:.4g}, {high:.4g}]", about)
        parts.append(f"{criterion.name} {found}, expected {_expected(criterion, about)}: {verdict(criterion)}")
    return "; ".join(parts)
