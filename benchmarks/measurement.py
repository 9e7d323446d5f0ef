"""One measured piece of work: a row of the table of results."""

from dataclasses import asdict, dataclass, fields

import pandas as pd

from benchmarks.cost import Cost


@dataclass(frozen=True)
class Measurement:
    """What was done, how much of it, and what it cost.

    Attributes
    ----------
    part : part of the benchmark
    case : what was measured, e.g. "homeotherm, portable"
    size, unit : of the thing, e.g. 5000 neurons
    work, work_unit : amount done, e.g. 20 seconds of biological time
    cpu_seconds, wall_seconds, peak_megabytes : what it cost
    rate : firing rate in Hz, where cells fire: work is compared at like rates only; NaN otherwise
    own_cpu_seconds : CPU seconds of the process that starts a binary and reads its results, where `cpu_seconds`
        are those of the binary alone; NaN otherwise
    expected_seconds : CPU seconds that the model's cost table expects of the work; NaN where it says nothing
    flags : of the compiler, where it is one
    remark : what else one must know
    files, disk_megabytes : what the work leaves on disk, where that is told; NaN otherwise
    """

    part: str
    case: str
    size: float
    unit: str
    work: float
    work_unit: str
    cpu_seconds: float
    wall_seconds: float
    peak_megabytes: float
    rate: float = float("nan")
    own_cpu_seconds: float = float("nan")
    expected_seconds: float = float("nan")
    flags: str = ""
    remark: str = ""
    files: float = float("nan")
    disk_megabytes: float = float("nan")

    @property
    def cpu_per_work(self) -> float:
        """Return CPU seconds per unit of work."""
        return self.cpu_seconds / self.work


def measured(
    part: str, case: str, size: float, unit: str, work: float, work_unit: str, cost: Cost, **more: object
) -> Measurement:  # fmt: skip
    """Return the row of a piece of work and its cost."""
    return Measurement(part, case, size, unit, work, work_unit, cost.cpu, cost.wall, cost.megabytes, **more)


def to_table(rows: list[Measurement]) -> pd.DataFrame:
    """Return measurements as a table, one row each, with the derived cost per unit of work."""
    table = pd.DataFrame([asdict(row) for row in rows], columns=[field.name for field in fields(Measurement)])
    table.insert(9, "cpu_per_work", table["cpu_seconds"] / table["work"])
    return table
