"""Firing of warm cells: short pauses are pauses, and numbers come in their own units."""

import numpy as np
import pytest

from homeotherm.measures import warm
from homeotherm.measures.activity import ACTIVITY, firing
from homeotherm.measures.rhythm import rhythm

WARM_BURSTS = (0.005 + np.arange(100)[:, np.newaxis] * 0.02 + [0.0, 0.002, 0.004]).ravel()
"""Three spikes 2 ms apart every 20 ms, for 2 s: pauses of 16 ms."""


def test_short_pauses_are_pauses():
    found = warm.firing(WARM_BURSTS, [300], 0.0, 2.0)
    assert found.activity[0] == ACTIVITY["bursting"]
    assert firing(WARM_BURSTS, [300], 0.0, 2.0).activity[0] != ACTIVITY["bursting"]
    assert found.spikes_per_burst[0] == 3 and found.duty_cycle[0] == pytest.approx(0.2)
    assert found.intraburst_frequency[0] == pytest.approx(500) and found.interburst_frequency[0] == pytest.approx(62.5)
    assert found.burstiness[0] == pytest.approx(3 * 500 * 62.5)
    assert found.frequency[0] == pytest.approx(299 / (WARM_BURSTS[-1] - WARM_BURSTS[0]))
    assert warm.period(WARM_BURSTS, [300])[0] == pytest.approx(0.02)


def test_slow_cells_are_as_they_were():
    """Bursts with pauses of 0.4 s, a clock of 10 Hz, silence: the limit does not matter."""
    bursts = (0.1 + np.arange(20)[:, np.newaxis] * 0.5 + 0.02 * np.arange(6)).ravel()
    clock = 0.05 + 0.1 * np.arange(100)
    trains = np.concatenate([bursts, clock]), [bursts.size, clock.size, 0]
    for found, expected in zip(warm.firing(*trains, 0.0, 10.0), firing(*trains, 0.0, 10.0), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12)
    np.testing.assert_allclose(warm.period(*trains), rhythm(*trains).period, rtol=1e-12)
