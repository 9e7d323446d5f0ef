"""Full disks, limits, too little memory: the process ends with one line that says what, where and what to do."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
from pathlib import Path
import numpy as np
import xarray as xr
from homeotherm.files import write_dataset
from homeotherm.journal import JournalWriter
from homeotherm.logs import log_to
from homeotherm.recording import PointRecording

folder = Path(sys.argv[1])
numbers = np.random.default_rng(0).random(100_000)
with log_to(str(folder / "logs" / "a.log")):
    {limit}
    {work}
"""
SMALL_FILES = "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
LITTLE_MEMORY = "resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))"
JOURNAL = """
    with JournalWriter(folder / "journal", "batch", "code", 1) as writer:
        for number in range(30):
            writer.add(str(number), PointRecording({"a": numbers[:100]}))
"""
FULL = "make room on the disk, or raise the limit, and run the same command again; what is finished is kept"


@pytest.mark.parametrize(
    ("limit", "work", "said", "left"),
    [
        (SMALL_FILES, 'write_dataset(xr.Dataset({"a": ("x", numbers)}), folder / "a.nc")', ["a.nc: cannot be written (", "MB are free there; what is finished is kept"], set()),
        (SMALL_FILES, JOURNAL, [".journal: cannot be written: File too large: " + FULL], {"journal"}),
        ("", '(folder / "nowhere" / "a").write_text("")', ["nowhere/a: No such file or directory: run the same command again"], set()),
        ("", "raise PermissionError(13, 'Permission denied', 'results/a.nc')", ["results/a.nc: Permission denied: make it writable, or link results"], set()),
        (LITTLE_MEMORY, "np.zeros(2**30)", ["out of memory (Unable to allocate 8.00 GiB", "fewer cores take less"], set()),
    ],
)  # fmt: skip
def test_faults_of_the_machine_are_one_line(tmp_path, limit, work, said, left):
    program = PROGRAM.format(limit=limit, work=work)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"  # it would be cut at the limit, and be there for later tests
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("homeotherm: ")
    for part in said:
        assert part in line
    log = (tmp_path / "logs" / "a.log").read_text()
    assert line.removeprefix("homeotherm: ") in log and ("Traceback" in log) == ("cannot be written" not in line)
    assert {path.name for path in tmp_path.iterdir()} == {"logs", *left}


def test_a_log_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "logs").write_text("")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    program = PROGRAM.format(limit="", work="pass")
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1 and done.stderr.startswith(f"homeotherm: {tmp_path / 'logs'}: File exists: ")
    assert len(done.stderr.splitlines()) == 1
