"""What the generated pages share: tables, and text that stays what it is."""

from collections.abc import Iterable, Sequence

from homeotherm.describe import table_row

NOTE = "<!-- Made by make docs; not to be edited. -->"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    return "\n".join(
        [table_row(list(header)), table_row(["---"] * len(header)), *(table_row(list(row)) for row in rows)]
    )


def plain(text: str) -> str:
    """Return text in one line, in which nothing is read as a tag or as emphasis."""
    escaped = " ".join(str(text).split()).replace("&", "&amp;").replace("<", "&lt;")
    return escaped.replace("*", "\\*").replace("_", "\\_")


def code(text: object) -> str:
    """Return text as code."""
    return f"`{text}`"


def page(title: str, *parts: str) -> str:
    """Return a whole page."""
    return "\n\n".join([f"# {title}", NOTE, *parts]) + "\n"
