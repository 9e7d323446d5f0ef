"""A study is published, its results are lost, and its figures come back the same from what was published."""

import json
import shutil

import pytest

pytestmark = pytest.mark.slow

PUBLISHED = ("study=tiny", "source=published")


@pytest.fixture(scope="module")
def publisher(finished, tmp_path_factory):
    """Return a copy of the finished study that has been published."""
    place = finished.copied(tmp_path_factory.mktemp("publisher") / "project")
    assert place.planned("publish") == {"publish_study": 1, "publish": 1}
    place.snakemake("publish")
    return place


@pytest.fixture
def reader(publisher, tmp_path, no_compiler):
    """Return a place that has what is published, but no results, no Brian2 and no compiler."""
    place = type(publisher)(tmp_path / "project")
    shutil.copytree(publisher.folder, place.folder, ignore=shutil.ignore_patterns("results", ".snakemake", "logs"))
    (place.folder / "stub" / "brian2").mkdir(parents=True)
    (place.folder / "stub" / "brian2" / "__init__.py").write_text("raise ImportError('removed for this test')\n")
    place.environment = {"PATH": no_compiler, "CXX": "/nonexistent", "PYTHONPATH": str(place.folder / "stub")}
    return place


def line_of(output: str) -> str:
    """Return the one line that homeotherm says, and check that there is no traceback."""
    lines = [line for line in output.splitlines() if line.startswith("homeotherm: ")]
    assert len(lines) == 1 and "Traceback" not in output, output
    return lines[0]


def test_figures_come_back_the_same(reader, publisher):
    done = reader.snakemake("figures", config=PUBLISHED)
    assert "points 8 ok; nothing is simulated" in line_of(done.stdout)
    before = {path.name: path.read_bytes() for path in publisher.path("tiny", "figures").iterdir()}
    assert {path.name: path.read_bytes() for path in reader.path("tiny", "figures").iterdir()} == before
    assert len([name for name in before if name.endswith(".csv")]) >= 7
    assert [path.name for path in reader.path("tiny").iterdir()] == ["figures"]
    assert [path.name for path in reader.path().iterdir()] == ["tiny"]
    assert reader.planned(config=PUBLISHED) == {}  # the default target too: nothing to simulate


def test_damage_is_one_line_before_anything_is_drawn(reader):
    path = reader.folder / "published" / "tiny" / "dataset.nc"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    done = reader.snakemake("figures", config=PUBLISHED, check=False)
    assert done.returncode != 0
    assert "published/tiny/dataset.nc: is damaged" in line_of(done.stdout)
    assert not reader.path().exists()


def test_study_that_is_not_published_is_one_line(reader):
    done = reader.snakemake("figures", config=("study=quick", "source=published"), check=False)
    assert done.returncode != 0
    refusal, known = line_of(done.stdout).split("; allowed with source=published: ")
    assert refusal.endswith("'quick' is not published") and "tiny" in known.split(", ")


def test_publishing_again_has_nothing_to_do_until_results_change(publisher):
    assert publisher.planned("publish") == {}
    manifest = json.loads((publisher.folder / "published" / "tiny" / "manifest.json").read_text())
    assert manifest["points"] == {"ok": 8} and manifest["simulation_core_hours"] > 0
    analyses = {path.name for path in publisher.path("tiny", "analysis").iterdir()}
    assert set(manifest["files"]) == {"dataset.nc", *(f"analysis/{name}" for name in analyses)}
