"""The model description: what stands in the network stands in the document, and the document is in step."""

import dataclasses
import re

import brian2
import pytest
from brian2.core.variables import VariableView

from homeotherm.describe_model import comments_of, described_models, description, factor_rows
from homeotherm.engine.reading import read_network
from homeotherm.errors import InputError
from homeotherm.models.microcircuit import description as words
from homeotherm.models.microcircuit import equations
from homeotherm.models.microcircuit.cost import biological_seconds
from homeotherm.models.microcircuit.observables import MEASURES


@pytest.fixture(scope="module")
def text(table):
    """Return the document."""
    return description(table)


@pytest.fixture(scope="module")
def reading(table):
    """Return the default network."""
    return read_network("microcircuit", table.structure(table.defaults()))


def section(text: str, letter: str) -> str:
    """Return one table of the document."""
    return next(part for part in text.split("\n## ") if part.startswith(f"{letter}. "))


def test_the_committed_document_is_in_step(project, text):
    assert (project / "docs" / "microcircuit_description.md").read_text(encoding="utf-8") == text, "run: make docs"


def test_networks_are_described_and_experiments_on_single_cells_are_not(project):
    assert described_models(project / "config" / "models") == ["microcircuit"]


def test_all_tables_are_there_in_order(text):
    assert re.findall(r"^## (\w)\.", text, flags=re.MULTILINE)[:9] == list("ABCDEFGHI")


def test_network_is_read_as_it_is_built(reading, table):
    assert [cells.name for cells in reading.cells] == ["neurons"]
    ends = {projection.name: (projection.source, projection.target) for projection in reading.projections}
    assert ends["e_to_e"] == ((0, 4000), (0, 4000)) and ends["e_to_i"] == ((0, 4000), (4000, 5000))
    assert ends["i_to_all"] == ((4000, 5000), (0, 5000))
    e_to_e = next(projection for projection in reading.projections if projection.name == "e_to_e")
    assert e_to_e.connect == {"condition": "i != j", "p": "k_in_pre/5000"}
    assert e_to_e.delay == pytest.approx(1.5e-3)
    turnover = next(operation for operation in reading.operations() if operation.name == "turnover")
    assert turnover.interval == pytest.approx(0.1)
    # 2 s + 3 × 8 × (200 + 150) ms before and after, and 160 s of training
    assert sum(phase.seconds for phase in reading.phases) == pytest.approx(180.8)
    assert biological_seconds(table.defaults()) == pytest.approx(180.8)


def test_every_line_of_code_is_in_the_document(reading, text):
    lines = [
        line for code in reading.code().values() for line in code.splitlines() if " : " not in line or "/dt" in line
    ]
    assert len(lines) > 20
    for line in lines:
        assert line in text, line


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("NEURONS", "-phi_te*g_e/tau_e", "-2*phi_te*g_e/tau_e"),
        ("TRACES", "-phi_tau*dt/tau_plus", "-3*phi_tau*dt/tau_plus"),
    ],
)
def test_other_equations_make_another_document(table, text, monkeypatch, name, old, new):
    assert old in getattr(equations, name) and new not in text
    monkeypatch.setattr(equations, name, getattr(equations, name).replace(old, new))
    assert new in description(table)


def test_nothing_of_brian2_is_left_changed(table, reading, monkeypatch):
    originals = brian2.Synapses.connect, VariableView.set_item
    monkeypatch.setattr(equations, "NEURONS", "this is no equation")
    with pytest.raises(Exception, match="this is no equation"):
        read_network("microcircuit", table.structure(table.defaults()))
    assert (brian2.Synapses.connect, VariableView.set_item) == originals


def test_factors_at_the_ends_of_the_range(table, text):
    factors = {symbol: values for symbol, _, values in factor_rows(table)}
    # Q^((30 - 37)/10) and Q^((42 - 37)/10)
    assert factors["phi_nu"] == pytest.approx([3.0**-0.7, 3.0**0.5])
    assert factors["phi_gI"] == pytest.approx([0.42**-0.7, 0.42**0.5])
    assert factors["phi_w"] == [1.0, 1.0]
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in section(text, "I").splitlines() if "phi_" in line}
    assert "| 3 | metabolic rate | 0.463 | 1.73 | `afferents` |" in rows["phi_nu"]
    assert "| `traces` |" in rows["phi_tau"] and "`e_to_e`" in rows["phi_A"]
    for symbol in factors:
        assert "|  |" not in rows[symbol].split("choice")[0], f"{symbol} is used by nothing"


def test_every_parameter_and_every_measure_has_a_row(table, text):
    for name, parameter in table.parameters.items():
        assert re.search(rf"^\| {parameter.symbol} \| `{name}`", section(text, "H"), flags=re.MULTILINE), name
    for name in MEASURES:
        assert f"| `{name}` |" in section(text, "G")
    assert not re.search(r"<\w+>", re.sub(r"`[^`]*`|```.*?```", "", text, flags=re.DOTALL))  # no accidental HTML


def test_object_without_words_is_one_line(table, monkeypatch):
    monkeypatch.setattr(words, "WORDS", {name: said for name, said in words.WORDS.items() if name != "turnover"})
    with pytest.raises(InputError, match="WORDS lacks 'turnover'") as error:
        description(table)
    assert "\n" not in str(error.value)


def test_comments_belong_to_declarations():
    class Module:
        pass

    module = Module()
    module.FIRST = "a : siemens (shared)   # none\nb : 1 (constant)  # of all\ndv/dt = 1 : volt # x\nc : 1\n# comment"
    module.SECOND = "a : siemens  # one for each"
    module.NUMBER = 3
    assert comments_of(module) == {("a", "(shared)"): "none", ("b", "(constant)"): "of all", ("a", ""): "one for each"}


def test_an_option_is_described_by_what_it_adds(table, reading):
    from homeotherm.describe_model import _options

    cells = dataclasses.replace(
        reading.cells[0], equations=reading.cells[0].equations + "\nx : 1\ny : 1 (shared, constant)",
        reset=reading.cells[0].reset + "\nx += y",
    )  # fmt: skip
    variant = dataclasses.replace(reading, cells=(cells,), initial={**reading.initial, "neurons.x": "1"})
    (part,) = _options(table, reading, {"extra": variant}, words, {("x", ""): "a variable"})
    assert part.startswith("## J. Option extra") and "| `x` | 1 | a variable |" in part
    assert part.count("```text\nx += y\n```") == 1 and "Start: `neurons.x = 1`" in part
    assert "dv/dt" not in part and "`y`" not in part
