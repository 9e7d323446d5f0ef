"""What is kept of regulated cells: all spikes, calcium, conductances over time, and potentials of some cells."""

import numpy as np

from homeotherm.engine.run import RawResults
from homeotherm.physiology.channels import Membrane
from homeotherm.recording import Diverged, PointRecording, Variable
from homeotherm.regulated.population import Cells
from homeotherm.regulated.protocol import (
    CALCIUM_INTERVAL,
    TRAJECTORY_INTERVAL,
    VOLTAGE_INTERVAL,
    Course,
    Layout,
    layout,
)

VOLTAGE_WINDOW = 4.0
"""Seconds of potential that are kept before each of the moments that are tested, and after the switch."""

VARIABLES = {
    "row_size": Variable(("cell",), "1", "number of spikes of each cell"),
    "spike_step": Variable(("spike",), "1", "time step of each spike, by cell and then by time"),
    "initial_conductance": Variable(("cell", "channel"), "mS cm-2", "maximal conductance at the start"),
    "threshold_voltage": Variable(("cell",), "mV", "voltage at which the targets of neuromodulation hold"),
    "time": Variable(("time",), "s", "time since the start"),
    "conductance": Variable(("cell", "channel", "time"), "mS cm-2", "maximal conductance"),
    "energy": Variable(("cell", "time"), "1", "energy, relative ATP"),
    "calcium_time": Variable(("calcium_time",), "s", "end of the interval over which calcium is averaged"),
    "calcium": Variable(("cell", "calcium_time"), "1", "calcium concentration, in the unit of the model"),
    "window": Variable(("window",), "s", "start of each window of potential"),
    "voltage": Variable(("window", "example", "voltage_time"), "mV", "membrane potential of the first cells"),
}


def keep(raw: RawResults, parameters: dict[str, float], cells: Cells, membrane: Membrane) -> PointRecording:
    """Reduce the raw arrays of a run; see `reduced`."""
    plan = layout(parameters)
    starts = windows(plan)
    kept = reduced(raw, plan, cells, membrane, starts, VOLTAGE_WINDOW)
    return PointRecording({**kept, "window": starts}, message=below_zero(kept, membrane))


def below_zero(kept: dict[str, np.ndarray], membrane: Membrane) -> str:
    """Return a line on conductances that regulation took below zero, "" if it took none there.

    Such a point is no fault: the conductance counts as closed, and that regulation asks for it is a result.
    """
    negative = kept["conductance"] < 0  # (cells, currents, moments)
    if not negative.any():
        return ""
    currents = [name for name, found in zip(membrane.names, negative.any(axis=(0, 2)), strict=True) if found]
    cells = negative.any(axis=(1, 2))
    first = kept["time"][negative.any(axis=(0, 1)).argmax()]
    return (
        f"g_{' and g_'.join(currents)} below zero, which counts as closed, in {cells.sum()} of {cells.size} cells, "
        f"first at {first:g} s"
    )


def reduced(
    raw: RawResults, plan: Course, cells: Cells, membrane: Membrane, starts: np.ndarray, window: float
) -> dict[str, np.ndarray]:
    """Reduce the raw arrays of a run to `VARIABLES`, without the starts of the windows of potential.

    The energy is there only where it is limited.

    Parameters
    ----------
    starts : (windows,)
        Start of each window of potential in s.
    window
        Length of each window in s.

    Raises
    ------
    Diverged
        If a membrane potential, calcium or a conductance is not finite.
    """
    time = raw.array("trajectory.t")
    conductance = np.stack([raw.monitor(f"trajectory.g_{name}", time.size) for name in membrane.names], axis=1) / 10.0
    calcium_time = raw.array("calcium.t")
    calcium = raw.monitor("calcium.Ca_average", calcium_time.size)
    voltage = _windows(raw, starts, window)
    for values in (raw.array("cells.v"), conductance, calcium, voltage):
        if not np.isfinite(values).all():
            raise Diverged("membrane potential, calcium or a conductance is not finite")
    spiking = raw.array("spikes.i")
    order = np.argsort(spiking, kind="stable")
    regulated = time < plan.protocol_end - 0.5 * TRAJECTORY_INTERVAL
    during = (calcium_time > 0.5 * CALCIUM_INTERVAL) & (calcium_time < plan.protocol_end - 0.5 * CALCIUM_INTERVAL)
    energy = {"energy": raw.monitor("energy.a", time.size)[:, regulated].astype(np.float32)} if plan.energy else {}
    return {
        **energy,
        "row_size": np.bincount(spiking, minlength=plan.cells).astype(np.int32),
        "spike_step": np.rint(raw.array("spikes.t") / plan.time_step).astype(np.int32)[order],
        "initial_conductance": cells.conductances, "threshold_voltage": cells.threshold_voltages,
        "time": time[regulated], "conductance": conductance[:, :, regulated].astype(np.float32),
        "calcium_time": calcium_time[during], "calcium": calcium[:, during].astype(np.float32),
        "voltage": voltage.astype(np.float32),
    }  # fmt: skip


def windows(plan: Layout) -> np.ndarray:
    """Return the starts of the windows of potential in s: around the switch, and before the end of each stretch."""
    ends = [plan.switch, *(moment for name, moment in plan.tested.items() if name != "settled")]
    return np.array(sorted({plan.switch, *(max(end - VOLTAGE_WINDOW, 0.0) for end in ends)}))


def _windows(raw: RawResults, starts: np.ndarray, window: float) -> np.ndarray:
    """Return (windows, cells, samples) of potential in mV."""
    time = raw.array("voltage.t")
    values = raw.monitor("voltage.v", time.size) * 1e3
    samples = round(window * 1e3 / VOLTAGE_INTERVAL)
    first = np.rint(starts * 1e3 / VOLTAGE_INTERVAL).astype(int)
    return np.stack([values[:, begin : begin + samples] for begin in first])
