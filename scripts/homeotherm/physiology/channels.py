"""Ion channels of conductance-based neurons: their gates written once, as expressions in the membrane potential.

The same strings are read by Brian2, which integrates them, and by numpy here, which needs their values and slopes
for the dynamic input conductances. They are written in ``v``, a plain number in mV; in ``Ca``, the calcium
concentration, where calcium opens the gate; and in ``kca_slowing``, a factor on the time constant of that gate. What
both read are numbers, ``+ - * / **`` and the functions `FUNCTIONS`.

Units throughout: mV, ms, mS/cm2, uA/cm2.
"""

import functools
from dataclasses import dataclass
from types import CodeType

import numpy as np

FUNCTIONS = {"exp": np.exp, "sqrt": np.sqrt, "tanh": np.tanh}
"""What an expression may call."""
STEP = 1e-20
"""Imaginary step of `slope`: too small to be seen beside a real number, so that nothing is lost."""


@dataclass(frozen=True)
class Gate:
    """One gating variable x of a current: ``dx/dt = (steady_state - x)/time_constant`` unless `equation` says else.

    Attributes
    ----------
    name : e.g. "m_Na"
    power : exponent in the open probability
    steady_state : expression
    time_constant : expression in ms; "" for a gate that is always at its steady state
    timescale : "fast", "slow" or "ultraslow" where that is set; "" where it follows from the time constant
    equation : right-hand side per ms where it has another form; may name the gate and further states
    start : expression of its value at the start; "" for its steady state
    """

    name: str
    power: int
    steady_state: str
    time_constant: str
    timescale: str = ""
    equation: str = ""
    start: str = ""

    @property
    def needs_calcium(self) -> bool:
        """Return whether calcium moves this gate."""
        return "Ca" in _compiled(self.steady_state).co_names


@dataclass(frozen=True)
class Current:
    """``g * (product of gates**power) * (v - reversal)``; without gates it is the leak.

    Attributes
    ----------
    name : e.g. "Na"; its maximal conductance is ``g_Na``
    reversal : symbol of the reversal potential, e.g. "E_Na"
    gates : in the order in which they are written
    carries_calcium : whether the current brings calcium into the cell
    """

    name: str
    reversal: str
    gates: tuple[Gate, ...] = ()
    carries_calcium: bool = False

    @property
    def needs_calcium(self) -> bool:
        """Return whether calcium moves one of the gates."""
        return any(gate.needs_calcium for gate in self.gates)


@dataclass(frozen=True)
class State:
    """A variable that is no gate of a current but moves one, such as the share of channels that are not closed.

    Attributes
    ----------
    name : e.g. "ERG_activated"
    equation : right-hand side per ms
    start : expression of its value at the start
    process : what temperature speeds up in it, such as "activation_ERG", as in `thermal.processes`
    """

    name: str
    equation: str
    start: str
    process: str


@dataclass(frozen=True)
class Calcium:
    """``dCa/dt = (-per_current*(sum of the calcium currents) - Ca + baseline)/time_constant``.

    Attributes
    ----------
    per_current : concentration at equilibrium per uA/cm2 of inward current
    baseline : concentration without calcium current
    time_constant : ms
    half_activation : concentration at which the calcium factor ``Ca/(Ca + half_activation)`` of a calcium-gated
        current is one half; None where no current is gated by calcium
    """

    per_current: float
    baseline: float
    time_constant: float
    half_activation: float | None = None


@dataclass(frozen=True)
class Membrane:
    """All currents of a neuron, and the three time scales on which its gates are sorted.

    Attributes
    ----------
    currents : in the order of every vector and matrix of conductances, the leak last
    reversals : mV by symbol
    fast, slow, ultraslow : expressions in ms; time constants of the three time scales
    calcium : what the calcium currents do to the concentration
    further_states : states that are no gates
    leak_is_fast : whether the leak counts in the fast input conductance
    """

    currents: tuple[Current, ...]
    reversals: dict[str, float]
    fast: str
    slow: str
    ultraslow: str
    calcium: Calcium
    further_states: tuple[State, ...] = ()
    leak_is_fast: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the currents in their order."""
        return tuple(current.name for current in self.currents)

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Return all gates in the order of their currents."""
        return tuple(gate for current in self.currents for gate in current.gates)


def sigmoid(offset: float, width: float) -> str:
    """Return ``1/(1 + exp((v + offset)/width))`` as an expression; it rises with v where `width` is negative."""
    return f"1.0/(1.0 + exp((v + {offset})/({width})))"


def sigmoidal_time(longest: float, fall: float, offset: float, width: float) -> str:
    """Return ``longest - fall/(1 + exp((v + offset)/width))`` in ms as an expression."""
    return f"({longest} - ({fall})/(1.0 + exp((v + {offset})/({width}))))"


def evaluate(expression: str, **symbols: np.ndarray | float) -> np.ndarray | float:
    """Return the value of an expression for real or complex numbers or arrays of its symbols, which broadcast."""
    return eval(_compiled(expression), {"__builtins__": {}, **FUNCTIONS}, symbols)


def slope(expression: str, symbol: str, **symbols: np.ndarray | float) -> np.ndarray | float:
    """Return the derivative of an expression by one of its symbols, exact to rounding.

    The symbol takes a step along the imaginary axis; the derivative is the imaginary part of the value over the step.
    Nothing is subtracted, so the step can be so small that its error is below rounding (Squire & Trapp 1998).
    """
    return evaluate(expression, **{**symbols, symbol: symbols[symbol] + 1j * STEP}).imag / STEP


@functools.cache
def _compiled(expression: str) -> CodeType:
    return compile(expression, "<expression>", "eval")
