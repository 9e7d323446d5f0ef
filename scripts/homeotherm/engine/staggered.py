"""A second-order staggered integration scheme for conductance-based neurons.

Every equation of such a neuron is linear in its own variable once the others are given: dx/dt = A x + B with A and B
free of x. Gates are advanced from t - dt/2 to t + dt/2 with the voltage of t, in the middle of their step; then the
voltage from t to t + dt with the gates of t + dt/2, in the middle of its step; then what follows both (calcium), with
the mean of the two voltages. Each step takes the exact form of its linear equation (exponential, for the voltage) or
the Crank-Nicolson form, which needs no exponential (the others); both are of second order and stable for the stiff
sodium current, whose time constant falls below a microsecond in a spike (Hines 1984, Int J Biomed Comput 15; Fyon &
Drion 2024 need 0.5 µs with explicit steps).

The order holds where gates do not name each other and the voltage names neither what follows it nor a subexpression of
itself (an instantaneous gate); such terms are taken at the start of the step. At a start away from rest the gates are
half a step late.
"""

from collections.abc import Callable, Iterable, Mapping

import brian2
import sympy
from brian2.equations.equations import SUBEXPRESSION
from brian2.parsing.sympytools import str_to_sympy, sympy_to_str
from brian2.utils.stringtools import word_substitute

BEFORE = "_now_"
"""Prefix of what is evaluated once per step, at the values of its start."""


def staggered(voltage: str, after: Iterable[str]) -> Callable[..., str]:
    """Return the scheme as what Brian2 takes as a `method`.

    Parameters
    ----------
    voltage
        Name of the membrane potential.
    after
        Variables that are advanced after the voltage and see the mean of its old and new value; all others are gates.

    Raises
    ------
    ValueError
        While Brian2 prepares the run: if an equation is not linear in its own variable.
    """
    later = tuple(after)

    def method(
        equations: brian2.Equations, variables: Mapping | None = None, method_options: Mapping | None = None
    ) -> str:
        """Return the abstract code of one step; subexpressions are evaluated once, at its start."""
        parts = [equation for equation in equations.ordered if equation.type == SUBEXPRESSION]
        names = {part.varname: BEFORE + part.varname for part in parts}
        right = {name: word_substitute(code.code, names) for name, code in equations.diff_eq_expressions}
        lines = [f"{names[part.varname]} = {word_substitute(part.expr.code, names)}" for part in parts]
        for name in right:
            if name != voltage and name not in later:
                lines += _crank_nicolson(name, right[name], variables)
        middle = f"{BEFORE}middle"
        lines += [f"{middle} = 0.5*{voltage}", *_exponential(voltage, right[voltage], variables)]
        lines += [f"{middle} += 0.5*{voltage}"]
        for name in later:
            lines += _crank_nicolson(name, word_substitute(right[name], {voltage: middle}), variables)
        return "\n".join(lines)

    return method


def _linear(name: str, code: str, variables: Mapping | None) -> tuple[str, str]:
    """Return A and x_inf = -B/A of an equation dx/dt = A x + B, as code."""
    variable = sympy.Symbol(name, real=True)
    right = str_to_sympy(code, variables)
    slope = sympy.diff(right, variable)
    if slope == 0 or slope.has(variable):
        raise ValueError(f"the equation of '{name}' is not linear in {name} with a slope: {code}")
    return sympy_to_str(slope), sympy_to_str(-right.subs(variable, 0) / slope)


def _crank_nicolson(name: str, code: str, variables: Mapping | None) -> list[str]:
    slope, end = _linear(name, code, variables)
    return [
        f"_step_{name} = 0.5*dt*({slope})",
        f"_end_{name} = {end}",
        f"{name} = _end_{name} + ({name} - _end_{name})*(1 + _step_{name})/(1 - _step_{name})",
    ]


def _exponential(name: str, code: str, variables: Mapping | None) -> list[str]:
    slope, end = _linear(name, code, variables)
    return [
        f"_end_{name} = {end}",
        f"{name} = _end_{name} + ({name} - _end_{name})*exp(dt*({slope}))",
    ]
