"""Write the results of a study into a folder that is small enough for the repository and that proves itself whole."""

import datetime
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from homeotherm.atomic import write_text
from homeotherm.digests import digest
from homeotherm.errors import InputError, SimulationError
from homeotherm.files import read_dataset, write_dataset
from homeotherm.published import MANIFEST, check_publication, fingerprint, sealed
from homeotherm.recording import STATUS
from homeotherm.study import Study

DATASET = "dataset.nc"
DISPENSABLE = "analysis/rasters.nc"
"""Spikes to look at: left out, and said to be, where they are large."""
ROUND_ABOVE = 4_000_000  # bytes
LARGEST_FILE = 5_000_000
ROUNDED_DIMS = {"time", "calcium_time", "cell", "example", "interval", "quantile"}
"""Variables over these are rounded: courses, and what single cells do."""
ROUNDING = "rounded to single precision for publication"


def publish(
    study: Study, results: Mapping[str, Path], recordings: Path, commit: str, versions: dict[str, str],
    date: datetime.date, target: Path,
) -> None:  # fmt: skip
    """Write the published results of a study: its files, a manifest, and a README.

    Files keep their bytes. Only in a dataset of more than 4 MB the variables over time and over cells are rounded to
    single precision.
    The folder takes its name when it is complete and has been checked against its own manifest.

    Parameters
    ----------
    results
        Path of every file to publish, by its name in the folder; `dataset.nc` must be among them.
    recordings
        Folder of the recordings, for the wall time of each simulation.
    commit, versions
        Of the code and packages that publish; the dataset says by which it was made.

    Raises
    ------
    InputError
        If a file is larger than 5 MB.
    SimulationError
        If the dataset is that of another study, or what was written is not what was read.
    """
    dataset = read_dataset(results[DATASET])
    if json.loads(dataset.attrs["study_json"]) != json.loads(json.dumps(study.simulated_content)):
        raise SimulationError(f"{results[DATASET]}: was made from another version of the study; gather it again")
    target.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        workshop.chmod(0o755)
        left_out = {}
        for name, path in sorted(results.items()):
            size = _place(path, workshop / name)
            if size <= LARGEST_FILE:
                continue
            if name != DISPENSABLE:
                raise InputError(
                    f"{path}: {_megabytes(size)} to publish; allowed: {_megabytes(LARGEST_FILE)} for a file"
                )
            (workshop / name).unlink()
            left_out[name] = f"{_megabytes(size)}, more than {_megabytes(LARGEST_FILE)}"
        manifest = _manifest(study, dataset, workshop, left_out, recordings)
        manifest["publication"] = {
            "command": _command(study), "commit": commit,
            "date": date.isoformat(), "versions": dict(sorted(versions.items())),
        }  # fmt: skip
        write_text(json.dumps(sealed(manifest), indent=1, ensure_ascii=False) + "\n", workshop / MANIFEST)
        write_text(_readme(study, manifest), workshop / "README.md")
        check_publication(study.name, workshop)
        if target.exists():
            shutil.rmtree(target)
        os.replace(workshop, target)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def rounded(dataset: xr.Dataset) -> xr.Dataset:
    """Return a dataset whose variables over time and cells are in single precision, which their attributes say.

    Raises
    ------
    SimulationError
        If a number is lost in it.
    """
    result = dataset.copy()
    for name, variable in dataset.data_vars.items():
        if not ROUNDED_DIMS & set(variable.dims) or variable.dtype != np.float64:
            continue
        single = variable.astype(np.float32)
        smallest = float(np.finfo(np.float32).smallest_subnormal)
        if not np.allclose(single, variable, rtol=2.0**-24, atol=smallest, equal_nan=True):
            raise SimulationError(f"{name}: has values that single precision cannot hold")
        result[name] = single.assign_attrs(variable.attrs, storage=ROUNDING)
    return result.assign_attrs(storage=f"variables over time and over cells are {ROUNDING}")


def simulation_seconds(recordings: Iterable[Path], points: set[str]) -> float | None:
    """Return the processor time of all simulations in s; None where recordings of some are gone."""
    seconds: dict[str, float] = {}
    for path in sorted(recordings):
        try:
            with xr.open_dataset(path, engine="netcdf4", decode_times=False) as recording:
                found = dict(zip(recording["point"].values, recording["cpu_seconds"].values, strict=True))
        except (OSError, RuntimeError, ValueError) as error:
            raise SimulationError(f"{path}: cannot be read ({error}); remove it to make it again") from error
        seconds |= {str(point): float(cost) for point, cost in found.items() if str(point) in points}
    return sum(seconds[point] for point in sorted(seconds)) if set(seconds) == points else None


def _place(path: Path, target: Path) -> int:
    """Put a file into the folder, rounded where it must be; return its size in bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.name == DATASET and path.stat().st_size > ROUND_ABOVE:
        write_dataset(rounded(read_dataset(path)), target)
    else:
        shutil.copyfile(path, target)
        if fingerprint(target) != fingerprint(path):
            raise SimulationError(f"{target}: what was read back differs from what was written (is the disk full?)")
    return target.stat().st_size


def _manifest(
    study: Study, dataset: xr.Dataset, folder: Path, left_out: dict[str, str], recordings: Path
) -> dict[str, Any]:
    codes, counts = np.unique(dataset["status"].values, return_counts=True)
    names = {code: name for name, code in STATUS.items()}
    seconds = simulation_seconds(recordings.glob("*.nc"), {str(point) for point in dataset["point"].values.ravel()})
    return {
        "study": study.name, "title": study.title, "question": study.question, "model": study.model,
        "points": {names[int(code)]: int(count) for code, count in zip(codes, counts, strict=True)},
        "simulation_core_hours": None if seconds is None else float(f"{seconds / 3600.0:.3g}"),
        "dataset": {
            "commit": dataset.attrs["commit"], "versions": json.loads(dataset.attrs["versions_json"]),
            "builds": json.loads(dataset.attrs["builds_json"]),
        },
        "study_digest": digest(study.content), "study_content": study.content,
        "files": {
            path.relative_to(folder).as_posix(): fingerprint(path)
            for path in sorted(folder.rglob("*")) if path.is_file()
        },
        "left_out": left_out,
    }  # fmt: skip


def _readme(study: Study, manifest: dict[str, Any]) -> str:
    points = ", ".join(f"{count} {status}" for status, count in manifest["points"].items())
    hours = manifest["simulation_core_hours"]
    cost = "" if hours is None else f"; its simulations took {hours:g} core-hours"
    return (
        f"# {study.title}\n\n{study.question}\n\n"
        f"Results of the study `{study.name}`, {manifest['publication']['date']}; points: {points}. "
        f"[{MANIFEST}]({MANIFEST}) has checksums, versions and commits.\n\n"
        "Figures from these files, without a simulation or a compiler:\n\n"
        f"    snakemake --cores 1 figures --config study={study.name} source=published\n\n"
        f"All again, from the study file{cost}:\n\n"
        f"    {manifest['publication']['command']}\n"
    )


def _command(study: Study) -> str:
    """Return the command that makes and publishes all again, which begins with the rounds of a refined study."""
    rounds = "" if study.refinement is None else f"make refine STUDY={study.name} && "
    return f"{rounds}snakemake --cores 1 publish --config study={study.name}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
