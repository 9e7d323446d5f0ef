"""The research object of a study: an independent reader finds its files, what made them, and from what."""

import hashlib
import json
import os
import re

import pytest
import yaml
from rocrate.rocrate import ROCrate

from homeotherm.errors import InputError, SimulationError
from homeotherm.exports.crate import write_crate
from homeotherm.results_manifest import write_manifest
from homeotherm.study import check_study

WRITTEN = 1_790_000_000  # 2026-09-21 14:13:20 UTC


@pytest.fixture
def study(project, content):
    """Return a study with authors and references."""
    more = {"authors": ["Ada Lovelace"], "references": ["Tang et al. 2010, PLoS Biol 8:e1000469"]}
    return check_study("heat", {**content, **more}, project / "config" / "models")


@pytest.fixture
def folder(tmp_path):
    """Return the results of the study, listed."""
    folder = tmp_path / "results" / "heat"
    for name in ("dataset.nc", "recordings/0123456789ab.nc", "figures/learning.svg", "design.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
        os.utime(folder / name, (WRITTEN, WRITTEN))
    write_manifest("heat", folder, {"commit": "abc", "versions": {"numpy": "2.5.5", "python": "3.12.1"}})
    return folder


@pytest.fixture
def crate(study, folder, project):
    """Return the crate as another library reads it."""
    write_crate(study, folder, project / "CITATION.cff")
    return ROCrate(folder)


def test_every_file_is_there_with_its_checksum(crate, folder):
    files = {entity.id: entity for entity in crate.get_by_type("File")}
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(files) == on_disk - {"ro-crate-metadata.json"} and "study.yaml" in files
    for name, entity in files.items():
        if name != "manifest.json":
            content = (folder / name).read_bytes()
            assert entity["sha256"] == hashlib.sha256(content).hexdigest()
            assert entity["contentSize"] == str(len(content))
    assert files["dataset.nc"]["encodingFormat"] == "application/x-netcdf"
    assert {part.id for part in crate.root_dataset["hasPart"]} == set(files)


def test_the_run_leads_from_the_study_to_the_results(crate, folder, study):
    (run,) = crate.get_by_type("CreateAction")
    assert run["object"].id == "study.yaml" and run["instrument"].type == "SoftwareApplication"
    assert {result.id for result in run["result"]} == {e.id for e in crate.get_by_type("File")} - {"study.yaml"}
    assert run["endTime"] == "2026-09-21T14:13:20+00:00" and crate.root_dataset["mentions"] == run
    assert yaml.safe_load((folder / "study.yaml").read_text()) == study.content


def test_title_authors_licence_versions_and_papers(crate):
    root = crate.root_dataset
    assert (root["name"], root["description"], root["datePublished"]) == ("A study", "Does it work?", "2026-09-21")
    assert [author["name"] for author in root["author"]] == ["Ada Lovelace"]
    assert root["license"].id == "https://spdx.org/licenses/MIT"
    assert [paper["name"] for paper in root["citation"]] == ["Tang et al. 2010, PLoS Biol 8:e1000469"]
    software = crate.get("#homeotherm")
    assert software["softwareVersion"].endswith(", commit abc")
    assert {need["name"]: need["softwareVersion"] for need in software["softwareRequirements"]} == {
        "numpy": "2.5.5", "python": "3.12.1",
    }  # fmt: skip
    assert [maker["name"] for maker in software["author"]] == ["homeotherm developers"]


def test_it_says_which_profiles_it_keeps(crate):
    assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.1"
    assert crate.root_dataset["conformsTo"].id == "https://w3id.org/ro/wfrun/process/0.5"


def test_every_entity_that_is_named_is_there_once(crate, folder):
    graph = json.loads((folder / "ro-crate-metadata.json").read_text())["@graph"]
    known = [entity["@id"] for entity in graph]
    assert len(known) == len(set(known))

    def named(value):
        if isinstance(value, dict):
            yield value["@id"]
        for each in value if isinstance(value, list) else ():
            yield from named(each)

    outside = {each for entity in graph for value in entity.values() for each in named(value)} - set(known)
    assert outside == {"https://w3id.org/ro/crate/1.1"}


def test_without_authors_the_developers_count(project, content, folder):
    study = check_study("heat", content, project / "config" / "models")
    write_crate(study, folder, project / "CITATION.cff")
    assert [author["name"] for author in ROCrate(folder).root_dataset["author"]] == ["homeotherm developers"]


def test_persons_of_the_citation(study, folder, tmp_path):
    citation = {
        "title": "homeotherm", "abstract": "Studies.", "version": "1", "license": "MIT",
        "authors": [{"family-names": "Öner", "given-names": "A."}],
    }  # fmt: skip
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(citation, allow_unicode=True))
    write_crate(study, folder, tmp_path / "CITATION.cff")
    assert ROCrate(folder).get("#homeotherm")["author"][0]["name"] == "A. Öner"


def test_the_same_results_give_the_same_crate(crate, study, folder, project):
    before = (folder / "ro-crate-metadata.json").read_bytes()
    write_crate(study, folder, project / "CITATION.cff")
    assert (folder / "ro-crate-metadata.json").read_bytes() == before


def test_a_file_of_unknown_format_is_one_line(study, folder, project):
    (folder / "notes.docx").write_text("mine")
    write_manifest("heat", folder, {"commit": "abc", "versions": {}})
    with pytest.raises(
        InputError, match=re.escape("notes.docx: of which format it is is not known; allowed: .nc, .csv")
    ):
        write_crate(study, folder, project / "CITATION.cff")


def test_results_without_checksums_are_one_line(study, folder, project):
    (folder / "manifest.json").unlink()
    with pytest.raises(SimulationError, match="manifest.json: cannot be read"):
        write_crate(study, folder, project / "CITATION.cff")


def test_a_missing_file_is_one_line(study, folder, project):
    (folder / "dataset.nc").unlink()
    with pytest.raises(SimulationError, match="dataset.nc: is missing; make verify STUDY=heat says how"):
        write_crate(study, folder, project / "CITATION.cff")
