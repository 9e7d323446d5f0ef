"""Work is compared only where it is the same work: where cells fire at like rates."""

import math

from benchmarks.measurement import Measurement

TOLERANCE = 0.1
"""Share by which the rate of a comparison may differ from that of the reference."""


def alike(rate: float, reference: float) -> bool:
    """Return whether two rates differ by the tolerance at most; rates that are not known differ."""
    if not (math.isfinite(rate) and math.isfinite(reference)):
        return False
    return abs(rate - reference) <= TOLERANCE * reference


def only_alike(rows: list[Measurement], reference: str) -> tuple[list[Measurement], list[str]]:
    """Leave out rows whose cells fire at another rate than those of the case `reference` of the same size.

    Returns
    -------
    list of Measurement
        The rows that can be compared; a row without a rate, or of a size that the reference lacks, is none.
    list of str
        One line for each row that was left out, with both rates.

    Raises
    ------
    ValueError
        If there is no row of the reference at all.
    """
    known = {row.size: row.rate for row in rows if row.case == reference}
    if not known:
        raise ValueError(f"no row is of the case '{reference}'; there are {sorted({row.case for row in rows})}")
    kept, left_out = [], []
    for row in rows:
        rate = known.get(row.size, math.nan)
        if row.case == reference or alike(row.rate, rate):
            kept.append(row)
        else:
            left_out.append(
                f"{row.part}, {row.case}, {row.size:g} {row.unit}: {row.rate:.3g} Hz, {reference} {rate:.3g} Hz"
            )
    return kept, left_out
