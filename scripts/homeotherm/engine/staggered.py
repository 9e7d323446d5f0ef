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

Each gate takes one division: its equation and the Crank-Nicolson form are brought to one fraction by algebra, and all
exponential functions are powers of two that the compiler can put inside its loop (`exponential`).

The order holds where gates do not name each other and the voltage does not name what follows it; such terms are taken
at the start of the step. At a start away from rest the gates are half a step late.
"""

from collections.abc import Callable, Iterable, Mapping

import brian2
import sympy
from brian2.core.namespace import DEFAULT_UNITS
from brian2.equations.equations import SUBEXPRESSION
from brian2.parsing.sympytools import str_to_sympy, sympy_to_str
from brian2.utils.stringtools import get_identifiers, word_substitute
from sympy.core.function import AppliedUndef

from homeotherm.engine.exponential import in_powers_of_two

PACE = "phi_"
"""How the names of factors on rates begin."""
BEFORE = "_now_"
"""Prefix of what is evaluated once per step, at the values of its start."""
STEP = sympy.Symbol("dt", real=True)


def staggered(voltage: str, after: Iterable[str], reach: float | None = None) -> Callable[..., str]:
    """Return the scheme as what Brian2 takes as a `method`.

    Its code calls exp2: a group that uses it needs `exponential.NAMESPACE`.

    Parameters
    ----------
    voltage
        Name of the membrane potential.
    after
        Variables that are advanced after the voltage and see the mean of its old and new value; all others are gates.
    reach
        Largest absolute value (SI) of the voltage at which gates are evaluated; beyond it they take this value. With a
        reach their exponential functions need no check for overflow.

    Raises
    ------
    ValueError
        While Brian2 prepares the run: if an equation is not linear in its own variable.
    """
    later = tuple(after)

    def method(
        equations: brian2.Equations, variables: Mapping | None = None, method_options: Mapping | None = None
    ) -> str:
        """Return the abstract code of one step."""
        right = {name: str_to_sympy(code.code, variables) for name, code in equations.diff_eq_expressions}
        parts = {
            _symbol(equation.varname): str_to_sympy(equation.expr.code, variables)
            for equation in equations.ordered
            if equation.type == SUBEXPRESSION
        }
        gates = [name for name in right if name != voltage and name not in later]
        names = {part: _symbol(BEFORE + part.name) for part in parts}
        now = {names[part]: expression.subs(names) for part, expression in parts.items()}
        spelled_out = _spelled_out(parts, names, {_symbol(name) for name in gates})
        middle = _symbol(f"{BEFORE}middle")

        lines = []
        seen, bounds = _symbol(voltage), None
        if reach is not None:
            seen = _symbol(f"_bounded_{voltage}")
            bounds = {seen: reach}
            # clip, without the branches for whose bounds the compiler would compute all gates, too
            lines.append(f"{seen} = 0.5*(abs({voltage} + {reach!r}) - abs({voltage} - {reach!r}))")
        for name in gates:
            lines += _crank_nicolson(name, right[name].subs(spelled_out).subs(_symbol(voltage), seen), bounds)
        lines += [f"{middle} = 0.5*{voltage}", *_exponential(voltage, right[voltage].subs(names), now)]
        lines += [f"{middle} += 0.5*{voltage}"]
        for name in later:
            lines += _crank_nicolson(name, right[name].subs(names).subs(_symbol(voltage), middle))
        return "\n".join([*_needed(now, lines), *lines])

    return method


def _symbol(name: str) -> sympy.Symbol:
    """Return a variable in the form in which Brian2 translates it to sympy."""
    return sympy.Symbol(name, real=True)


def _spelled_out(parts: dict, names: dict, gates: set) -> dict:
    """Return what stands for each subexpression in the equations of the gates.

    One that no gate moves is the same before and after they are advanced, and is spelled out, so that all divisions in
    the step of a gate become one. Others are named, by `names`.
    """
    result: dict = {}
    for part, expression in parts.items():
        expression = expression.subs(result)
        fixed = not expression.free_symbols & (gates | set(names.values()))
        result[part] = expression if fixed else names[part]
    return result


def _needed(now: dict, lines: list[str]) -> list[str]:
    """Return the code of those named subexpressions that the lines need, in their order."""
    needed = get_identifiers("\n".join(lines))
    result: list[str] = []
    for name, expression in reversed(now.items()):
        if name.name in needed:
            needed |= {symbol.name for symbol in expression.free_symbols}
            result = [*_assigned(name.name, expression), *result]
    return result


def _assigned(name: str, expression: sympy.Expr) -> list[str]:
    shared, (value,) = _shared(name, in_powers_of_two(expression))
    return [*shared, f"{name} = {value}"]


def _shared(name: str, *expressions: sympy.Expr) -> tuple[list[str], list[str]]:
    """Return code for what the expressions have in common, and their own code."""
    found, rest = sympy.cse(expressions, sympy.numbered_symbols(f"_part_{name}_", real=True), order="none")
    return [f"{part} = {sympy_to_str(value)}" for part, value in found], [sympy_to_str(value) for value in rest]


def _linear(name: str, right: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """Return A and B of an equation dx/dt = A x + B."""
    variable = _symbol(name)
    slope = sympy.diff(right, variable)
    if slope == 0 or slope.has(variable):
        raise ValueError(f"the equation of '{name}' is not linear in {name} with a slope: {sympy_to_str(right)}")
    return slope, right.subs(variable, 0)


def _crank_nicolson(name: str, right: sympy.Expr, bounds: dict | None = None) -> list[str]:
    """Return the code of x += dt (A x + B)/(1 - A dt/2), with one division.

    A factor on the whole rate that all cells share, such as that of temperature, is one on the time step. Where it is 1
    the arithmetic is that without it, to the bit.
    """
    pace, right = _pace(right)
    slope, rest = _linear(name, in_powers_of_two(right, bounds))
    change = STEP * (slope * _symbol(name) + rest) / (1 - STEP * slope / 2)
    shared, (above, below) = _shared(name, *map(_collected, sympy.fraction(sympy.together(change))))
    lines = [*shared, f"{name} += ({above})/({below})"]
    return [word_substitute(line, {STEP.name: f"({STEP.name}*{pace})"}) for line in lines] if pace else lines


def _pace(right: sympy.Expr) -> tuple[str, sympy.Expr]:
    """Return the name of a factor on the whole rate, "" without one, and what it multiplies.

    Such factors are named `PACE` and something.
    """
    for factor in sympy.Mul.make_args(right):
        if factor.is_Symbol and factor.name.startswith(PACE):
            return factor.name, right / factor
    return "", right


def _collected(product: sympy.Expr) -> sympy.Expr:
    """Return a product whose constants are multiplied out, so that Brian2 computes them once per step and not per cell.

    A factor of constants, such as the time step and units, and powers of two becomes a sum of powers of two, each with
    one coefficient; the first of them takes what stands alone in the product.
    """
    alone, sums, others = sympy.Integer(1), [], []
    for factor in sympy.Mul.make_args(product):
        powers = {power: sympy.Dummy() for power in factor.atoms(AppliedUndef)}
        plain = factor.xreplace(powers)
        if not all(
            name in powers.values() or name == STEP or name.name in DEFAULT_UNITS for name in plain.free_symbols
        ):
            others.append(factor)
        elif powers:
            sums.append((plain, powers))
        else:
            alone *= factor
    if not sums:
        return product
    for plain, powers in sums:
        whole = sympy.collect(sympy.expand(alone * plain), list(powers.values()))
        others.append(whole.xreplace({dummy: power for power, dummy in powers.items()}))
        alone = sympy.Integer(1)
    return sympy.Mul(*others)


def _exponential(name: str, right: sympy.Expr, now: dict) -> list[str]:
    """Return the code of the voltage; `now` are the named subexpressions."""
    at_once = {part: now[part] for part in now if right.has(part) and now[part].has(_symbol(name))}
    if at_once:
        return _exponential_nonlinear(name, right, at_once)
    slope, rest = (sympy.together(part) for part in _linear(name, right))
    (slope_above, slope_below), (rest_above, rest_below) = sympy.fraction(slope), sympy.fraction(rest)
    end = -rest_above / slope_above * (slope_below / rest_below)
    growth = in_powers_of_two(sympy.exp(STEP * slope, evaluate=False))
    shared, (end, growth) = _shared(name, end, growth)
    return [*shared, f"_end_{name} = {end}", f"{name} = _end_{name} + ({name} - _end_{name})*{growth}"]


def _exponential_nonlinear(name: str, right: sympy.Expr, at_once: dict) -> list[str]:
    """Return code for a slope that may vanish: (exp(x) - 1)/x is 1/(r/tanh(r) - x/2) with r = |x|/2.

    r is taken as sqrt(x**2/4 + 1e-12), which is never zero and changes the result by less than 1e-12 of itself.
    By powers of two tanh(r) is wrong by 1e-10 of itself at most, near r = 1e-6, from rounding.
    """
    variable = _symbol(name)
    slope = sympy.diff(right, variable)
    for part, expression in at_once.items():
        slope += sympy.diff(right, part) * sympy.diff(expression, variable)
    step, half = _symbol(f"_step_{name}"), _symbol(f"_half_{name}")
    change = in_powers_of_two(STEP * right / (half / sympy.tanh(half) - step / 2))
    shared, (above, below) = _shared(name, *sympy.fraction(sympy.together(change)))
    return [
        *_assigned(step.name, STEP * slope),
        f"{half} = sqrt(0.25*{step}**2 + 1e-12)",
        *shared,
        f"{name} += ({above})/({below})",
    ]
