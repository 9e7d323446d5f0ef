"""What a model may ask of the engine while it builds its network.

A simulation runs in phases. Brian2 would generate and compile all code again for every phase; here later phases run the
code of the first one, with some monitors paused and some shared values changed.
"""

from dataclasses import dataclass, field

import brian2
from brian2.devices.device import get_device

from homeotherm.engine import CPU_SECONDS
from homeotherm.engine.guard import guard, not_ended

STREAMS = ("network", "initial", "noise")
_WRITE_CPU_SECONDS = (
    f'std::ofstream(brian::results_dir + "{CPU_SECONDS}") << static_cast<double>(std::clock())/CLOCKS_PER_SEC << "\\n";'
)


@dataclass(frozen=True)
class Phase:
    """A stretch of a simulation.

    Attributes
    ----------
    seconds : duration
    paused : Brian2 objects that rest during the phase, such as monitors
    values : shared values to set when the phase starts: (object, variable) -> number
    """

    seconds: float
    paused: tuple[brian2.core.base.BrianObject, ...] = ()
    values: dict[tuple[brian2.Group, str], float] = field(default_factory=dict)


class Construction:
    """The part of the engine that a model sees: when arguments apply and where random streams begin."""

    def __init__(self) -> None:
        """Create the group that holds the seeds of the streams; they are arguments of the binary."""
        declarations = "\n".join(f"{name} : integer (shared, constant)" for name in STREAMS)
        self.streams = brian2.NeuronGroup(1, declarations, name="streams")
        self._guard: brian2.NeuronGroup | None = None

    def apply_arguments(self) -> None:
        """Read the arguments here, so that connections and initial values depend on them."""
        get_device().apply_run_args()

    def reseed(self, stream: str) -> None:
        """Start a random stream: what is drawn from here on depends on this seed only."""
        device = get_device()
        seed = device.get_array_name(self.streams.variables[stream])
        device.insert_code(
            "main",
            f"for (auto& generator : brian::_random_generators) generator.seed((unsigned long) brian::{seed}[0]);",
        )

    def end_above_limit(self, monitor: brian2.PopulationRateMonitor, window: float) -> None:
        """End the simulation where a recorded rate over a window in s passes a limit, an argument of the binary.

        The monitor may not rest in any phase.
        """
        self._guard = guard(monitor, window)

    def run(self, network: brian2.Network, phases: list[Phase]) -> None:
        """Generate the code of the first phase and repeat it for the others."""
        network.add(self.streams)
        if self._guard is not None:
            network.add(self._guard)
        first, *others = phases
        self._set(first)
        for paused in first.paused:
            paused.active = False
        network.run(first.seconds * brian2.second)
        for phase in others:
            self._set(phase)
            lines = self._repeat(network, phase, first)
            if self._guard is not None:
                lines = [f"if ({not_ended()}) {{", *lines, "}"]
            get_device().insert_code("main", "\n".join(lines))
        get_device().insert_code("after_end", _WRITE_CPU_SECONDS)

    def _set(self, phase: Phase) -> None:
        device = get_device()
        for (group, name), value in phase.values.items():
            variable = device.get_array_name(group.variables[name])
            device.insert_code("main", f"brian::{variable}[0] = {value!r};")

    def _repeat(self, network: brian2.Network, phase: Phase, first: Phase) -> list[str]:
        lines = [f"{network.name}.clear();"]
        for thing in network.sorted_objects:
            if thing in phase.paused:
                continue
            if thing in first.paused:
                raise ValueError(f"{thing.name} rests in the first phase, so Brian2 made no code for it")
            lines += [f"{network.name}.add(&{thing.clock.name}, _run_{code.name});" for code in thing.code_objects]
        lines += [_catch_up(clock.name, network.name) for clock in _clocks(network, phase)]
        return [*lines, f"{network.name}.run({phase.seconds!r}, NULL, 10.0);"]


def _clocks(network: brian2.Network, phase: Phase) -> list[brian2.Clock]:
    """Return the clocks of a phase, each once, in a fixed order."""
    clocks = {
        thing.clock.name: thing.clock for thing in network.objects if thing not in phase.paused and thing.code_objects
    }
    return [clocks[name] for name in sorted(clocks)]


def _catch_up(clock: str, network: str) -> str:
    """Bring a clock that has rested to the network's time.

    Brian2's set_interval moves the step of a clock but leaves its time, so that a monitor would take its first sample
    under the time at which it was paused.
    """
    return (
        f"{clock}.timestep[0] = (int64_t) ceil({network}.t/{clock}.dt[0] - 1e-6); "
        f"{clock}.t[0] = {clock}.timestep[0]*{clock}.dt[0];"
    )
