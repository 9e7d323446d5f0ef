"""What a parameter is: a phrase of its own for each, in the tables, the reference, the pages of models; no part of ids."""

import re
from collections import Counter

import pytest
import yaml

from homeotherm.describe import markdown_tables
from homeotherm.design import batches_of, points_of
from homeotherm.errors import InputError
from homeotherm.parameters import load_model_table
from homeotherm.reference.markdown import plain
from homeotherm.reference.parameters import parameters_page
from homeotherm.study import check_study

MODELS = ("da", "maps", "microcircuit", "pairing", "rhythm", "stg")
ORIGINS = re.compile(r"(paper|abstract|literature|choice)\b")
ROW = "    map: {symbol: f, value: logistic, choices: [logistic, fold], source: choice%s}\n"


@pytest.fixture(scope="module")
def table_of(project):
    """Return a function that reads a shipped table."""
    return lambda model: load_model_table(model, project / "config" / "models")


def test_all_shipped_tables_are_looked_at(project):
    assert tuple(sorted(path.stem for path in (project / "config" / "models").glob("*.yaml"))) == MODELS


@pytest.mark.parametrize("model", MODELS)
def test_every_parameter_has_a_phrase_of_its_own(table_of, model):
    rows = table_of(model).parameters.values()
    twice = {phrase for phrase, count in Counter(row.meaning for row in rows).items() if count > 1}
    assert not twice
    for row in rows:
        assert 4 <= len(row.meaning.split()) <= 20, (row.name, row.meaning)
        assert not row.meaning.endswith(".") and re.match(r"[a-z]|Q10 |ATP", row.meaning), (row.name, row.meaning)
        assert row.meaning != row.name.replace("_", " ") and row.meaning not in row.source, row.name
        assert ORIGINS.match(row.source), (row.name, row.source)


def test_choices_are_named_where_their_names_do_not_say_it(table_of):
    """What `none`, `open` or `frozen` chooses is said; names of currents say it themselves."""
    for model in ("stg", "rhythm"):
        for name in ("neuromodulation", "sweep_regulation", "temperature_dependence"):
            row = table_of(model).parameters[name]
            assert all(choice in row.meaning for choice in row.choices if choice != "controlled"), row
    assert "published" in table_of("rhythm").parameters["initialisation"].meaning


# --- one line if it is not there


@pytest.fixture
def table_with(tmp_path):
    """Return a function that reads a table with one row, to which it adds text."""

    def read(added):
        head = "model: one\ntitle: One\nsource: tests\ntables:\n  map:\n"
        cost = (
            "cost: {per_neuron_seconds: 1, fixed_seconds: 1, recording_megabytes_per_neuron: 1, compile_seconds: 0}\n"
        )
        (tmp_path / "one.yaml").write_text(head + ROW % added + cost, encoding="utf-8")
        return load_model_table("one", tmp_path)

    return read


@pytest.mark.parametrize(
    ("added", "line"),
    [
        ("", "map.map: meaning is missing; required: choices, meaning, source, symbol, value"),
        (", meanign: which map", "map.map: unknown key 'meanign' (did you mean 'meaning'?)"),
        (", meaning: ", "map.map.meaning: None is no text of one line; allowed: a short phrase"),
        (", meaning: ' '", "map.map.meaning: ' ' is no text of one line"),
        (", meaning: 3", "map.map.meaning: 3 is no text of one line"),
        (", meaning: [which, map]", "map.map.meaning: ['which', 'map'] is no text of one line"),
        (r', meaning: "which\nmap"', r"map.map.meaning: 'which\nmap' is no text of one line"),
    ],
)  # fmt: skip
def test_without_a_phrase_a_row_is_refused(table_with, added, line):
    with pytest.raises(InputError) as error:
        table_with(added)
    assert str(error.value).partition("one.yaml: ")[2].startswith(line) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ("metabolic_rate: 0.5", "states.cold: meaning is missing; required: meaning, metabolic_rate"),
        ("metabolic_rate: 0.5, meanign: cold", "states.cold: unknown key 'meanign' (did you mean 'meaning'?)"),
        ("metabolic_rate: 0.5, meaning: 3", "states.cold.meaning: 3 is no text of one line"),
    ],
)
def test_without_a_phrase_a_state_is_refused(table_with, state, line):
    with pytest.raises(InputError) as error:
        table_with(f", meaning: which map}}\nstates:\n  cold: {{{state}")  # the brace of the row closes the state
    assert str(error.value).partition("one.yaml: ")[2].startswith(line) and "\n" not in str(error.value)


def test_a_phrase_is_kept_without_blanks_around_it(table_with):
    assert table_with(", meaning: ' which map '").parameters["map"].meaning == "which map"


# --- where it is shown


def test_reference_and_page_of_a_model_show_phrase_and_source_apart(table_of):
    stg = table_of("stg")
    header, rows = _rows(parameters_page([stg]))
    assert header == ["parameter", "symbol", "meaning", "default", "allowed", "notes", "source"]
    assert set(rows) == set(stg.parameters)
    for name, row in stg.parameters.items():
        assert rows[name][2] == plain(row.meaning) and rows[name][6] == plain(row.source)
    assert rows["exchange_rate"][3] == "5 Hz" and rows["calcium_target"][3] == "125"
    _, rows = _rows(markdown_tables(stg), name_at=1)
    for name, row in stg.parameters.items():
        assert rows[name][2] == row.meaning and rows[name][-1] == row.source


def _rows(page, name_at=0):
    """Return the header and the rows, by the parameter's name, of all tables of a page."""
    lines = [line[2:-2].split(" | ") for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    header = lines[0]
    rows = {line[name_at].split("`")[1]: line for line in lines if "`" in line[name_at]}
    return header, rows


# --- no part of what identifies a point


def test_other_words_are_the_same_points_builds_and_batches(project, tmp_path, content):
    models = project / "config" / "models"
    table = yaml.safe_load((models / "microcircuit.yaml").read_text(encoding="utf-8"))
    for rows in table["tables"].values():
        for name, row in rows.items():
            row.update(meaning=f"something else, called {name}", source="choice: told otherwise")
    (tmp_path / "microcircuit.yaml").write_text(yaml.safe_dump(table, sort_keys=False), encoding="utf-8")
    shipped, other = (check_study("small", content, folder) for folder in (models, tmp_path))
    assert other.table.parameters["in_degree"].meaning == "something else, called in_degree"
    points = [points_of(study) for study in (shipped, other)]
    assert points[0].names() == points[1].names()
    structures = [study.table.structure(study.base) for study in (shipped, other)]
    assert structures[0] == structures[1]
    batches = [[batch.id for batch in batches_of(each, ["build"] * len(each), None)] for each in points]
    assert batches[0] == batches[1]
