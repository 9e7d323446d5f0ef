"""Links of README.md and docs/: every relative one has its file and its heading, every other one is an address."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PAGES = sorted([PROJECT / "README.md", PROJECT / "CHANGELOG.md", *(PROJECT / "docs").rglob("*.md")])
PAGES = [page for page in PAGES if "gallery" not in page.relative_to(PROJECT).parts]
CODE = re.compile(r"^(```|~~~)\w*\n.*?^\1$|`[^`\n]*`", flags=re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ADDRESS = re.compile(r"(https?://[\w.-]+\.[a-z]{2,}(/\S*)?|mailto:\S+@\S+)$")
MADE_BY_SITE = re.compile(r"(\.\./)*gallery/[\w-]+\.md$")
"""Pages that are made with the site; whether these links have their target is seen when it is built."""


def links_of(text: str) -> list[str]:
    """Return the targets of all links and images of a Markdown text, without those in code."""
    return LINK.findall(CODE.sub("", text))


def anchors_of(text: str) -> set[str]:
    """Return the anchors of the headings of a Markdown text, as GitHub and the site make them."""
    headings = re.findall(
        r"^#+ (.+)$",
        CODE.sub(lambda found: found[0].strip("`") if "\n" not in found[0] else "", text),
        flags=re.MULTILINE,
    )
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere."""
    dead = []
    for link in links_of(page.read_text(encoding="utf-8")):
        if "://" in link or link.startswith("mailto:"):
            dead += [] if ADDRESS.match(link) else [link]
            continue
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        if MADE_BY_SITE.match(file):
            continue
        if not target.exists() or (anchor and anchor not in anchors_of(target.read_text(encoding="utf-8"))):
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page):
    assert dead_links(page) == []


def test_dead_links_are_found(tmp_path):
    other = tmp_path / "other.md"
    other.write_text("# The *first* page\n\n## What `make docs` does, and why\n```sh\n# no heading\n```\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](other.md) [b](other.md#the-first-page) [c](other.md#what-make-docs-does-and-why) ![d](https://arxiv.org/abs/1) "
        "[e](nothing.md) [f](other.md#no-heading) [g](https:/one.slash) [h](#here) `[i](code.md)`\n```md\n[j](block.md)\n```\n"
    )
    assert dead_links(page) == ["nothing.md", "other.md#no-heading", "https:/one.slash", "#here"]
