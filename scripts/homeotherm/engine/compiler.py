"""Which compiler builds the binaries, and with which flags.

Portable flags are the default: a binary built on one node runs on any node of the last ten years and gives the same
bits on every node of one CPU family. ``native`` tunes for the CPU at hand. The flags are part of a build's digest.
"""

import os
import platform
import shutil
import subprocess

from homeotherm.errors import InputError, SimulationError, listed, nearest

# Vectorised loops call the C library's vector functions only where __FAST_MATH__ is defined, which gcc does not do
# beside -fno-finite-math-only; and gcc gives up on vectors where it must check many arrays for overlap.
COMMON_FLAGS = (
    "-w", "-O3", "-ffast-math", "-fno-finite-math-only", "-D__FAST_MATH__",
    "--param=vect-max-version-for-alias-checks=2000", "-std=c++11",
)  # fmt: skip
TUNINGS = ("portable", "native")


def flags(tuning: str) -> list[str]:
    """Return the compiler flags for "portable" or "native"."""
    if tuning not in TUNINGS:
        raise InputError(
            f"compiler_tuning: '{tuning}' is unknown{nearest(tuning, TUNINGS)}; allowed: {listed(TUNINGS)}"
        )
    on_x86 = platform.machine() == "x86_64"
    if tuning == "native":
        # gcc keeps to half of the widest vectors unless told
        return [*COMMON_FLAGS, "-march=native", *(["-mprefer-vector-width=512"] if on_x86 else [])]
    return [*COMMON_FLAGS, *(["-march=x86-64-v3"] if on_x86 else [])]


def require_compiler() -> str:
    """Return the version line of the C++ compiler.

    Raises
    ------
    SimulationError
        One line that says what is missing; there is no slower way that gives the same numbers.
    """
    compiler = os.environ.get("CXX", "g++")
    missing = [tool for tool in (compiler, "make") if shutil.which(tool) is None]
    if missing:
        raise SimulationError(
            f"no {listed(missing)} on PATH: simulations are compiled; install g++ and make (Debian: apt install g++ "
            "make; on a cluster: module load gcc). Figures of finished studies need no compiler: snakemake figures"
        )
    return subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
