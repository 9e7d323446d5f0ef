"""Read a model off its assembled Brian2 network: the strings that will be compiled, and nothing that is run.

The network is assembled as for a build. What would need connections or numbers (connect, initial values) is noted
instead of done, so that this takes a second and no compiler.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import brian2
from brian2.core.variables import VariableView

from homeotherm.engine.construction import Phase
from homeotherm.models import room


@dataclass(frozen=True)
class Operation:
    """Code that runs regularly: `interval` in s, `slot` of Brian2's schedule."""

    name: str
    code: str
    interval: float
    slot: str


@dataclass(frozen=True)
class Cells:
    """A group of neurons: equations, what a spike is and does, and Brian2's refractoriness where it is used."""

    name: str
    equations: str
    threshold: str
    reset: str
    refractory: str
    method: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Projection:
    """Synapses between two ranges of cells (first, last + 1); `connect` as given to Brian2, `delay` in s."""

    name: str
    source: tuple[int, int]
    target: tuple[int, int]
    equations: str
    connect: dict[str, str]
    delay: float | None
    arrival: str
    postsynaptic_spike: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Reading:
    """What stands in an assembled network; `initial` maps "object.variable" to its expression."""

    cells: tuple[Cells, ...]
    projections: tuple[Projection, ...]
    initial: dict[str, str]
    monitors: tuple[str, ...]
    phases: tuple[Phase, ...]

    def code(self) -> dict[str, str]:
        """Return all code by the name of the object that it belongs to."""
        found = {}
        for group in self.cells:
            found[group.name] = "\n".join([group.equations, group.threshold, group.reset, group.refractory])
        for projection in self.projections:
            found[projection.name] = "\n".join([projection.arrival, projection.postsynaptic_spike])
        for operation in self.operations():
            found[operation.name] = operation.code
        return found

    def operations(self) -> list[Operation]:
        """Return the regular operations of all objects."""
        return [operation for thing in (*self.cells, *self.projections) for operation in thing.operations]


class _Bystander:
    """Stands in for the engine's `Construction`: nothing is seeded and no argument applied."""

    def apply_arguments(self) -> None:
        """Do nothing."""

    def reseed(self, stream: str) -> None:
        """Do nothing."""

    def end_above_limit(self, monitor: brian2.PopulationRateMonitor, window: float) -> None:
        """Do nothing."""


def read_network(model: str, structure: dict[str, float]) -> Reading:
    """Assemble the network of a model for one structure (structural parameters in table units) and read it."""
    brian2.set_device("runtime")
    brian2.prefs.logging.file_log = False
    brian2.BrianLogger.suppress_name("unused_brian_object")  # nothing is run
    connections: dict[str, dict[str, str]] = {}
    values: dict[tuple[str, str], Any] = {}

    def connecting(synapses: brian2.Synapses, **given: Any) -> None:
        connections[synapses.name] = {key: str(value) for key, value in given.items()}

    def setting(view: VariableView, _item: object, value: Any, **_: object) -> None:
        values[view.group.name, view.name] = value

    with _instead(brian2.Synapses, "connect", connecting), _instead(VariableView, "set_item", setting):
        network, phases = room(model, "equations").assemble(structure, _Bystander())
    objects = sorted(network.objects, key=lambda thing: thing.name)
    return Reading(
        cells=tuple(_cells(thing) for thing in objects if isinstance(thing, brian2.NeuronGroup)),
        projections=tuple(
            _projection(thing, connections.get(thing.name, {}), values)
            for thing in objects
            if isinstance(thing, brian2.Synapses)
        ),
        initial={f"{owner}.{name}": value for (owner, name), value in values.items() if isinstance(value, str)},
        monitors=tuple(thing.name for thing in objects if not isinstance(thing, (brian2.NeuronGroup, brian2.Synapses))),
        phases=tuple(phases),
    )


@contextlib.contextmanager
def _instead(owner: type, name: str, function: Callable) -> Iterator[None]:
    """Let a method of Brian2 be another function for a while."""
    original = getattr(owner, name)
    setattr(owner, name, function)
    try:
        yield
    finally:
        setattr(owner, name, original)


def _cells(group: brian2.NeuronGroup) -> Cells:
    return Cells(
        name=group.name, equations=_text(str(group.user_equations)), threshold=group.events["spike"],
        reset=_text(group.event_codes["spike"].replace("; ", "\n")), refractory=str(group._refractory or ""),
        method=group.method_choice, operations=_operations(group),
    )  # fmt: skip


def _projection(synapses: brian2.Synapses, connect: dict[str, str], values: dict[tuple[str, str], Any]) -> Projection:
    codes = {pathway.prepost: (pathway.name, _text(pathway.code)) for pathway in synapses._pathways}
    name, arrival = codes.get("pre", ("", ""))
    delay = values.get((name, "delay"))
    return Projection(
        name=synapses.name, source=_range(synapses.source), target=_range(synapses.target),
        equations=_text(str(synapses.equations)), connect=connect,
        delay=None if delay is None else float(delay / brian2.second), arrival=arrival,
        postsynaptic_spike=codes.get("post", ("", ""))[1], operations=_operations(synapses),
    )  # fmt: skip


def _operations(owner: brian2.Group) -> tuple[Operation, ...]:
    runners = [thing for thing in owner.contained_objects if type(thing) is brian2.groups.group.CodeRunner]
    return tuple(
        Operation(thing.name, _text(thing.abstract_code), float(thing.clock.dt / brian2.second), thing.when)
        for thing in runners
    )


def _range(cells: brian2.Group) -> tuple[int, int]:
    return int(getattr(cells, "start", 0)), int(getattr(cells, "stop", len(cells)))


def _text(code: str) -> str:
    """Return code without empty lines and indentation."""
    return "\n".join(line.strip() for line in code.splitlines() if line.strip())
