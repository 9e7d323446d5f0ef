"""A copy of the project for a test to run and to break."""

import shutil
import subprocess
from pathlib import Path


def copy_project(source: Path, target: Path) -> None:
    """Copy what git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=source, text=True, capture_output=True, check=True
    ).stdout.splitlines()  # fmt: skip
    for name in listed:
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, target / name)
