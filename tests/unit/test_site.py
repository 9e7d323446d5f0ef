"""The documentation site: builds without a warning, loads nothing from elsewhere, has no dead link."""

import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytest.importorskip("sphinx", reason="the site needs the group docs (envs/requirements-docs.txt)")
pytest.importorskip("myst_parser", reason="the site needs the group docs (envs/requirements-docs.txt)")

DRAWN = "bistability"
"""A published study with few figures: the test draws no others."""
LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "link": "href"}
HARMLESS = {"search", "index", "next", "prev", "canonical"}
"""Relations of links that a browser does not load."""


class Page(HTMLParser):
    """What a page loads, where it links to, and its anchors."""

    def __init__(self, path: Path) -> None:
        """Read a page."""
        super().__init__()
        self.loads, self.links, self.anchors = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        """Note what a tag says."""
        about = dict(attrs)
        self.anchors |= {about[key] for key in ("id", "name") if about.get(key)}
        if tag == "a" and about.get("href"):
            self.links.append(about["href"])
        loaded = about.get(LOADING.get(tag, ""))
        if loaded and not (tag == "link" and set(about.get("rel", "").split()) & HARMLESS):
            self.loads.append(loaded)


@pytest.fixture(scope="module")
def site(project, tmp_path_factory) -> dict[Path, Page]:
    """Build the site in a copy of docs/ and return its pages."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(project / "docs", folder / "docs", ignore=shutil.ignore_patterns("gallery"))
    for name in ("config", "scripts", "published", "CHANGELOG.md"):
        (folder / name).symlink_to(project / name)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", "-b", "html", "-D", f"gallery_drawn={DRAWN}", "docs", "site"],
        cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]
    return {path: Page(path) for path in sorted((folder / "site").rglob("*.html"))}


def of(site: dict[Path, Page], name: str) -> Path:
    """Return the path of a page of the site."""
    root = next(path.parent for path in site if path.name == "genindex.html")
    return root / name


def test_every_page_of_docs_is_there(site, project):
    docs = project / "docs"
    pages = {page.relative_to(docs).with_suffix(".html") for page in docs.rglob("*.md") if "gallery" not in page.parts}
    assert {page for page in pages if not of(site, str(page)).exists()} == set()
    studies = {path.parent.name for path in (project / "published").glob("*/manifest.json")}
    assert {path.stem for path in of(site, "gallery").glob("*.html")} == {*studies, "index"}


def test_nothing_is_loaded_from_elsewhere(site):
    """Scripts, styles, fonts and images; also none named in a style sheet or asked for by a script."""
    assert {load for page in site.values() for load in page.loads if urlsplit(load).netloc} == set()
    for path in of(site, "_static").rglob("*"):
        if path.suffix == ".css":
            text = path.read_text(encoding="utf-8")
            assert (
                "url(http" not in text and 'url("http' not in text and "url('http" not in text and "@import" not in text
            )
        if path.suffix == ".js":
            assert 'fetch("http' not in path.read_text(encoding="utf-8")


def test_phrases_have_room(site):
    page = of(site, "reference/parameters.html").read_text(encoding="utf-8")
    assert '<td class="meaning"><p>mean number of recurrent synapses onto a neuron' in page
    assert "td.meaning { min-width" in of(site, "_static/site.css").read_text(encoding="utf-8")


def test_no_link_is_dead(site):
    dead = []
    for path, page in site.items():
        for link in [*page.links, *page.loads]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchor = unquote(parts.fragment)
            known = site.get(target)
            if not target.exists() or (anchor and known is not None and anchor not in known.anchors):
                dead.append(f"{path.name}: {link}")
    assert dead == []


def test_the_gallery_shows_figures_with_captions_and_claims(site):
    shown = of(site, f"gallery/{DRAWN}.html").read_text(encoding="utf-8")
    assert "Final weights from several initial weights" in shown and "bistability.png" in shown
    assert of(site, "_images/bistability.png").stat().st_size > 10_000
    claims = of(site, "gallery/metaboplasticity.html").read_text(encoding="utf-8")
    assert "22 holds" in claims and "does not hold" in claims
