"""Read the headers that all files of a compiled model share once, not once per file.

A model has forty to eighty short files, and the compiler spends most of its time on the standard headers that each of
them includes. They stand in one header that is compiled beforehand; every file includes it first. The instructions of
the binary are the same with it and without it.
"""

import os
import subprocess
from pathlib import Path

from homeotherm.errors import SimulationError

HEADER = "shared.h"
FLAGS = ("-include", HEADER)
"""What the compiler of every other file is told."""
_INCLUDED = ('"objects.h"', '"brianlib/common_math.h"', "<climits>", "<cmath>", "<ctime>", "<fstream>", "<iostream>")


def precompile(source: Path, flags: list[str]) -> None:
    """Write and compile the shared header of a Brian2 project; flags as for its other files, without `FLAGS`.

    Raises
    ------
    SimulationError
        If the compiler refuses it.
    """
    (source / HEADER).write_text("".join(f"#include {name}\n" for name in _INCLUDED), encoding="utf-8")
    compiler = os.environ.get("CXX", "g++")
    command = [compiler, "-x", "c++-header", *flags, "-I.", HEADER, "-o", f"{HEADER}.gch"]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    if done.returncode != 0:
        raise SimulationError(f"compilation failed: {' '.join(done.stderr.split())[:500]}")
