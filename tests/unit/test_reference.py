"""The generated reference: in step with the code, and complete."""

import ast
import re

import pytest
import yaml

from homeotherm.catalogue import FIGURES, OF_SAMPLES
from homeotherm.models import room
from homeotherm.parameters import load_model_table
from homeotherm.reference.commands import commands_page, targets_of
from homeotherm.reference.configuration import comments_of, configuration_page
from homeotherm.reference.library import first_line, public_functions, signature
from homeotherm.reference.markdown import plain
from homeotherm.reference.measures import by_variant
from homeotherm.reference.pages import reference_pages
from homeotherm.reference.studies import duration
from homeotherm.reference.study_file import kind_of, study_file_page
from homeotherm.regulated import definitions as regulated
from homeotherm.study_file import StudyFile


@pytest.fixture(scope="module")
def pages(project):
    """Return all generated pages."""
    return reference_pages(project)


def test_pages_are_in_step(pages, project):
    old = [name for name, text in pages.items() if (project / "docs" / name).read_text(encoding="utf-8") != text]
    assert not old, f"{old}: run make docs"


def test_every_key_of_a_study_file_has_a_meaning():
    page = study_file_page()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert {re.match(r"\| `(\w+)`", row)[1] for row in rows} >= {
        *StudyFile.model_fields,
        "trajectories",
        "rounds",
        "above",
    }
    for row in rows:
        assert len(row.split(" | ")) == 4 and not row.endswith("|  |"), row
    assert "| `trajectories` | whole number from 2 | none |" in page and "| `seeds` | {first, count} or list of" in page


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 1}, "number above 0 up to 1"),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}, {"type": "string"}]}, "quantity"),
        ({"type": "array", "items": {"type": "string"}}, "list of texts"),
        ({"enum": ["rises", "falls"], "type": "string"}, "rises, falls"),
    ],
)  # fmt: skip
def test_kinds_in_words(about, words):
    assert kind_of(about) == words


def test_settings_have_the_comment_above_them(project, tmp_path):
    config, schema = project / "config" / "config.yaml", project / "workflow" / "schemas" / "config.schema.json"
    comments = comments_of("# yaml: $schema=x\n# One.\n# Two.\na: 1\nb: 2\n")
    assert comments == {"a": "One. Two.", "b": ""}
    page = configuration_page(config, schema)
    assert set(re.findall(r"^\| `(\w+)`", page, flags=re.MULTILINE)) == set(yaml.safe_load(config.read_text()))
    bare = tmp_path / "config.yaml"
    bare.write_text("study: quick\n")
    with pytest.raises(ValueError, match="'study' lacks a comment above it"):
        configuration_page(bare, schema)


@pytest.mark.parametrize("model", ["da", "maps", "microcircuit", "pairing", "rhythm", "stg"])
def test_all_parameters_and_measures_are_listed(pages, project, model):
    table = load_model_table(model, project / "config" / "models")
    section = pages["reference/parameters.md"].split(f"## {model}: ", 1)[1].split("\n## ", 1)[0]
    assert set(re.findall(r"^\| `(\w+)`", section, flags=re.MULTILINE)) == {*table.parameters, *table.states}
    listed = {name for _, measures in by_variant(table) for name in measures}
    known = _defined(room(model, "observables"))
    if model in ("stg", "da"):
        known |= _defined(regulated) - (
            {*regulated.ENERGY, *regulated.OPEN_LOOP} - set(regulated.MEASURES) if model == "da" else set()
        )
    assert known <= listed
    section = pages["reference/measures.md"].split(f"## {model}: ", 1)[1].split("\n## ", 1)[0]
    assert set(re.findall(r"^\| `(\w+)`", section, flags=re.MULTILINE)) == listed


def _defined(module) -> set[str]:
    """Return the names in the tables of measures that a module has."""
    tables = [each for name, each in vars(module).items() if name.isupper() and isinstance(each, dict)]
    return {name for table in tables for name, about in table.items() if isinstance(about, tuple) and len(about) == 3}


def test_targets_are_rules_without_wildcards():
    rules = 'rule a:\n    output:\n        "x/{study}.csv",\n\n\nrule b:\n    input:\n        "{y}",\n\n\nrule c:\n    run:\n        go()\n'
    assert targets_of(rules) == {"b", "c"}


def test_a_target_without_words_is_named(project, tmp_path):
    (tmp_path / "new.smk").write_text('rule surprise:\n    input:\n        "x",\n')
    with pytest.raises(ValueError, match="surprise stand"):
        commands_page(
            project / "Makefile",
            [project / "Snakefile", *(project / "workflow" / "rules").glob("*.smk"), tmp_path / "new.smk"],
        )


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (59, "59 s"), (90, "1.5 min"), (5400, "1.5 h")])
def test_durations(seconds, words):
    assert duration(seconds) == words


def test_every_study_is_listed_with_its_points(pages, project):
    rows = {row.split("`")[1]: row for row in pages["studies.md"].splitlines() if row.startswith("| `")}
    assert set(rows) == {path.stem for path in (project / "config" / "studies").glob("*.yaml")}
    assert "| 27 |" in rows["quick"] and "| 100000 |" in rows["maps_large"] and "published" in rows["metaboplasticity"]
    assert "| 66 |" in rows["temperature"]  # 90, of which those that say the same are simulated once


def test_functions_are_listed_with_their_arguments(pages, tmp_path):
    source = 'def f(a, b=2, *, c, d=None):\n    """What f\n    does.\n\n    More.\n    """\n\n\ndef _g():\n    """Hidden."""\n\n\ndef h():\n    pass\n'
    module = ast.parse(source)
    (found,) = public_functions(module)
    assert (signature(found), first_line(found)) == ("f(a, b=2, *, c, d=None)", "What f does.")
    assert "### `homeotherm.measures.synchrony`" in pages["reference/library.md"]
    assert "| `compute_point(table, identifier, parameters, seed)` | Compute one point" in pages["reference/library.md"]


def test_text_stays_what_it_is_but_for_code():
    assert plain("a_b * c < d, ``<e>_f`` and `g_h`") == "a\\_b \\* c &lt; d, `<e>_f` and `g_h`"


def test_every_figure_is_listed_with_studies_that_draw_it(pages, project):
    rows = {line.split("`")[1]: line for line in pages["reference/figures.md"].splitlines() if line.startswith("| `")}
    assert set(rows) == {*FIGURES, *OF_SAMPLES}
    assert rows["hysteresis"].endswith("| `microcircuit` | `dataset.nc` | `ramp` and 1 more |")
    assert rows["bistability"].endswith("| `bistability` |") and "| any | `dataset.nc` |" in rows["responses"]
    assert rows["sensitivity"].endswith("| `microcircuit` | `dataset.nc` | `sensitivity` and 1 more |")
