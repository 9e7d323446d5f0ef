"""A recording of a small microcircuit made by hand, with spikes at random."""

import numpy as np

from homeotherm.models.microcircuit.protocol import PHASES, layout
from homeotherm.recording import PointRecording


def random_spikes(parameters: dict[str, float], rate: float = 8.0) -> PointRecording:
    """Return spikes before and after training, of Poisson trains on the time grid; the last neuron is silent.

    Only what an export reads is there.
    """
    plan, rng = layout(parameters), np.random.default_rng(7)
    windows = {
        "before": np.arange(0, plan.training_start),
        "after": np.arange(plan.spontaneous_start("after"), plan.total),
    }
    fires = rate * plan.time_step
    rows = [
        np.concatenate([steps[rng.random(steps.size) < fires] for steps in windows.values()])
        for _ in range(plan.neurons - 1)
    ]
    samples = round(plan.spontaneous * plan.time_step * 1e3)
    cells = min(100, plan.excitatory)
    return PointRecording(
        {
            "row_size": np.array([*(row.size for row in rows), 0], dtype=np.int32),
            "spike_step": np.concatenate(rows).astype(np.int32),
            "voltage": rng.normal(-60.0, 3.0, (len(PHASES), cells, samples)).astype(np.float32),
        }
    )
