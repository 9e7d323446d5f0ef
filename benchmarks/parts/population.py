"""Conductance-based cells with homeostasis and a controller, beside plain Brian2 with homeostasis only.

The controller is computed but moves nothing, so that the cells of both forms fire alike. The exponential Euler scheme
of Brian2 is of first order: for the period that the project's scheme has with its step of 0.02 ms it needs a smaller
one than the 0.01 ms that it gets here.
"""

import numpy as np

from benchmarks.cost import Cost, best, in_process
from benchmarks.measurement import Measurement, measured
from benchmarks.options import Options
from benchmarks.parts import Result
from benchmarks.plain import population as plain
from benchmarks.plain.standalone import DEFAULT_FLAGS, run_plain, spikes
from benchmarks.points import Built, built, study_of
from benchmarks.rates import only_alike
from homeotherm.design import point_seconds
from homeotherm.engine.compiler import TUNINGS, flags
from homeotherm.models.stg.cost import biological_seconds
from homeotherm.streams import streams

PART = "population"
REFERENCE = "homeotherm, portable"
CELLS = 200
GROWTH = (10, 50, 200, 500, 2000)
PROTOCOL = {
    "settle_duration": "5 s", "modulated_duration": "5 s", "early_test": "5 s", "test_duration": "1 s",
    "test_transient": "0 s",
}  # fmt: skip
PLAIN_STEP = 0.01
"""Milliseconds."""
PLAIN_SECONDS = 3.0
COUNTED = (1.0, 3.0)
"""Seconds between which spikes are counted: both forms are still in their first seconds."""


def run(options: Options) -> Result:
    """Measure a population of one size, or of several."""
    result = Result()
    for cells in (10,) if options.quick else GROWTH if options.growth else (CELLS,):
        result.add(*only_alike(_of_size(cells, options, plain_too=cells < 10 * CELLS), REFERENCE))
    return result


def _of_size(cells: int, options: Options, plain_too: bool) -> list[Measurement]:
    study = study_of("stg", {**PROTOCOL, "cells": cells}, {"neuromodulation": ["none"]})
    versions = {
        f"homeotherm, {tuning}": in_process(built, study, tuning, options.builds)[0] for tuning in TUNINGS
    }  # fmt: skip
    values = versions[REFERENCE].points[0].parameters
    folder = options.work / f"plain_population_{cells}"
    seed = seed_of_cells(versions[REFERENCE])
    if plain_too:
        in_process(plain.compile_population, study.table, values, seed, PLAIN_STEP, PLAIN_SECONDS, folder)
    costs: dict[str, list[Cost]] = {}
    rates: dict[str, float] = {}
    for _ in range(options.repeats):
        for case, version in versions.items():
            rates[case], cost = in_process(rate_of_ours, version)
            costs.setdefault(case, []).append(cost)
        if plain_too:
            _, cost = in_process(run_plain, folder)
            costs.setdefault("Brian2, plain", []).append(cost)
            rates["Brian2, plain"] = rate(*spikes(folder), cells)
    ours = {case: " ".join(flags(case.split(", ")[1])) for case in versions}
    step = f"step {values['time_step']:g} ms"
    about = {case: {"flags": ours[case], "remark": f"{step}, homeostasis, controller (at rest)"} for case in ours}
    for case in ours:
        about[case]["expected_seconds"] = point_seconds(study, versions[case].points[0])
    about["Brian2, plain"] = {"flags": DEFAULT_FLAGS, "remark": f"step {PLAIN_STEP:g} ms, homeostasis"}
    seconds = {case: biological_seconds(values) for case in ours} | {"Brian2, plain": PLAIN_SECONDS}
    return [
        measured(
            PART, case, cells, "cells", cells * seconds[case], "neuron-seconds", best(several).of_children,
            rate=rates[case], own_cpu_seconds=best(several).own_cpu if case in ours else float("nan"), **about[case],
        )
        for case, several in costs.items()
    ]  # fmt: skip


def seed_of_cells(version: Built) -> int:
    """Return the seed from which the cells of the point are drawn."""
    point = version.points[0]
    return streams("stg", point.id, point.seed).stimuli


def rate_of_ours(version: Built) -> float:
    """Simulate the point of a study and return the mean rate of its cells between the counted seconds, in Hz."""
    point = version.points[0]
    kept = version.simulate(point)
    if kept.status != "ok":
        raise RuntimeError(f"the simulation is {kept.status}: {kept.message}")
    times = kept.spike_times * point.parameters["time_step"] * 1e-3
    return rate(np.empty(0), times, kept.arrays["row_size"].size)


def rate(_cells: np.ndarray, times: np.ndarray, cells: int) -> float:
    """Return the mean rate of cells between the counted seconds in Hz."""
    first, last = COUNTED
    return float(np.count_nonzero((times >= first) & (times < last)) / (last - first) / cells)
