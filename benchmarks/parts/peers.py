"""Other simulators on the same work, each in an environment of its own; a simulator that does not install is named."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.cost import in_process
from benchmarks.measurement import Measurement, measured
from benchmarks.options import Options
from benchmarks.parts import Result, population
from benchmarks.points import Built, built, study_of
from benchmarks.rates import only_alike
from homeotherm.models.stg.cost import biological_seconds
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.protocol import stimuli

SCRIPTS = Path(__file__).resolve().parent.parent / "peers"
PART = "peers: population"
REFERENCE = "homeotherm, portable, conductances still"
STILL = {"sodium_synthesis_time": "1000000 ms cm2/mS"}
"""Homeostasis is computed and moves conductances 1700 times more slowly: the others have none."""


@dataclass(frozen=True)
class Peer:
    """A simulator: its name, what pip installs, the script that does the work, and its time step in ms."""

    name: str
    packages: tuple[str, ...]
    script: str
    time_step: float


PEERS = (
    Peer("JAX", ("jax",), "jax_population.py", 0.01),
    Peer("NEURON", ("neuron",), "neuron_population.py", 0.01),
)  # fmt: skip


def run(options: Options) -> Result:
    """Measure the population, without homeostasis, in every simulator that installs."""
    cells = 10 if options.quick else population.CELLS
    study = study_of("stg", {**population.PROTOCOL, **STILL, "cells": cells}, {"neuromodulation": ["none"]})
    version = in_process(built, study, "portable", options.builds)[0]
    rows, left_out = [_ours(version, cells)], []
    for peer in PEERS:
        given = {**work_of(version), "time_step": peer.time_step}
        path = options.work / f"{peer.name}.json"
        path.write_text(json.dumps(given), encoding="utf-8")
        try:
            python = environment(peer, options.work / "peers")
            said = [_answer(python, peer, path) for _ in range(options.repeats)]
        except subprocess.CalledProcessError as error:
            left_out.append(f"{peer.name}: {reason(error.stderr)}")
            continue
        cheapest = min(said, key=lambda each: each["cpu_seconds"])
        rows.append(row_of(peer, cheapest, cells, given["seconds"]))
    kept, unlike = only_alike(rows, REFERENCE)
    return Result(kept, left_out + unlike)


def work_of(version: Built) -> dict:
    """Return the work in plain numbers and text: cells, currents, duration."""
    point = version.points[0]
    values, drawn = point.parameters, stimuli(point.parameters, population.seed_of_cells(version))
    return {
        "names": MEMBRANE.names, "conductances": drawn.conductances.tolist(), "reversals": MEMBRANE.reversals,
        "currents": [asdict(current) for current in MEMBRANE.currents], "calcium": asdict(MEMBRANE.calcium),
        "capacitance": values["membrane_capacitance"], "initial_voltage": values["initial_voltage"],
        "initial_calcium": values["initial_calcium"], "seconds": population.PLAIN_SECONDS,
        "counted": population.COUNTED,
    }  # fmt: skip


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


def row_of(peer: Peer, said: dict, cells: int, seconds: float) -> Measurement:
    """Return the row of a simulator from its answer."""
    return Measurement(
        PART, f"{peer.name} {said['version']}", cells, "cells", cells * seconds, "neuron-seconds",
        said["cpu_seconds"], said["wall_seconds"], said["peak_megabytes"], rate=said["rate"], remark=said["remark"],
    )  # fmt: skip


def _ours(version: Built, cells: int) -> Measurement:
    rate, cost = in_process(population.rate_of_ours, version)
    values = version.points[0].parameters
    return measured(
        PART, REFERENCE, cells, "cells", cells * biological_seconds(values), "neuron-seconds", cost.of_children,
        rate=rate, remark=f"step {values['time_step']:g} ms, homeostasis and controller computed",
    )  # fmt: skip


def _answer(python: Path, peer: Peer, path: Path) -> dict:
    one_thread = {"OMP_NUM_THREADS": "1", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false"}
    done = subprocess.run(
        [str(python), peer.script, str(path)], cwd=SCRIPTS, env={**os.environ, **one_thread}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.strip().splitlines()[-1])
