"""Links of pages to folders of published/ become links to the pages of the gallery."""

import re

from sphinx.application import Sphinx

PUBLISHED = re.compile(r"\]\((?:\.\./)+published(?:/([\w-]+))?/?\)")


def to_gallery(_app: Sphinx, docname: str, source: list[str]) -> None:
    """Rewrite the links of a page before it is read."""
    up = "../" * docname.count("/")
    source[0] = PUBLISHED.sub(lambda found: f"]({up}gallery/{found[1] or 'index'}.md)", source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("source-read", to_gallery)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
