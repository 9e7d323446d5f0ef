"""When things happen to the networks of each condition, whose moments differ between kinds of neuromodulation."""

import json
from typing import NamedTuple

import xarray as xr

from homeotherm.models.rhythm.observables import PHASES
from homeotherm.models.rhythm.protocol import arm, windows
from homeotherm.regulated.protocol import CONTROLLED, NONE, SHARP

KINDS = {"none": NONE, "sharp": SHARP, "controlled": CONTROLLED}


class Moments(NamedTuple):
    """Moments of a condition in s.

    Attributes
    ----------
    switch : when the slow pair gets its second target
    homeostasis : when homeostasis starts
    end : of the simulation
    windows : start and stop of each measured window, by name
    calcium_target : in the unit of the model
    """

    switch: float
    homeostasis: float
    end: float
    windows: dict[str, tuple[float, float]]
    calcium_target: float


def moments_of_conditions(dataset: xr.Dataset) -> list[Moments]:
    """Return the moments of every condition.

    Parameters
    ----------
    dataset
        Of `named_conditions`: parameters are those of the study, or what a condition sets instead.
    """
    base = json.loads(dataset.attrs["parameters_json"])
    found = []
    for number in range(dataset.sizes["condition"]):
        own = {name: dataset[name].values[number] for name in dataset.coords
               if name in base and dataset[name].dims == ("condition",)}  # fmt: skip
        parameters = base | {name: KINDS[value] if name == "neuromodulation" else value for name, value in own.items()}
        starts, moments = windows(parameters), arm(parameters)
        found.append(
            Moments(
                float(moments.switch), float(moments.homeostasis_start), float(parameters["duration"]),
                {phase: (float(starts[phase]), float(starts[phase] + parameters["window"])) for phase in PHASES},
                float(parameters["calcium_target"]),
            )
        )  # fmt: skip
    return found
