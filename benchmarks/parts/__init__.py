"""The parts of the benchmark, by name; each is a module with ``run(options) -> Result``."""

from dataclasses import dataclass, field

from benchmarks.measurement import Measurement

NAMES = ("network", "density", "population", "compiling", "overhead", "planning", "gathering", "measures", "figures")
SCALE = ("jobs", "files", "killed")
"""Parts of docs/scale.md; they are run when they are named, as ``peers`` is."""
ALL = (*NAMES, "peers", *SCALE)


@dataclass
class Result:
    """What a part has measured, and what it could not: one line each."""

    rows: list[Measurement] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def add(self, rows: list[Measurement], left_out: list[str]) -> None:
        """Take up more of both."""
        self.rows += rows
        self.left_out += left_out
