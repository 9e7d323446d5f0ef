"""Other simulators on the same work, each in an environment of its own; a simulator that does not install is named."""

import itertools
import json
import math
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.cost import in_process
from benchmarks.measurement import Measurement, measured
from benchmarks.options import Options
from benchmarks.parts import Result, network, population
from benchmarks.plain.network import input_rates
from benchmarks.points import built, study_of
from benchmarks.rates import only_alike
from homeotherm.models.microcircuit.cost import biological_seconds
from homeotherm.models.microcircuit.protocol import layout
from homeotherm.models.stg.cost import biological_seconds as regulated_seconds
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.protocol import stimuli

SCRIPTS = Path(__file__).resolve().parent.parent / "peers"
REFERENCES = {"population": "homeotherm, portable, conductances still", "network": "homeotherm, portable, again"}
STILL = {"sodium_synthesis_time": "1000000 ms cm2/mS"}
"""Homeostasis is computed and moves conductances 1700 times more slowly: the others have none."""

SHORT = 60.0
"""CPU seconds of a run that is worth repeating."""


@dataclass(frozen=True)
class Peer:
    """A simulator: its name, what pip installs, the part it takes part in, its script, and its time step in ms."""

    name: str
    packages: tuple[str, ...]
    part: str
    script: str
    time_step: float


PEERS = (
    Peer("JAX", ("jax",), "population", "jax_population.py", 0.01),
    Peer("JAX", ("jax",), "population", "jax_population.py", 0.05),
    Peer("NEURON", ("neuron",), "population", "neuron_population.py", 0.01),
    Peer("NEURON", ("neuron",), "population", "neuron_population.py", 0.05),
    Peer("NEST", ("nest-simulator",), "network", "nest_network.py", 0.1),
)


def run(options: Options) -> Result:
    """Measure cells and network in every simulator that installs; at the sizes of the other parts."""
    result = Result()
    for part, (row, work) in {"population": _population(options), "network": _network(options)}.items():
        rows = [row]
        for peer in PEERS:
            if peer.part != part:
                continue
            try:
                rows.append(_row(peer, row, work, options))
            except subprocess.CalledProcessError as error:
                result.left_out.append(f"{peer.name}: {reason(error.stderr)}")
        result.add(*only_alike(rows, REFERENCES[part]))
    return result


def _population(options: Options) -> tuple[Measurement, dict]:
    """Return our row and the work of the population, in plain numbers and text."""
    cells = 10 if options.quick else population.CELLS
    study = study_of("stg", {**population.PROTOCOL, **STILL, "cells": cells}, {"neuromodulation": ["none"]})
    version = in_process(built, study, "portable", options.builds)[0]
    values = version.points[0].parameters
    drawn = stimuli(values, population.seed_of_cells(version))
    rate, cost = in_process(population.rate_of_ours, version)
    row = measured(
        "peers: population", REFERENCES["population"], cells, "cells", cells * regulated_seconds(values),
        "neuron-seconds", cost.of_children, rate=rate,
        remark=f"step {values['time_step']:g} ms, homeostasis and controller computed",
    )  # fmt: skip
    return row, {
        "names": MEMBRANE.names, "conductances": drawn.conductances.tolist(), "reversals": MEMBRANE.reversals,
        "currents": [asdict(current) for current in MEMBRANE.currents], "calcium": asdict(MEMBRANE.calcium),
        "capacitance": values["membrane_capacitance"], "initial_voltage": values["initial_voltage"],
        "initial_calcium": values["initial_calcium"], "seconds": population.PLAIN_SECONDS,
        "counted": population.COUNTED, "work": cells * population.PLAIN_SECONDS,
    }  # fmt: skip


def _network(options: Options) -> tuple[Measurement, dict]:
    """Return our row and the work of the network."""
    parameters = network.QUICK if options.quick else {**network.PROTOCOL, "neurons": network.NEURONS}
    study = study_of("microcircuit", parameters, {"temperature": {"values": [37], "unit": "degC"}})
    version = in_process(built, study, "portable", options.builds)[0]
    values = version.points[0].parameters
    rate, cost = in_process(network.rate_of_ours, version)
    seconds = biological_seconds(values)
    row = measured(
        "peers: network", REFERENCES["network"], values["neurons"], "neurons", seconds, "s of biological time",
        cost.of_children, rate=rate,
    )  # fmt: skip
    plan = layout(values)
    delay = math.floor(values["synaptic_delay"] / values["time_step"] + 0.5) * values["time_step"]  # as Brian2 has it
    return row, {
        "values": values, "neurons": plan.neurons, "excitatory": plan.excitatory, "delay": delay, "work": seconds,
        "training_start": plan.training_start * plan.time_step, "training": plan.training * plan.time_step,
        "total": plan.total * plan.time_step, "background": values["background_rate"],
        "stimuli": stimulated(values, study.seeds[0]),
    }  # fmt: skip


def stimulated(values: dict[str, float], seed: int) -> list[dict]:
    """Return groups of cells with a stimulus in common: their range, and from when on which rate is added in Hz."""
    rates = input_rates(values, seed) - values["background_rate"]
    plan = layout(values)
    edges = [0, *(np.flatnonzero((np.diff(rates, axis=1) != 0).any(axis=0)) + 1).tolist(), plan.neurons]
    groups = []
    for first, beyond in itertools.pairwise(edges):
        rate = rates[:, first]
        changes = np.concatenate([[0], np.flatnonzero(np.diff(rate)) + 1])
        if rate.any():
            groups.append({
                "first": first, "beyond": beyond, "times": (changes * plan.bin * plan.time_step).tolist(),
                "rates": rate[changes].tolist(),
            })  # fmt: skip
    return groups


def _row(peer: Peer, ours: Measurement, work: dict, options: Options) -> Measurement:
    """Return the row of the cheapest of several runs of a simulator."""
    path = options.work / f"{peer.name}.json"
    path.write_text(json.dumps({**work, "time_step": peer.time_step}), encoding="utf-8")
    python = environment(peer, options.work / "peers")
    said = [_answer(python, peer, path)]
    while len(said) < options.repeats and said[0]["cpu_seconds"] < SHORT:
        said.append(_answer(python, peer, path))
    return row_of(peer, min(said, key=lambda each: each["cpu_seconds"]), ours, work["work"])


def environment(peer: Peer, folder: Path) -> Path:
    """Return the Python of an environment with the packages of a simulator, which is made if it is not there.

    Raises
    ------
    subprocess.CalledProcessError
        If pip cannot install one of them as it is, without compiling.
    """
    place = folder / peer.name
    python = place / "bin" / "python"
    ready = place / "ready"
    if not ready.exists():
        make = [sys.executable, "-m", "venv", "--clear", str(place)]
        subprocess.run(make, check=True, capture_output=True, text=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *peer.packages]
        subprocess.run(install, check=True, capture_output=True, text=True)
        ready.touch()
    return python


def reason(text: str | None) -> str:
    """Return why a program failed, from what it said: its last line that names an error, or its last one."""
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["failed without a word"])[-1]


def row_of(peer: Peer, said: dict, ours: Measurement, work: float) -> Measurement:
    """Return the row of a simulator from its answer, beside our own row."""
    case = f"{peer.name} {said['version']}, {peer.time_step:g} ms"
    return Measurement(
        ours.part, case, ours.size, ours.unit, work, ours.work_unit, said["cpu_seconds"], said["wall_seconds"],
        said["peak_megabytes"], rate=said["rate"], remark=said["remark"],
    )  # fmt: skip


def _answer(python: Path, peer: Peer, path: Path) -> dict:
    one_thread = {"OMP_NUM_THREADS": "1", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false"}
    done = subprocess.run(
        [str(python), peer.script, str(path)], cwd=SCRIPTS, env={**os.environ, **one_thread}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.strip().splitlines()[-1])
