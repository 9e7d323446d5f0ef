"""Fixtures that several tests share: the project folder, model tables, small studies."""

from pathlib import Path

import pytest

from homeotherm.parameters import ModelTable, load_model_table

PROJECT = Path(__file__).parents[1]


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
