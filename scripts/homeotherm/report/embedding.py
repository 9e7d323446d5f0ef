"""Files inside a page: pictures and tables as data addresses, so that the page needs no other file."""

import base64
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from homeotherm.errors import SimulationError
from homeotherm.files import unreadable
from homeotherm.report import wording

LARGEST_VECTOR = 400_000
"""Bytes of a drawing above which its picture in pixels is shown, unless that is larger still."""
LARGEST_PLAIN_TABLE = 100_000
"""Bytes of a table above which it is compressed."""
ROWS_SHOWN = 12


@dataclass(frozen=True)
class FigureFiles:
    """The files of a figure, as the rule that draws it leaves them."""

    name: str
    vector: Path
    picture: Path
    numbers: Path
    caption: Path


@dataclass(frozen=True)
class Download:
    """A file that the page holds: its name, its size in words, and the address of its content."""

    name: str
    size: str
    address: str


@dataclass(frozen=True)
class EmbeddedFigure:
    """A figure on the page: image, caption, and the numbers that it shows, of which the first are written out.

    Numbers for which the page has no room are None.
    """

    name: str
    title: str
    caption: str
    image: str
    numbers: Download | None
    rows: int
    columns: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]


def embedded_figure(files: FigureFiles) -> EmbeddedFigure:
    """Read the files of a figure into what stands on the page.

    Raises
    ------
    SimulationError
        If a file is missing or damaged.
    """
    numbers = read_bytes(files.numbers)
    try:
        table = pd.read_csv(files.numbers, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise unreadable(files.numbers, error) from error
    return EmbeddedFigure(
        name=files.name, title=files.name.replace("_", " ").capitalize(),
        caption=read_bytes(files.caption).decode("utf-8").strip(), image=_image(files),
        numbers=download(f"{files.name}.csv", numbers), rows=len(table), columns=tuple(map(str, table.columns)),
        first_rows=tuple(tuple(map(_short, row)) for row in table.head(ROWS_SHOWN).itertuples(index=False)),
    )  # fmt: skip


def largest_numbers(figures: Sequence[EmbeddedFigure]) -> int | None:
    """Return the place of the figure whose numbers take most room; None if no numbers are left."""
    sizes = {place: len(each.numbers.address) for place, each in enumerate(figures) if each.numbers}
    return max(sizes, key=sizes.__getitem__, default=None)


def download(name: str, content: bytes) -> Download:
    """Return a table as a file of the page; a large one is compressed, which `name` then says."""
    if len(content) <= LARGEST_PLAIN_TABLE:
        return Download(name, wording.size(len(content)), _address("text/csv", content))
    packed = gzip.compress(content, mtime=0)  # no date, so that equal tables give equal pages
    return Download(f"{name}.gz", wording.size(len(packed)), _address("application/gzip", packed))


def read_bytes(path: Path) -> bytes:
    """Read a whole file.

    Raises
    ------
    SimulationError
        One line if it is missing.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise SimulationError(f"{path}: cannot be read ({error}); remove it to make it again") from error


def _image(files: FigureFiles) -> str:
    """Return the image as lines where these are small, else as pixels."""
    vector, picture = read_bytes(files.vector), read_bytes(files.picture)
    if len(vector) <= max(LARGEST_VECTOR, len(picture)):
        return _address("image/svg+xml", vector)
    return _address("image/png", picture)


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _short(text: str) -> str:
    """Return a cell of a table; a number with more digits than an eye wants is cut to six."""
    try:
        short = f"{float(text):.6g}"
    except ValueError:
        return text
    return short if len(short) < len(text) else text
