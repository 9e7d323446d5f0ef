"""Firing of cells that heat makes fast: the measures of `activity` and `rhythm` with another limit of regular firing.

Fyon & Drion (2024) call firing regular whose intervals differ by less than 25 ms. Warm cells burst with pauses that are
shorter than that, and would count as tonic for their speed alone. Here the limit is 1 ms; a burst still needs pauses
twice as long as the other intervals.
"""

from homeotherm.measures import activity as activities
from homeotherm.measures.bursting import REGULAR_SPREAD as FYON_SPREAD
from homeotherm.measures.rhythm import rhythm
from homeotherm.measures.trains import SpikeTrains

REGULAR_SPREAD = 1e-3
"""Seconds."""
STRETCH = FYON_SPREAD / REGULAR_SPREAD
"""Time is stretched by this for those measures, which know no other limit: theirs then stands for ours."""


def stretched(trains: SpikeTrains) -> SpikeTrains:
    """Return spike trains in stretched time."""
    return SpikeTrains(trains.times * STRETCH, trains.row_size)


def firing(times, row_size, start: float, stop: float) -> activities.Firing:
    """Return what `activity.firing` does, with the limit of this module."""
    found = activities.firing(*stretched(SpikeTrains(times, row_size)), start * STRETCH, stop * STRETCH)
    frequencies = ("frequency", "interburst_frequency", "intraburst_frequency")
    faster = {name: getattr(found, name) * STRETCH for name in frequencies}
    return found._replace(**faster, burstiness=found.burstiness * STRETCH**2)


def period(times, row_size):
    """Return the burst period (N,) of each cell in s, as `rhythm.rhythm` does, with the limit of this module."""
    return rhythm(*stretched(SpikeTrains(times, row_size))).period / STRETCH
