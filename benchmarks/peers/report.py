"""What every script of a simulator shares: its work, its clock, its answer. Standard library only."""

import json
import sys
import time
from pathlib import Path


def work() -> dict:
    """Return the work that the script was given."""
    return json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))


class Clock:
    """Measures the CPU seconds of this process, all its threads, and the wall seconds of what is inside."""

    def __enter__(self) -> "Clock":
        """Start."""
        self._cpu, self._wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.cpu, self.wall = time.process_time() - self._cpu, time.perf_counter() - self._wall


def answer(version: str, rate: float, clock: Clock, remark: str) -> None:
    """Print the answer."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    peak = next(int(line.split()[1]) * 1024 / 1e6 for line in status if line.startswith("VmHWM:"))
    print(
        json.dumps(
            {"version": version, "rate": rate, "cpu_seconds": clock.cpu, "wall_seconds": clock.wall,
             "peak_megabytes": peak, "remark": remark}
        )
    )  # fmt: skip
