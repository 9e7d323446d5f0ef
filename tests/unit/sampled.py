"""Invented datasets of sampled designs: measures are functions of the factors, plus noise between seeds."""

import json
from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from homeotherm.dataset import sample_coordinates
from homeotherm.parameters import CostModel, ModelTable, Parameter
from homeotherm.sampling import Design, SampleAxis, sample_axis


def invented_table(ranges: Mapping[str, tuple[float, float]]) -> ModelTable:
    """Return a parameter table of pure numbers."""
    rows = {
        name: Parameter(name=name, table="invented", symbol=name, value=low, unit="1", allowed=(low, high), meaning="a factor", source="choice")
        for name, (low, high) in ranges.items()
    }  # fmt: skip
    return ModelTable("invented", "An invented model", "tests", rows, {}, CostModel(0, 0, 0, 0))


def invented_axis(ranges: Mapping[str, tuple[float, float]], **design: object) -> SampleAxis:
    """Return the axis of a sampled design over factors with these ranges."""
    factors = {name: list(ends) for name, ends in ranges.items()}
    return sample_axis(Design(factors=factors, **design), invented_table(ranges), {}, 10**6)


def sampled_dataset(
    ranges: Mapping[str, tuple[float, float]],
    functions: Mapping[str, Callable[..., np.ndarray]],
    seeds: int = 1,
    noise: float = 0.0,
    seed_effect: float = 0.0,
    **design: object,
) -> xr.Dataset:
    """Return a dataset in which a measure is its function of the factors (arrays, by position of the factor).

    `noise` is the deviation of single points, `seed_effect` of what a seed adds to all of its points.
    """
    axis = invented_axis(ranges, **design)
    columns = np.array(axis.values).T
    generator = np.random.default_rng(0)
    dims = ("sample", "seed")
    variables: dict = {"status": (dims, np.zeros((len(axis), seeds), dtype=np.int8))}
    for name, function in functions.items():
        values = function(*columns)[:, np.newaxis] + noise * generator.standard_normal((len(axis), seeds))
        values = values + seed_effect * generator.standard_normal(seeds)
        variables[name] = (dims, values, {"units": "nS", "long_name": name.replace("_", " ")})
    coordinates = {**sample_coordinates(axis), "seed": ("seed", np.arange(1, seeds + 1))}
    return xr.Dataset(variables, coordinates, {"design_json": json.dumps(axis.about()), "study": "invented"})
