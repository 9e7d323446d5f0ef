"""Columns headed "meaning" hold phrases: their cells get a class, so that `site.css` can give them room."""

from docutils import nodes
from sphinx.application import Sphinx

HEADING = "meaning"


def mark(_app: Sphinx, document: nodes.document) -> None:
    """Mark the cells below the heading."""
    for columns in document.findall(nodes.tgroup):
        headings = [entry.astext() for head in columns.findall(nodes.thead) for entry in head.findall(nodes.entry)]
        if HEADING in headings:
            for row in columns.findall(nodes.row):
                row[headings.index(HEADING)]["classes"].append(HEADING)


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("doctree-read", mark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
