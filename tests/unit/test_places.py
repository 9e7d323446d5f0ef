"""Places for results: what cannot be written, is too small or is in use is one line before the first job."""

import os
import subprocess
import sys

import pytest

from homeotherm.errors import SimulationError
from homeotherm.places import check_places, hold, shortage

HOLD = """
import sys
from pathlib import Path
from homeotherm.places import hold
held = hold("small", Path(sys.argv[1]))
print("held", flush=True)
input()
"""


def test_a_folder_that_is_not_there_yet_is_a_place(tmp_path):
    check_places([tmp_path, tmp_path / "results" / "small"])


def test_a_file_is_no_place(tmp_path):
    (tmp_path / "results").write_text("")
    with pytest.raises(SimulationError, match=r"results/small: .*/results is no folder; remove it"):
        check_places([tmp_path / "results" / "small"])


def test_what_cannot_be_written_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda place, mode: place != tmp_path)  # root may write anywhere
    with pytest.raises(SimulationError, match=f"results: nothing can be written in {tmp_path}; make it writable"):
        check_places([tmp_path / "results"])


def test_too_little_room_is_said(tmp_path):
    assert shortage(tmp_path / "results", 0.001) is None
    assert "MB are free, the recordings to come take about 1e+12 MB" in shortage(tmp_path / "results", 1e12)


def test_results_are_held_by_one_process_and_by_no_dead_one(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path / "results")]
    other = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(SimulationError, match=f"small are made by process {other.pid} on .* at present"):
            hold("small", tmp_path / "results")
        hold("another", tmp_path / "results").close()
    finally:
        other.kill()
        other.wait()
    hold("small", tmp_path / "results").close()


def test_a_path_that_python_cannot_read_is_refused(tmp_path):
    """Signs outside of the encoding come as lone surrogates."""
    with pytest.raises(SimulationError, match=r"\\udcc3\\udca9.*: the path has signs that .*; export PYTHONUTF8=1"):
        check_places([tmp_path / os.fsdecode("é".encode()).encode("utf-8").decode("ascii", "surrogateescape")])
