"""What the generated pages share: tables, and text that stays what it is."""

import re
from collections.abc import Iterable, Sequence

from homeotherm.describe import table_row

CODE = re.compile(r"(``[^`]+``|`[^`]+`)")
NOTE = "<!-- Made by make docs; not to be edited. -->"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    return "\n".join(
        [table_row(list(header)), table_row(["---"] * len(header)), *(table_row(list(row)) for row in rows)]
    )


def plain(text: str) -> str:
    """Return text in one line, in which nothing but what stands between backticks is read as more than text."""
    parts = CODE.split(" ".join(str(text).split()))
    return "".join(code(part.strip("`")) if number % 2 else _escaped(part) for number, part in enumerate(parts))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def code(text: object) -> str:
    """Return text as code."""
    return f"`{text}`"


def page(title: str, *parts: str) -> str:
    """Return a whole page."""
    return "\n\n".join([f"# {title}", NOTE, *parts]) + "\n"
