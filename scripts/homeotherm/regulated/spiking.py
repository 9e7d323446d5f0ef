"""The spikes and potentials of regulated cells, as other tools take them; see `homeotherm.spiking`."""

import numpy as np

from homeotherm.recording import PointRecording
from homeotherm.regulated.protocol import VOLTAGE_INTERVAL, Course, layout
from homeotherm.spiking import Potential, Spiking


def spiking(kept: PointRecording, parameters: dict[str, float]) -> Spiking:
    """Say what a recording holds: all spikes from the start to the end of the last test."""
    plan = layout(parameters)
    moments = {"settling": (0.0, plan.switch), "modulated": (plan.switch, plan.washout)}
    if plan.washout < plan.sweep_start:
        moments["washed out"] = (plan.washout, plan.sweep_start)
    steps = {f"step {number + 1} of the sweep": (start, start + plan.hold) for number, start in enumerate(plan.sweep)}
    tests = {
        f"test of {name.replace('_', ' ')}": (plan.test_start(name), plan.test_start(name) + plan.test)
        for name in plan.tested
    }
    return of_cells(kept, plan, kept.arrays["window"], {**moments, **steps, **tests})


def of_cells(
    kept: PointRecording, plan: Course, starts: np.ndarray, stretches: dict[str, tuple[float, float]]
) -> Spiking:
    """Say what a recording of regulated cells holds, with potentials of the first cells from each of `starts` on."""
    voltage = kept.arrays["voltage"]
    shown = np.arange(voltage.shape[1])
    return Spiking(
        times=kept.spike_times * plan.time_step,
        row_size=kept.arrays["row_size"],
        populations={"cells": (0, plan.cells)},
        windows={"simulation": (0.0, plan.total)},
        stretches=stretches,
        potentials=tuple(
            Potential(float(start), VOLTAGE_INTERVAL * 1e-3, shown, values)
            for start, values in zip(starts, voltage, strict=True)
        ),
    )
