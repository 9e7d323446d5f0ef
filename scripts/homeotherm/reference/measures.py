"""Every measure of every model with its definition, unit and source, from what datasets are written with."""

from homeotherm.measured import measures_of
from homeotherm.parameters import ModelTable
from homeotherm.recording import Variable
from homeotherm.reference.markdown import code, page, plain, table

HEADER = ("measure", "unit", "over", "definition", "references")
SWEEP = "along a sweep of the temperature (`sweep_steps`)"
OF_CELLS = {
    "": {},
    "where temperature acts (`temperature_dependence: q10`)": {"temperature_dependence": 1.0},
    SWEEP: {"temperature_dependence": 1.0, "sweep_steps": 5.0},
    "with a limited energy (`energy: 1`)": {"energy": 1.0},
    "with the loop of homeostasis cut (`homeostasis: open`)": {"homeostasis": 1.0},
}
VARIANTS: dict[str, dict[str, dict[str, float]]] = {
    "microcircuit": {"": {}, "with the energy variable (`energy: 1`)": {"energy": 1.0}},
    "stg": OF_CELLS,
    "da": OF_CELLS,
    "rhythm": {
        "": {},
        SWEEP: {"temperature_dependence": 1.0, "sweep_steps": 5.0},
    },
}
"""Options of a model that add measures, in words and as values."""

Measures = dict[str, tuple[Variable, str, str]]


def measures_page(tables: list[ModelTable]) -> str:
    """Return the page as Markdown."""
    parts = [
        "What a dataset holds of each model. In the dataset every variable carries the same: `dataset.cv.attrs`. All "
        "have one value per point (condition and seed), and further values over the dims named here. "
        "[Add a measure](../howto/add_a_measure.md).",
    ]
    for model in tables:
        parts.append(f"## {model.model}: {plain(model.title)}")
        for words, found in by_variant(model):
            parts += [f"### {model.model} {words}"] if words else []
            parts.append(table(HEADER, [_row(name, *about) for name, about in sorted(found.items())]))
    return page("Measures", *parts)


def by_variant(model: ModelTable) -> list[tuple[str, Measures]]:
    """Return the measures of a model, and those that each of its options adds."""
    known: Measures = {}
    found = []
    for words, changes in VARIANTS.get(model.model, {"": {}}).items():
        given = {name: value for name, value in changes.items() if name in model.parameters}
        if given == changes:
            measures = measures_of(model.model, {**model.defaults(), **changes})
            found.append((words, {name: about for name, about in measures.items() if name not in known}))
            known |= measures
    return [(words, measures) for words, measures in found if measures]


def _row(name: str, variable: Variable, definition: str, references: str) -> tuple[str, ...]:
    long_name = variable.long_name[:1].upper() + variable.long_name[1:]
    unit = "" if variable.units == "1" else variable.units
    return code(name), plain(unit), ", ".join(variable.dims), plain(f"{long_name}: {definition}"), plain(references)
