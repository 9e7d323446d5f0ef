"""What a piece of work costs: CPU seconds, wall seconds, peak memory.

Work is done in a process of its own, so that its memory is its own and imports of other parts do not count. CPU
seconds (user and system) of the process and of those that it starts are told apart, for the compiled binary is one of
the latter. On a machine that does other things too, CPU seconds are the number to compare; wall seconds are given for
what waits.
"""

import contextlib
import multiprocessing
import os
import resource
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

POLL = 0.02
"""Seconds between two looks at the memory of a process."""


class Cost(NamedTuple):
    """Seconds of CPU of a process itself and of its children, seconds of wall, peak memory of both in MB."""

    own_cpu: float
    child_cpu: float
    wall: float
    own_megabytes: float
    child_megabytes: float

    @property
    def cpu(self) -> float:
        """Return the CPU seconds of all."""
        return self.own_cpu + self.child_cpu

    @property
    def of_children(self) -> "Cost":
        """Return the cost of the children alone: of a compiled binary, without the process that starts it."""
        return self._replace(own_cpu=0.0, own_megabytes=0.0)

    @property
    def megabytes(self) -> float:
        """Return the peak memory of the larger of the two."""
        return max(self.own_megabytes, self.child_megabytes)


@dataclass
class Meter:
    """A running measurement; `cost` is there when it is over."""

    cost: Cost | None = None


def in_process(function: Callable, *arguments: Any) -> tuple[Any, Cost]:
    """Call a function of a module in a process of its own; return its result and its cost, start and imports left out.

    Raises
    ------
    RuntimeError
        With the traceback of the process, if the call raises or the process dies.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(there, function, arguments))
    process.start()
    there.close()
    try:
        answer = here.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"{function.__name__}: its process ended with code {process.exitcode}") from None
    process.join()
    if isinstance(answer, str):
        raise RuntimeError(f"{function.__name__}: {answer}")
    return answer


def of_call(function: Callable, *arguments: Any) -> tuple[Any, Cost]:
    """Call a function here; return its result and its cost. The memory of this process is that since its start."""
    with metered() as meter:
        result = function(*arguments)
    return result, meter.cost


@contextlib.contextmanager
def metered() -> Iterator[Meter]:
    """Measure what is done inside."""
    meter = Meter()
    with _children_watched() as peak:
        own, child, began = _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN), time.perf_counter()
        yield meter
        wall = time.perf_counter() - began
        spent = _cpu(resource.RUSAGE_SELF) - own, _cpu(resource.RUSAGE_CHILDREN) - child
    meter.cost = Cost(*spent, wall, peak_megabytes(os.getpid()) or float("nan"), peak["megabytes"])


def best(costs: list[Cost]) -> Cost:
    """Return the cheapest of several measurements of the same work: other work on the machine only adds."""
    return min(costs, key=lambda cost: cost.cpu)


def peak_megabytes(process: int) -> float | None:
    """Return the largest resident memory of a process so far; None if it has ended.

    The kernel's number for a finished child (ru_maxrss) is no use here: it begins with the memory of its parent.
    """
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    return None


def _call(answer: Connection, function: Callable, arguments: tuple) -> None:
    try:
        answer.send(of_call(function, *arguments))
    except BaseException:  # whatever it is, the parent says it
        answer.send(traceback.format_exc())
    answer.close()


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


@contextlib.contextmanager
def _children_watched() -> Iterator[dict[str, float]]:
    """Look at the memory of the children of this process, and theirs, while it does what is inside."""
    peak, over = {"megabytes": 0.0}, threading.Event()

    def watch() -> None:
        while not over.wait(POLL):
            for child in _descendants(os.getpid()):
                peak["megabytes"] = max(peak["megabytes"], peak_megabytes(child) or 0.0)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def _descendants(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text(encoding="utf-8").split()):
                if not _same_program(child):  # a child that has not started its own program yet has our memory
                    found += [child, *_descendants(child)]
    return found


def _same_program(child: int) -> bool:
    with contextlib.suppress(OSError):
        own = Path(f"/proc/{os.getpid()}/cmdline").read_bytes()
        return Path(f"/proc/{child}/cmdline").read_bytes() == own
    return True
