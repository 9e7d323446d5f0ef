"""A model is compiled by the version of Brian2 that the lock names, or not at all."""

import subprocess
import sys

PROGRAM = """
from pathlib import Path
from homeotherm.engine.generation import generate
from homeotherm.errors import SimulationError
try:
    generate("pairing", {}, "portable", 1, "0.1", Path("unwritten"))
except SimulationError as error:
    print(error)
"""


def test_another_version_than_the_locked_one_is_refused(project, tmp_path):
    """In a process of its own, for Brian2 is slow to import and leaves its settings behind."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=tmp_path, env={"PYTHONPATH": str(project / "scripts"), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "is installed, envs/ locks 0.1: set the environment up again (make setup)" in done.stdout
    assert done.stdout.startswith("brian2 2.") and not list(tmp_path.iterdir())
