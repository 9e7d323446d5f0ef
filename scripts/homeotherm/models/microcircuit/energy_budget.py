"""Energy budgets: what the cells of a simulation used, for what, and what was left."""

import numpy as np

from homeotherm.models.microcircuit.protocol import PHASES, Layout
from homeotherm.recording import PointRecording

USES = {"spiking": "spent_spiking", "synaptic": "spent_synaptic", "maintenance": "maintained"}
BILLION = 1e9


def measure_energy(recording: PointRecording, parameters: dict[str, float], plan: Layout) -> dict[str, np.ndarray]:
    """Return the measures of energy; the budget is that of training.

    One pool of energy is spike_cost_molecules / spike_cost ATP molecules, since that is what a spike takes of it.
    """
    arrays, time = recording.arrays, recording.arrays["books_time"]
    first, last = plan.training_start * plan.time_step, (plan.training_start + plan.training) * plan.time_step
    at = np.searchsorted(time, np.array([first, last]) - 0.5 * plan.time_step)
    used = {use: float(np.diff(arrays[name][at])[0]) for use, name in USES.items()}
    total = sum(used.values())
    seconds = float(np.diff(time[at])[0])
    molecules = parameters["spike_cost_molecules"] / parameters["spike_cost"] if parameters["spike_cost"] else np.nan
    spikes = used["spiking"] / parameters["spike_cost"] if parameters["spike_cost"] else np.nan
    unpaid = float(np.diff(arrays["unpaid"][at])[0])
    return {
        "energy_trajectory": np.interp(arrays["time"] + first, time, arrays["energy"]),
        "energy_mean": np.array([_spontaneous(recording, parameters, plan, phase) for phase in PHASES]),
        "energy_deviation": arrays["energy_of_cell"].std(),
        "energy_consumption": total * molecules / seconds / BILLION,
        "energy_per_spike": total * molecules / spikes / BILLION if spikes > 0 else np.nan,
        **{f"energy_share_{use}": amount / total if total > 0 else np.nan for use, amount in used.items()},
        "energy_unpaid_share": unpaid / total if total > 0 else np.nan,
        "energy_balance_error": np.abs(arrays["balance_error"]).max(),
    }


def _spontaneous(recording: PointRecording, parameters: dict[str, float], plan: Layout, phase: str) -> float:
    """Return the mean energy in the spontaneous window of a phase, without its transient."""
    start = plan.spontaneous_start(phase) * plan.time_step
    stop = start + plan.spontaneous * plan.time_step
    time = recording.arrays["books_time"]
    inside = (time > start + parameters["spontaneous_transient"] / 1000.0) & (time < stop)
    return float(recording.arrays["energy"][inside].mean()) if inside.any() else float("nan")
