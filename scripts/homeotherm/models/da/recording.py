"""What is kept of a population of dopaminergic neurons."""

from homeotherm.engine.run import RawResults
from homeotherm.models.da.membrane import MEMBRANE
from homeotherm.recording import PointRecording
from homeotherm.regulated import recording
from homeotherm.regulated.population import Cells
from homeotherm.regulated.recording import VARIABLES

__all__ = ["VARIABLES", "keep"]


def keep(raw: RawResults, parameters: dict[str, float], cells: Cells) -> PointRecording:
    """Reduce the raw arrays of a run; see `regulated.recording.keep`."""
    return recording.keep(raw, parameters, cells, MEMBRANE)
