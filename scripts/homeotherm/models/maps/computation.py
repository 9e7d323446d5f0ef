"""The maps, one iteration after the other in double precision.

Logistic map: x -> r x (1 - x) (May 1976, Nature 261:459). Fold: Euler steps of dx/dt = mu + x - x^3 (Strogatz 1994,
Nonlinear Dynamics and Chaos, section 3.4), x -> x + h (mu + x - x^3), whose fixed points are those of the equation at
every h. Quadratic integrate-and-fire neuron: midpoint steps of the phase theta of x = tan(theta / 2), with dx/dt =
x^2 + I, threshold and reset at infinity: d theta/dt = 1 - cos theta + (1 + cos theta) I (Ermentrout & Kopell 1986,
SIAM J Appl Math 46:233), which fires at theta = pi with the frequency sqrt(I) / pi.
"""

import math
from collections.abc import Callable

import numpy as np

from homeotherm.recording import Diverged
from homeotherm.streams import Streams

LOGISTIC, FOLD, QUADRATIC = 0, 1, 2
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
    if parameters["map"] == QUADRATIC:
        return _quadratic(parameters["step"], parameters["drive"])
    r = parameters["growth_rate"]
    return lambda x: r * x * (1.0 - x)


def _quadratic(h: float, current: float) -> Callable[[float], float]:
    """Return the map of the phase of the quadratic integrate-and-fire neuron, from -pi up to pi."""

    def rate(theta: float) -> float:
        cosine = math.cos(theta)
        return 1.0 - cosine + (1.0 + cosine) * current

    def step(theta: float) -> float:
        moved = theta + h * rate(theta + 0.5 * h * rate(theta))
        return moved - 2.0 * math.pi if moved >= math.pi else moved

    return step


def slope_of(parameters: dict[str, float], x: np.ndarray) -> np.ndarray:
    """Return f'(x), in the shape of x."""
    if parameters["map"] == FOLD:
        return 1.0 + parameters["step"] * (1.0 - 3.0 * x**2)
    if parameters["map"] == QUADRATIC:
        h, current = parameters["step"], parameters["drive"]
        middle = x + 0.5 * h * (1.0 - np.cos(x) + (1.0 + np.cos(x)) * current)
        return 1.0 + h * (1.0 - current) * np.sin(middle) * (1.0 + 0.5 * h * (1.0 - current) * np.sin(x))
    return parameters["growth_rate"] * (1.0 - 2.0 * x)


def range_of(parameters: dict[str, float]) -> tuple[float, float]:
    """Return the range in which the density of an orbit is taken."""
    return {FOLD: (-2.0, 2.0), QUADRATIC: (-math.pi, math.pi)}.get(int(parameters["map"]), (0.0, 1.0))
