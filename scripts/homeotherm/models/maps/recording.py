"""What is kept of a map: the iterations after the transient."""

import numpy as np

from homeotherm.recording import PointRecording, Variable

VARIABLES = {"orbit": Variable(("iteration",), "1", "orbit after the transient")}


def keep(raw: dict[str, np.ndarray], _parameters: dict[str, float]) -> PointRecording:
    """Keep what was computed; an orbit that diverges has raised before."""
    return PointRecording({"orbit": raw["orbit"]})
