"""Tables in Markdown, and their place in a page: between two markers, so that all around them is written by hand."""

import math
from collections.abc import Sequence

BEGIN, END = "<!-- {name}: written by python -m benchmarks -->", "<!-- end of {name} -->"


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table, or a line that says that there is nothing; numbers are right-aligned.

    Raises
    ------
    ValueError
        If a row is not as long as the header.
    """
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"a row has {len(row)} cells, the header {len(header)}: {row}")
    if not rows:
        return "Not measured yet.\n"
    numeric = [isinstance(cell, int | float) for cell in rows[0]]
    lines = [list(header), ["---:" if right else "---" for right in numeric]]
    lines += [[_cell(cell) for cell in row] for row in rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _cell(content: object) -> str:
    return number(content) if isinstance(content, int | float) else str(content).replace("|", "\\|")


def number(value: float) -> str:
    """Return a number with three significant digits, without an exponent; a dash for what is not known."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    rounded = round(value, 2 - math.floor(math.log10(abs(value))))
    text = f"{rounded:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def between_markers(page: str, name: str, content: str) -> str:
    """Return the page with the content between the markers of a name.

    Raises
    ------
    ValueError
        If the markers are not there, once each and in order.
    """
    begin, end = BEGIN.format(name=name), END.format(name=name)
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        raise ValueError(f"the page must hold {begin!r} and, after it, {end!r}, once each")
    before, rest = page.split(begin)
    return f"{before}{begin}\n{content.strip()}\n{end}{rest.split(end)[1]}"
