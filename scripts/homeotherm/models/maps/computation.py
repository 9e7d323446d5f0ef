"""The maps, one iteration after the other in double precision.

Logistic map: x -> r x (1 - x) (May 1976, Nature 261:459). Fold: Euler steps of dx/dt = mu + x - x^3 (Strogatz 1994,
Nonlinear Dynamics and Chaos, section 3.4), x -> x + h (mu + x - x^3), whose fixed points are those of the equation at
every h.
"""

from collections.abc import Callable

import numpy as np

from homeotherm.recording import Diverged
from homeotherm.streams import Streams

LOGISTIC, FOLD = 0, 1
LIMIT = 1e6
"""An orbit that leaves this range does not come back."""


def compute(parameters: dict[str, float], seeds: Streams) -> dict[str, np.ndarray]:
    """Return the kept iterations as ``orbit``, (iterations,).

    Raises
    ------
    Diverged
        If the orbit leaves `LIMIT`.
    """
    low, high = parameters["lowest_start"], parameters["highest_start"]
    x = low + (high - low) * float(np.random.default_rng(seeds.initial).random())
    step = map_of(parameters)
    transient, kept = int(parameters["transient"]), int(parameters["iterations"])
    orbit = []
    for number in range(transient + kept):
        x = step(x)
        if not -LIMIT < x < LIMIT:
            raise Diverged(f"the orbit passes {LIMIT:g} in iteration {number + 1}")
        if number >= transient:
            orbit.append(x)
    return {"orbit": np.array(orbit)}


def map_of(parameters: dict[str, float]) -> Callable[[float], float]:
    """Return the map x -> f(x)."""
    if parameters["map"] == FOLD:
        h, mu = parameters["step"], parameters["drive"]
        return lambda x: x + h * (mu + x - x * x * x)
    r = parameters["growth_rate"]
    return lambda x: r * x * (1.0 - x)


def slope_of(parameters: dict[str, float], x: np.ndarray) -> np.ndarray:
    """Return f'(x), in the shape of x."""
    if parameters["map"] == FOLD:
        return 1.0 + parameters["step"] * (1.0 - 3.0 * x**2)
    return parameters["growth_rate"] * (1.0 - 2.0 * x)


def range_of(parameters: dict[str, float]) -> tuple[float, float]:
    """Return the range in which the density of an orbit is taken."""
    return (-2.0, 2.0) if parameters["map"] == FOLD else (0.0, 1.0)
