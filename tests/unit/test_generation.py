"""A finished build takes its name at once, and of two that build the same the first keeps it."""

import json

import pytest

from homeotherm.engine import MANIFEST
from homeotherm.engine.generation import BINARY, _publish


@pytest.fixture
def made(tmp_path):
    """Return a function that makes what a compiler leaves, and publishes it."""

    def publish(text: str):
        source = tmp_path / f".build-{text}" / "source"
        (source / "static_arrays").mkdir(parents=True)
        (source / BINARY).write_text(text)
        (source / "static_arrays" / "table").write_text(text)
        _publish(source, {"by": text}, tmp_path / "build")
        return source.parent

    return publish


def held(folder) -> tuple[str, str, str]:
    """Return who made the parts of a build."""
    manifest = json.loads((folder / MANIFEST).read_text())
    return manifest["by"], (folder / BINARY).read_text(), (folder / "static_arrays" / "table").read_text()


def test_the_first_of_two_keeps_its_name(made, tmp_path):
    made("first")
    made("second")
    assert held(tmp_path / "build") == ("first", "first", "first")


@pytest.mark.parametrize("left", [(), (BINARY,), (BINARY, "static_arrays")])
def test_what_a_killed_build_left_is_replaced(made, tmp_path, left):
    """Snakemake makes the folder beforehand; an earlier version of this project filled it part by part."""
    for name in left:
        (tmp_path / "build" / name).mkdir(parents=True) if name != BINARY else None
    (tmp_path / "build").mkdir(exist_ok=True)
    if BINARY in left:
        (tmp_path / "build" / BINARY).write_text("half")
    made("whole")
    assert held(tmp_path / "build") == ("whole", "whole", "whole")
