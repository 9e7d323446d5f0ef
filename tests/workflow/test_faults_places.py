"""Odd places: full and read-only disks, names with spaces and signs, no home, another locale, time zone and clock."""

import os
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.slow


def odd_environment(tmp_path) -> dict[str, str]:
    """Return no home, the plain locale, another time zone, two threads; Snakemake needs a cache, and says so without."""
    return {
        "HOME": "/dev/null", "XDG_CACHE_HOME": str(tmp_path / "cache"), "MPLCONFIGDIR": "", "LC_ALL": "C",
        "TZ": "Pacific/Apia", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2",
    }  # fmt: skip


def lines_of(done) -> list[str]:
    """Return what homeotherm said after the first line, which says what the study asks for."""
    return [line for line in done.stdout.splitlines() if line.startswith("homeotherm: ")][1:]


@pytest.fixture
def small_disk(maps):
    """Put the results of the maps study on a disk of their own, empty; return a function that mounts it again."""
    folder = maps.path()
    shutil.rmtree(folder)
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=96k", "homeotherm-test", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")

    def again(options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)

    yield again
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_and_a_read_only_one(maps, finished_maps, small_disk):
    """Both are one line; what was finished on the full disk is there when there is room, and nothing is half."""
    small_disk("ro")
    refused = maps.snakemake("gather", check=False)
    (line,) = lines_of(refused)
    assert refused.returncode != 0 and "results/tiny: nothing can be written in " in line
    assert "Traceback" not in refused.stdout
    small_disk("rw")
    failed = maps.snakemake("gather", cores=1, check=False)
    assert failed.returncode != 0 and "Traceback" not in failed.stdout
    assert any("cannot be written" in line and "results/tiny/recordings/" in line for line in lines_of(failed))
    finished = {**maps.recorded(), **maps.entries()}
    assert finished and not maps.path("tiny", "dataset.nc").exists()
    small_disk("size=64m")
    maps.snakemake("gather")
    assert finished.items() <= maps.recorded().items()
    assert maps.digest() == finished_maps.digest()


def test_an_odd_folder_and_an_odd_environment(maps, finished_maps, tmp_path):
    """A folder with spaces and signs that ASCII has not, no home, the plain locale, another time zone, two threads."""
    odd = type(maps)(tmp_path / "sp ace é日", maps.environment)
    maps.folder.rename(odd.folder)
    shutil.rmtree(odd.path("tiny"))
    refused = odd.snakemake("gather", **odd_environment(tmp_path), PYTHONUTF8="0", check=False)
    (line,) = lines_of(refused)
    assert refused.returncode != 0 and "not in the encoding of this environment, ascii; export PYTHONUTF8=1" in line
    odd.snakemake("gather", **odd_environment(tmp_path))
    assert odd.digest() == finished_maps.digest()
    assert os.listdir(odd.path("tiny", "recordings", "journal")) == []


def test_a_compiled_study_in_an_odd_folder(workplace, finished, tmp_path):
    odd = type(workplace)(tmp_path / "sp ace é日", workplace.environment)
    workplace.folder.rename(odd.folder)
    shutil.rmtree(odd.path("tiny"))
    scratch = tmp_path / "scr atch é"
    scratch.mkdir()
    odd.snakemake("gather", **odd_environment(tmp_path), TMPDIR=str(scratch))
    assert odd.digest() == finished.digest()
    assert [path for path in scratch.iterdir() if path.name.startswith("homeotherm-")] == []
