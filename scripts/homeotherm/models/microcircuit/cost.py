"""How much there is to compute in one simulation of the microcircuit."""

import numpy as np

from homeotherm.physiology.q10 import equivalent_temperature

EXPECTED_RATES = (
    np.arange(30.0, 43.0), np.array([1.5, 1.9, 2.2, 2.7, 3.2, 3.9, 4.5, 5.0, 5.7, 8.9, 12.1, 16.1, 21.0]),
)  # fmt: skip
"""Temperature in degC, and rate of the excitatory cells in training in Hz: means of the study `metaboplasticity`."""


def biological_seconds(parameters: dict[str, float]) -> float:
    """Return the simulated time of one point in seconds."""
    presentation = (parameters["test_stimulus"] + parameters["test_gap"]) / 1000.0
    test = parameters["spontaneous_duration"] + parameters["test_repetitions"] * parameters["assemblies"] * presentation
    return parameters["training_duration"] + 2.0 * test


def neurons(parameters: dict[str, float]) -> float:
    """Return the number of cells that are simulated at a time."""
    return parameters["neurons"]


def synaptic_events(parameters: dict[str, float]) -> float:
    """Return the synaptic events per second that are expected, as far as the metabolic state tells.

    Rates are those of the default parameters: swept parameters that make a network run away make it dearer than this.
    """
    temperature = equivalent_temperature(
        parameters["metabolic_rate"], parameters["temperature"], parameters["q10_metabolism"],
        parameters["reference_temperature"],
    )  # fmt: skip
    return parameters["neurons"] * parameters["in_degree"] * float(np.interp(temperature, *EXPECTED_RATES))
