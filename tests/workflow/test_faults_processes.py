"""Processes that are killed, ended, interrupted, or started twice: nothing is lost, and nothing is done twice."""

import contextlib
import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from copies import copy_project
from homeotherm.atomic import UNFINISHED

pytestmark = pytest.mark.slow


def from_nothing(place) -> None:
    """Remove the results of the study; what is built stays."""
    shutil.rmtree(place.path("tiny"))


def running(part: str, session: int) -> list[int]:
    """Return the processes of a session whose command line holds some text."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            if part in command and int((place / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                found.append(int(place.name))
        except OSError:  # it has just ended
            continue
    return found


def killed_while_it_runs(number: int) -> bool:
    """Kill a process unless it has just ended by itself: it is stopped first, and looked at."""
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        os.kill(number, signal.SIGSTOP)
        while (state := Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]) not in "ZX":
            if state == "T":
                os.kill(number, signal.SIGKILL)
                return True
    return False


def test_a_killed_job_is_tried_again_and_goes_on(maps, finished_maps):
    from_nothing(maps)
    process = maps.start_and_hold("gather")
    finished = maps.entries()
    assert len(finished) == 2
    for number in running("simulate_batch.py", process.pid):
        with contextlib.suppress(ProcessLookupError):  # the shell around it ends with it
            os.kill(number, signal.SIGKILL)
    said, _ = process.communicate()
    assert process.returncode == 0 and "Trying to restart job" in said, said[-4000:]
    assert finished.items() <= maps.recorded().items()
    assert maps.digest() == finished_maps.digest()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_ended_leaves_nothing_half_and_goes_on(maps, finished_maps, number):
    """SIGTERM to the main process, as at a time limit; Ctrl-C to all. Then journals are of tomorrow, and a foreign file comes."""
    from_nothing(maps)
    process = maps.start_and_hold("gather")
    finished = maps.entries()
    (os.kill if number == signal.SIGTERM else os.killpg)(process.pid, number)
    maps.let_go()
    process.communicate()
    assert process.returncode != 0
    assert not [*maps.path("tiny").rglob(f".*{UNFINISHED}")]
    assert finished.items() <= {**maps.recorded(), **maps.entries()}.items()
    ahead = time.time() + 24 * 3600
    for path in maps.path("tiny", "recordings", "journal").iterdir():
        os.utime(path, (ahead, ahead))
    (maps.path("tiny", "recordings") / "foreign.nc").write_text("hi\n")
    maps.snakemake("gather", TZ="Pacific/Apia")
    (maps.path("tiny", "recordings") / "foreign.nc").unlink()
    assert finished.items() <= maps.recorded().items()
    assert maps.digest() == finished_maps.digest()


def test_a_killed_binary_is_said_and_run_again(workplace, finished):
    from_nothing(workplace)
    process = workplace.start_and_hold("gather")
    workplace.let_go()
    while not any(map(killed_while_it_runs, running("./main", process.pid))):
        assert process.poll() is None, process.communicate()[0][-4000:]
    said, _ = process.communicate()
    assert process.returncode == 0, said[-4000:]
    assert "homeotherm: the binary was ended by SIGKILL" in said and "Traceback" not in said
    assert workplace.digest() == finished.digest()


def test_a_second_snakemake_in_the_same_folder_is_refused(maps, finished_maps):
    from_nothing(maps)
    process = maps.start_and_hold("gather")
    second = maps.snakemake("gather", check=False)
    maps.let_go()
    assert second.returncode != 0 and "Directory cannot be locked" in second.stdout
    said, _ = process.communicate()
    assert process.returncode == 0, said[-4000:]
    assert maps.digest() == finished_maps.digest()


def test_a_second_snakemake_with_the_same_results_is_refused(maps, finished_maps, project, tmp_path):
    """Another copy of the project whose results are a link: the lock of Snakemake is not there, that of the results is."""
    from_nothing(maps)
    other = type(maps)(tmp_path / "other", maps.environment)
    copy_project(project, other.folder)
    for name in ("config.yaml", "studies/tiny.yaml"):
        shutil.copy(maps.folder / "config" / name, other.folder / "config" / name)
    (other.folder / "results").symlink_to(maps.path())
    process = maps.start_and_hold("gather")
    second = other.snakemake("gather", check=False)
    maps.let_go()
    (line,) = [line for line in second.stdout.splitlines() if line.startswith("homeotherm: ") and "at present" in line]
    assert second.returncode != 0 and f"made by process {process.pid} on " in line and "Traceback" not in second.stdout
    said, _ = process.communicate()
    assert process.returncode == 0, said[-4000:]
    assert maps.digest() == finished_maps.digest()
    assert not [*(other.folder / ".snakemake" / "locks").glob("*")]  # and the other folder is not left locked
