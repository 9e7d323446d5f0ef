"""What is done to the microcircuit over time: test, train, test again, and the temperature meanwhile.

A test is a spontaneous window and then partial cues: every assembly, trained or not, is driven through its first half,
several times in random order, with plasticity off. Training presents full patterns of the trained assemblies in random
permutations. The order of stimuli is drawn from the seed.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from homeotherm.errors import InputError

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

PHASES = ("before", "after")
DURATIONS = (
    "training_duration", "training_stimulus", "training_gap", "spontaneous_duration", "test_stimulus", "test_gap",
    "turnover_interval",
)  # fmt: skip
TEMPERATURE_INTERVAL = 0.5
"""Seconds for which the temperature is kept; a ramp is a staircase of such steps."""


@dataclass(frozen=True)
class Layout:
    """Times of the protocol in integer time steps, and the sizes that follow from the parameters."""

    time_step: float  # s
    spontaneous: int
    test: int
    training: int
    bin: int
    neurons: int
    excitatory: int
    assembly_size: int

    @property
    def total(self) -> int:
        """Return the number of steps of the whole simulation."""
        return 2 * (self.spontaneous + self.test) + self.training

    @property
    def training_start(self) -> int:
        """Return the step at which training starts."""
        return self.spontaneous + self.test

    def spontaneous_start(self, phase: str) -> int:
        """Return the step at which the spontaneous window of a phase starts."""
        return 0 if phase == "before" else self.training_start + self.training


@dataclass(frozen=True)
class Stimuli:
    """The stimulus in every bin of the protocol, and when the partial cues of the tests start.

    Attributes
    ----------
    pattern : (bins,) float, index of the driven assembly, -1 for none
    partial_cue : (bins,) float, 1 where only the first half of the assembly is driven
    onset : (2, trials) int, first step of each partial cue, before and after training
    identity : (2, trials) int, which assembly was cued
    """

    pattern: np.ndarray
    partial_cue: np.ndarray
    onset: np.ndarray
    identity: np.ndarray


def check(parameters: dict[str, float], table: "ModelTable") -> None:
    """Check the rules between parameters.

    Raises
    ------
    InputError
        One line with the keys, their values and what is allowed.
    """
    low, high = table.parameters["temperature"].allowed
    turn = parameters["temperature"] + parameters["ramp_span"]
    if not low <= turn <= high:
        raise InputError(
            f"ramp_span: {parameters['ramp_span']:g} K from {parameters['temperature']:g} °C leads to {turn:g} °C; "
            f"allowed: turning points from {low:g} to {high:g} °C"
        )
    step = parameters["time_step"]
    for name in DURATIONS:
        milliseconds = parameters[name] * (1000.0 if name in {"training_duration", "spontaneous_duration"} else 1.0)
        steps = milliseconds / step
        if abs(steps - round(steps)) > 1e-6:
            raise InputError(
                f"{name}: {parameters[name]:g} is no whole number of time steps of {step:g} ms; allowed: a multiple"
            )
    if parameters["spontaneous_transient"] >= parameters["spontaneous_duration"] * 1000.0:
        raise InputError(
            f"spontaneous_transient: {parameters['spontaneous_transient']:g} ms leaves nothing of the spontaneous "
            f"window; allowed: less than {parameters['spontaneous_duration']:g} s"
        )
    if parameters["trained_assemblies"] > parameters["assemblies"]:
        raise InputError(
            f"trained_assemblies: {parameters['trained_assemblies']:g} of {parameters['assemblies']:g} assemblies; "
            "allowed: at most all of them"
        )
    if parameters["assemblies"] * parameters["assembly_share"] > 1 + 1e-12:
        raise InputError(
            f"assembly_share: {parameters['assemblies']:g} assemblies of {parameters['assembly_share']:g} do not fit; "
            "allowed: a total share of at most 1"
        )
    if parameters["in_degree"] > parameters["neurons"]:
        raise InputError(
            f"in_degree: {parameters['in_degree']:g} of {parameters['neurons']:g} neurons; allowed: at most all of them"
        )
    if parameters["reset"] >= parameters["threshold"]:
        raise InputError(
            f"reset: {parameters['reset']:g} mV is not below the threshold; "
            f"allowed: below {parameters['threshold']:g} mV"
        )
    if layout(parameters).assembly_size < 2:
        raise InputError(
            f"neurons: {parameters['neurons']:g} leave assemblies of less than 2 cells; allowed: more neurons"
        )


def layout(parameters: dict[str, float]) -> Layout:
    """Turn durations into steps and shares into numbers of cells."""
    step = parameters["time_step"]  # ms

    def steps(milliseconds: float) -> int:
        return round(milliseconds / step)

    neurons = int(parameters["neurons"])
    excitatory = round(neurons * parameters["excitatory_share"])
    trials = int(parameters["test_repetitions"] * parameters["assemblies"])
    stimulus, gap = steps(parameters["test_stimulus"]), steps(parameters["test_gap"])
    spontaneous, training = (
        steps(parameters["spontaneous_duration"] * 1000.0),
        steps(parameters["training_duration"] * 1000.0),
    )
    lengths = [
        spontaneous, training, stimulus, gap, steps(parameters["training_stimulus"]), steps(parameters["training_gap"]),
    ]  # fmt: skip
    return Layout(
        time_step=step / 1000.0, spontaneous=spontaneous, test=trials * (stimulus + gap), training=training,
        bin=int(np.gcd.reduce([length for length in lengths if length])), neurons=neurons, excitatory=excitatory,
        assembly_size=round(excitatory * parameters["assembly_share"]),
    )  # fmt: skip


def assemblies(parameters: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return for every neuron its assembly (-1 for none) and whether partial cues drive it (first half)."""
    plan = layout(parameters)
    assembly = np.full(plan.neurons, -1)
    cued = np.zeros(plan.neurons, dtype=bool)
    for index in range(int(parameters["assemblies"])):
        first = index * plan.assembly_size
        assembly[first : first + plan.assembly_size] = index
        cued[first : first + plan.assembly_size // 2] = True
    return assembly, cued


def stimuli(parameters: dict[str, float], seed: int) -> Stimuli:
    """Draw the order of stimuli for one seed."""
    plan = layout(parameters)
    generator = np.random.default_rng(seed)
    pattern = np.full(plan.total // plan.bin, -1.0)
    partial_cue = np.zeros_like(pattern)
    onset, identity = [], []

    def steps(name: str) -> int:
        return round(parameters[name] / parameters["time_step"])

    for phase in PHASES:
        start = plan.spontaneous_start(phase) + plan.spontaneous
        order = np.concatenate(
            [generator.permutation(int(parameters["assemblies"])) for _ in range(int(parameters["test_repetitions"]))]
        )
        starts = start + np.arange(order.size) * (steps("test_stimulus") + steps("test_gap"))
        for assembly, first in zip(order, starts, strict=True):
            bins = slice(first // plan.bin, (first + steps("test_stimulus")) // plan.bin)
            pattern[bins], partial_cue[bins] = assembly, 1.0
        onset.append(starts)
        identity.append(order)
        if phase == "before":
            _train(pattern, parameters, plan, generator, steps("training_stimulus"), steps("training_gap"))
    return Stimuli(pattern, partial_cue, np.array(onset), np.array(identity))


def tables(drawn: Stimuli) -> dict[str, np.ndarray]:
    """Return the stimuli as the tables that the binary reads, by name."""
    return {"pattern": drawn.pattern, "partial_cue": drawn.partial_cue}


def temperature_at(parameters: dict[str, float], time: np.ndarray) -> np.ndarray:
    """Return the temperature in degC at times in s since the start of the simulation.

    It is constant, or, with a `ramp_span`, goes linearly to `temperature` + `ramp_span` in the middle of training and
    back to `temperature` at its end.
    """
    plan = layout(parameters)
    share = (time - plan.training_start * plan.time_step) / (plan.training * plan.time_step)
    return parameters["temperature"] + parameters["ramp_span"] * (1.0 - np.abs(2.0 * np.clip(share, 0.0, 1.0) - 1.0))


def temperature_course(parameters: dict[str, float]) -> np.ndarray:
    """Return the temperature in degC of every interval of the simulation, taken at its middle."""
    return temperature_at(parameters, (np.arange(intervals(parameters)) + 0.5) * TEMPERATURE_INTERVAL)


def intervals(parameters: dict[str, float]) -> int:
    """Return the number of intervals of the temperature's course in the whole simulation."""
    plan = layout(parameters)
    return int(np.ceil(plan.total * plan.time_step / TEMPERATURE_INTERVAL - 1e-9))


def _train(
    pattern: np.ndarray,
    parameters: dict[str, float],
    plan: Layout,
    generator: np.random.Generator,
    stimulus: int,
    gap: int,
) -> None:
    """Fill the training with full patterns in random permutations; the last one may be cut by the end of training."""
    end = plan.training_start + plan.training
    first = plan.training_start
    while first < end:
        for assembly in generator.permutation(int(parameters["trained_assemblies"])):
            pattern[first // plan.bin : min(first + stimulus, end) // plan.bin] = assembly
            first += stimulus + gap
            if first >= end:
                break
