"""The spikes of a pairing experiment, as other tools take them; see `homeotherm.spiking`."""

from homeotherm.models.pairing.protocol import layout
from homeotherm.recording import PointRecording
from homeotherm.spiking import Spiking


def spiking(kept: PointRecording, parameters: dict[str, float]) -> Spiking:
    """Say what a recording holds: the forced spikes of the pairs."""
    plan = layout(parameters)
    return Spiking(
        times=kept.spike_times * plan.time_step,
        row_size=kept.arrays["row_size"],
        populations={"presynaptic": (0, plan.pairs), "postsynaptic": (plan.pairs, 2 * plan.pairs)},
        windows={"pairing": (0.0, plan.total * plan.time_step)},
    )
