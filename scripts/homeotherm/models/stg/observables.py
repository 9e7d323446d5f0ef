"""From the recording of a population of STG neurons to its measures."""

import numpy as np

from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.recording import PointRecording
from homeotherm.regulated import observables
from homeotherm.regulated.observables import measures_of, phases

__all__ = ["coordinates", "measure", "measures_of", "phases"]


def measure(recording: PointRecording, parameters: dict[str, float]) -> dict[str, np.ndarray]:
    """Return all measures of one simulation; see `regulated.definitions`."""
    return observables.measure(recording, parameters, MEMBRANE)


def coordinates(recording: PointRecording, parameters: dict[str, float]) -> dict[str, tuple]:
    """Return the coordinates of the measures' dims."""
    return observables.coordinates(recording, parameters, MEMBRANE)
