"""The parts of docs/scale.md: what is compared, what the pages say, and the smallest part for real."""

import pandas as pd
import pytest
import xarray as xr

from benchmarks import diary
from benchmarks.__main__ import DOCS, SCALE_PAGE, main, results_of
from benchmarks.cost import Cost
from benchmarks.maps import study_with
from benchmarks.measurement import Measurement, to_table
from benchmarks.parts import jobs
from benchmarks.parts.jobs import on_disk
from benchmarks.plain import points as plain_points
from benchmarks.points import MODELS
from benchmarks.scale_page import scale_contents, write_scale_page
from benchmarks.scale_picture import draw_scale
from homeotherm.models.maps.definitions import MEASURES
from homeotherm.study import check_study


def row(part, case, size, cpu=2.0, work_unit="points", **more):
    return Measurement(part, case, size, "points", size, work_unit, cpu, 3.0, 40.0, **more)


RESULTS = to_table([
    row("jobs", "plan, homeotherm", 1000), row("jobs", "plan, one job per point", 1000, cpu=8.0),
    row("jobs", "plan, homeotherm", 1_000_000, cpu=20.0),
    row("jobs", "whole study, homeotherm", 1000, files=12, disk_megabytes=3.5),
    row("files", "gather, homeotherm", 1000, files=1, disk_megabytes=0.5),
    row("files", "gather, one file per point", 1000, cpu=30.0, files=1000, disk_megabytes=20.0),
    row("killed", "undisturbed, run 1: its end", 10_000, work_unit="points simulated", remark="0 points finished before"),
    row("killed", "nothing to do, homeotherm", 10_000),
])  # fmt: skip
ABOUT = {
    "jobs": {
        "machine": {
            "date": "2026-01-02", "commit": "0123456789abcdef", "processor": "a processor", "cores": 2,
            "memory_gigabytes": 8.0, "load_at_start": 0.5, "compiler": "g++ 12", "c_library": "glibc 2.36",
            "versions": {"python": "3.12.1", "brian2": "2.10.1", "numpy": "2.5"},
        },
        "left_out": [],
    }
}  # fmt: skip


@pytest.mark.parametrize("points", [100, 1000, 10_000, 100_000, 1_000_000])
def test_a_study_has_as_many_points_as_it_says(points):
    study = check_study("benchmark", study_with(points), MODELS)
    conditions, seeds = study.shape
    assert conditions * seeds == points and study.axes[0].values[-1] == 3.8


def test_both_forms_gather_the_same_amount():
    sizes = [len(variable.dims) for variable, _, _ in MEASURES.values()]
    assert sizes.count(0) == plain_points.NUMBERS and sizes.count(1) == 2


def test_the_plain_form_simulates_and_gathers(tmp_path):
    (tmp_path / "points").mkdir()
    for seed in range(3):
        plain_points.simulate(3.2, seed, tmp_path / "points" / f"{seed}.nc")
    plain_points.gather(tmp_path / "points", tmp_path / "dataset.nc")
    with xr.open_dataset(tmp_path / "dataset.nc") as dataset:
        assert dict(dataset.sizes) == {"point": 3, "lag": plain_points.SERIES, "place": plain_points.SERIES}
        # the cycle of period 2: its larger value, (r + 1 + sqrt((r - 3)(r + 1)))/2r
        assert dataset[f"number_{plain_points.NUMBERS - 1}"].values == pytest.approx(0.7994554905)
    assert on_disk(tmp_path / "points")[0] == 3


def test_what_snakemake_misses_is_left_empty_and_equally_old(tmp_path, monkeypatch):
    said = "Reason: Missing output files: results/x/a.nc, results/x/b/c.csv; Input files updated by another job: d\n"
    monkeypatch.setattr(jobs, "snakemake", lambda *_: said)
    jobs.leave_empty_files(tmp_path, "x")
    files = {path.relative_to(tmp_path).as_posix(): path.stat() for path in tmp_path.rglob("*") if path.is_file()}
    assert sorted(files) == ["results/x/a.nc", "results/x/b/c.csv"]
    assert len({about.st_mtime for about in files.values()}) == 1 and not any(about.st_size for about in files.values())


def test_the_plain_form_is_planned_from_nothing_at_every_run(tmp_path, monkeypatch):
    there = []

    def dry_run(_function, folder, *_arguments):
        there.append(len(list(folder.glob("points/*.nc"))))
        return "Nothing to be done", Cost(1.0, 0.0, 1.0, 1.0, 0.0)

    monkeypatch.setattr(jobs, "in_process", dry_run)
    for _ in range(2):
        jobs.plain(3, tmp_path / "plain")
    assert there == [0, 3, 0, 3]


def test_a_diary_tells_what_was_lost_from_what_was_repeated(tmp_path):
    book = tmp_path / "diary"
    kept = diary.counting(book)
    assert kept() == 0 and not diary.read(book).started
    book.write_text("start a\nstart b\nkept a\nstart b\nkept b\nstart a\nkept a\n")
    read = diary.read(book)
    assert read.started == {"a": 2, "b": 2} and read.kept == {"a", "b"}
    assert read.repeated == {"a"}  # b was lost with its job
    assert kept() == kept() == 3
    with book.open("a") as more:
        more.write("kept c\nkep")  # half a line: somebody writes
    assert kept() == 4


def test_every_table_of_the_page():
    contents = scale_contents(RESULTS, ABOUT)
    assert "| 1000 | 8 | 3 | 40 | 2 | 3 | 40 | 4 |" in contents["planning"]
    assert "| 1000000 | – | – | – | 20 | 3 | 40 | – |" in contents["planning"]
    assert "| 10000 | – | – | – | 2 | 3 | 40 | – |" in contents["nothing to do"]
    assert "| 1000 | 30 | 3 | 40 | 2 | 3 | 40 | 15 |" in contents["gathering"]
    assert "| results, whole study, homeotherm | 1000 | 12 | 3.5 |" in contents["disk"]
    assert (
        "| undisturbed, run 1: its end | 10000 | 10000 | 2 | 3 | 40 | 0 points finished before |" in contents["killed"]
    )
    assert contents["killed"].count("\n") == 3  # the dry run of the finished study is no run of it
    assert contents["scale machine"].startswith("- jobs: 2026-01-02")


def test_the_page_of_the_project_has_a_place_for_every_table(tmp_path):
    copy = tmp_path / SCALE_PAGE
    copy.write_text((DOCS / SCALE_PAGE).read_text(encoding="utf-8"), encoding="utf-8")
    write_scale_page(copy, RESULTS, ABOUT)
    assert "| 1000000 |" in copy.read_text(encoding="utf-8")


def test_the_figure_shows_what_its_table_says():
    drawing = draw_scale(RESULTS)
    shown = drawing.table[drawing.table["quantity"] == "cpu_seconds"]
    assert sorted(shown["value"]) == [2.0, 2.0, 2.0, 8.0, 20.0, 30.0]
    assert [panel.get_ylabel() for panel in drawing.figure.axes if panel.lines].count("CPU time (s)") == 2
    assert all(panel.get_legend() is None for panel in drawing.figure.axes if panel.lines)  # it hides no data


def test_the_smallest_part_runs(tmp_path):
    main(["files", "--quick", "--work", str(tmp_path / "work"), "--results", str(tmp_path), "--no-page"])
    table = pd.read_csv(results_of("files", tmp_path) / "benchmark.csv").set_index("case")
    assert table["files"].to_dict() == {"gather, one file per point": 100, "gather, homeotherm": 1}
    assert (table["cpu_seconds"] > 0).all()
