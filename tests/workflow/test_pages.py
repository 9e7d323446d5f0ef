"""The tutorial and the how-tos, followed literally in a copy of the project."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from copies import copy_project
from pages import follow, steps_of

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs"
HOWTOS = sorted(path.stem for path in (DOCS / "howto").glob("*.md") if path.stem != "index")


@pytest.fixture
def reader(project, tmp_path):
    """Return a copy of the project that is set up with the environment of the tests, and its environment variables."""
    folder = tmp_path / "project"
    copy_project(project, folder)
    (folder / ".venv").mkdir()
    for name in ("bin", "lib", "lib64", "include", "pyvenv.cfg"):
        if (Path(sys.prefix) / name).exists():
            (folder / ".venv" / name).symlink_to(Path(sys.prefix) / name)
    lock = folder / "envs" / "requirements.txt"
    (folder / ".venv" / f".{lock.name}.sha256").write_text(hashlib.sha256(lock.read_bytes()).hexdigest() + "\n")
    return folder, {**os.environ, "PATH": f"{folder}/.venv/bin:{os.environ['PATH']}"}


def test_tutorial(reader):
    """Its claims hold, and it runs in the order in which it stands there."""
    folder, environment = reader
    follow(DOCS / "tutorial.md", folder, environment)
    verdicts = {
        study: (folder / "results" / study / "analysis" / "claims.csv").read_text().count(",holds")
        for study in ("first", "warm")
    }
    assert verdicts == {"first": 1, "warm": 1}


@pytest.mark.parametrize("page", HOWTOS)
def test_howto(reader, page):
    assert steps_of(DOCS / "howto" / f"{page}.md"), f"{page}: nothing to follow"
    follow(DOCS / "howto" / f"{page}.md", *reader)
