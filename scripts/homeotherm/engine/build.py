"""Compile a model structure into a folder that any process can run.

It is done by a process of its own whose hash seed is fixed: the order in which Python goes through sets decides in
which order generated code adds numbers, and so the last bits of what a binary computes.
"""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

from homeotherm.engine import generation
from homeotherm.engine.compiler import require_compiler
from homeotherm.errors import SimulationError

HASH_SEED = "0"
logger = logging.getLogger(__name__)


def build(model: str, structure: dict[str, float], tuning: str, cores: int, brian2_version: str, target: Path) -> None:
    """Compile `model` for one structure into the folder `target`.

    Parameters
    ----------
    structure
        Structural parameters in table units.
    tuning
        "portable" or "native".
    cores
        Compiler processes side by side.
    brian2_version
        The version that the lock names; another one would give other numbers under the same digest.

    Raises
    ------
    SimulationError
        If the compiler is missing, Brian2 is not the locked version, or compilation fails.
    """
    require_compiler()
    asked = {
        "model": model, "structure": structure, "tuning": tuning, "cores": cores, "brian2_version": brian2_version,
        "target": str(Path(target).resolve()),
    }  # fmt: skip
    library = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", generation.__name__], input=json.dumps(asked), capture_output=True, text=True,
        env={**os.environ, "PYTHONHASHSEED": HASH_SEED, "PYTHONPATH": str(library)},
    )  # fmt: skip
    for line in done.stderr.splitlines():
        logger.log(logging.WARNING if line.startswith("WARNING") else logging.INFO, "%s", line)
    if done.returncode == generation.EXPECTED:
        raise SimulationError(done.stdout.splitlines()[-1])
    if done.returncode != 0:
        last = (done.stderr.splitlines() or ["no message"])[-1]
        raise SimulationError(f"building model {model} ended with code {done.returncode}: {last}")
