"""What the cells and half-centres of rhythm-generating networks do in one window of time."""

import numpy as np

from homeotherm.measures import activity as activities
from homeotherm.measures import rhythm as rhythms
from homeotherm.measures.trains import SpikeTrains, take
from homeotherm.models.rhythm.wiring import FAST_PAIR, SIZE, SLOW_PAIR

HALF_CENTRES = {"fast": FAST_PAIR, "slow": SLOW_PAIR}


def by_network(values: np.ndarray) -> np.ndarray:
    """Return (networks, 5, ...) for values (cells, ...)."""
    return values.reshape(-1, SIZE, *values.shape[1:])


def known_mean(values: np.ndarray) -> float:
    """Return the mean of the values that are known; NaN if none is."""
    known = values[np.isfinite(values)]
    return known.mean() if known.size else np.nan


def cells(trains: SpikeTrains, start: float, stop: float) -> dict[str, np.ndarray]:
    """Return what each cell does in a window of s to which the trains are limited, (cells,) each."""
    rhythm = rhythms.rhythm(*trains)
    first = np.arange(0, trains.row_size.size, SIZE)
    phases_of = [rhythms.phases(*take(*trains, cell + np.arange(SIZE)), reference=0) for cell in first]
    return {
        **activities.firing(*trains, start, stop)._asdict(),
        "period": rhythm.period, "period_variability": rhythm.variability,
        "burst_phase": np.concatenate([each.phase for each in phases_of]),
        "burst_phase_concentration": np.concatenate([each.concentration for each in phases_of]),
    }  # fmt: skip


def half_centres(trains: SpikeTrains) -> dict[str, np.ndarray]:
    """Return how the cells of each half-centre alternate, (networks, half-centres) each."""
    found = [
        [rhythms.half_centre(*take(*trains, first + np.array(pair)), 0, 1) for pair in HALF_CENTRES.values()]
        for first in range(0, trains.row_size.size, SIZE)
    ]
    return {
        name: np.array([[getattr(pair, name) for pair in row] for row in found]) for name in ("antiphase", "overlap")
    }


def onset_phases(trains: SpikeTrains) -> np.ndarray:
    """Return the phase at which the second cell of each half-centre begins in the cycle of the first.

    (networks, half-centres), in cycles.
    """
    firsts = range(0, trains.row_size.size, SIZE)
    pairs = [[take(*trains, first + np.array(pair)) for pair in HALF_CENTRES.values()] for first in firsts]
    return np.array([[rhythms.phases(*pair, reference=0).phase[1] for pair in row] for row in pairs])
