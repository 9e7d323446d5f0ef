"""The same claims judged in several studies: a model and its counter-models side by side."""

from collections.abc import Mapping

import pandas as pd

from homeotherm.errors import InputError

SAME = ("sentence", "quantity", "phase", "test")
SHOWN = ("expected", "units", "observed", "low", "high", "n", "verdict", "margin")


def compare_claims(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Join the claim tables of studies.

    Parameters
    ----------
    tables
        Study to its table of judged claims, see `homeotherm.analysis.claims.claim_table`.

    Returns
    -------
    pandas.DataFrame
        One row per study and claim, in the order given: `study`, `claim`, `sentence`, `finding`, then `expected`,
        `units`, `observed`, `low`, `high`, `n`, `verdict`, `margin` as in the study's table.

    Raises
    ------
    InputError
        If two studies mean different things by one name: another sentence, quantity, phase or test.
    """
    first: dict[str, tuple[str, pd.Series]] = {}
    for study, table in tables.items():
        for _, row in table.iterrows():
            known, before = first.setdefault(row["claim"], (study, row))
            for column in SAME:
                if _text(row[column]) != _text(before[column]):
                    raise InputError(
                        f"compare: claim '{row['claim']}' of {study} has the {column} '{_text(row[column])}', that of "
                        f"{known} '{_text(before[column])}'; allowed: the same claim under the same name"
                    )
    rows = [
        {
            "study": study,
            "claim": row["claim"],
            "sentence": row["sentence"],
            "finding": _text(row["finding"]),
            **row[list(SHOWN)],
        }
        for study, table in tables.items()
        for _, row in table.iterrows()
    ]
    return pd.DataFrame(rows, columns=["study", "claim", "sentence", "finding", *SHOWN])


def _text(value: object) -> str:
    """Return a cell of text; an empty one is read from a file as NaN."""
    return value if isinstance(value, str) else ""
