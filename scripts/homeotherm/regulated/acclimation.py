"""What homeostasis at a temperature does to cells: how far it moves conductances, and over which range they burst.

Homeostasis moves the conductances that it regulates along one ray, so that their common scale says what acclimation
did to a cell. The range over which a cell bursts is read off a sweep; unlike the function of `regulated.sweep` it does
not refer to what the cell did where it had settled, so that cells that settled at different temperatures compare.
"""

import numpy as np

from homeotherm.measures.activity import ACTIVITY
from homeotherm.regulated.protocol import sweep_temperatures


def scale(conductance: np.ndarray, start: np.ndarray) -> dict[str, np.ndarray]:
    """Return the scale of cells at the tested moments.

    Parameters
    ----------
    conductance : (cells, channels, moments)
        Of which the leak is the last channel.
    start : (cells, channels)
        At the start.
    """
    found = conductance[:, -1] / start[:, -1, np.newaxis]
    return {"scale": found, "scale_mean": found.mean(axis=0)}


def bursting_range(activity: np.ndarray, parameters: dict[str, float]) -> dict[str, np.ndarray]:
    """Return over which range cells burst.

    Parameters
    ----------
    activity : (cells, directions, temperatures)
        Codes along the sweep.
    """
    bursting = activity[:, 0] == ACTIVITY["bursting"]
    up = sweep_temperatures(parameters)[: int(parameters["sweep_steps"])]
    distance = abs(float(up[1] - up[0])) if up.size > 1 else 0.0
    width = distance * bursting.sum(axis=1)
    coldest, warmest = np.argmin(up), np.argmax(up)
    return {
        "bursting_range": width, "bursting_range_mean": width.mean(),
        "bursting_coldest_share": bursting[:, coldest].mean(), "bursting_warmest_share": bursting[:, warmest].mean(),
    }  # fmt: skip
