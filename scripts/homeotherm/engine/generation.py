"""Generate the code of a model structure and compile it, in this process.

The folder holds the binary, the static arrays that it reads and ``manifest.json``: which numbers it takes, which arrays
it writes, whether its state updates are vectorised. It appears under its final name only when it is complete.
"""

import contextlib
import errno
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from homeotherm.engine import MANIFEST, precompiled
from homeotherm.engine.compiler import flags, require_compiler
from homeotherm.engine.vectorised import state_updates
from homeotherm.errors import SimulationError, listed
from homeotherm.leftovers import mark, remove_left_over
from homeotherm.models import room

BINARY = "main"
WORKSHOP = ".build-"
"""Prefix of the folders in which is compiled."""
EXPECTED = 3
"""Exit code of a process that says why it could not compile."""
logger = logging.getLogger("homeotherm.engine.generation")


def generate(
    model: str, structure: dict[str, float], tuning: str, cores: int, brian2_version: str, target: Path
) -> None:
    """Compile a model in this process, as `homeotherm.engine.build.build` says; other models may not come after it."""
    compiler = require_compiler()
    import brian2  # noqa: PLC0415 - slow, and only needed here

    from homeotherm.engine.construction import Construction  # noqa: PLC0415

    if brian2.__version__ != brian2_version:
        raise SimulationError(
            f"brian2 {brian2.__version__} is installed, envs/ locks {brian2_version}: set the environment up again "
            "(make setup)"
        )
    brian2.prefs.logging.file_log = False
    brian2.BrianLogger.suppress_name("resolution_conflict")
    brian2.set_device("cpp_standalone", build_on_run=False)
    device = brian2.get_device()
    device.reinit()
    device.activate(build_on_run=False)
    brian2.prefs.devices.cpp_standalone.openmp_threads = 0
    brian2.prefs.codegen.cpp.extra_compile_args_gcc = flags(tuning)
    device.extra_compile_args = list(precompiled.FLAGS)  # the preference drops what does not compile by itself

    construction = Construction()
    network, phases = room(model, "equations").assemble(structure, construction)
    construction.run(network, phases)

    target.parent.mkdir(parents=True, exist_ok=True)
    remove_left_over(target.parent.glob(f"{WORKSHOP}*"))
    workshop = Path(tempfile.mkdtemp(prefix=WORKSHOP + mark(), dir=target.parent))
    try:
        source = workshop / "source"
        _compile(device, source, flags(tuning), cores)
        manifest = {
            "model": model, "structure": structure, "brian2": brian2.__version__, "compiler": compiler,
            "flags": flags(tuning), "vectorised": _vectorised(source), **_interface(device),
        }  # fmt: skip
        _publish(source, manifest, target)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _compile(device: Any, source: Path, compiler_flags: list[str], cores: int) -> None:
    device.build(directory=str(source), compile=False, run=False, with_output=False, clean=False)
    precompiled.precompile(source, compiler_flags)
    done = subprocess.run(["make", f"-j{cores}"], cwd=source, capture_output=True, text=True)
    if done.returncode != 0:
        raise SimulationError(f"compilation failed: {' '.join(done.stderr.split())[:500]}")
    if not os.access(source / BINARY, os.X_OK):
        raise SimulationError(f"compilation left no binary in {source}")


def _vectorised(source: Path) -> dict[str, bool] | None:
    """Return which state updates are vectorised, and warn of those that are not."""
    found = state_updates(source)
    if found is None:
        logger.info("whether the state updates are vectorised is not known here: it takes an x86-64 and objdump")
    elif not all(found.values()):
        slow = listed(name for name, vectorised in found.items() if not vectorised)
        logger.warning(
            "the compiler did not vectorise the state update of %s: simulations are several times slower", slow
        )
    return found


def _interface(device: Any) -> dict[str, Any]:
    """Say which numbers the binary takes and which arrays it writes."""
    constants, arrays = {}, {}
    every = {**device.arrays, **device.dynamic_arrays, **device.dynamic_arrays_2d}
    for variable in every:
        owner = getattr(variable.owner, "name", None)
        if owner is None:
            continue
        name = f"{owner}.{variable.name}"
        kind = np.dtype(variable.dtype).str
        arrays[name] = {"file": Path(device.get_array_filename(variable)).name, "dtype": kind}
        if variable.scalar and variable.constant and not variable.read_only:
            constants[name] = {"symbol": variable.name, "dtype": kind}
    tables = {
        name: {"size": int(array.values.size), "dtype": np.dtype(array.values.dtype).str}
        for array, name in device.timed_arrays.items()
    }
    return {"constants": constants, "arrays": arrays, "tables": tables}


def _publish(source: Path, manifest: dict[str, Any], target: Path) -> None:
    """Give the finished build its name, all at once: a folder with a manifest is complete.

    Where two processes have built the same, the first keeps the name: its binary may run already.
    """
    finished = source.parent / "finished"
    finished.mkdir()
    for name in (BINARY, "static_arrays"):
        os.replace(source / name, finished / name)
    (finished / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    while not (target / MANIFEST).exists():
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(target)  # of a build that was not finished, or whose manifest was removed to make it again
        try:
            os.rename(finished, target)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise


def main() -> None:
    """Compile what standard input asks for; an error that a person can act on is the last line of the output."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    logging.getLogger("brian2").setLevel(logging.WARNING)
    asked = json.load(sys.stdin)
    try:
        generate(**{**asked, "target": Path(asked["target"])})
    except SimulationError as error:
        print(error)
        sys.exit(EXPECTED)


if __name__ == "__main__":
    main()
