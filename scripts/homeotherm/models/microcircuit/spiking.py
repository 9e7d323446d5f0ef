"""The spikes and potentials of a microcircuit simulation, as other tools take them; see `homeotherm.spiking`."""

from homeotherm.models.microcircuit.equations import VOLTAGE_INTERVAL, voltage_cells
from homeotherm.models.microcircuit.protocol import PHASES, layout
from homeotherm.recording import PointRecording
from homeotherm.spiking import Potential, Spiking


def spiking(kept: PointRecording, parameters: dict[str, float]) -> Spiking:
    """Say what a recording holds: excitatory and inhibitory spikes before and after training, none during it."""
    plan = layout(parameters)
    ends = {"before": plan.training_start, "after": plan.total}
    starts = {phase: plan.spontaneous_start(phase) for phase in PHASES}
    middle = {phase: starts[phase] + plan.spontaneous for phase in PHASES}
    potentials = tuple(
        Potential(
            starts[phase] * plan.time_step, VOLTAGE_INTERVAL * 1e-3, voltage_cells(plan.excitatory),
            kept.arrays["voltage"][number],
        )
        for number, phase in enumerate(PHASES)
    )  # fmt: skip
    return Spiking(
        times=kept.spike_times * plan.time_step,
        row_size=kept.arrays["row_size"],
        populations={"excitatory": (0, plan.excitatory), "inhibitory": (plan.excitatory, plan.neurons)},
        windows={phase: (starts[phase] * plan.time_step, ends[phase] * plan.time_step) for phase in PHASES},
        stretches={
            **{f"spontaneous {p}": (starts[p] * plan.time_step, middle[p] * plan.time_step) for p in PHASES},
            **{f"cues {p}": (middle[p] * plan.time_step, ends[p] * plan.time_step) for p in PHASES},
        },
        potentials=potentials,
    )
