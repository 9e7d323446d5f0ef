"""A study through sbatch: with a compiler, and with the main process as a job of its own."""

import shutil
import subprocess

import pytest
from place import BATCH, MAPS, PATIENCE, wait_until

from tiny import tiny_study

pytestmark = pytest.mark.slow


def test_a_compiled_study_has_the_same_dataset_as_on_one_machine(place):
    place.write_study(tiny_study())
    place.run(place.on_slurm("gather", size="auto"))
    jobs = [job for job in place.cluster.jobs() if job["WorkDir"] == str(place.folder)]
    assert [job["JobState"] for job in jobs] == ["COMPLETED", "COMPLETED"], "a build and a batch; the rest runs here"
    assert all(job["Name"].startswith("homeotherm_") for job in jobs)
    through_slurm = place.digest()
    shutil.rmtree(place.folder / "results" / "tiny")
    place.run(place.snakemake("--cores", "2", "gather", size="auto"))
    assert place.digest() == through_slurm


def test_a_main_process_in_a_job_goes_on_after_its_time_limit(place, undisturbed):
    place.write_study(MAPS)
    (batch,) = place.batches()
    place.plot(batch, "hold")
    expected = undisturbed(MAPS, place)
    options = place.on_slurm("gather")[3:]
    submitted = subprocess.run(
        ["sbatch", "--parsable", "--mem=2000", "profiles/slurm/main.sh", *options], cwd=place.folder, text=True,
        env=place.environment, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    main = submitted.stdout.strip()
    wait_until("a batch in the middle", place.struck(batch, "hold").exists)
    kept = place.kept()
    place.cluster.said("scancel", "--batch", "--signal=USR1", main)  # what SLURM sends before the limit
    wait_until("the end of the study", lambda: (place.folder / "results" / "tiny" / "dataset.nc").exists(), PATIENCE)
    wait_until("the end of the main job", lambda: not place.left_in_queue())
    states = [job["JobState"] for job in place.cluster.jobs() if job["JobId"] == main]
    assert states[-1] == "COMPLETED" and len(states) == 2, (place.folder / f"homeotherm-{main}.log").read_text()
    assert place.fates_of(batch) == ["CANCELLED", "COMPLETED"]
    assert len(kept) == 2 and place.repeated() == set() and len(place.kept()) == BATCH
    assert place.digest() == expected
