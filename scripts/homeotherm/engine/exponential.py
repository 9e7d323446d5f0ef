"""An exponential function that the compiler can put inside a vectorised loop.

A neuron spends most of its time in exponential functions. That of the C library is called, for every few cells, and
whatever the loop holds in registers is stored and loaded again around each call. `EXP2` is a few lines of C++ without a
branch, a table or a call: 2**x is 2**n 2**f with n the whole number next to x, so that -1/2 <= f <= 1/2. The first
factor is an exponent field; the second is a polynomial of ninth degree, 1 at f = 0, whose largest relative error is
8e-14 (minimax, by the exchange algorithm of Remez 1934). With base two, f has no error of its own, and the factor
log2(e) is part of that of the argument.
"""

import brian2
import numpy as np
import sympy
from brian2.core.namespace import DEFAULT_UNITS

SMALLEST, LARGEST = -1021.0, 1023.0
"""`exp2` takes arguments beyond as these: the result stays a normal number. What is not a number remains so."""
COEFFICIENTS = (
    1.0, 0.69314718055855055748, 0.24022650695813709767, 0.055504108739711916047, 0.009618129159171819038,
    0.0013333547331502898123, 0.00015403456036911953442, 0.000015258493043374334102, 1.3255182740764667638e-6,
    9.1681230009722478566e-8,
)  # fmt: skip
"""Of f**0, f**1, ... f**9."""
BOUND = f"x = x < {SMALLEST} ? {SMALLEST} : x;\n    x = x > {LARGEST} ? {LARGEST} : x;"
CODE = """
static inline double {name}(double x)
{{
    {bound}
    const double whole = __builtin_rint(x);
    const double part = x - whole;
    const double square = part*part;
    // two shorter chains, which a processor evaluates side by side
    double power = {even} + part*({odd});
    // the last bits of 1.5*2**52 + n are those of the whole number n; shifted, they count in the exponent field
    const double shifted = whole + 6755399441055744.0;
    uint64_t bits, exponent;
    __builtin_memcpy(&bits, &power, sizeof bits);
    __builtin_memcpy(&exponent, &shifted, sizeof exponent);
    bits += exponent << 52;
    __builtin_memcpy(&power, &bits, sizeof bits);
    return power;
}}
"""


def _horner(coefficients: tuple[float, ...]) -> str:
    """Return a polynomial in `square`."""
    return " + square*(".join(map(repr, coefficients)) + ")" * (len(coefficients) - 1)


def _source(name: str, bound: str) -> str:
    return CODE.format(name=name, bound=bound, even=_horner(COEFFICIENTS[::2]), odd=_horner(COEFFICIENTS[1::2]))


def _function(code: str, name: str) -> brian2.Function:
    function = brian2.Function(np.exp2, arg_units=[1], return_unit=1, arg_names=["x"])
    function.implementations.add_implementation("cpp", code=code, name=name)
    return function


SOURCES = {"exp2": _source("_power_of_two", BOUND), "exp2_inside": _source("_power_of_two_inside", "")}
"""C++ of `exp2`, for any number, and of `exp2_inside`, which saves two comparisons, for numbers between `SMALLEST` and
`LARGEST`."""
NAMESPACE = {name: _function(code, name.replace("exp2", "_power_of_two")) for name, code in SOURCES.items()}
"""What a group needs whose code has been through `in_powers_of_two`."""


def in_powers_of_two(expression: sympy.Expr, reach: dict[sympy.Symbol, float] | None = None) -> sympy.Expr:
    """Return an expression with exp and tanh written by powers of two.

    tanh(x) becomes (1 - E)/(1 + E) with E = exp(-2x), whose error is that of rounding, 1e-16, absolute.

    Parameters
    ----------
    reach
        Largest absolute values of variables, in SI. Exponential functions of these alone, monotonic in them, are
        known to stay inside.
    """

    def power(x: sympy.Expr) -> sympy.Expr:
        x = sympy.Float(1 / np.log(2)) * x
        units = {name: float(DEFAULT_UNITS[name.name]) for name in x.free_symbols if name.name in DEFAULT_UNITS}
        bounds = [x.subs({name: sign * value for name, value in (reach or {}).items()} | units) for sign in (-1, 1)]
        inside = all(bound.is_number and SMALLEST <= bound <= LARGEST for bound in bounds)
        return sympy.Function("exp2_inside" if inside else "exp2", real=True)(x)

    expression = expression.replace(sympy.tanh, lambda x: 2 / (1 + sympy.exp(-2 * x)) - 1)
    return expression.replace(sympy.exp, power)
