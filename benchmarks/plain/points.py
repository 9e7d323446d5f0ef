"""A file for every point, and all files opened at once: what one would write down first, with xarray alone.

python -m benchmarks.plain.points simulate 3.2 1 points/7.nc
python -m benchmarks.plain.points gather points dataset.nc
"""

import sys
from pathlib import Path

import numpy as np
import xarray as xr

TRANSIENT, ITERATIONS = 1000, 256
NUMBERS = 22
"""Single numbers that a point leaves, as many as the project's maps."""
SERIES = 32
"""Values of each of the two short series that a point leaves."""


def simulate(growth_rate: float, seed: int, target: Path) -> None:
    """Simulate a point of the logistic map and write its file."""
    x = np.random.default_rng(seed).uniform(0.05, 0.95)
    orbit = np.empty(ITERATIONS)
    for number in range(TRANSIENT + ITERATIONS):
        x = growth_rate * x * (1.0 - x)
        if number >= TRANSIENT:
            orbit[number - TRANSIENT] = x
    quantiles = np.quantile(orbit, np.linspace(0, 1, NUMBERS))
    standard = orbit - orbit.mean()
    correlation = [np.mean(standard[lag:] * standard[: ITERATIONS - lag]) for lag in range(SERIES)]
    density = np.histogram(orbit, bins=SERIES, range=(0, 1))[0] / ITERATIONS
    write_point(quantiles, np.array(correlation), density, target)


def write_point(numbers: np.ndarray, first: np.ndarray, second: np.ndarray, target: Path) -> None:
    """Write the file of a point: a variable for every number and two series."""
    data = {f"number_{place}": ((), value) for place, value in enumerate(numbers)}
    xr.Dataset({**data, "first": ("lag", first), "second": ("place", second)}).to_netcdf(target)


def gather(folder: Path, target: Path) -> None:
    """Open the files of all points as one dataset, and write it."""
    with xr.open_mfdataset(sorted(folder.glob("*.nc")), combine="nested", concat_dim="point") as dataset:
        dataset.to_netcdf(target)


if __name__ == "__main__":
    if sys.argv[1] == "simulate":
        simulate(float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
    else:
        gather(Path(sys.argv[2]), Path(sys.argv[3]))
