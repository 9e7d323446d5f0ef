"""A cluster for the session, and copies of the project that run studies on it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from place import Place
from slurm_cluster import Cluster, obstacle

from copies import copy_project

REQUIRED = "HOMEOTHERM_SLURM"
"""Where this variable is set, as in .ci/run, a machine without SLURM fails the tests and does not skip them."""


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a cluster, and stop it at the end of the session."""
    if reason := obstacle():
        if os.environ.get(REQUIRED):
            pytest.fail(f"no SLURM cluster can be started: {reason}")
        pytest.skip(f"no SLURM cluster can be started: {reason}")
    folder = Path(tempfile.mkdtemp(prefix="homeotherm-cluster-"))
    folder.chmod(0o755)
    started = Cluster(folder)
    try:
        started.start()
        yield started
    finally:
        started.stop()
        shutil.rmtree(folder)


@pytest.fixture
def place(project, cluster, tmp_path) -> Iterator[Place]:
    """Return a copy of the project in which nothing has run; at the end nothing of it is left in the queue."""
    folder = tmp_path / "project"
    copy_project(project, folder)
    made = Place(folder, cluster)
    made.prepare()
    yield made
    for job in made.left_in_queue():
        cluster.said("scancel", job)


@pytest.fixture(scope="session")
def undisturbed(project, cluster, tmp_path_factory) -> Callable[[dict, Place], str]:
    """Return a function that gives the digest of a study's dataset, made here without a cluster or interruption.

    It leaves the build of the study in the place, so that nothing but simulations is left for the cluster.
    """
    known: dict[str, Place] = {}

    def digest(content: dict, place: Place) -> str:
        key = yaml.safe_dump(content)
        if key not in known:
            made = Place(tmp_path_factory.mktemp("undisturbed") / "project", cluster)
            copy_project(project, made.folder)
            made.write_study(content)
            made.run(made.snakemake("--cores", "2", "gather"))
            known[key] = made
        builds = Path("results") / "builds"
        shutil.copytree(known[key].folder / builds, place.folder / builds)
        return known[key].digest()

    return digest
