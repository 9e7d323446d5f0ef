"""The parameter tables in docs/: in step with config/models, for every model."""

from pathlib import Path

import pytest

from homeotherm.describe import BEGIN, END, markdown_tables, with_tables
from homeotherm.errors import InputError
from homeotherm.parameters import load_model_table
from homeotherm.physiology.q10 import equivalent_temperature

PROJECT = Path(__file__).parents[2]
MODELS = PROJECT / "config" / "models"
PAGES = sorted(path.stem for path in (PROJECT / "docs").glob("*.md") if BEGIN in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("model", PAGES)
def test_pages_are_in_step(project, model):
    document = (project / "docs" / f"{model}.md").read_text(encoding="utf-8")
    assert with_tables(document, load_model_table(model, MODELS)) == document, "run: make docs"


def test_states_stand_there_for_models_that_have_them(table):
    assert "### Metabolic states" in markdown_tables(table)
    assert "states" not in markdown_tables(load_model_table("stg", MODELS))


def test_the_meaning_of_a_state_is_its_temperature(table):
    reference, q10 = (table.parameters[name].value for name in ("reference_temperature", "q10_metabolism"))
    for state in table.states.values():
        said = float(state.meaning.removeprefix("a normal metabolism at ").removesuffix(" °C"))
        computed = equivalent_temperature(state.metabolic_rate, reference, q10, reference)
        assert said == pytest.approx(computed, abs=0.1), "what rates of two decimals allow"


def test_a_row_has_value_and_unit_or_all_names():
    rows = {line.split(" | ")[1].split("`")[1]: line for line in markdown_tables(load_model_table("stg", MODELS)).splitlines() if "`" in line}  # fmt: skip
    assert set(rows) == set(load_model_table("stg", MODELS).parameters)
    assert "| controlled (or none, sharp) |" in rows["neuromodulation"]
    assert "| 0.3 Hz |" in rows["proportional_gain"] and "| 0.5 |" in rows["initial_calcium"]
    assert rows["cells"].startswith("| N | `cells` (structural) | number of cells") and "| 200 |" in rows["cells"]


@pytest.mark.parametrize("text", ["no markers", f"{BEGIN}\n", f"{BEGIN}\n{END}\n{BEGIN}\n{END}"])
def test_markers_stand_there_once(table, text):
    with pytest.raises(InputError, match="docs/microcircuit.md: the markers"):
        with_tables(text, table)
