"""The pictures of docs/figures that show published results, drawn again from these: ``make pictures``."""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from homeotherm.analysis.claim_comparison import compare_claims
from homeotherm.catalogue import SOURCES, sources_of
from homeotherm.command_line import ROOT, told
from homeotherm.errors import InputError, nearest
from homeotherm.figures import claim_matrix
from homeotherm.figures.drawing import Drawing, save_drawing
from homeotherm.figures.registry import draw_figure
from homeotherm.files import read_result, read_table
from homeotherm.published import Publication, open_publication
from homeotherm.strict_yaml import read_yaml

FOLDER = Path("docs") / "figures"
LIST = "pictures.yaml"
CLAIMS = SOURCES["claims"]


def draw_published(publication: Publication, figure: str) -> Drawing:
    """Draw a figure of a published study."""
    sources = sources_of(figure).items()
    return draw_figure(figure, {part: read_result(publication.path(file)) for part, file in sources})


def draw_picture(about: dict, published: Path) -> Drawing:
    """Draw what a row of the list says: the `figure` of a `study`, or studies of which claims are set side by side.

    Raises
    ------
    InputError
        If a study is not published, or not with what the figure shows.
    """
    if "compare" in about:
        publications = [open_publication(study, published) for study in about["compare"]]
        return claim_matrix.draw(compare_claims({each.study: read_table(each.path(CLAIMS)) for each in publications}))
    return draw_published(open_publication(about["study"], published), about["figure"])


def draw_pictures(names: Sequence[str], root: Path = ROOT) -> None:
    """Draw the named pictures of the list, all if none is named, and put each in its place.

    Raises
    ------
    InputError
        If a name is not on the list.
    """
    pictures = read_yaml(root / FOLDER / LIST)
    for name in names:
        if name not in pictures:
            raise InputError(
                f"'{name}' is no picture of {FOLDER / LIST}{nearest(name, pictures)}; allowed: one of them"
            )
    for name in names or pictures:
        drawing = draw_picture(pictures[name], root / "published")
        with tempfile.TemporaryDirectory() as scratch:
            drawn = save_drawing(drawing, Path(scratch), "picture")["png"]
            shutil.move(drawn, root / FOLDER / f"{name}.png")


if __name__ == "__main__":
    told(lambda: draw_pictures(sys.argv[1:]))
