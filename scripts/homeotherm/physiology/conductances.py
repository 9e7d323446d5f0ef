"""Dynamic input conductances: how a small change of voltage moves the membrane current, sorted by time scale.

Method: Drion, Franci, Dethier & Sepulchre (2015), with the numbers of Fyon & Drion (2024, arXiv 2412.04172). A change
of voltage moves the current at once through its driving force, and later through its gates; the part of a gate is
shared between the fast, slow and ultraslow time scale by its time constant. Per time scale, the sum over the currents
of conductance times sensitivity, in units of the leak, is the dynamic input conductance. The leak itself counts in the
fast one where the membrane says so.

A current that calcium opens depends on the conductances of the calcium currents, through the calcium concentration at
equilibrium with the voltage; all others have sensitivities that depend on the voltage only.

Units: mV, ms, mS/cm2; dynamic input conductances are numbers. The last axis of every array of conductances is the
currents in membrane order, the leak last; the axes before it broadcast with the voltages.
"""

import math

import numpy as np

from homeotherm.physiology.channels import STEP, Current, Gate, Membrane, evaluate, slope

TIMESCALES = ("fast", "slow", "ultraslow")
"""First axis of sensitivities and of dynamic input conductances."""
GRID = (-60.0, 0.01, 6001)
"""First voltage (mV), step (mV) and number of voltages at which the threshold is looked for."""


def shares(membrane: Membrane, gate: Gate, voltages: np.ndarray, kca_slowing: np.ndarray | float = 1.0) -> np.ndarray:
    """Return how a gate is shared between the time scales: (3, ...), which sum to 1.

    Between two of the membrane's time constants the share falls linearly with the logarithm of the gate's.
    """
    if gate.timescale:
        return np.equal(TIMESCALES, gate.timescale).astype(float).reshape(3, *[1] * np.ndim(voltages))
    own = evaluate(gate.time_constant, v=voltages, kca_slowing=kca_slowing)
    fast, slow, ultraslow = (
        evaluate(scale, v=voltages) for scale in (membrane.fast, membrane.slow, membrane.ultraslow)
    )
    not_slower = np.clip(np.log(slow / own) / np.log(slow / fast), 0.0, 1.0)
    not_ultraslow = np.clip(np.log(ultraslow / own) / np.log(ultraslow / slow), 0.0, 1.0)
    return np.stack(np.broadcast_arrays(not_slower, not_ultraslow - not_slower, 1.0 - not_ultraslow))


def calcium_coefficients(membrane: Membrane, voltages: np.ndarray) -> np.ndarray:
    """Return (..., currents): calcium at equilibrium per mS/cm2 of each current; zero for those that carry none."""
    voltages = np.asarray(voltages)
    found = np.zeros((*voltages.shape, len(membrane.currents)), np.result_type(voltages, float))
    for column, current in enumerate(membrane.currents):
        if current.carries_calcium:
            driving = voltages - membrane.reversals[current.reversal]
            found[..., column] = -membrane.calcium.per_current * _open(current, voltages, 0.0) * driving
    return found


def equilibrium_calcium(membrane: Membrane, conductances: np.ndarray, voltages: np.ndarray) -> np.ndarray:
    """Return the calcium concentration (...) that a neuron held at the voltage reaches."""
    return membrane.calcium.baseline + summed(calcium_coefficients(membrane, voltages), conductances)


def steady_current(membrane: Membrane, conductances: np.ndarray, voltages: np.ndarray) -> np.ndarray:
    """Return the membrane current (...) in uA/cm2 with every gate and calcium at equilibrium with the voltage."""
    calcium = equilibrium_calcium(membrane, conductances, voltages)
    return sum(
        conductances[..., column]
        * _open(current, voltages, calcium)
        * (voltages - membrane.reversals[current.reversal])
        for column, current in enumerate(membrane.currents)
    )


def input_conductance(membrane: Membrane, conductances: np.ndarray, voltages: np.ndarray) -> np.ndarray:
    """Return the slope (...) of the steady current, in units of the leak: all time scales together.

    The slope is taken as `channels.slope` does, with one evaluation of the current. The leak always counts.
    """
    return steady_current(membrane, conductances, voltages + 1j * STEP).imag / STEP / conductances[..., -1]


def sensitivities(
    membrane: Membrane, conductances: np.ndarray, voltages: np.ndarray | float, kca_slowing: np.ndarray | float = 1.0
) -> np.ndarray:
    """Return the sensitivity of every current to the voltage on every time scale, per mS/cm2.

    Parameters
    ----------
    membrane
        The neuron.
    conductances : (..., currents)
        mS/cm2; only those of the calcium currents matter, where a current is gated by calcium.
    voltages : (...)
        mV.
    kca_slowing : (...)
        Factor on the time constant of the gate that calcium opens.

    Returns
    -------
    (3, ..., currents) in the order of `TIMESCALES`.
    """
    conductances = np.asarray(conductances, float)
    shape = np.broadcast_shapes(conductances.shape[:-1], np.shape(voltages), np.shape(kca_slowing))
    voltages = np.broadcast_to(np.asarray(voltages, float), shape)
    calcium = equilibrium_calcium(membrane, conductances, voltages)
    calcium_slope = equilibrium_calcium(membrane, conductances, voltages + 1j * STEP).imag / STEP
    found = np.zeros((3, *shape, len(membrane.currents)))
    for column, current in enumerate(membrane.currents):
        own = found[..., column]
        own[0] = _open(current, voltages, calcium) if current.gates else float(membrane.leak_is_fast)
        for gate, factor in zip(current.gates, _per_gate(current, voltages, calcium), strict=True):
            factor = factor * (voltages - membrane.reversals[current.reversal])
            by_voltage = factor * slope(gate.steady_state, "v", v=voltages, Ca=calcium)
            own += shares(membrane, gate, voltages, kca_slowing) * by_voltage
            if gate.needs_calcium:
                own[2] += factor * slope(gate.steady_state, "Ca", v=voltages, Ca=calcium) * calcium_slope
    return found


def dynamic_input_conductances(
    membrane: Membrane, conductances: np.ndarray, voltages: np.ndarray | float, kca_slowing: np.ndarray | float = 1.0
) -> np.ndarray:
    """Return (3, ...): the fast, slow and ultraslow input conductance in units of the leak; see `sensitivities`."""
    conductances = np.asarray(conductances, float)
    return summed(sensitivities(membrane, conductances, voltages, kca_slowing), conductances) / conductances[..., -1]


def threshold_voltages(membrane: Membrane, conductances: np.ndarray) -> np.ndarray:
    """Return the voltage (cells,) in mV at which the input conductance turns negative, from low to high voltage.

    It is the first voltage of `GRID` where it is not positive after one where it is; the first voltage of the grid is
    not looked at, and it is the answer where there is no such crossing.
    """
    first, step, number = GRID
    grid = first + step * np.arange(number)
    positive = input_conductance(membrane, np.asarray(conductances, float)[:, np.newaxis], grid) > 0.0
    positive[:, 0] = False
    crossing = positive[:, :-1] & ~positive[:, 1:]
    return np.where(crossing.any(axis=1), grid[1 + crossing.argmax(axis=1)], first)


def summed(per_current: np.ndarray, conductances: np.ndarray) -> np.ndarray:
    """Return the sum over the currents of something per mS/cm2 times the conductances."""
    return np.einsum("...i,...i->...", per_current, conductances)


def _open(current: Current, voltages: np.ndarray, calcium: np.ndarray | float) -> np.ndarray | float:
    """Return the open probability (...) with the gates at their steady state."""
    return math.prod(evaluate(gate.steady_state, v=voltages, Ca=calcium) ** gate.power for gate in current.gates)


def _per_gate(current: Current, voltages: np.ndarray, calcium: np.ndarray) -> list[np.ndarray]:
    """Return the derivative (...) of the open probability by each gate."""
    values = [evaluate(gate.steady_state, v=voltages, Ca=calcium) for gate in current.gates]
    derivatives = []
    for gate, value in zip(current.gates, values, strict=True):
        derivative = gate.power * value ** (gate.power - 1)
        for other, its_value in zip(current.gates, values, strict=True):
            derivative = derivative if other is gate else derivative * its_value**other.power
        derivatives.append(derivative)
    return derivatives
