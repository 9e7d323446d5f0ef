"""Sampled designs: many parameters varied at once, at points that a method of sensitivity analysis chooses.

Morris' trajectories (1991) change one factor per step and screen many factors at small cost. Sobol's blocks, in the
scheme of Saltelli et al. (2010), divide the variance of a result among few factors. Both are drawn by SALib (Herman &
Usher 2017; Iwanaga et al. 2022) from a seed of the study file. What is simulated are the values themselves, rounded to
six significant digits: a point's id covers them, so that another version of SALib can change which points a study
asks for but never what a point means.
"""

import importlib.metadata
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from homeotherm.errors import InputError, listed, nearest
from homeotherm.parameters import ModelTable, Parameter

METHODS = {"morris": ("trajectories", "levels"), "sobol": ("samples", "second_order")}
SAMPLE_AXIS = "sample"
DIGITS = 6
NARROWEST = 1e-3  # range relative to the larger bound: the rounding of values is then below a thousandth of the range
FEWEST_FACTORS = 2

ALLOWED = {
    "method": listed(METHODS), "factors": "at least two parameters, each [lowest, highest] or {from, to, unit}",
    "trajectories": "a whole number from 2 on", "levels": "an even number from 2 on",
    "samples": "a power of 2 from 2 on",
    "second_order": "true or false", "random_seed": "a whole number from 0 on",
}  # fmt: skip
"""What may stand at each key, for the error line."""


class Bounds(BaseModel):
    """Range of a factor with one unit for both ends."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)
    low: int | float | str = Field(alias="from", description="Lowest value.")
    high: int | float | str = Field(alias="to", description="Highest value.")
    unit: str = Field(default="1", description="Unit of bare numbers.")


class Design(BaseModel):
    """What may stand under `design`: the method, its factors and its size."""

    model_config = ConfigDict(extra="forbid", strict=True)
    method: str = Field(description="morris (screening of many factors) or sobol (shares of variance of few).")
    factors: dict[str, list[int | float | str] | Bounds] = Field(
        description="What is varied: parameter to [lowest, highest], with units, or {from, to, unit}."
    )
    trajectories: Annotated[int, Field(ge=2)] | None = Field(
        default=None, description="Morris: trajectories, each of one point more than there are factors."
    )
    levels: Annotated[int, Field(ge=2, multiple_of=2)] | None = Field(
        default=None, description="Morris: levels of the grid on which trajectories run; 4 if left out."
    )
    samples: Annotated[int, Field(ge=2)] | None = Field(
        default=None, description="Sobol: base points, a power of 2; a block of points belongs to each."
    )
    second_order: bool | None = Field(
        default=None, description="Sobol: also indices of pairs, at twice the points; false if left out."
    )
    random_seed: Annotated[int, Field(ge=0)] = Field(default=1, description="Seed of the sampling.")


@dataclass(frozen=True)
class Factor:
    """A parameter that a sampled design varies, with its range in the unit of the table."""

    parameter: Parameter
    low: float
    high: float


@dataclass(frozen=True)
class SampleAxis:
    """The one axis of a sampled design: each position sets all factors.

    Positions come in groups of equal size: Morris' trajectories, or Sobol's blocks.

    Attributes
    ----------
    values : (positions, factors), in table units
    group_size : positions in a trajectory or block
    options : what else decides the values, by name
    sampler : the library that drew them, with its version
    """

    method: str
    factors: tuple[Factor, ...]
    values: tuple[tuple[float, ...], ...]
    group_size: int
    options: dict[str, int | bool]
    sampler: str
    name: str = SAMPLE_AXIS

    def __len__(self) -> int:
        """Return the number of positions."""
        return len(self.values)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters that the axis sets."""
        return tuple(factor.parameter for factor in self.factors)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the positions as text."""
        return tuple(str(position) for position in range(len(self)))

    def at(self, position: int) -> dict[str, float]:
        """Return the value of every factor at a position, in table units."""
        names = (parameter.name for parameter in self.parameters)
        return dict(zip(names, self.values[position], strict=True))

    def corners(self) -> list[dict[str, float]]:
        """Return the values at which rules between parameters are checked: all that are simulated."""
        return [self.at(position) for position in range(len(self))]

    def about(self) -> dict[str, Any]:
        """Return what an analysis must know of the design."""
        return {
            "method": self.method, "group_size": self.group_size, "groups": len(self) // self.group_size,
            "sampler": self.sampler, **self.options,
            "factors": {factor.parameter.name: {"low": factor.low, "high": factor.high} for factor in self.factors},
        }  # fmt: skip


def sample_axis(design: Design, table: ModelTable, fixed: dict[str, float], largest: int) -> SampleAxis:
    """Check a design and draw its points.

    Parameters
    ----------
    fixed
        Parameters that the study sets elsewhere.
    largest
        Most positions that are allowed.

    Raises
    ------
    InputError
        One line: which key, which value, what is allowed.
    """
    options = _options(design)
    factors = tuple(_factor(name, given, table, fixed) for name, given in design.factors.items())
    if len(factors) < FEWEST_FACTORS:
        raise InputError(f"design.factors: holds {len(factors)}; allowed: {ALLOWED['factors']}")
    second = options.get("second_order", False)
    size = len(factors) + 1 if design.method == "morris" else len(factors) * (1 + second) + 2
    groups = options["trajectories" if design.method == "morris" else "samples"]
    if groups * size > largest:
        raise InputError(f"design: asks for {groups * size} points of each seed; allowed: at most {largest}")
    places = _drawn(design.method, len(factors), options)
    low, high = (np.array([getattr(factor, end) for factor in factors]) for end in ("low", "high"))
    values = tuple(tuple(_rounded(value) for value in row) for row in low + places * (high - low))
    sampler = f"SALib {importlib.metadata.version('SALib')}"
    return SampleAxis(design.method, factors, values, size, options, sampler)


def _options(design: Design) -> dict[str, int | bool]:
    """Return the settings of the method, complete and checked."""
    if design.method not in METHODS:
        hint = nearest(design.method, METHODS)
        raise InputError(f"design.method: '{design.method}' is unknown{hint}; allowed: {ALLOWED['method']}")
    for method, keys in METHODS.items():
        for key in keys:
            if method != design.method and getattr(design, key) is not None:
                own = listed(METHODS[design.method])
                raise InputError(f"design.{key}: belongs to {method}, not to {design.method}; allowed: {own}")
    required = METHODS[design.method][0]
    number = getattr(design, required)
    if number is None:
        raise InputError(f"design.{required}: is missing; required: {ALLOWED[required]}")
    if design.method == "morris":
        return {"trajectories": number, "levels": design.levels or 4, "random_seed": design.random_seed}
    if number & (number - 1):
        raise InputError(f"design.samples: {number} is not usable; allowed: {ALLOWED['samples']}")
    return {"samples": number, "second_order": bool(design.second_order), "random_seed": design.random_seed}


def _factor(name: str, given: list | Bounds, table: ModelTable, fixed: dict[str, float]) -> Factor:
    place = f"design.factors.{name}"
    if name == "state":
        raise InputError(f"{place}: states are names and cannot be sampled; allowed: metabolic_rate, their number")
    parameter = table.parameter(name, place)
    if parameter.structural:
        raise InputError(
            f"{place}: is structural, each value would be compiled by itself; "
            "allowed: a parameter that is not structural, or an axis of a study with axes"
        )
    if parameter.choices is not None:
        raise InputError(f"{place}: takes names, which cannot be sampled; allowed: a parameter that takes any number")
    if parameter.integer:
        raise InputError(
            f"{place}: takes whole numbers only; allowed: a parameter that takes any number, or an axis of a study "
            "with axes"
        )
    if name in fixed:
        raise InputError(f"parameters.{name}: is sampled under {place}; allowed: one of the two places")
    if isinstance(given, Bounds):
        ends, unit = [given.low, given.high], given.unit
    else:
        ends, unit = given, None
    if len(ends) != 2:
        raise InputError(f"{place}: has {len(ends)} values; allowed: [lowest, highest] or {{from, to, unit}}")
    low, high = (parameter.read(place, end, default_unit=unit) for end in ends)
    if high - low < NARROWEST * max(abs(low), abs(high)):
        raise InputError(
            f"{place}: from {low:g} to {high:g} is no range; allowed: lowest below highest by at least "
            f"{NARROWEST:g} of the larger one"
        )
    return Factor(parameter, low, high)


def _drawn(method: str, factors: int, options: dict[str, int | bool]) -> np.ndarray:
    """Return the design on the unit cube, (positions, factors)."""
    # imported here: SALib takes seconds to import, and most studies do not sample
    from SALib.sample import morris, sobol

    problem = {"num_vars": factors, "names": [str(number) for number in range(factors)], "bounds": [[0, 1]] * factors}
    seed = options["random_seed"]
    if method == "morris":
        return morris.sample(problem, options["trajectories"], num_levels=options["levels"], seed=seed)
    return sobol.sample(problem, options["samples"], calc_second_order=options["second_order"], seed=seed)


def _rounded(value: float) -> float:
    """Return a value with six significant digits, which no rounding of another machine changes."""
    return float(f"{value:.{DIGITS}g}")
