"""Published results: the same bytes, a manifest that finds damage, and what may be drawn from them."""

import datetime
import hashlib
import json
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
import yaml
from synthetic import synthetic_dataset

from homeotherm import publishing
from homeotherm.design import points_of
from homeotherm.errors import InputError, SimulationError
from homeotherm.files import content_digest, read_dataset, write_dataset
from homeotherm.provenance import commit, to_json
from homeotherm.published import MANIFEST, Publication, open_publication, published_studies
from homeotherm.refinement import Refinement
from homeotherm.study import check_study
from tiny import tiny_study

DATE = datetime.date(2020, 2, 29)


@pytest.fixture
def study(project):
    """Return the study that is published."""
    return check_study("tiny", tiny_study(), project / "config" / "models")


@pytest.fixture
def results(study, tmp_path):
    """Return the files of its results by name: two states, two temperatures, two seeds, one point diverged."""
    failed = {"state": 0, "temperature": 1, "seed": 1}
    dataset = synthetic_dataset(temperatures=(30, 37), seeds=2, failed=[failed]).isel(state=slice(2))
    identifiers = np.array([point.id for point in points_of(study)], dtype=object).reshape(study.shape)
    dataset["point"] = (("state", "temperature", "seed"), identifiers)
    dataset.attrs |= {
        "study_json": to_json(study.content), "commit": "0123456789abcdef", "versions_json": '{"brian2": "2.10.1"}',
        "builds_json": '[{"compiler": "g++ 12"}]',
    }  # fmt: skip
    folder = tmp_path / "results"
    write_dataset(dataset, folder / "dataset.nc")
    write_dataset(xr.Dataset({"branches": ("time", np.arange(3.0))}), folder / "analysis" / "bifurcation.nc")
    write_dataset(xr.Dataset({"spike_time": ("spike", np.arange(9.0))}), folder / "analysis" / "rasters.nc")
    (folder / "analysis" / "conditions.csv").write_text("measure,mean\nweight_mean,2.5\n")
    return {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*.*"))}


@pytest.fixture
def recordings(study, tmp_path):
    """Return a folder of two recordings: eight points of half an hour, and one that belongs to another study."""
    names = [point.id for point in points_of(study)]
    for number, part in enumerate((names[:3], [*names[3:], "another"])):
        points = xr.Dataset({"cpu_seconds": ("point", np.full(len(part), 1800.0))}, {"point": np.array(part, object)})
        write_dataset(points, tmp_path / "recordings" / f"{number}.nc")
    return tmp_path / "recordings"


@pytest.fixture
def published(study, results, recordings, tmp_path):
    """Return a function that publishes, and opens what was published."""

    def run() -> Publication:
        open_publication.cache_clear()
        root = tmp_path / "published"
        publishing.publish(study, results, recordings, "fedcba", {"python": "3.12"}, DATE, root / "tiny")
        return open_publication("tiny", root)

    return run


def test_files_keep_their_bytes_and_the_manifest_knows_them(published, results):
    publication = published()
    assert set(publication.manifest["files"]) == set(results)
    for name, path in results.items():
        content = path.read_bytes()
        assert publication.path(name).read_bytes() == content
        assert publication.manifest["files"][name] == {
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    assert {path.name for path in publication.folder.iterdir()} == {"README.md", MANIFEST, "analysis", "dataset.nc"}
    assert [path.name for path in publication.folder.parent.iterdir()] == ["tiny"]  # the workshop is gone


def test_manifest_says_where_results_come_from(published, study):
    about = published().manifest
    assert about["points"] == {"ok": 7, "diverged": 1}
    assert about["simulation_core_hours"] == 4.0  # 8 × 1800 s
    assert about["dataset"] == {
        "commit": "0123456789abcdef", "versions": {"brian2": "2.10.1"}, "builds": [{"compiler": "g++ 12"}],
    }  # fmt: skip
    assert about["publication"] == {
        "command": "snakemake --cores 1 publish --config study=tiny", "commit": "fedcba", "date": "2020-02-29",
        "versions": {"python": "3.12"},
    }  # fmt: skip
    assert about["study_content"] == study.content and about["left_out"] == {}


def test_a_refined_study_is_made_again_round_after_round(study, results, recordings, tmp_path):
    refined = replace(study, refinement=Refinement("temperature", "weight_mean", 1.0, 0.1, 12, 200))
    publishing.publish(refined, results, recordings, "fedcba", {}, DATE, tmp_path / "published" / "tiny")
    readme = (tmp_path / "published" / "tiny" / "README.md").read_text()
    assert "    make refine STUDY=tiny && snakemake --cores 1 publish --config study=tiny\n" in readme


def test_time_is_unknown_where_recordings_are_gone(published, recordings):
    (recordings / "0.nc").unlink()
    publication = published()
    assert publication.manifest["simulation_core_hours"] is None
    assert "core-hours" not in (publication.folder / "README.md").read_text()


def test_same_results_same_bytes(published):
    folder = published().folder
    first = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {path.name: path.read_bytes() for path in published().folder.rglob("*") if path.is_file()} == first


def test_what_is_no_longer_a_result_goes(published, results):
    published()
    del results["analysis/conditions.csv"]
    folder = published().folder
    assert not (folder / "analysis" / "conditions.csv").exists()


@pytest.mark.parametrize("name", ["dataset.nc", "analysis/conditions.csv", MANIFEST])
def test_one_flipped_bit_is_found(published, name):
    path = published().folder / name
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    open_publication.cache_clear()
    with pytest.raises(SimulationError) as error:
        open_publication("tiny", path.parents[name.count("/") + 1])
    line = str(error.value)
    assert str(path) in line and "git checkout" in line and "\n" not in line


def test_missing_file_is_named(published):
    folder = published().folder
    (folder / "dataset.nc").unlink()
    open_publication.cache_clear()
    with pytest.raises(SimulationError, match=r"dataset\.nc: is missing"):
        open_publication("tiny", folder.parent)


def test_a_changed_claim_of_the_manifest_is_found(published):
    path = published().folder / MANIFEST
    path.write_text(path.read_text().replace("0123456789abcdef", "0123456789abcdee"))
    open_publication.cache_clear()
    with pytest.raises(SimulationError, match="is not what was published"):
        open_publication("tiny", path.parents[1])


@pytest.mark.parametrize("name", ["tinny", "../published/tiny", "", "."])
def test_study_that_is_not_published(published, tmp_path, name):
    published()
    with pytest.raises(InputError, match="allowed with source=published: tiny$"):
        open_publication(name, tmp_path / "published")


def test_nothing_is_published(tmp_path):
    assert published_studies(tmp_path) == []
    with pytest.raises(InputError, match="none yet"):
        open_publication("tiny", tmp_path)


def test_large_dataset_has_its_trajectories_rounded(published, results, monkeypatch):
    monkeypatch.setattr(publishing, "ROUND_ABOVE", results["dataset.nc"].stat().st_size - 1)
    before, after = read_dataset(results["dataset.nc"]), read_dataset(published().path("dataset.nc"))
    assert (
        after.attrs["storage"] == "variables over time and over cells are rounded to single precision for publication"
    )
    timed = [name for name in before.data_vars if "time" in before[name].dims]
    assert len(timed) == 4
    for name in timed:
        assert after[name].dtype == np.float32 and after[name].attrs["units"] == before[name].attrs["units"]
        assert after[name].attrs["storage"] == "rounded to single precision for publication"
        np.testing.assert_array_equal(after[name].values, before[name].values.astype(np.float32))
    assert content_digest(after.drop_vars(timed)) == content_digest(before.drop_vars(timed))


def test_number_that_single_precision_cannot_hold_is_an_error(results):
    dataset = read_dataset(results["dataset.nc"])
    dataset["rate_trajectory"].values[0, 0, 0, 0] = 1e39
    with pytest.warns(RuntimeWarning), pytest.raises(SimulationError, match="rate_trajectory: has values"):
        publishing.rounded(dataset)


def test_file_that_is_too_large_is_one_line(published, results, monkeypatch, tmp_path):
    size = results["dataset.nc"].stat().st_size
    monkeypatch.setattr(publishing, "LARGEST_FILE", size - 1)
    with pytest.raises(InputError, match=r"dataset\.nc: 0\.\d MB to publish; allowed: 0\.\d MB for a file"):
        published()
    assert list((tmp_path / "published").iterdir()) == []
    monkeypatch.setattr(publishing, "LARGEST_FILE", size)
    assert published().manifest["left_out"] == {}


def test_large_rasters_are_left_out_and_so_is_their_figure(published, results, monkeypatch, project):
    results["analysis/rasters.nc"].write_bytes(bytes(results["dataset.nc"].stat().st_size + 1))
    monkeypatch.setattr(publishing, "LARGEST_FILE", results["dataset.nc"].stat().st_size)
    publication = published()
    assert set(publication.manifest["left_out"]) == {"analysis/rasters.nc"}
    assert not (publication.folder / "analysis" / "rasters.nc").exists()
    drawn, left_out = publication.figures(project / "config" / "models")
    assert left_out == ["raster"] and "bifurcation" in drawn
    with pytest.raises(InputError, match=r"'analysis/rasters\.nc' is not published"):
        publication.path("analysis/rasters.nc")


def test_line_says_what_is_published_and_what_has_changed_since(published, project, tmp_path):
    publication = published()
    config = tmp_path / "config"
    shutil.copytree(project / "config" / "models", config / "models")
    path = config / "studies" / "tiny.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(tiny_study()))
    line = publication.summary(config)
    assert line == (
        "study tiny as published on 2020-02-29, dataset of commit 0123456789ab: points 7 ok, 1 diverged; "
        "nothing is simulated"
    )
    path.write_text(yaml.safe_dump(tiny_study(seeds={"first": 1, "count": 3})))
    assert publication.summary(config) == f"{line}; {path} is not the study that was published"


def test_dataset_of_another_version_of_the_study_is_refused(published, results):
    dataset = read_dataset(results["dataset.nc"])
    content = json.loads(dataset.attrs["study_json"])
    write_dataset(dataset.assign_attrs(study_json=to_json({**content, "title": "Other"})), results["dataset.nc"])
    with pytest.raises(SimulationError, match="another version of the study"):
        published()


def test_study_with_claims_is_published_though_its_dataset_knows_none(results, recordings, project, tmp_path):
    """Claims are judged on the dataset; what it carries of the study file is the rest."""
    claim = {
        "name": "warm_learns", "claim": "Weights grow with warmth.", "quantity": "weight_mean", "test": "difference",
        "between": [{"temperature": 30}, {"temperature": 37}], "where": {"state": "normometabolic"},
        "direction": "rises", "minimum_effect": 0.1,
    }  # fmt: skip
    models = project / "config" / "models"
    study = check_study("tiny", tiny_study(claims=[claim]), models)
    arguments = (recordings, "fedcba", {}, DATE, tmp_path / "published" / "tiny")
    open_publication.cache_clear()
    publishing.publish(study, results, *arguments)
    publication = open_publication("tiny", tmp_path / "published")
    assert publication.manifest["study_content"]["claims"] == [claim]
    assert publication.figures(models)[1] == ["claims"]  # no claims.csv among these results
    (results["dataset.nc"].parent / "analysis" / "claims.csv").write_text("claim\nwarm_learns\n")
    results["analysis/claims.csv"] = results["dataset.nc"].parent / "analysis" / "claims.csv"
    publishing.publish(study, results, *arguments)
    open_publication.cache_clear()
    drawn, left_out = open_publication("tiny", tmp_path / "published").figures(models)
    assert "claims" in drawn and left_out == []


def test_commit_does_not_count_what_is_published(tmp_path):
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@b")
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "published").mkdir()
    for name in ("code.py", "published/manifest.json"):
        (tmp_path / name).write_text("1\n")
    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    (tmp_path / "published" / "manifest.json").unlink()
    clean = commit(tmp_path)
    assert len(clean) == 40 and commit(tmp_path, besides="results") == f"{clean}-dirty"
    (tmp_path / "code.py").write_text("2\n")
    assert commit(tmp_path) == f"{clean}-dirty"
