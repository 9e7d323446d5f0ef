"""What is kept of a pairing experiment: spikes and weights of the pairs, the EPSP, and which volleys fired a cell."""

import numpy as np

from homeotherm.engine.run import RawResults
from homeotherm.models.pairing.protocol import RESPONSE_INTERVAL, Layout, layout
from homeotherm.recording import Diverged, PointRecording, Variable

VARIABLES = {
    "row_size": Variable(("neuron",), "1", "number of spikes of each paired cell, presynaptic cells first"),
    "spike_step": Variable(("spike",), "1", "time step of each spike, by cell and then by time"),
    "weight": Variable(("synapse",), "nS", "weight of each pair's synapse after all pairings"),
    "interval": Variable(("interval",), "ms", "postsynaptic spike minus arrival of the presynaptic spike"),
    "time": Variable(("time",), "ms", "time since the arrival"),
    "epsp": Variable(("time",), "mV", "membrane potential above rest"),
    "amplitude": Variable(("amplitude",), "nS", "conductance of both half-volleys"),
    "separation": Variable(("separation",), "ms", "time between the half-volleys"),
    "fired": Variable(("amplitude", "separation"), "1", "1 where the half-volleys made the cell fire"),
}


def keep(raw: RawResults, parameters: dict[str, float], _stimuli: None) -> PointRecording:
    """Reduce the raw arrays of a run.

    A point fails where the pairs did not do what they were asked for: where a synapse alone made its cell fire, or a
    weight reached a bound, so that its change is not the kernel's.

    Raises
    ------
    Diverged
        If a membrane potential or a weight is not finite.
    """
    plan = layout(parameters)
    weight = raw.array("e_to_e.w") * 1e9
    potential = np.concatenate([raw.array(f"{cells}.v") for cells in ("paired", "responding", "coincidence")])
    voltage = raw.array("voltage.v")
    if not (np.isfinite(weight).all() and np.isfinite(potential).all() and np.isfinite(voltage).all()):
        raise Diverged("membrane potential or weight is not finite")
    cells = raw.array("spikes.i")
    order = np.argsort(cells, kind="stable")
    row_size = np.bincount(cells, minlength=2 * plan.pairs).astype(np.int32)
    spike_step = np.rint(raw.array("spikes.t") / plan.time_step).astype(np.int32)[order]
    if not np.array_equal(spike_step, forced_steps(plan)):
        return PointRecording(status="failed", message="paired cells fired besides their forced spikes")
    if not ((weight > 0).all() and (weight < parameters["maximal_weight"]).all()):
        return PointRecording(status="failed", message="a weight reached its bound: learn less or pair less often")
    samples = round(parameters["response_duration"] / RESPONSE_INTERVAL)
    shape = (plan.amplitudes.size, plan.separations.size)
    return PointRecording(
        {
            "row_size": row_size, "spike_step": spike_step, "weight": weight,
            "interval": plan.intervals * plan.time_step * 1e3, "time": np.arange(samples) * RESPONSE_INTERVAL,
            "epsp": voltage[:samples] * 1e3 - parameters["leak_reversal"], "amplitude": plan.amplitudes,
            "separation": plan.separations * plan.time_step * 1e3,
            "fired": (raw.array("fired.count") > 0).astype(np.int8).reshape(shape),
        }
    )  # fmt: skip


def forced_steps(plan: Layout) -> np.ndarray:
    """Return the steps of all forced spikes, by cell (presynaptic cells first) and then by time."""
    moments = np.concatenate([plan.presynaptic, plan.postsynaptic])
    return (moments[:, np.newaxis] + np.arange(plan.pairings) * plan.period).ravel()
