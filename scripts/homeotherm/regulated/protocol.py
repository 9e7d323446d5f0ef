"""What is done to regulated cells over time: settle, switch, block a channel, wash out, test.

The schedule is data: a table with one row per `ROW` seconds that the compiled binary reads, so that kinds of
neuromodulation, targets and blocked channels share one binary; durations do not.

Homeostasis may be a closed loop, or one that is cut at the switch, see `regulated.open_loop`.

After the protocol each cell is tested frozen: the conductances of a moment are set again, the membrane starts from its
initial values, and nothing regulates (Fyon & Drion 2024).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from homeotherm.errors import InputError

ROW = 0.1
"""Seconds per row of the schedule."""
SLOW = 1.0
"""Milliseconds between the steps of homeostasis and neuromodulation, which change over seconds."""
TRAJECTORY_INTERVAL = 1.0
"""Seconds between the samples of the conductances."""
CALCIUM_INTERVAL = 0.2
"""Seconds over which calcium is averaged."""
VOLTAGE_INTERVAL = 0.5
"""Milliseconds between the samples of the potential."""
VOLTAGE_CELLS = 3
BEFORE_SWITCH = 1.0
"""Seconds before a change at which the conductances of the test are taken."""
NONE, SHARP, CONTROLLED = range(3)
CLOSED, OPEN = range(2)
RUNNING, FROZEN = range(2)
UP, UP_AND_DOWN = range(2)
STEPS, RAMP = range(2)
POSSIBLE = (-5.0, 50.0)
"""Temperatures in degC that parameters may have."""
COLUMNS = (
    "slow_target", "ultraslow_target", "regulation", "control", "set_pair", "restore_pair", "restart", "block", "hold",
    "keep", "recall",
)  # fmt: skip
"""What a row says: the targets; whether homeostasis and the controller act; and what happens at its start: the pair
set to the reference or back to what was kept, the membrane started anew; whether the channel is blocked; whether each
cell goes to its own scale; which moment (from 1 on, 0 for none) is kept, and which is recalled for a test."""


@dataclass(frozen=True)
class Course:
    """What a compiled binary of regulated cells is made for.

    Attributes
    ----------
    cells : number of cells
    time_step : s
    protocol_end : when regulation ends, in s
    thermal : whether temperature acts on the cells
    sweep : start of every step of a sweep of the temperature, in s
    hold : length of a step of the sweep, in s
    energy : whether the cells have a limited energy
    """

    cells: int
    time_step: float
    protocol_end: float
    thermal: bool = field(default=False, kw_only=True)
    sweep: tuple[float, ...] = field(default=(), kw_only=True)
    hold: float = field(default=0.0, kw_only=True)
    energy: bool = field(default=False, kw_only=True)

    @property
    def sweep_start(self) -> float:
        """Return when the sweep of the temperature begins; the end of the protocol without one."""
        return self.sweep[0] if self.sweep else self.protocol_end

    @property
    def total(self) -> float:
        """Return the length of the whole simulation."""
        return self.protocol_end

    @property
    def rows(self) -> int:
        """Return the rows of the schedule."""
        return round(self.total / ROW)


@dataclass(frozen=True)
class Layout(Course):
    """Moments of the protocol in seconds; the tests begin where regulation ends.

    Attributes
    ----------
    switch : when the modulation begins
    washout : when it ends; the end of the protocol if it is not washed out
    test : length of a test
    tested : moments whose conductances are tested, by name
    open_loop : whether homeostasis ends at the switch; `cells` then counts all copies

    A sweep of the temperature lies after washout and before the tests.
    """

    switch: float
    washout: float
    test: float
    tested: dict[str, float] = field(default_factory=dict)
    open_loop: bool = False

    @property
    def total(self) -> float:
        """Return the length of the whole simulation."""
        return self.protocol_end + self.test * len(self.tested)

    def test_start(self, name: str) -> float:
        """Return when the test of a moment begins."""
        return self.protocol_end + self.test * list(self.tested).index(name)


def layout(parameters: dict[str, float]) -> Layout:
    """Return the moments of the protocol."""
    switch = parameters["settle_duration"]
    washout = switch + parameters["modulated_duration"]
    end = washout + parameters["washout_duration"]
    tested = {"settled": switch - BEFORE_SWITCH}
    if parameters["modulated_duration"] > parameters["early_test"] + BEFORE_SWITCH:
        tested["early"] = switch + parameters["early_test"]
    tested["modulated"] = washout - BEFORE_SWITCH
    if parameters["washout_duration"]:
        tested["washed_out"] = end - BEFORE_SWITCH
    open_loop = int(parameters.get("homeostasis", CLOSED)) == OPEN
    return Layout(
        cells=int(parameters["cells"]) * (int(parameters["scales"]) if open_loop else 1),
        time_step=parameters["time_step"] * 1e-3, switch=switch, washout=washout,
        test=parameters["test_duration"], tested=tested, open_loop=open_loop, energy=bool(parameters.get("energy")),
        **thermal_plan(parameters, end),
    )  # fmt: skip


def thermal_plan(parameters: dict[str, float], end: float) -> dict:
    """Return what temperature makes of a course that would end at `end` in s: fields of `Course`."""
    thermal = bool(parameters.get("temperature_dependence"))
    hold = parameters["sweep_hold"] if thermal else 0.0
    steps = _sweep_steps(parameters) if thermal else 0
    return {
        "thermal": thermal, "sweep": tuple(end + number * hold for number in range(steps)), "hold": hold,
        "protocol_end": end + steps * hold,
    }  # fmt: skip


def schedule(parameters: dict[str, float]) -> np.ndarray:
    """Return the schedule, (rows, columns) as `COLUMNS`."""
    plan = layout(parameters)
    table = {name: np.zeros(plan.rows) for name in COLUMNS}

    def row(seconds: float) -> int:
        return round(seconds / ROW)

    switch, washout, sweep, end = map(row, (plan.switch, plan.washout, plan.sweep_start, plan.protocol_end))
    kind = int(parameters["neuromodulation"])
    frozen = plan.sweep and int(parameters["sweep_regulation"]) == FROZEN
    for name in ("slow_target", "ultraslow_target"):
        table[name][:] = parameters[f"{name}_settled"]
        if kind != NONE:
            table[name][switch : washout if washout < sweep else end] = parameters[name]
    regulated = sweep if frozen else end
    table["regulation"][: switch if plan.open_loop else regulated] = 1
    table["hold"][switch] = plan.open_loop
    table["control"][:regulated] = kind == CONTROLLED
    if kind == SHARP:
        table["set_pair"][switch] = table["restart"][switch] = 1
        if washout < sweep:
            table["restore_pair"][washout] = table["restart"][washout] = 1
    if frozen:  # with the conductances of the last moment, which the tests take, too
        table["recall"][sweep] = len(plan.tested)
    if parameters["blocked_channel"]:
        table["block"][switch:] = 1
        table["restart"][switch] = 1
    for number, (name, moment) in enumerate(plan.tested.items(), start=1):
        table["keep"][row(moment)] = number
        start = row(plan.test_start(name))
        table["recall"][start], table["restart"][start] = number, 1
        if moment < plan.switch:
            table["block"][start : start + row(plan.test)] = 0
    return np.stack([table[name] for name in COLUMNS], axis=1)


def sweep_temperatures(parameters: dict[str, float]) -> np.ndarray:
    """Return the temperature of every step of a sweep in degC: up, or up and down; the highest is there once."""
    steps = int(parameters["sweep_steps"])
    up = np.linspace(parameters["sweep_from"], parameters["sweep_to"], steps) if steps else np.empty(0)
    return np.concatenate([up, up[-2::-1]]) if int(parameters["sweep_course"]) == UP_AND_DOWN else up


def _sweep_steps(parameters: dict[str, float]) -> int:
    """Return the number of steps of a sweep."""
    steps = int(parameters["sweep_steps"])
    return 2 * steps - 1 if steps and int(parameters["sweep_course"]) == UP_AND_DOWN else steps


def temperature_course(parameters: dict[str, float]) -> np.ndarray:
    """Return the temperature in degC of every row of the schedule.

    Cells settle at one temperature. At the switch it may change, and what follows is at the new one but for a sweep:
    the test of the settled cells is at the first, the others are at the second.
    """
    plan = layout(parameters)
    course = swept_temperature(plan, parameters)
    changed = parameters["settled_temperature"] + parameters["warming"]
    stretches = [(plan.switch, plan.sweep_start)]
    stretches += [
        (plan.test_start(name), plan.test_start(name) + plan.test)
        for name, moment in plan.tested.items()
        if moment >= plan.switch
    ]
    for start, stop in stretches:
        course[round(start / ROW) : round(stop / ROW)] = changed
    return course


def swept_temperature(plan: Course, parameters: dict[str, float]) -> np.ndarray:
    """Return the temperature in degC of every row of a schedule: a sweep, and otherwise that at which cells settled.

    A ramp is linear between the middles of the steps, where it has their temperatures: the windows of the steps then
    hold the same temperatures on either way. Each row has the temperature of its own middle.
    """
    course = np.full(plan.rows, parameters["settled_temperature"])
    temperatures = sweep_temperatures(parameters)
    if plan.sweep and int(parameters["sweep_shape"]) == RAMP:
        rows = np.arange(round(plan.sweep[0] / ROW), round((plan.sweep[-1] + plan.hold) / ROW))
        middles = np.array(plan.sweep) + 0.5 * plan.hold
        course[rows] = np.interp((rows + 0.5) * ROW, middles, temperatures)
        return course
    for start, temperature in zip(plan.sweep, temperatures, strict=True):
        course[round(start / ROW) : round((start + plan.hold) / ROW)] = temperature
    return course


def check(parameters: dict[str, float]) -> None:
    """Check the rules between parameters.

    Raises
    ------
    InputError
        One line with the keys, their values and what is allowed.
    """
    # the conductances of the tested moments are read off the trajectory
    moments = ("settle_duration", "modulated_duration", "washout_duration", "early_test")
    check_steps(parameters, moments, TRAJECTORY_INTERVAL)
    check_steps(parameters, ("test_duration",))
    if 0 < parameters["washout_duration"] <= BEFORE_SWITCH:
        raise InputError(
            f"washout_duration: {parameters['washout_duration']:g} s ends before its test, which is of "
            f"{BEFORE_SWITCH:g} s before the end; allowed: 0 s, or above {BEFORE_SWITCH:g} s"
        )
    if parameters["test_transient"] >= parameters["test_duration"]:
        raise InputError(
            f"test_transient: {parameters['test_transient']:g} s leaves nothing of the test; "
            f"allowed: below test_duration, {parameters['test_duration']:g} s"
        )
    if parameters.get("temperature_dependence"):
        check_sweep(parameters)
        _check_warming(parameters)
    plan = layout(parameters)
    if plan.sweep and plan.open_loop:
        raise InputError("sweep_steps: with homeostasis open; allowed: 0, or homeostasis closed")
    if plan.open_loop and parameters["washout_duration"]:
        raise InputError(
            f"washout_duration: {parameters['washout_duration']:g} s with homeostasis open; allowed: 0 s, for nothing "
            "brings the conductances back"
        )


def _check_warming(parameters: dict[str, float]) -> None:
    changed = parameters["settled_temperature"] + parameters["warming"]
    low, high = POSSIBLE
    if not low <= changed <= high:
        raise InputError(
            f"warming: {parameters['warming']:g} K from {parameters['settled_temperature']:g} °C leads to "
            f"{changed:g} °C; allowed: {low:g} to {high:g} °C"
        )


def check_sweep(parameters: dict[str, float]) -> None:
    """Check the rules between the parameters of a sweep of the temperature.

    Raises
    ------
    InputError
        One line with the key, its value and what is allowed.
    """
    check_steps(parameters, ("sweep_hold",), TRAJECTORY_INTERVAL)
    if int(parameters["sweep_steps"]) == 1 and parameters["sweep_from"] != parameters["sweep_to"]:
        raise InputError(
            f"sweep_to: {parameters['sweep_to']:g} degC with one step from {parameters['sweep_from']:g} degC; "
            "allowed: the same temperature, or two steps or more"
        )
    if parameters["sweep_steps"] and parameters["sweep_transient"] >= parameters["sweep_hold"]:
        raise InputError(
            f"sweep_transient: {parameters['sweep_transient']:g} s leaves nothing of a step; "
            f"allowed: below sweep_hold, {parameters['sweep_hold']:g} s"
        )
    if parameters["sweep_steps"] and int(parameters["sweep_shape"]) == RAMP and parameters["sweep_transient"]:
        raise InputError(
            f"sweep_transient: {parameters['sweep_transient']:g} s of a ramp, whose steps would be seen warmer on the "
            "way up than on the way down; allowed: 0 s"
        )


def check_steps(parameters: dict[str, float], moments: Iterable[str], interval: float = ROW) -> None:
    """Check that moments fall on rows of the schedule, or on another interval (s), and regulation on time steps.

    Raises
    ------
    InputError
        One line with the key, its value and what is allowed.
    """
    for name in moments:
        rows = parameters[name] / interval
        if abs(rows - round(rows)) > 1e-6:
            raise InputError(f"{name}: {parameters[name]:g} s; allowed: a multiple of {interval:g} s")
    steps = SLOW / parameters["time_step"]
    if abs(steps - round(steps)) > 1e-6:
        raise InputError(
            f"time_step: {parameters['time_step']:g} ms does not divide the step of regulation; "
            f"allowed: {SLOW:g} ms over a whole number"
        )
