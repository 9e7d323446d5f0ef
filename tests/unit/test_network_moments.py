"""Moments of networks: when each condition switches, starts to regulate and is measured."""

import pytest
from synthetic_networks import AXES, network_dataset, three_networks

from homeotherm.figures import network_rhythm
from homeotherm.figures.named_conditions import named_conditions
from homeotherm.figures.network_moments import moments_of_conditions

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def values(project):
    return three_networks(project)


@pytest.fixture(scope="module")
def dataset(values):
    return network_dataset(values)


def test_every_condition_has_moments_of_its_own(dataset):
    a, _, c, _ = moments_of_conditions(named_conditions(dataset, "network_rhythm", network_rhythm.NEEDED))
    assert (a.switch, a.homeostasis, c.switch, c.homeostasis) == (25, 50, 50, 0) and a.end == c.end == 150
    assert a.windows == {"before": (15, 25), "after": (40, 50), "end": (140, 150)}
    assert c.windows == {"before": (40, 50), "after": (65, 75), "end": (140, 150)}


def test_moments_follow_what_a_condition_sets(dataset):
    set_by_start = dataset.assign_coords(
        switch_sharp=("initialisation", [25.0, 30.0]), calcium_target=("initialisation", [125.0, 90.0])
    )
    found = moments_of_conditions(named_conditions(set_by_start, "network_rhythm", network_rhythm.NEEDED))
    assert [each.switch for each in found] == [25, 30, 50, 50]
    assert [each.calcium_target for each in found] == [125, 90, 125, 90]
    assert found[1].windows["before"] == (20, 30)


def test_neuromodulation_that_is_not_swept_is_that_of_the_parameters(values):
    for kind, switch in ((0.0, 25), (2.0, 50)):
        data = network_dataset({**values, "neuromodulation": kind}, {"initialisation": AXES["initialisation"]}, 1)
        found = moments_of_conditions(named_conditions(data, "network_rhythm", network_rhythm.NEEDED))
        assert [each.switch for each in found] == [switch, switch]
