"""Fixtures that several tests share: the project folder, model tables, small studies."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from homeotherm.parameters import ModelTable, load_model_table
from homeotherm.study import Study, check_study

PROJECT = Path(__file__).parents[1]
LONGEST_FIRST = ("cluster", "workflow", "model", "unit")
"""Folders of tests in the order in which several processes take them up, so that none is left with a long one at the end."""

# Properties are tried with the same examples at every run, and no example fails because the machine is slow or busy.
# Others are looked for by: pytest --hypothesis-profile=search
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **PATIENT)
settings.register_profile("search", max_examples=2000, **PATIENT)
settings.load_profile("same")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Share tests out to processes by file, and the cluster's to one: no two clusters run at the same time.

    Tests of a file share what is made for them. Without several processes (``pytest -n``) nothing changes.
    """
    if not hasattr(config, "workerinput"):
        return
    places = {item: item.path.relative_to(PROJECT / "tests") for item in items}
    rank = {folder: number for number, folder in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(places[item].parts[0], len(rank)))
    for item, place in places.items():
        item.add_marker(pytest.mark.xdist_group("cluster" if place.parts[0] == "cluster" else str(place)))


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the folder of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def table() -> ModelTable:
    """Return the microcircuit's parameter table."""
    return load_model_table("microcircuit", PROJECT / "config" / "models")


@pytest.fixture
def content() -> dict:
    """Return the content of a small, valid study file."""
    return {
        "title": "A study", "question": "Does it work?", "model": "microcircuit",
        "parameters": {"neurons": 200, "training_duration": "1 s"},
        "axes": {"temperature": {"values": [30, 37], "unit": "degC"}}, "seeds": {"count": 2},
    }  # fmt: skip


@pytest.fixture(scope="session")
def study_of(project) -> Callable[[dict], Study]:
    """Return a function that makes a study of a content."""
    return lambda content: check_study("small", content, project / "config" / "models")
