"""The gallery: a page per published study with its question, all its figures, and its claims.

Figures are drawn from published/ when the site is built, and again only when their numbers or their code have changed.
They lie in docs/gallery, which git does not know.
"""

import html
import json
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from sphinx.application import Sphinx
from sphinx.util import logging

from homeotherm.describe import table_row
from homeotherm.digests import digest
from homeotherm.figures.drawing import save_drawing
from homeotherm.files import read_table
from homeotherm.pictures import CLAIMS, draw_published
from homeotherm.published import MANIFEST, SEAL, Publication, open_publication, published_studies
from homeotherm.report import content
from homeotherm.source import source_digest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path("gallery")
THUMBNAIL = 480
"""Pixels in width."""
ALL = "all"
HEADER = ["claim", "expected", "observed", "n", "verdict"]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Picture:
    """A figure that lies in the gallery."""

    name: str
    file: str
    thumbnail: str
    caption: str


def make_gallery(app: Sphinx) -> None:
    """Write the pages of the gallery, and draw what is not drawn yet."""
    studies = published_studies(ROOT / "published")
    chosen = app.config.gallery_drawn
    drawn = studies if chosen == ALL else [name for name in chosen.split(",") if name]
    folder = Path(app.srcdir) / FOLDER
    folder.mkdir(exist_ok=True)
    pages = {}
    for study in studies:
        publication = open_publication(study, ROOT / "published")
        pictures = draw_all(publication, folder / study) if study in drawn else []
        pages[study] = (publication, pictures)
        write_if_new(folder / f"{study}.md", study_page(publication, pictures))
    write_if_new(folder / "index.md", index_page(pages))
    for path in folder.glob("*.md"):
        if path.stem not in (*studies, "index"):
            path.unlink()


def draw_all(publication: Publication, folder: Path) -> list[Picture]:
    """Draw the figures of a study that its published files allow."""
    figures, _ = publication.figures(ROOT / "config" / "models")
    return [draw(publication, name, folder) for name in figures]


def draw(publication: Publication, name: str, folder: Path) -> Picture:
    """Draw a figure, unless it lies there as its numbers and its code make it."""
    code = source_digest(f"homeotherm.figures.{name}", "homeotherm.figures.drawing")
    key = digest([publication.manifest[SEAL], code])
    note, thumbnail = folder / f"{name}.json", folder / f"{name}.small.png"
    known = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    if known.get("key") != key:
        logger.info("drawing %s of %s", name, publication.study)
        drawing = draw_published(publication, name)
        folder.mkdir(exist_ok=True)
        files = save_drawing(drawing, folder, name)
        for suffix in ("svg", "csv"):  # the pages show pictures only
            files[suffix].unlink()
        with Image.open(files["png"]) as image:
            image.thumbnail((THUMBNAIL, THUMBNAIL))
            image.save(thumbnail)
        known = {"key": key, "caption": drawing.caption}
        write_if_new(note, json.dumps(known))
    return Picture(name, f"{folder.name}/{name}.png", f"{folder.name}/{thumbnail.name}", known["caption"])


def study_page(publication: Publication, pictures: list[Picture]) -> str:
    """Return the page of a study."""
    about = publication.manifest
    points = ", ".join(f"{count} {status}" for status, count in about["points"].items())
    cost = about.get("simulation_core_hours")
    lines = [
        f"# {text(about['title'])}",
        text(about["question"]),
        f"Study `{publication.study}`, model [{about['model']}](../{about['model']}.md): points {points}"
        + (f"; {cost:.2g} core-hours" if cost else "")
        + f"; published {about['publication']['date']}. Its "
        f"[manifest](../../published/{publication.study}/{MANIFEST}) has checksums, versions and commits.",
        f"```sh\nsnakemake --cores 1 figures --config study={publication.study} source=published\n```",
    ]
    for picture in pictures:
        lines += [
            f"## {picture.name.replace('_', ' ').capitalize()}",
            image(picture.file, picture.name),
            text(picture.caption),
        ]
    if CLAIMS in about["files"]:
        rows = content.claim_rows(read_table(publication.path(CLAIMS)))
        lines += ["## What was claimed", *(claims_table(rows) if rows else ["Nothing."])]
    return "\n\n".join(lines) + "\n"


def claims_table(rows: list[content.ClaimRow]) -> list[str]:
    """Return the judged claims of a study as a count and a table."""
    counts = ", ".join(f"{count} {verdict}" for verdict, count in content.verdict_counts(rows).items())
    cells = [
        table_row(
            [text(row.sentence), text(row.expected), f"{text(row.observed)} ({row.interval})", str(row.n), row.verdict]
        )
        for row in rows
    ]
    return [counts + ".", "\n".join([table_row(HEADER), table_row(["---"] * len(HEADER)), *cells])]


def index_page(pages: dict[str, tuple[Publication, list[Picture]]]) -> str:
    """Return the page of all studies, with a picture of each that has any."""
    lines = [
        "# Gallery",
        "All figures of the published studies, drawn from the files in `published/`, and their claims. "
        "[How to draw them yourself](../howto/published_results.md).",
        "::::{container} cards",
    ]
    for study, (publication, pictures) in pages.items():
        shown = next((picture for picture in pictures if picture.name != "claims"), None)
        lines += [":::{container} card"]
        lines += [image(shown.thumbnail, publication.manifest["title"])] if shown else []
        lines += [f"[{text(publication.manifest['title'])}]({study}.md)", ":::"]
    return "\n\n".join([*lines, "::::", toctree(list(pages))]) + "\n"


def image(file: str, name: str) -> str:
    """Return an image with a name for those who do not see it."""
    return f"![{text(name.replace('_', ' '))}]({file})"


def toctree(names: list[str]) -> str:
    """Return the pages of the gallery for the tree of contents, by the names of the studies."""
    return "\n".join(["```{toctree}", ":hidden:", "", *(f"{name} <{name}>" for name in names), "```"])


def text(words: str) -> str:
    """Return text as Markdown that shows it as it is."""
    escaped = html.escape(words, quote=False)
    for mark in "\\`*_[]#$":
        escaped = escaped.replace(mark, f"\\{mark}")
    return " ".join(escaped.split())


def write_if_new(path: Path, content: str) -> None:
    """Write a file unless it has this content, so that Sphinx reads only what has changed."""
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx; `gallery_drawn` names the studies whose figures are drawn, separated by commas, or is 'all'."""
    app.add_config_value("gallery_drawn", ALL, "env")
    app.connect("builder-inited", make_gallery)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
