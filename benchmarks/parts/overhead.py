"""A point with almost nothing to simulate: what is left is what surrounds every simulation."""

from benchmarks.cost import best, in_process
from benchmarks.measurement import measured
from benchmarks.options import Options
from benchmarks.parts import Result
from benchmarks.points import Built, built, study_of

PART = "overhead"
SMALLEST = {
    "microcircuit": (
        {
            "neurons": 100, "in_degree": 10, "training_duration": "0.5 s", "spontaneous_duration": "0.5 s",
            "spontaneous_transient": "100 ms", "test_repetitions": 1,
        },
        {"temperature": {"values": [37], "unit": "degC"}},
    ),
    "stg": (
        {
            "cells": 1, "settle_duration": "5 s", "modulated_duration": "5 s", "early_test": "5 s",
            "test_duration": "1 s", "test_transient": "0 s", "time_step": "0.1 ms",
        },
        {"neuromodulation": ["controlled"]},
    ),
}  # fmt: skip
SEEDS = 10


def run(options: Options) -> Result:
    """Measure points one after the other, as a worker runs them, and what a worker's start costs."""
    result = Result()
    for model, (parameters, axes) in SMALLEST.items():
        version = in_process(built, study_of(model, parameters, axes, SEEDS), "portable", options.builds)[0]
        cost = best([in_process(simulate_all, version)[1] for _ in range(options.repeats)])
        rows = {"the process that simulates": cost.own_cpu, "its binary": cost.child_cpu}
        result.rows += [
            measured(
                PART, f"{model}, {case}", SEEDS, "points", SEEDS, "points", cost._replace(own_cpu=cpu, child_cpu=0.0)
            )
            for case, cpu in rows.items()
        ]  # fmt: skip
        if options.quick:
            break
    cost = best([in_process(import_simulation)[1] for _ in range(options.repeats)])
    result.rows.append(measured(PART, "imports of a job that simulates", 1, "jobs", 1, "jobs", cost))
    return result


def simulate_all(version: Built) -> None:
    """Simulate all points of a study."""
    for point in version.points:
        version.simulate(point)


def import_simulation() -> None:
    """Start Python as a job does and import what it needs; its CPU is that of a child."""
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from benchmarks import ROOT  # noqa: PLC0415

    command = [sys.executable, "-c", "import homeotherm.simulation, homeotherm.plan"]
    subprocess.run(command, check=True, cwd=ROOT / "scripts")
