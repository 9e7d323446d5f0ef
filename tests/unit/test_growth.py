"""Studies that grow and overlap, how far they are, and their bad points: on maps, which need no compiler."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from homeotherm import simulation
from homeotherm.dataset import gather
from homeotherm.design import Batch
from homeotherm.engine.computed import write_manifest
from homeotherm.errors import InputError, SimulationError
from homeotherm.failed_points import check_failed, list_failed
from homeotherm.files import open_file, read_dataset
from homeotherm.finished import other_recordings
from homeotherm.journal import JournalWriter
from homeotherm.measuring import measure_batch
from homeotherm.one_point import described, simulate_alone
from homeotherm.plan import Plan, Settings, plan_study
from homeotherm.recording import PointRecording
from homeotherm.simulation_code import code_digest
from homeotherm.status import progress_of
from homeotherm.strict_yaml import read_yaml

MAPS = {
    "title": "Maps", "question": "Does it grow?", "model": "maps", "parameters": {"transient": 10, "iterations": 128},
    "axes": {"growth_rate": [2.5, 3.2]}, "seeds": {"count": 3},
}  # fmt: skip


class Bench:
    """A folder with studies, builds and results, and the stages that Snakemake would run."""

    def __init__(self, folder, project, monkeypatch) -> None:
        """Make the folders; count the points that are simulated."""
        self.folder, self.ran = folder, []
        (folder / "config" / "studies").mkdir(parents=True)
        (folder / "config" / "models").symlink_to(project / "config" / "models")
        real = simulation.compute_point

        def counted(table, identifier, parameters, seed):
            self.ran.append(identifier)
            return real(table, identifier, parameters, seed)

        monkeypatch.setattr(simulation, "compute_point", counted)

    def plan(self, name: str = "small", batch_size: int | None = 2, **changes) -> Plan:
        """Write a study file and return its plan."""
        import yaml

        text = yaml.safe_dump({**MAPS, **changes})
        (self.folder / "config" / "studies" / f"{name}.yaml").write_text(text)
        plan_study.cache_clear()
        settings = Settings(batch_size, "portable", "0", np.__version__, "simulation")
        return plan_study(name, self.folder / "config", settings)

    def simulate(self, plan: Plan, batches: list[Batch] | None = None) -> None:
        """Simulate the batches that have no recording yet."""
        for batch in plan.batches if batches is None else batches:
            write_manifest("maps", {}, np.__version__, self.builds / batch.build / "manifest.json")
            target = self.recordings(plan) / f"{batch.id}.nc"
            if not target.exists():
                simulation.simulate_batch(
                    plan.study, batch, self.builds / batch.build, code_digest("maps", batch.build, {}), 1, target,
                    self.recordings(plan) / "journal", other_recordings(self.results, plan.study.name, plan),
                )  # fmt: skip

    def gather(self, plan: Plan):
        """Measure and gather, and return the path of the dataset."""
        folder = self.results / plan.study.name
        for batch in plan.batches:
            code = code_digest("maps", batch.build, {})
            measure_batch(
                plan.study, batch.points, self.recordings(plan) / f"{batch.id}.nc", code, folder / f"m/{batch.id}.nc"
            )
        files = [folder / f"m/{batch.id}.nc" for batch in plan.batches]
        gather(plan.study, files, [], {"commit": "unknown", "versions": {}}, folder / "dataset.nc")
        return folder / "dataset.nc"

    @property
    def results(self):
        """Return the folder of results."""
        return self.folder / "results"

    @property
    def builds(self):
        """Return the folder of builds."""
        return self.folder / "builds"

    def recordings(self, plan: Plan):
        """Return the folder of a study's recordings."""
        return self.results / plan.study.name / "recordings"

    def bytes(self) -> dict[str, str]:
        """Return the digest of every recording."""
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in self.results.rglob("recordings/*.nc")
        }


@pytest.fixture
def bench(tmp_path, project, monkeypatch):
    """Return an empty bench."""
    return Bench(tmp_path, project, monkeypatch)


@pytest.mark.parametrize(
    ("changes", "new"),
    [
        ({"seeds": {"count": 5}}, 4), ({"axes": {"growth_rate": [2.5, 2.8, 3.2]}}, 3),
        ({"axes": {"growth_rate": [2.5, 3.2], "lowest_start": [0.05, 0.2]}}, 6),  # 0.05 is the default
        ({"seeds": [3, 1]}, 0),
    ],
)  # fmt: skip
def test_only_new_points_run_and_old_bytes_stay(bench, changes, new):
    before = bench.plan()
    bench.simulate(before)
    assert len(bench.ran) == 6
    old = bench.bytes()
    bench.ran.clear()
    grown = bench.plan(**changes)
    bench.simulate(grown)
    assert len(bench.ran) == new
    assert old.items() <= bench.bytes().items()
    whole = read_dataset(bench.gather(grown))
    alone = Bench.gather(bench, fresh(bench, changes))
    assert read_dataset(alone).drop_attrs().identical(whole.drop_attrs())


def fresh(bench: Bench, changes: dict) -> Plan:
    """Simulate the same study where nothing was simulated before."""
    bench.folder = bench.folder / "elsewhere"
    (bench.folder / "config" / "studies").mkdir(parents=True)
    (bench.folder / "config" / "models").symlink_to(bench.folder.parent / "config" / "models")
    plan = bench.plan(**changes)
    bench.simulate(plan)
    return plan


def test_another_study_gives_its_points_and_is_named(bench):
    first = bench.plan("first")
    bench.simulate(first)
    bench.ran.clear()
    second = bench.plan("second", axes={"growth_rate": [3.2, 3.5]}, title="Another")
    bench.simulate(second)
    assert len(bench.ran) == 3
    for batch in second.batches:
        recording = read_dataset(bench.recordings(second) / f"{batch.id}.nc")
        for point in batch.points:
            origin = str(recording["taken_from"].sel(point=point.id).item()) if "taken_from" in recording else ""
            if point.parameters["growth_rate"] == 3.2:
                assert f"first/recordings/{first.batch_of(point.id).id}.nc" in origin
            else:
                assert origin == "" and point.id in bench.ran


def test_points_of_another_build_are_not_taken(bench):
    bench.simulate(bench.plan("first"))
    bench.ran.clear()
    bench.simulate(bench.plan("second", parameters={"transient": 10, "iterations": 129}))
    assert len(bench.ran) == 6


def test_many_seeds_of_few_conditions_share_batches(bench):
    """Files grow with batches: 200 seeds of two conditions are no 200 batches; more seeds leave full ones alone."""
    batches, more = (
        {
            batch.id: len(batch.points)
            for batch in bench.plan(seeds={"first": 0, "count": count}, batch_size=100).batches
        }
        for count in (200, 220)
    )
    assert sorted(batches.values()) == [100] * 4 and batches.items() <= more.items() and sum(more.values()) == 440


def test_status_before_while_and_after(bench):
    plan = bench.plan()
    now = progress_of(plan, bench.results)
    assert (now.points, now.done, now.running, now.left, now.hours_used) == (6, 0, 0, 6, 0.0) and now.hours_to_come > 0
    assert "0 of 6 points done, 0 of them not ok; 0 running, 6 left; nothing runs" in now.line("small")
    first, second, _third = plan.batches
    bench.simulate(plan, [first])
    code = code_digest("maps", second.build, {})
    with JournalWriter(bench.recordings(plan) / "journal", second.id, code, 4) as writer:
        writer.add(second.points[0].id, PointRecording(status="failed", message="no", cpu_seconds=3600.0))
    finished = len(first.points)
    now = progress_of(plan, bench.results)
    assert (now.done, now.not_ok, now.running) == (finished + 1, 1, len(second.points) - 1)
    assert now.hours_used == pytest.approx(1.0, rel=1e-3)
    assert now.hours_to_come == pytest.approx(now.hours_used / now.done * (6 - now.done))
    bench.simulate(plan)
    now = progress_of(plan, bench.results)
    assert (now.done, now.running, now.left, now.not_ok, now.hours_to_come) == (6, 0, 0, 1, 0.0)
    assert "nothing left to simulate" in now.line("small")


def test_a_recording_that_goes_while_it_is_looked_at_counts_as_left(bench, monkeypatch):
    """Snakemake removes a recording when it begins to make it again."""
    plan = bench.plan()
    bench.simulate(plan)
    for journal in (bench.recordings(plan) / "journal").iterdir():
        journal.unlink()
    gone = bench.recordings(plan) / f"{plan.batches[0].id}.nc"

    def opened(path):
        gone.unlink(missing_ok=True)
        return open_file(path)

    monkeypatch.setattr("homeotherm.status.open_file", opened)
    assert progress_of(plan, bench.results).left == len(plan.batches[0].points)


def test_recordings_of_other_code_count_as_left(bench, monkeypatch):
    plan = bench.plan()
    bench.simulate(plan)
    monkeypatch.setattr("homeotherm.status.code_digest", lambda model, build, limits: "other")
    assert progress_of(plan, bench.results).left == 6


def test_bad_points_are_listed_with_what_runs_them_alone(bench, tmp_path):
    plan = bench.plan(axes={"growth_rate": [2.5, 4.5]}, parameters={"transient": 100, "iterations": 128})
    bench.simulate(plan)
    dataset = bench.gather(plan)
    list_failed("small", dataset, tmp_path / "failed.csv")
    rows = pd.read_csv(tmp_path / "failed.csv")
    assert rows["growth_rate"].tolist() == [4.5] * 3 and rows["seed"].tolist() == [1, 2, 3]
    assert set(rows["status"]) == {"diverged"} and rows["message"].str.contains("passes 1e").all()
    assert rows["command"][0] == f"make point STUDY=small POINT={rows['point'][0]}"
    point, kept = simulate_alone(plan, rows["point"][0], bench.builds)
    assert (point.seed, point.parameters["growth_rate"]) == (1, 4.5)
    assert (kept.status, kept.message) == ("diverged", rows["message"][0])
    lines = described(plan, point, kept)
    assert "growth_rate 4.5, seed 1" in lines[0] and lines[1].startswith("diverged after") and len(lines) == 2
    check_failed(dataset, tmp_path / "failed.csv", 0.5, tmp_path / "count.csv")
    assert pd.read_csv(tmp_path / "count.csv").iloc[0].tolist() == [6, 3, 3]
    with pytest.raises(SimulationError, match=r"3 of 6 points are not ok, see .*failed.csv; allowed: 2"):
        check_failed(dataset, tmp_path / "failed.csv", 0.49, tmp_path / "no.csv")
    assert not (tmp_path / "no.csv").exists()


def test_one_point_alone_gives_what_the_study_has(bench):
    plan = bench.plan()
    bench.simulate(plan)
    dataset = read_dataset(bench.gather(plan))
    identifier = str(dataset["point"].sel(growth_rate=3.2, seed=2).item())
    lines = described(plan, *simulate_alone(plan, identifier, bench.builds))
    assert f"deviation = {dataset['deviation'].sel(growth_rate=3.2, seed=2).item():.6g}" in lines
    with pytest.raises(InputError, match="point: '0000' is none of study small"):
        simulate_alone(plan, "0000", bench.builds)
    with pytest.raises(InputError, match="snakemake --cores 2 build --config study=small"):
        simulate_alone(plan, identifier, bench.folder / "nowhere")


def test_settings_of_the_command_line(project):
    from homeotherm.command_line import settings

    assert settings(["batch_size=3", "study=states"], project) == {
        **read_yaml(project / "config" / "config.yaml"), "batch_size": 3, "study": "states",
    }  # fmt: skip
    with pytest.raises(InputError, match="config: 'batch_size' is no setting; allowed: key=value"):
        settings(["batch_size"], project)
