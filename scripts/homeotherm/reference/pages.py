"""All generated reference pages by their place in docs/."""

from pathlib import Path

from homeotherm.parameters import load_model_table
from homeotherm.reference.commands import commands_page
from homeotherm.reference.configuration import configuration_page
from homeotherm.reference.figures import figures_page
from homeotherm.reference.library import library_page
from homeotherm.reference.measures import measures_page
from homeotherm.reference.parameters import parameters_page
from homeotherm.reference.studies import shipped_studies, studies_page
from homeotherm.reference.study_file import study_file_page


def reference_pages(root: Path) -> dict[str, str]:
    """Return the text of every page that ``make docs`` writes whole, by its path in docs/."""
    models = root / "config" / "models"
    tables = [load_model_table(path.stem, models) for path in sorted(models.glob("*.yaml"))]
    studies = shipped_studies(root)
    rules = [root / "Snakefile", *sorted((root / "workflow" / "rules").glob("*.smk"))]
    return {
        "studies.md": studies_page(studies, root),
        "reference/study_file.md": study_file_page(),
        "reference/configuration.md": configuration_page(
            root / "config" / "config.yaml", root / "workflow" / "schemas" / "config.schema.json"
        ),
        "reference/parameters.md": parameters_page(tables),
        "reference/measures.md": measures_page(tables),
        "reference/figures.md": figures_page(studies),
        "reference/library.md": library_page(root / "scripts" / "homeotherm"),
        "reference/commands.md": commands_page(root / "Makefile", rules),
    }
