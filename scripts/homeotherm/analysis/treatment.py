"""What was done to the regulated cells of a condition: which kind of neuromodulation, of what, towards which targets.

A dataset says it by the values of its axes and, for what is not swept, by the parameters that it carries.
"""

import json
from typing import NamedTuple

import xarray as xr

from homeotherm.models import room
from homeotherm.regulated.protocol import CONTROLLED, NONE, SHARP, Layout, layout

KINDS = {NONE: "none", SHARP: "sharp", CONTROLLED: "controlled"}
SETTLED_PHASES = ("settled", "washed_out")
"""Tested moments at which the targets of tonic firing are in force."""
TARGETS = {"slow": "slow_target", "ultraslow": "ultraslow_target"}


class Treatment(NamedTuple):
    """What was done to the cells.

    Attributes
    ----------
    kind : "none", "sharp" or "controlled"
    pair : the two modulated conductances
    blocked : the channel blocked from the switch on; "" for none
    settled, modulated : target of the slow and the ultraslow input conductance, over the leak, before and after the
        switch
    """

    kind: str
    pair: tuple[str, str]
    blocked: str
    settled: dict[str, float]
    modulated: dict[str, float]

    def targets(self, phase: str) -> dict[str, float]:
        """Return the targets at a tested moment by time scale; without neuromodulation they never change."""
        return self.settled if self.kind == "none" or phase in SETTLED_PHASES else self.modulated

    def blocked_at(self, phase: str) -> str:
        """Return the channel that is blocked at a tested moment, "" if none is."""
        return "" if phase == "settled" else self.blocked


def treatment(condition: xr.Dataset) -> Treatment:
    """Return what was done to the cells of one condition.

    Parameters
    ----------
    condition
        A dataset of regulated cells of which one value of every axis has been selected.
    """
    parameters = json.loads(condition.attrs["parameters_json"])
    parameters |= {name: condition[name].item() for name in parameters if name in condition.coords}
    channels = [str(name) for name in condition["channel"].values]
    kind, blocked = parameters["neuromodulation"], parameters.get("blocked_channel", "none")
    if not isinstance(kind, str):
        kind = KINDS[int(kind)]
    if not isinstance(blocked, str):  # the position of a choice: none, and then the channels in their order
        blocked = ["none", *channels][int(blocked)]
    return Treatment(
        kind=kind,
        pair=_pair(condition.attrs["model"], parameters),
        blocked="" if blocked == "none" else blocked,
        settled={timescale: float(parameters[f"{name}_settled"]) for timescale, name in TARGETS.items()},
        modulated={timescale: float(parameters[name]) for timescale, name in TARGETS.items()},
    )


def protocol(dataset: xr.Dataset) -> Layout:
    """Return the moments of a study's protocol, with the durations that it does not sweep."""
    return layout(json.loads(dataset.attrs["parameters_json"]))


def _pair(model: str, parameters: dict) -> tuple[str, str]:
    chosen = parameters.get("modulated_pair")
    if isinstance(chosen, str):  # swept, and so by the name of the choice, such as CaS_A
        first, second = chosen.split("_")
        return first, second
    return room(model, "protocol").modulated_pair(parameters)
