"""Compile a plain Brian2 script in C++ standalone mode with its defaults, and run its binary."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import brian2
import numpy as np

DEFAULT_FLAGS = "Brian2's defaults"


def compile_plain(write: Callable[[], brian2.Network], seconds: float, folder: Path) -> None:
    """Compile a network for one run of some seconds of biological time into `folder`."""
    brian2.prefs.logging.file_log = False
    brian2.set_device("cpp_standalone", build_on_run=False)
    brian2.prefs.devices.cpp_standalone.extra_make_args_unix = [f"-j{min(2, os.cpu_count() or 1)}"]
    network = write()
    network.run(seconds * brian2.second)
    brian2.get_device().build(directory=str(folder), compile=True, run=False, clean=False, with_output=False)


def run_plain(folder: Path) -> None:
    """Run the binary once."""
    subprocess.run(["./main"], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def spikes(folder: Path, monitor: str = "spikes") -> tuple[np.ndarray, np.ndarray]:
    """Return the cells and the times in s of the spikes that a run has written."""
    files = {kind: next((folder / "results").glob(f"_dynamic_array_{monitor}_{kind}_*")) for kind in ("i", "t")}
    return np.fromfile(files["i"], dtype=np.int32), np.fromfile(files["t"], dtype=np.float64)
