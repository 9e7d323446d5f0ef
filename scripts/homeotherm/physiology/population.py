"""Degenerate populations: neurons that fire alike although their conductances differ widely.

The leak and some conductances of every cell are drawn independently; the others are solved for, so that all cells have
the same dynamic input conductances at one voltage (Fyon & Drion 2024, arXiv 2412.04172). Drawn conductances are
proportional to the cell's leak.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from homeotherm.physiology.channels import Membrane
from homeotherm.physiology.compensation import compensation


@dataclass(frozen=True)
class Population:
    """How the conductances of a degenerate population are drawn.

    Attributes
    ----------
    leak : lowest and highest leak conductance in mS/cm2
    reference_leak : leak conductance in mS/cm2 of a cell to which `drawn` applies as it stands
    drawn : lowest and highest conductance in mS/cm2 by current, in the order in which they are drawn
    fixed : conductance in mS/cm2 by current that differs between cells by their leak only
    solved : currents whose conductances follow
    targets : dynamic input conductances by time scale, in units of the leak
    voltage : mV at which they hold
    """

    leak: tuple[float, float]
    reference_leak: float
    drawn: Mapping[str, tuple[float, float]]
    fixed: Mapping[str, float]
    solved: tuple[str, ...]
    targets: Mapping[str, float]
    voltage: float


def draw_population(
    membrane: Membrane, population: Population, cells: int, seed: int, kca_slowing: np.ndarray | float = 1.0
) -> np.ndarray:
    """Return the conductances (cells, currents) in mS/cm2 of a degenerate population.

    The first cells are the same however many are drawn.

    Parameters
    ----------
    membrane
        The neuron.
    population
        Ranges and targets.
    cells
        Number of cells.
    seed
        Of numpy's default generator.
    kca_slowing : (cells,) or a number
        As in `conductances.sensitivities`.
    """
    uniform = np.random.default_rng(seed).random((cells, 1 + len(population.drawn)))
    conductances = np.zeros((cells, len(membrane.currents)))
    conductances[:, -1] = _between(population.leak, uniform[:, 0])
    size = conductances[:, -1] / population.reference_leak
    for number, (name, bounds) in enumerate(population.drawn.items(), start=1):
        conductances[:, membrane.names.index(name)] = size * _between(bounds, uniform[:, number])
    for name, value in population.fixed.items():
        conductances[:, membrane.names.index(name)] = size * value
    columns = [membrane.names.index(name) for name in population.solved]
    conductances[:, columns] = compensation(
        membrane, conductances, population.solved, population.targets, population.voltage, kca_slowing
    )
    return conductances


def _between(bounds: tuple[float, float], uniform: np.ndarray) -> np.ndarray:
    """Return numbers between two bounds for numbers between 0 and 1."""
    lowest, highest = bounds
    return lowest + (highest - lowest) * uniform
