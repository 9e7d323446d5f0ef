"""Every figure: what it shows, of which models, from which files, and which studies of the project draw it."""

from homeotherm import catalogue
from homeotherm.figures import registry
from homeotherm.reference.markdown import code, page, plain, table
from homeotherm.study import Study

HEADER = ("figure", "meaning", "models", "drawn from", "in studies")


def figures_page(studies: list[Study]) -> str:
    """Return the page as Markdown."""
    drawn = {study.name: catalogue.figures_of(study) for study in studies}
    entries = {**registry.FIGURES, **registry.OF_SAMPLES}
    rows = [
        (
            code(name),
            plain(entry.caption),
            _models(name, studies, drawn),
            ", ".join(code(file) for file in catalogue.sources_of(name).values()),
            _example([study for study in drawn if name in drawn[study]]),
        )
        for name, entry in entries.items()
    ]
    return page(
        "Figures",
        "Names that can stand under `figures` of a study; without that key all that fit the study are drawn. One that "
        "does not fit is refused when the study is read, with what it needs. "
        "`snakemake --cores 1 figures --config study=NAME` draws them from the files named here, which are made where "
        "they are missing. [Add a figure](../howto/add_a_figure.md).",
        table(HEADER, rows),
    )


def _models(name: str, studies: list[Study], drawn: dict[str, list[str]]) -> str:
    """Return the models that a figure is for; of a sampled design those of the studies that have one."""
    if name in catalogue.FIGURES:
        models = catalogue.FIGURES[name].models
        return "any" if models is None else ", ".join(map(code, models))
    return ", ".join(dict.fromkeys(code(study.model) for study in studies if name in drawn[study.name]))


def _example(studies: list[str]) -> str:
    """Return one of the studies, the one with the shortest name, and how many others there are."""
    if not studies:
        return "none"
    chosen = min(studies, key=lambda name: (len(name), name))
    return code(chosen) + (f" and {len(studies) - 1} more" if len(studies) > 1 else "")
