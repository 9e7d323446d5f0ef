"""Run lines of Brian2's code by numpy: assignments of numbers or arrays, with the few functions and units they use."""

import numpy as np

FUNCTIONS = {
    "clip": np.clip, "exp": np.exp, "int": lambda condition: np.asarray(condition).astype(int),
    "ms": 1e-3, "msiemens": 1.0, "cmeter": 1.0,
}  # fmt: skip
"""Conductances are numbers in mS/cm2 and times in s."""


def execute(code: str, values: dict, state: dict | None = None) -> dict:
    """Run code and return all names; those of `state` are updated in it."""
    names = dict(values)
    exec(compile(code, "<code>", "exec"), {"__builtins__": {}, **FUNCTIONS}, names)
    if state is not None:
        state |= {name: names[name] for name in state}
    return names
