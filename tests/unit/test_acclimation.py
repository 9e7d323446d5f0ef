"""Acclimation: the scale of conductances, and the range over which cells burst."""

import numpy as np
import pytest

from homeotherm.measures.activity import ACTIVITY
from homeotherm.regulated.acclimation import bursting_range, scale

TONIC, BURSTING = ACTIVITY["tonic"], ACTIVITY["bursting"]


def test_scale_is_that_of_the_leak():
    start = np.array([[10.0, 0.5], [20.0, 0.25]])
    moments = np.array([[[99.0, 1.0], [1.0, 0.25]], [[7.0, 8.0], [0.5, 0.25]]])  # (cells, channels, moments)
    found = scale(moments, start)
    np.testing.assert_allclose(found["scale"], [[2.0, 0.5], [2.0, 1.0]])
    np.testing.assert_allclose(found["scale_mean"], [2.0, 0.75])


@pytest.mark.parametrize(("first", "last", "cold", "warm"), [(5.0, 25.0, 0.5, 1.0), (25.0, 5.0, 1.0, 0.5)])
def test_range_of_two_cells(first, last, cold, warm):
    """Steps of 5 K: one cell bursts at three of them, the other at two that do not touch; the way down does not count."""
    activity = np.array(
        [
            [[BURSTING, BURSTING, TONIC, TONIC, BURSTING], [TONIC] * 5],
            [[TONIC, BURSTING, TONIC, TONIC, BURSTING], [BURSTING] * 5],
        ]
    )
    parameters = {"sweep_steps": 5, "sweep_from": first, "sweep_to": last, "sweep_course": 1}
    found = bursting_range(activity, parameters)
    assert found["bursting_range"].tolist() == [15, 10] and found["bursting_range_mean"] == 12.5
    assert (found["bursting_coldest_share"], found["bursting_warmest_share"]) == (cold, warm)
