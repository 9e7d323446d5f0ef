"""A measure as one function: its unit, name and source stand above it, its definition is its docstring.

Such a function takes the recording of a point and its parameters in table units, and returns a number, or an array
over the dims that it names. docs/howto/add_a_measure.md has an example.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from homeotherm.errors import InputError
from homeotherm.recording import PointRecording, Variable

Function = Callable[[PointRecording, dict[str, float]], "np.ndarray | float"]


@dataclass(frozen=True)
class Measure:
    """A function with what the dataset says of its numbers."""

    variable: Variable
    definition: str
    references: str
    function: Function


def measure(
    units: str, long_name: str, references: str = "this project", dims: tuple[str, ...] = ()
) -> Callable[[Function], Function]:
    """Mark a function as a measure of its model.

    Parameters
    ----------
    units
        Of the number, as UDUNITS writes them; "1" for a pure number.
    references
        Where the definition is from.
    dims
        Of an array; each must be a coordinate that the model gives.

    Raises
    ------
    InputError
        If the function has no docstring, which is the definition.
    """

    def marked(function: Function) -> Function:
        definition = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
        if not definition:
            raise InputError(f"measure {function.__name__}: has no docstring; required: its definition")
        function.measure = Measure(Variable(dims, units, long_name), definition, references, function)
        return function

    return marked


def measures_in(module: ModuleType) -> dict[str, Measure]:
    """Return the measures that a module defines, in the order in which they stand there."""
    marks = {name: getattr(each, "measure", None) for name, each in vars(module).items()}
    return {name: mark for name, mark in marks.items() if isinstance(mark, Measure)}
