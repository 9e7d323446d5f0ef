"""The spikes and potentials of rhythm-generating networks, as other tools take them; see `homeotherm.spiking`."""

from homeotherm.models.rhythm.protocol import layout, windows
from homeotherm.recording import PointRecording
from homeotherm.regulated import spiking as regulated
from homeotherm.spiking import Spiking


def spiking(kept: PointRecording, parameters: dict[str, float]) -> Spiking:
    """Say what a recording holds: all spikes; cells stand one network after the other."""
    plan, length = layout(parameters), parameters["window"]
    stretches = {f"window {name}": (start, start + length) for name, start in windows(parameters).items()}
    stretches |= {f"step {step + 1} of the sweep": (start, start + plan.hold) for step, start in enumerate(plan.sweep)}
    return regulated.of_cells(kept, plan, kept.arrays["window_start"], stretches)
