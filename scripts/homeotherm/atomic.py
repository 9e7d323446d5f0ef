"""Files that are there whole or not at all."""

import contextlib
import glob
import os
from collections.abc import Iterator
from pathlib import Path

from homeotherm.leftovers import mark, remove_left_over

UNFINISHED = ".part"
"""Suffix of a file that is being written."""


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary path beside `target`; rename it to `target` if all went well, remove it if not."""
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_left_over(target.parent.glob(f".{glob.escape(target.name)}.*{UNFINISHED}"))
    temporary = target.with_name(f".{target.name}.{mark()}{UNFINISHED}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(text: str, target: Path) -> None:
    """Write a text file at once or not at all."""
    with replacing(target) as temporary:
        temporary.write_text(text, encoding="utf-8")
