"""What is kept of rhythm-generating networks; cells stand one network after the other."""

import numpy as np

from homeotherm.engine.run import RawResults
from homeotherm.models.rhythm.protocol import layout, windows
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.recording import PointRecording, Variable
from homeotherm.regulated import recording
from homeotherm.regulated.population import Cells

# The windows lie elsewhere for each kind of neuromodulation, so that their starts are no coordinate.
VARIABLES = {
    **{name: variable for name, variable in recording.VARIABLES.items() if name not in {"window", "voltage"}},
    "window_start": Variable(("window",), "s", "start of each window of potential"),
    "voltage": Variable(("window", "example", "voltage_time"), "mV", "membrane potential of the first network"),
}


def keep(raw: RawResults, parameters: dict[str, float], cells: Cells) -> PointRecording:
    """Reduce the raw arrays of a run; see `regulated.recording.reduced`."""
    starts = np.array(list(windows(parameters).values()))
    kept = recording.reduced(raw, layout(parameters), cells, MEMBRANE, starts, parameters["window"])
    return PointRecording({**kept, "window_start": starts}, message=recording.below_zero(kept, MEMBRANE))
