"""The digest of code: comments and docstrings do not count, code does, and only what is imported."""

import shutil
from pathlib import Path

import pytest

import homeotherm.source as source


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Return a copy of the library that a test may edit, and a function that digests modules of it."""
    copy = tmp_path / "homeotherm"
    shutil.copytree(source.ROOT, copy)
    monkeypatch.setattr(source, "ROOT", copy)

    def digest(*modules: str) -> str:
        for function in (source.source_digest, source._tree, source._imports, source._tree_digest):
            function.cache_clear()
        return source.source_digest(*modules)

    yield copy, digest
    monkeypatch.undo()
    digest("homeotherm.errors")


def append(path: Path, text: str) -> None:
    """Add text to a file."""
    path.write_text(path.read_text() + text)


SIMULATION = ("homeotherm.point", "homeotherm.models.microcircuit.recording")


def test_comment_changes_nothing(library):
    copy, digest = library
    before = digest(*SIMULATION)
    append(copy / "point.py", "\n# a comment\n\n\n")
    path = copy / "streams.py"
    path.write_text(path.read_text().replace('"""Seeds of the random', '"""The seeds of the random'))
    assert digest(*SIMULATION) == before


def test_code_changes_it_directly_and_through_imports(library):
    copy, digest = library
    before = digest(*SIMULATION)
    append(copy / "streams.py", "\nCHANGED = 1\n")
    assert digest(*SIMULATION) != before


@pytest.mark.parametrize(
    "module",
    [
        "measures/synchrony.py",
        "models/microcircuit/observables.py",
        "figures/learning.py",
        "study.py",
        "design.py",
        "simulation.py",
    ],
)
def test_what_a_simulation_does_not_use_does_not_count(library, module):
    copy, digest = library
    before = digest(*SIMULATION)
    append(copy / module, "\nCHANGED = 1\n")
    assert digest(*SIMULATION) == before


def test_relative_imports_count(library):
    copy, digest = library
    (copy / "analysis" / "probe.py").write_text("from . import statistics\nfrom ..measures.trains import take\n")
    for module in ("analysis/statistics.py", "measures/trains.py"):
        before = digest("homeotherm.analysis.probe")
        append(copy / module, "\nCHANGED = 1\n")
        assert digest("homeotherm.analysis.probe") != before


@pytest.mark.parametrize("module", ["bifurcation", "synchrony", "robustness"])
def test_every_analysis_stands_on_its_statistics(library, module):
    copy, digest = library
    before = digest(f"homeotherm.analysis.{module}")
    append(copy / "analysis" / "statistics.py", "\nCHANGED = 1\n")
    assert digest(f"homeotherm.analysis.{module}") != before


def test_how_claims_are_judged_is_no_part_of_how_they_are_drawn(library):
    copy, digest = library
    before = digest("homeotherm.figures.claims")
    append(copy / "analysis" / "claim_tests.py", "\nCHANGED = 1\n")
    assert digest("homeotherm.figures.claims") == before
    append(copy / "analysis" / "verdicts.py", "\nCHANGED = 1\n")
    assert digest("homeotherm.figures.claims") != before


def test_unknown_module_is_refused():
    with pytest.raises(ValueError, match="no module"):
        source.source_digest("homeotherm.nothing")
