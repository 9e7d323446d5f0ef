"""What a run of the benchmark is asked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """How much is measured.

    Attributes
    ----------
    work : folder for builds and scratch files
    repeats : how often a simulation is repeated; the cheapest run counts
    quick : the smallest sizes, to see whether it runs
    growth : also larger and smaller sizes
    peers : also other simulators, each installed into an environment of its own under `work`
    """

    work: Path
    repeats: int = 2
    quick: bool = False
    growth: bool = False
    peers: bool = False

    @property
    def builds(self) -> Path:
        """Return the folder of compiled models, made if it is not there."""
        folder = self.work / "builds"
        folder.mkdir(parents=True, exist_ok=True)
        return folder
