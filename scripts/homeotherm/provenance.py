"""Where a result comes from: versions, commit, and the study itself."""

import importlib.metadata
import json
import platform
import re
import subprocess
from pathlib import Path

from homeotherm.errors import SimulationError

PACKAGES = ("brian2", "numpy", "scipy", "pandas", "xarray", "netcdf4", "snakemake")


def locked_version(package: str, lock: Path) -> str:
    """Return the version of a package that a lock file names.

    Raises
    ------
    SimulationError
        If the lock does not name the package.
    """
    match = re.search(rf"^{re.escape(package)}==(\S+)", Path(lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    if match is None:
        raise SimulationError(f"{lock}: does not lock {package}")
    return match.group(1)


def versions() -> dict[str, str]:
    """Return the versions of the packages that results depend on; absent packages are left out."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def commit(folder: Path, besides: str = "published") -> str:
    """Return the commit of the working tree, with "-dirty" if it has changes; "unknown" outside git.

    Changes under `besides`, a folder of it, do not count: no number depends on what is published of other studies.
    """
    try:
        head = _git(folder, "rev-parse", "HEAD")
        changed = _git(folder, "status", "--porcelain", "--untracked-files=no", "--", ".", f":(exclude){besides}")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head + ("-dirty" if changed else "")


def to_json(content: object) -> str:
    """Return canonical JSON for an attribute."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False)


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
