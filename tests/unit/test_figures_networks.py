"""What both figures of networks share: looks of the cells' roles, the size of a page, files, the registry."""

import numpy as np
import pytest
from drawn import lightness
from synthetic_networks import AXES, network_dataset, three_networks
from synthetic_traces import network_excerpt

from homeotherm.figures import network_rhythm, network_traces
from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.registry import FIGURES, draw_figure
from homeotherm.figures.roles import ROLES, role_of
from homeotherm.figures.style import MILLIMETRES_PER_INCH
from tiny import tiny_rhythm_study

pytestmark = pytest.mark.filterwarnings("error")
NAMES = ("network_traces", "network_rhythm")
THREE_KINDS = {**AXES, "neuromodulation": ("none", "sharp", "controlled")}


@pytest.fixture(scope="module")
def values(project):
    return three_networks(project)


@pytest.fixture(scope="module")
def dataset(values):
    return network_dataset(values)


@pytest.fixture
def content() -> dict:
    return tiny_rhythm_study()


@pytest.fixture
def excerpt_of(study_of, tmp_path):
    """Return a function that takes the traces of a study of a content."""
    return lambda content, failed=None: network_excerpt(study_of(content), tmp_path, failed)


def test_roles_are_those_of_the_wiring():
    assert {role.in_words for role in ROLES} == {"fast pair (cells 1, 2)", "hub (cell 3)", "slow pair (cells 4, 5)"}
    assert [role_of(cell).short for cell in range(1, 6)] == ["fast", "fast", "hub", "slow", "slow"]


def test_roles_look_different_in_grey():
    greys = sorted(lightness(role.colour) for role in ROLES)
    assert (np.diff(greys) > 8).all() and len({role.marker for role in ROLES}) == 3


def test_six_conditions_fit_on_a_page(values, excerpt_of, content):
    content["axes"]["neuromodulation"] = list(THREE_KINDS["neuromodulation"])
    traces, rhythm = network_traces.draw(excerpt_of(content)), network_rhythm.draw(network_dataset(values, THREE_KINDS))
    for drawing in (traces, rhythm):
        assert drawing.figure.get_figheight() * MILLIMETRES_PER_INCH <= 240.001
        assert set(drawing.table["panel"]) == set("abcdef")


def test_same_input_gives_the_same_bytes(values, excerpt_of, content, tmp_path):
    content["axes"] = {"neuromodulation": ["sharp"]}
    inputs = {
        "dataset": network_dataset(values, {"neuromodulation": ("sharp",)}, 1),
        "network_traces": excerpt_of(content),
    }
    for name in NAMES:
        first, second = (save_drawing(draw_figure(name, inputs), tmp_path / part, name) for part in "ab")
        for suffix, path in first.items():
            assert path.read_bytes() == second[suffix].read_bytes(), (name, suffix)


def test_registry_says_what_they_need(dataset):
    for name in NAMES:
        assert FIGURES[name].variables and FIGURES[name].caption.endswith(".")
    for variable in FIGURES["network_rhythm"].variables:
        with pytest.raises(
            ValueError, match=f"figure network_rhythm needs the variable {variable}, which the dataset l"
        ):
            network_rhythm.draw(dataset.drop_vars(variable))
