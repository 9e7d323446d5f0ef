"""Write all generated reference pages: ``python -m homeotherm.reference``."""

from pathlib import Path

from homeotherm.atomic import write_text
from homeotherm.reference.pages import reference_pages

if __name__ == "__main__":
    root = Path(__file__).parents[3]
    for name, text in reference_pages(root).items():
        write_text(text, root / "docs" / name)
