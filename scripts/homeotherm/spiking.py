"""What the spikes and potentials of a point are: populations, windows, and what was done in them.

Every model that fires has a room ``spiking`` with a function of the same name, which says this of a recording.
"""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Potential:
    """Membrane potentials of some neurons in one stretch of time.

    Attributes
    ----------
    start : of the first sample, in s
    interval : between samples, in s
    neurons : (neurons,) index of each
    values : (neurons, samples) in mV
    """

    start: float
    interval: float
    neurons: np.ndarray
    values: np.ndarray

    @property
    def stop(self) -> float:
        """Return the end of the last sample in s."""
        return self.start + self.interval * self.values.shape[1]


@dataclass(frozen=True)
class Spiking:
    """Spikes and potentials of one simulation; all times are in s since its start.

    Attributes
    ----------
    times : (spikes,) by neuron and then by time
    row_size : (neurons,) number of spikes of each neuron
    populations : first neuron and the one after the last of each population, by name; together all neurons
    windows : start and end of each stretch in which spikes were recorded, by name
    stretches : start and end of what was done or is measured, by name
    potentials : each lies within one window
    """

    times: np.ndarray
    row_size: np.ndarray
    populations: dict[str, tuple[int, int]]
    windows: dict[str, tuple[float, float]]
    stretches: dict[str, tuple[float, float]] = field(default_factory=dict)
    potentials: tuple[Potential, ...] = ()
