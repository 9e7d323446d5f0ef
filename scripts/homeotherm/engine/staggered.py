"""A second-order staggered integration scheme for conductance-based neurons.

Nearly every equation of such a neuron is linear in its own variable once the others are given: dx/dt = A x + B with A
and B free of x. Gates are advanced from t - dt/2 to t + dt/2 with the voltage of t, in the middle of their step; then
the voltage from t to t + dt with the gates of t + dt/2, in the middle of its step; then what follows both (calcium),
with the mean of the two voltages. Each step takes the exact form of its linear equation (exponential, for the voltage)
or the Crank-Nicolson form, which needs no exponential (the others); both are of second order and stable for the stiff
sodium current, whose time constant falls below a microsecond in a spike (Hines 1984, Int J Biomed Comput 15; Fyon &
Drion 2024 need 0.5 µs with explicit steps).

A gate that follows the voltage at once, as the magnesium block of the NMDA receptor does, makes the equation of the
voltage nonlinear: dv/dt = f(v). With the gate held through a step the scheme would be of first order only. The
voltage then moves by f(v) (exp(J dt) - 1)/J, where the slope J = df/dv includes that of the gate, which is of second
order and exact for a linear equation, too (Pope 1963, Commun ACM 6; Hochbruck & Ostermann 2010, Acta Numerica 19).

The order holds where gates do not name each other and the voltage does not name what follows it; such terms are taken
at the start of the step. At a start away from rest the gates are half a step late.
"""

from collections.abc import Callable, Iterable, Mapping

import brian2
import sympy
from brian2.equations.equations import SUBEXPRESSION
from brian2.parsing.sympytools import str_to_sympy, sympy_to_str
from brian2.utils.stringtools import get_identifiers, word_substitute

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
        now = {names[part.varname]: word_substitute(part.expr.code, names) for part in parts}
        lines = [f"{name} = {code}" for name, code in now.items()]
        for name in right:
            if name != voltage and name not in later:
                lines += _crank_nicolson(name, right[name], variables)
        middle = f"{BEFORE}middle"
        at_once = {name: now[name] for name in now if name in get_identifiers(right[voltage])
                   and voltage in get_identifiers(now[name])}  # fmt: skip
        lines += [f"{middle} = 0.5*{voltage}", *_exponential(voltage, right[voltage], at_once, variables)]
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


def _exponential(name: str, code: str, at_once: dict[str, str], variables: Mapping | None) -> list[str]:
    """Return the code of the voltage; `at_once` are the expressions in its equation that follow it, by name."""
    if at_once:
        return _exponential_nonlinear(name, code, at_once, variables)
    slope, end = _linear(name, code, variables)
    return [
        f"_end_{name} = {end}",
        f"{name} = _end_{name} + ({name} - _end_{name})*exp(dt*({slope}))",
    ]


def _exponential_nonlinear(name: str, code: str, at_once: dict[str, str], variables: Mapping | None) -> list[str]:
    """Return code for a slope that may vanish: (exp(x) - 1)/x is 1/(r/tanh(r) - x/2) with r = |x|/2.

    r is taken as sqrt(x**2/4 + 1e-12), which is never zero and changes the result by less than 1e-12 of itself.
    """
    variable = sympy.Symbol(name, real=True)
    right = str_to_sympy(code, variables)
    slope = sympy.diff(right, variable)
    for part, expression in at_once.items():
        by_part = sympy.diff(right, sympy.Symbol(part, real=True))
        slope += by_part * sympy.diff(str_to_sympy(expression, variables), variable)
    return [
        f"_step_{name} = dt*({sympy_to_str(slope)})",
        f"_half_{name} = sqrt(0.25*_step_{name}**2 + 1e-12)",
        f"{name} += dt*({code})/(_half_{name}/tanh(_half_{name}) - 0.5*_step_{name})",
    ]
