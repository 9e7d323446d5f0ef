"""Run a compiled binary once, and trust nothing that it says.

A Brian2 binary ends with exit code 0 when a value is unreadable, a file is missing or its results folder is not there.
So every value is written in a form that it reads exactly, and read back from its results; its messages are searched for
errors and every array is checked. Needs numpy only.
"""

import json
import math
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from homeotherm.engine import CPU_SECONDS, GUARD, MANIFEST, RATE_LIMIT
from homeotherm.errors import SimulationError


@dataclass(frozen=True)
class EarlyEnd:
    """Where a run ended because its population rate passed the limit: rates in Hz, times in s."""

    rate: float
    limit: float
    window: float
    seconds: float

    def line(self) -> str:
        """Return one line for people."""
        return (
            f"a population rate of {self.rate:.4g} Hz over {self.window:g} s, above the limit of {self.limit:g} Hz; "
            f"ended at {self.seconds:.6g} s"
        )


@dataclass(frozen=True)
class RawResults:
    """The arrays that one run wrote; read on demand."""

    folder: Path
    arrays: dict[str, dict[str, str]]

    @property
    def cpu_seconds(self) -> float:
        """Return the CPU time of the process in s."""
        path = self.folder / CPU_SECONDS
        if not path.exists():
            raise SimulationError(f"the binary left no {CPU_SECONDS}")
        return float(path.read_text(encoding="utf-8"))

    @property
    def early_end(self) -> EarlyEnd | None:
        """Return where the limit of the population rate ended the run; None if it went to its end."""
        if f"{GUARD}.reached" not in self.arrays:
            return None
        names = ("reached", RATE_LIMIT, "window", "ended")
        rate, limit, window, seconds = (self._number(f"{GUARD}.{name}") for name in names)
        return EarlyEnd(rate, limit, window, seconds) if rate > 0.0 else None

    def array(self, name: str) -> np.ndarray:
        """Return an array by its Brian2 name, such as ``"spikes.t"``; numbers are in SI."""
        if name not in self.arrays:
            raise SimulationError(f"the binary writes no array '{name}'")
        entry = self.arrays[name]
        try:
            return np.fromfile(self.folder / entry["file"], dtype=entry["dtype"])
        except OSError as error:
            raise SimulationError(f"array '{name}' of the binary cannot be read ({error})") from error

    def _number(self, name: str) -> float:
        """Return the only value of an array."""
        values = self.array(name)
        if values.size != 1:
            raise SimulationError(f"array '{name}' has {values.size} values, not one")
        return float(values[0])

    def monitor(self, name: str, samples: int) -> np.ndarray:
        """Return a StateMonitor's variable as (cells, samples)."""
        flat = self.array(name)
        if samples == 0 or flat.size % samples:
            raise SimulationError(f"array '{name}' has {flat.size} values, no multiple of its {samples} times")
        return flat.reshape(samples, -1).T


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read what a finished build takes and writes.

    Raises
    ------
    SimulationError
        If its manifest cannot be read.
    """
    path = Path(folder) / MANIFEST
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SimulationError(f"{path}: cannot be read ({error}); remove it to build it again") from error


def run_binary(
    folder: Path, manifest: dict[str, Any], values: dict[str, float], seeds: dict[str, int],
    tables: dict[str, np.ndarray], results: Path, started: Any = None,
) -> RawResults:  # fmt: skip
    """Run the binary of a build once.

    Parameters
    ----------
    folder, manifest
        The build.
    values
        Every settable constant by symbol, SI; no more and no less than the binary takes.
    seeds
        Seeds of the random streams, below 2**31.
    tables
        Values of the TimedArrays by name.
    results
        Empty folder for the arrays.
    started
        Called with the process when it runs, so that it can be ended.

    Raises
    ------
    SimulationError
        If a value is missing, unknown or not finite, or anything about the run is not as asked for.
    """
    numbers = {**values, **{f"streams.{name}": seed for name, seed in seeds.items()}}
    arguments, expected = _arguments(manifest, numbers)
    for name, entry in manifest["tables"].items():
        table = np.asarray(tables[name], dtype=entry["dtype"])
        if table.size != entry["size"] or not np.isfinite(table).all():
            raise SimulationError(
                f"table '{name}' has {table.size} values, the binary takes {entry['size']} finite ones"
            )
        table.tofile(results / f"{name}.table")
        arguments.append(f"{name}.values={(results / f'{name}.table').resolve()}")
    command = ["./main", "--results_dir", f"{results.resolve()}/", *arguments]
    try:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )
    except OSError as error:
        raise SimulationError(
            f"{folder}: its binary cannot be run ({error.strerror}); remove it to build it again"
        ) from error
    if started is not None:
        started(process)
    output, errors = process.communicate()
    _check_run(process.returncode, output + errors)
    raw = RawResults(results, manifest["arrays"])
    if raw.early_end is None:
        _check_finished(results)
    for name, number in expected.items():
        found = raw.array(name)
        if found.size != 1 or found[0] != number:
            raise SimulationError(f"the binary ran with {name} = {found}, asked for {number!r}")
    return raw


def _arguments(manifest: dict[str, Any], numbers: dict[str, float]) -> tuple[list[str], dict[str, float]]:
    """Return the command line and what must stand in the results afterwards."""
    arguments, expected, used = [], {}, set()
    for name, entry in manifest["constants"].items():
        key = name if name in numbers else entry["symbol"]
        if key not in numbers:
            raise SimulationError(f"the binary takes {name}, and nothing gives it a value")
        used.add(key)
        if np.dtype(entry["dtype"]).kind == "i":
            number: float = int(numbers[key])
            if not 0 <= number < 2**31:
                raise SimulationError(f"{name} = {number} does not fit into 31 bits")
        else:
            number = float(numbers[key])
            if not math.isfinite(number):
                raise SimulationError(f"{name} = {number} is not finite")
        expected[name] = number
        arguments.append(f"{name}={number!r}")
    unused = sorted(set(numbers) - used)
    if unused:
        raise SimulationError(f"the binary takes no value for {', '.join(unused)}")
    return arguments, expected


def _check_run(code: int, messages: str) -> None:
    if code != 0:
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        raise SimulationError(f"the binary {how}: {' '.join(messages.split())[:500] or 'no message'}")
    if "rror" in messages or "Could not" in messages:
        raise SimulationError(f"the binary said: {' '.join(messages.split())[:500]}")


def _check_finished(results: Path) -> None:
    information = results / "last_run_info.txt"
    if not information.exists() or float(information.read_text().split()[1]) != 1.0:
        raise SimulationError("the binary did not finish its run")
