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
    """

    cells: int
    time_step: float
    protocol_end: float

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
        protocol_end=end, test=parameters["test_duration"], tested=tested,
        open_loop=open_loop,
    )  # fmt: skip


def schedule(parameters: dict[str, float]) -> np.ndarray:
    """Return the schedule, (rows, columns) as `COLUMNS`."""
    plan = layout(parameters)
    table = {name: np.zeros(plan.rows) for name in COLUMNS}

    def row(seconds: float) -> int:
        return round(seconds / ROW)

    switch, washout, end = row(plan.switch), row(plan.washout), row(plan.protocol_end)
    kind = int(parameters["neuromodulation"])
    for name in ("slow_target", "ultraslow_target"):
        table[name][:] = parameters[f"{name}_settled"]
        if kind != NONE:
            table[name][switch:washout] = parameters[name]
    table["regulation"][: switch if plan.open_loop else end] = 1
    table["hold"][switch] = plan.open_loop
    table["control"][:end] = kind == CONTROLLED
    if kind == SHARP:
        table["set_pair"][switch] = table["restart"][switch] = 1
        if washout < end:
            table["restore_pair"][washout] = table["restart"][washout] = 1
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
    if layout(parameters).open_loop and parameters["washout_duration"]:
        raise InputError(
            f"washout_duration: {parameters['washout_duration']:g} s with homeostasis open; allowed: 0 s, for nothing "
            "brings the conductances back"
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
