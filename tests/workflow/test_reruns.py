"""What runs again after a change, and what does not."""

import os
import shutil

import pytest

from homeotherm.files import content_digest, read_dataset

pytestmark = pytest.mark.slow


def edit(path, old: str, new: str) -> None:
    """Replace text in a file of the copy."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_second_run_has_nothing_to_do(workplace):
    assert "Nothing to be done" in workplace.snakemake().stdout


def test_comments_and_file_times_change_nothing(workplace):
    for path in (workplace.folder / "scripts").rglob("*.py"):
        path.write_text(path.read_text() + "\n# a comment\n")
    for path in workplace.folder.rglob("*.smk"):
        os.utime(path)
    assert workplace.planned() == {}


def test_plotting_code_replots_one_figure(workplace):
    edit(workplace.folder / "scripts/homeotherm/figures/weights.py", "\n\n\n", "\n\nCHANGED = 1\n\n\n")
    assert workplace.planned() == {"draw_figure": 1, "write_manifest": 1}


def test_a_measure_is_measured_again_without_simulating(workplace):
    edit(workplace.folder / "scripts/homeotherm/measures/plasticity.py", "\n\n\n", "\n\nCHANGED = 1\n\n\n")
    jobs = workplace.planned()
    assert "measure_batch" in jobs and not {"simulate_batch", "build_model"} & set(jobs)


def test_more_seeds_simulate_only_those(workplace):
    before = read_dataset(workplace.path("tiny", "dataset.nc"))
    workplace.write_study(seeds={"first": 1, "count": 4})
    calls = workplace.compilations()
    assert "build_model" not in workplace.planned()
    workplace.snakemake("gather")
    logs = sorted((workplace.folder / "logs/tiny/simulate_batch").glob("*.log"), key=lambda path: path.stat().st_mtime)
    assert "16 points, 8 of them finished before" in logs[-1].read_text()
    after = read_dataset(workplace.path("tiny", "dataset.nc"))
    assert content_digest(after.sel(seed=[1, 2])) == content_digest(before)
    assert workplace.compilations() == calls


def test_other_values_compile_nothing(workplace, no_compiler):
    """Other Q10, weight, temperature, in-degree, state: the same binary, with the compiler gone for good measure."""
    calls = workplace.compilations()
    assert calls > 0
    parameters = {
        **read_study_parameters(workplace), "q10_leak_conductance": 1.5, "initial_weight": "1.5 nS", "in_degree": 40,
        "maximal_weight": "5 nS",
    }  # fmt: skip
    axes = {"state": ["hypometabolic"], "temperature": {"values": [35.5], "unit": "degC"}}
    workplace.write_study("other", parameters=parameters, axes=axes, seeds=[7])
    assert "build_model" not in workplace.planned(config=("study=other",))
    workplace.snakemake("gather", config=("study=other",), PATH=no_compiler)
    assert workplace.compilations() == calls
    assert len(list(workplace.path("builds").iterdir())) == 1


def read_study_parameters(workplace) -> dict:
    """Return the parameters of the tiny study."""
    import yaml

    return yaml.safe_load((workplace.folder / "config/studies/tiny.yaml").read_text())["parameters"]


def test_batch_size_order_and_cores_do_not_matter(workplace, finished):
    """One batch on two cores against four batches one point after the other, from nothing."""
    shutil.rmtree(workplace.path("tiny"))
    workplace.snakemake("gather", cores=1, config=("study=tiny", "batch_size=3"))
    again = read_dataset(workplace.path("tiny", "dataset.nc"))
    assert len(list(workplace.path("tiny", "recordings").glob("*.nc"))) == 4
    assert len(list(finished.path("tiny", "recordings").glob("*.nc"))) == 1
    assert content_digest(again) == content_digest(read_dataset(finished.path("tiny", "dataset.nc")))


def test_figures_are_redrawn_without_simulator_and_compiler(workplace, no_compiler):
    """Brian2 cannot be imported and no compiler is found; recordings, measures and builds are gone too."""
    stub = workplace.folder / "stub"
    (stub / "brian2").mkdir(parents=True)
    (stub / "brian2" / "__init__.py").write_text("raise ImportError('brian2 was removed for this test')\n")
    figures = workplace.path("tiny", "figures")
    before = {path.name: path.read_bytes() for path in figures.iterdir()}
    shutil.rmtree(figures)
    workplace.snakemake("figures", PATH=no_compiler, PYTHONPATH=str(stub))
    assert {path.name: path.read_bytes() for path in figures.iterdir()} == before
    shutil.rmtree(figures)
    for name in ("recordings", "measures"):
        shutil.rmtree(workplace.path("tiny", name))
    shutil.rmtree(workplace.path("builds"))
    shutil.rmtree(workplace.folder / ".snakemake")
    workplace.snakemake("figures", PATH=no_compiler, PYTHONPATH=str(stub))
    assert {path.name: path.read_bytes() for path in figures.iterdir()} == before
