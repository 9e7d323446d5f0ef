"""What measuring costs beside simulating, and what each measure of synchrony and firing costs by itself."""

import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.cost import Cost, best, in_process, of_call
from benchmarks.measurement import Measurement, measured
from benchmarks.options import Options
from benchmarks.parts import Result
from benchmarks.points import Built, built, study_of
from homeotherm.design import point_seconds
from homeotherm.measures import activity, bursts, rates, selectivity, synchrony, trains
from homeotherm.models import room

PART = "measures"
MODELS = {
    "microcircuit": (
        {"neurons": 5000, "training_duration": "10 s", "spontaneous_duration": "8 s"},
        {"temperature": {"values": [37], "unit": "degC"}},
    ),
    "stg": (
        {
            "cells": 200, "settle_duration": "15 s", "modulated_duration": "15 s", "early_test": "5 s",
            "test_duration": "5 s", "test_transient": "1 s",
        },
        {"neuromodulation": ["controlled"]},
    ),
    "rhythm": ({"networks": 10, "duration": "80 s"}, {"neuromodulation": ["controlled"]}),
}  # fmt: skip
NEURONS, RATE, SECONDS = 5000, 10.0, 10.0
"""Of the spike list that every measure gets: 5 x 10^5 spikes."""


def run(options: Options) -> Result:
    """Measure all measures of a point of each model, and single measures on a long list of spikes."""
    result = Result()
    for model, (parameters, axes) in ({} if options.quick else MODELS).items():
        version = in_process(built, study_of(model, parameters, axes), "portable", options.builds)[0]
        path = options.work / f"{model}.pickle"
        _, simulating = in_process(keep, version, path)
        seconds = room(model, "cost").biological_seconds(version.points[0].parameters)
        measuring = best([in_process(warm_measuring, model, version, path)[0] for _ in range(options.repeats)])
        expected = {"simulating": point_seconds(version.study, version.points[0]), "measuring": float("nan")}
        for case, cost in (("simulating", simulating), ("measuring", measuring)):
            work = (1, "points", seconds, "s of biological time")
            result.rows.append(measured(PART, f"{model}, {case}", *work, cost, expected_seconds=expected[case]))
    scale = 0.02 if options.quick else 1.0
    result.rows += in_process(single_measures, scale)[0]
    return result


def keep(version: Built, path: Path) -> None:
    """Simulate the point of a study and keep its recording."""
    path.write_bytes(pickle.dumps(version.simulate(version.points[0])))


def warm_measuring(model: str, version: Built, path: Path) -> Cost:
    """Return what measuring a recording costs once all is imported, as for all but the first point of a batch."""
    recording, observables = pickle.loads(path.read_bytes()), room(model, "observables")
    parameters = version.points[0].parameters
    observables.measure(recording, parameters)
    return of_call(observables.measure, recording, parameters)[1]


def poisson_trains(neurons: int, rate: float, seconds: float) -> trains.SpikeTrains:
    """Return independent Poisson trains on a grid of 0.1 ms."""
    steps = round(seconds / 1e-4)
    generator = np.random.default_rng(1)
    row_size = generator.poisson(rate * seconds, neurons)
    rows = [np.sort(generator.choice(steps, size, replace=False)) * 1e-4 for size in row_size]
    return trains.SpikeTrains(np.concatenate(rows), row_size)


def single_measures(scale: float) -> list[Measurement]:
    """Measure single measures, each on the same spikes, the cheapest of three calls."""
    neurons = round(NEURONS * scale)
    times, row_size = poisson_trains(neurons, RATE, SECONDS)
    window = (0.0, SECONDS)
    fine, coarse = (trains.population_counts(times, *window, width) for width in (0.001, 0.005))
    counts = trains.binned_counts(times, row_size, *window, 0.02)
    voltage = np.random.default_rng(2).standard_normal((100, 10_000))
    calls: dict[str, Callable] = {
        "select a window": lambda: trains.select(times, row_size, 2.0, 8.0),
        "count in bins": lambda: trains.binned_counts(times, row_size, *window, 0.02),
        "voltage synchrony, 100 traces": lambda: synchrony.voltage_synchrony(voltage),
        "pairwise correlation": lambda: synchrony.pairwise_correlation(counts),
        "Kuramoto order": lambda: synchrony.kuramoto(times, row_size, *window),
        "population Fano factor": lambda: synchrony.population_fano(coarse),
        "spectral peak": lambda: synchrony.spectral_peak(fine, 0.001, neurons),
        "population bursts": lambda: bursts.population_bursts(coarse, 0.005, neurons),
        "CV, CV2, LV": lambda: rates.irregularity(times, row_size),
        "firing and activity of cells": lambda: activity.firing(times, row_size, *window),
        "activity in windows of 2 s": lambda: activity.activity_in_windows(times, row_size, *window, 2.0),
        "population sparseness": lambda: selectivity.population_sparseness(counts.T),
    }  # fmt: skip
    rows = []
    for name, call in calls.items():
        call()
        cost = best([of_call(call)[1] for _ in range(3)])
        rows.append(measured(PART, name, times.size, "spikes", 1, "calls", cost))
    return rows
