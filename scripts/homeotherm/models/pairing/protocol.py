"""What is done to single cells and synapses: pairs of spikes, one EPSP, and two half-volleys.

Three experiments run side by side on cells that know nothing of each other. Nothing is random, so that the seed of a
point only names it.

Pairing: for every interval one plastic synapse between two cells, both made to spike once per period. The interval is
the time of the postsynaptic spike minus the time at which the presynaptic spike *arrives*, that is after the delay.
EPSP: one resting cell, one arrival of weight w_0. Coincidence: resting cells that get half of a conductance at the
start and half after a separation, for a ladder of conductances and a row of separations.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from homeotherm.errors import InputError

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

RESPONSE_INTERVAL = 0.1
"""Milliseconds between the samples of the EPSP."""
MULTIPLES = (
    ("pairing_period", 1000.0, "time_step"), ("synaptic_delay", 1.0, "time_step"), ("interval_step", 1.0, "time_step"),
    ("largest_interval", 1.0, "interval_step"), ("separation_step", 1.0, "time_step"),
    ("largest_separation", 1.0, "separation_step"), ("response_duration", 1.0, "time_step"),
)  # fmt: skip
"""What must be a whole number of what: parameter, its unit in ms, step in ms."""


@dataclass(frozen=True)
class Layout:
    """Times of the protocol in integer time steps.

    Attributes
    ----------
    time_step : s
    intervals : (pairs,) steps from the arrival to the postsynaptic spike, ascending
    presynaptic, postsynaptic : (pairs,) step of the forced spikes within a period
    period : steps
    pairings : number of periods
    amplitudes : (rungs,) conductance of both half-volleys in nS, ascending
    separations : (separations,) steps from the first to the second half-volley, ascending
    response : steps in which a cell may answer the last half-volley, and of the EPSP
    """

    time_step: float
    intervals: np.ndarray
    presynaptic: np.ndarray
    postsynaptic: np.ndarray
    period: int
    pairings: int
    amplitudes: np.ndarray
    separations: np.ndarray
    response: int

    @property
    def pairs(self) -> int:
        """Return the number of pairs of cells."""
        return self.intervals.size

    @property
    def single_responses(self) -> int:
        """Return the steps of the experiments on single responses: EPSP and coincidence."""
        return int(self.separations[-1]) + self.response

    @property
    def total(self) -> int:
        """Return the steps of the whole simulation."""
        return self.pairings * self.period


def check(parameters: dict[str, float], table: "ModelTable") -> None:
    """Check the rules between parameters.

    Raises
    ------
    InputError
        One line with the keys, their values and what is allowed.
    """
    for name, milliseconds, step in MULTIPLES:
        steps = parameters[name] * milliseconds / parameters[step]
        if abs(steps - round(steps)) > 1e-6:
            raise InputError(
                f"{name}: {parameters[name]:g} {table.parameters[name].unit} is no whole number of {step}s of "
                f"{parameters[step]:g} ms; allowed: a multiple"
            )
    for name, whole, part, allowed in (
        ("response_duration", parameters["response_duration"], RESPONSE_INTERVAL, "a multiple"),
        ("response_time_step", RESPONSE_INTERVAL, parameters["response_time_step"], "a divisor"),
    ):
        if abs(whole / part - round(whole / part)) > 1e-6:
            raise InputError(
                f"{name}: {parameters[name]:g} ms does not fit the samples of the EPSP; "
                f"allowed: {allowed} of {RESPONSE_INTERVAL:g} ms"
            )
    period = parameters["pairing_period"] * 1000.0
    needed = 2.0 * (parameters["largest_interval"] + parameters["time_step"]) + parameters["synaptic_delay"]
    if period < needed:
        raise InputError(
            f"pairing_period: {period:g} ms is too short for intervals of ±{parameters['largest_interval']:g} ms; "
            f"allowed: at least {needed:g} ms"
        )
    single = parameters["largest_separation"] + parameters["response_duration"]
    if parameters["pairings"] * period < single:
        raise InputError(
            f"pairings: {parameters['pairings']:g} of {period:g} ms end before the single responses of {single:g} ms; "
            "allowed: more"
        )
    if parameters["largest_volley"] <= parameters["smallest_volley"]:
        raise InputError(
            f"largest_volley: {parameters['largest_volley']:g} nS; "
            f"allowed: above smallest_volley, {parameters['smallest_volley']:g} nS"
        )
    if parameters["leak_reversal"] >= parameters["threshold"]:
        raise InputError(
            f"leak_reversal: {parameters['leak_reversal']:g} mV is not below the threshold; "
            f"allowed: below {parameters['threshold']:g} mV, so that cells rest"
        )


def layout(parameters: dict[str, float]) -> Layout:
    """Turn durations into steps, and ranges into ladders."""
    step = parameters["time_step"]  # ms

    def steps(milliseconds: float) -> int:
        return round(milliseconds / step)

    half = round(parameters["largest_interval"] / parameters["interval_step"])
    intervals = np.arange(-half, half + 1) * steps(parameters["interval_step"])
    delay = steps(parameters["synaptic_delay"])
    arrival = delay + steps(parameters["largest_interval"]) + 1  # nothing is forced in the first step of a period
    ratio = parameters["volley_ratio"]
    rungs = int(np.ceil(np.log(parameters["largest_volley"] / parameters["smallest_volley"]) / np.log(ratio) - 1e-9))
    separations = round(parameters["largest_separation"] / parameters["separation_step"])
    return Layout(
        time_step=step / 1000.0, intervals=intervals, presynaptic=np.full(intervals.size, arrival - delay),
        postsynaptic=arrival + intervals, period=steps(parameters["pairing_period"] * 1000.0),
        pairings=int(parameters["pairings"]), amplitudes=parameters["smallest_volley"] * ratio ** np.arange(rungs + 1),
        separations=np.arange(separations + 1) * steps(parameters["separation_step"]),
        response=steps(parameters["response_duration"]),
    )  # fmt: skip


def stimuli(_parameters: dict[str, float], _seed: int) -> None:
    """Draw nothing: the spikes and volleys of this protocol are part of its structure."""


def tables(_drawn: None) -> dict[str, np.ndarray]:
    """Return no table: the binary holds its stimuli."""
    return {}
