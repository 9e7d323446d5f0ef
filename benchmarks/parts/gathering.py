"""What gathering costs, by the number of points: synthetic measure files with the variables of real ones."""

from pathlib import Path

import numpy as np
import xarray as xr

from benchmarks.cost import in_process
from benchmarks.measurement import measured
from benchmarks.options import Options
from benchmarks.parts import Result
from benchmarks.parts.planning import LARGEST, POINTS, study_with
from benchmarks.points import MODELS
from homeotherm.dataset import gather
from homeotherm.design import batches_of, points_of
from homeotherm.files import write_dataset
from homeotherm.models import room
from homeotherm.models.maps.observables import BINS, LAGS
from homeotherm.models.microcircuit.observables import WEIGHT_BINS
from homeotherm.models.microcircuit.protocol import PHASES
from homeotherm.recording import status_attributes
from homeotherm.study import Study, check_study

PART = "gathering"
SAMPLE = 0.5
"""Seconds between the samples of a trajectory, as in the model."""
MANIFEST = {"model": "microcircuit", "structure": {}, "brian2": "", "compiler": "", "flags": []}


def run(options: Options) -> Result:
    """Measure the gathering of studies of growing size."""
    result = Result()
    for points in (100,) if options.quick else (*POINTS, LARGEST) if options.growth else POINTS:
        study = check_study(f"points_{points}", study_with(points), MODELS)
        folder = options.work / "measures" / str(points)
        in_process(write_measures, study, folder)
        _, cost = in_process(gather_all, study, folder, options.work / "dataset.nc")
        result.rows.append(measured(PART, "gather", points, "points", points, "points", cost))
    return result


def write_measures(study: Study, folder: Path) -> None:
    """Write measure files with random numbers for all points of a study, in batches as Snakemake would have them."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(1)
    points = points_of(study)
    batches = batches_of(points, ["build"] * len(points), None)
    for batch in batches:
        values = batch.points[0].parameters
        size = lengths(values)
        number = len(batch.points)
        data = {
            name: (
                ("point", *variable.dims),
                generator.random((number, *(size[dim] for dim in variable.dims))),
                {"units": variable.units, "definition": definition},
            )
            for name, (variable, definition, _) in room(study.model, "observables").measures_of(values).items()
        }
        data["status"] = ("point", np.zeros(number, np.int8), status_attributes())
        data["message"] = ("point", np.full(number, "", dtype=object))
        coordinates = {"point": np.array([point.id for point in batch.points], dtype=object)}
        write_dataset(xr.Dataset(data, coords=coordinates), folder / f"{batch.id}.nc")


def lengths(values: dict[str, float]) -> dict[str, int]:
    """Return the lengths of the dims that measures of the microcircuit and of maps have besides the points."""
    samples = round(values.get("training_duration", 0.0) / SAMPLE)
    return {"time": samples, "phase": len(PHASES), "weight_bin": WEIGHT_BINS, "lag": LAGS, "place": BINS}


def gather_all(study: Study, folder: Path, target: Path) -> None:
    """Gather the measure files of a folder."""
    gather(study, sorted(folder.glob("*.nc")), [MANIFEST], {"commit": "", "versions": {}}, target)
