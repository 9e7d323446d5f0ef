"""A copy of the project in which a benchmark may write study files and results."""

import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from benchmarks import ROOT

PARTS = ("Snakefile", "workflow", "config", "scripts", "envs", "profiles")


def copy_project(target: Path, *more: str) -> Path:
    """Copy what Snakemake needs of the project, and more folders by name; an older copy is replaced."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in (*PARTS, *more):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target / name)
    return target


def write_study(project: Path, name: str, content: dict) -> None:
    """Write a study file into a copy of the project."""
    path = project / "config" / "studies" / f"{name}.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def snakemake(project: Path, *arguments: str) -> str:
    """Run Snakemake in a copy of the project; return what it said.

    Raises
    ------
    RuntimeError
        With the last lines of what it said, if it fails.
    """
    command = [sys.executable, "-m", "snakemake", *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)}: {(done.stdout + done.stderr)[-1000:]}")
    return done.stdout + done.stderr
