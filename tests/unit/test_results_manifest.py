"""The list of a study's results: damage to any file is found and named with what makes it again."""

import json

import pytest

from homeotherm.errors import InputError, SimulationError
from homeotherm.results_manifest import write_manifest
from homeotherm.verify import verified


@pytest.fixture
def results(tmp_path, monkeypatch):
    """Return a folder of results with one listed study."""
    folder = tmp_path / "results" / "heat"
    for name in (
        "dataset.nc",
        "recordings/0123456789ab.nc",
        "recordings/journal/unfinished.journal",
        "figures/a b.svg",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    write_manifest("heat", folder, {"commit": "abc"})
    monkeypatch.chdir(tmp_path)
    return folder.parent


def test_whole_results(results):
    assert verified("heat", results) == "study heat: all 3 files are as they were made"
    manifest = json.loads((results / "heat" / "manifest.json").read_text())
    assert manifest["commit"] == "abc" and manifest["files"]["dataset.nc"]["bytes"] == 10


def test_the_same_results_give_the_same_manifest(results):
    before = (results / "heat" / "manifest.json").read_bytes()
    write_manifest("heat", results / "heat", {"commit": "abc"})
    assert (results / "heat" / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("content", [b"dataset.nd", b"dataset.n", b""])
def test_every_changed_byte_is_found_and_only_that_file_named(results, content):
    path, listing = results / "heat" / "dataset.nc", results / "heat" / "manifest.json"
    path.write_bytes(content)
    with pytest.raises(SimulationError) as error:
        verified("heat", results)
    first, *lines = str(error.value).splitlines()
    assert first == "1 of 3 files of study heat are not as they were" and len(lines) == 1
    assert lines[0].startswith(f"{path}: is damaged")
    assert lines[0].endswith(f"make it again: rm {path} && snakemake --cores 1 {path} {listing} --config study=heat")


def test_a_missing_file_needs_no_removal(results):
    path = results / "heat" / "recordings" / "0123456789ab.nc"
    path.unlink()
    with pytest.raises(SimulationError, match=f"is missing; make it again: snakemake --cores 1 {path}"):
        verified("heat", results)


def test_foreign_files_are_said(results):
    (results / "heat" / "notes.txt").write_text("mine")
    assert verified("heat", results).endswith("; not listed, and not checked: notes.txt")


def test_pages_come_and_go(results):
    (results / "heat" / "report.html").write_text("made of the other files")
    assert verified("heat", results) == "study heat: all 3 files are as they were made"
    write_manifest("heat", results / "heat", {"commit": "abc"})
    (results / "heat" / "report.html").unlink()
    assert verified("heat", results) == "study heat: all 3 files are as they were made"


@pytest.mark.parametrize("name", ["exports/0123456789abcdef.h5", "ro-crate-metadata.json", "study.yaml"])
def test_what_is_made_for_others_is_no_part_of_the_results(results, name):
    (results / "heat" / "exports").mkdir()
    (results / "heat" / name).write_text("on request")
    assert verified("heat", results) == "study heat: all 3 files are as they were made"


@pytest.mark.parametrize("content", [None, "", "[]", '{"files": {}}'])
def test_a_manifest_that_is_not_whole_is_one_line(results, content):
    path = results / "heat" / "manifest.json"
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(SimulationError, match=f"{path}: .*make it again: rm -f {path} && snakemake") as error:
        verified("heat", results)
    assert "\n" not in str(error.value)


def test_no_path_is_a_study(results):
    with pytest.raises(InputError, match="not a safe name"):
        verified("../heat", results)
