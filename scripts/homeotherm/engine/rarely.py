"""A condition that seldom holds, such as a threshold: the same condition, with a hint to the compiler.

Brian2 compares every cell with the threshold in every step. Where the compiler knows that hardly any cell is above it,
it keeps the handling of a spike out of the loop, which then takes half the time.
"""

import numpy as np
from brian2 import Function

_CPP = """
#if defined(__GNUC__)
static inline bool rarely(const bool condition) { return __builtin_expect(condition, 0); }
#else
static inline bool rarely(const bool condition) { return condition; }
#endif
"""


def _rarely(condition: np.ndarray) -> np.ndarray:
    return condition


rarely = Function(_rarely, arg_units=[1], return_unit=bool, arg_types=["boolean"], return_type="boolean")
"""The condition itself."""
rarely.implementations.add_implementation("cpp", _CPP, name="rarely")
