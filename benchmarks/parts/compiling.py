"""Compiling a model, which is done once per structure: generating its code, precompiled headers, compiler, linker."""

import tempfile
from pathlib import Path

from benchmarks import ROOT
from benchmarks.cost import in_process
from benchmarks.measurement import measured
from benchmarks.options import Options
from benchmarks.parts import Result, network, overhead, population
from benchmarks.points import study_of
from homeotherm.design import points_of
from homeotherm.engine.build import build
from homeotherm.plan import LOCK
from homeotherm.provenance import locked_version

PART = "compiling"
MODELS = {
    "microcircuit": (network.PROTOCOL, overhead.SMALLEST["microcircuit"][1]),
    "stg": (population.PROTOCOL, overhead.SMALLEST["stg"][1]),
}


def run(options: Options) -> Result:
    """Compile each model once, with portable flags."""
    result = Result()
    for model, (parameters, axes) in MODELS.items():
        study = study_of(model, parameters, axes)
        structure = study.table.structure(points_of(study)[0].parameters)
        with tempfile.TemporaryDirectory(dir=options.builds, prefix="new-") as folder:
            arguments = (model, structure, "portable", 1, locked_version("brian2", ROOT / LOCK), Path(folder) / "build")
            _, cost = in_process(build, *arguments)
        result.rows.append(measured(PART, model, 1, "structures", 1, "structures", cost))
        if options.quick:
            break
    return result
