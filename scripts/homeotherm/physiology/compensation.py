"""Compensation: the conductances of a few currents that give a neuron chosen dynamic input conductances.

The dynamic input conductances are linear in most conductances. Solved for two of them, they say how to modulate a
neuron so that its slow and ultraslow input conductances, and with them its way of firing, are what is wanted, whatever
its other conductances are (Fyon, Franci, Sacre & Drion 2024; Fyon & Drion 2024, arXiv 2412.04172).

`compensation` solves any such system. `reference_of_pair` is the same for a pair at a voltage that does not change,
written as the short formula that a simulation can evaluate in every time step.

Units and axes are those of `conductances`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from homeotherm.errors import InputError, listed, nearest
from homeotherm.physiology.channels import STEP, Membrane, evaluate, slope
from homeotherm.physiology.conductances import TIMESCALES, calcium_coefficients, sensitivities, shares, summed

# ASSUME: the calcium that a calcium-gated current sees does not follow a calcium conductance that is solved for; it is
# computed with this one instead, so that the system stays linear (Fyon & Drion 2024).
ASSUMED_CONDUCTANCE = 10.0
"""mS/cm2 of every calcium current among the unknowns, in the calcium equilibrium only."""
SMALLEST_DETERMINANT = 1e-9
"""Of the system with rows and columns scaled to 1, below which it counts as singular."""


def compensation(
    membrane: Membrane,
    conductances: np.ndarray,
    unknown: Sequence[str],
    targets: Mapping[str, np.ndarray | float],
    voltages: np.ndarray | float,
    kca_slowing: np.ndarray | float = 1.0,
) -> np.ndarray:
    """Return the conductances of some currents that give every cell its dynamic input conductances.

    They may come out negative. Calcium currents among the unknowns count with `ASSUMED_CONDUCTANCE` in the calcium
    equilibrium, so that the neuron that results misses its targets by what a calcium-gated current makes of that.

    Parameters
    ----------
    membrane
        The neuron.
    conductances : (cells, currents)
        mS/cm2; those of the unknowns are not read.
    unknown
        Names of the currents, as many as there are targets.
    targets : (cells,) or a number each
        Dynamic input conductance in units of the leak by time scale.
    voltages, kca_slowing : (cells,) or a number
        As in `sensitivities`.

    Returns
    -------
    (cells, unknown) in mS/cm2.

    Raises
    ------
    InputError
        One line if a name is wrong or the currents do not determine the targets.
    """
    columns = _columns(membrane, unknown, targets)
    known, assumed = _split(membrane, conductances, columns)
    rows = [TIMESCALES.index(timescale) for timescale in targets]
    found = sensitivities(membrane, assumed, voltages, kca_slowing)[rows]
    inverse = _inverse(found[..., columns], unknown, targets, voltages)
    wanted = np.stack(np.broadcast_arrays(*targets.values(), known[:, -1])[:-1])  # (targets, cells)
    return np.einsum("cut,tc->cu", inverse, wanted * known[:, -1] - summed(found, known))


@dataclass(frozen=True)
class CalciumGating:
    """What the sensitivity of the calcium-gated current needs, at one voltage per cell.

    Its gate m is ``activation*Ca/(Ca + half_activation)``, and Ca at equilibrium is ``offset + sum(weights*g)``.

    Attributes
    ----------
    column : of the current in a vector of conductances
    power : of its gate
    driving_force : (cells,) mV
    activation, activation_slope : (cells,) value and slope (per mV) of the part that depends on voltage
    half_activation : concentration
    shares : (2, cells) of the gate, slow and ultraslow
    offset, slope_offset : (cells,) of Ca at equilibrium and of its slope (per mV)
    weights, slope_weights : (cells, currents) the same per mS/cm2
    """

    column: int
    power: int
    driving_force: np.ndarray
    activation: np.ndarray
    activation_slope: np.ndarray
    half_activation: float
    shares: np.ndarray
    offset: np.ndarray
    weights: np.ndarray
    slope_offset: np.ndarray
    slope_weights: np.ndarray


@dataclass(frozen=True)
class ReferenceConstants:
    """The compensation of a modulated pair at one voltage per cell, as a short formula in the other conductances.

    Attributes
    ----------
    pair : names of the two modulated currents
    inverse : (cells, 2, 2) from (slow, ultraslow) to the pair
    sensitivities : (2, cells, currents) slow and ultraslow; zero for the pair and for the calcium-gated current
    calcium_gating : of the calcium-gated current; None where there is none
    """

    pair: tuple[str, str]
    inverse: np.ndarray
    sensitivities: np.ndarray
    calcium_gating: CalciumGating | None


def reference_constants(
    membrane: Membrane, pair: tuple[str, str], voltages: np.ndarray, kca_slowing: np.ndarray | float = 1.0
) -> ReferenceConstants:
    """Return the constants of `reference_of_pair` for cells whose voltages (cells,) do not change.

    Raises
    ------
    InputError
        One line if a name is wrong, if the pair does not determine the slow and the ultraslow input conductance, or
        if calcium opens one of the two.
    """
    timescales = TIMESCALES[1:]
    columns = _columns(membrane, pair, timescales)
    gated = [column for column, current in enumerate(membrane.currents) if current.needs_calcium]
    if set(gated) & set(columns):
        raise InputError(
            f"modulated pair: {listed(pair)}; allowed: no current that calcium opens, for its sensitivity changes with "
            "the other conductances"
        )
    voltages = np.asarray(voltages, float)
    _, assumed = _split(membrane, np.zeros((voltages.size, len(membrane.currents))), columns)
    found = sensitivities(membrane, assumed, voltages, kca_slowing)[1:]
    inverse = _inverse(found[..., columns], pair, timescales, voltages)
    found[..., columns] = 0.0
    if not gated:
        return ReferenceConstants(pair, inverse, found, None)
    (column,) = gated
    found[..., column] = 0.0
    current = membrane.currents[column]
    (gate,) = current.gates
    half = membrane.calcium.half_activation
    weights = calcium_coefficients(membrane, voltages + 1j * STEP)
    offset = membrane.calcium.baseline + summed(weights, assumed)
    weights[:, columns] = 0.0
    return ReferenceConstants(pair, inverse, found, CalciumGating(
        column=column, power=gate.power, driving_force=voltages - membrane.reversals[current.reversal],
        activation=2.0 * evaluate(gate.steady_state, v=voltages, Ca=half),  # where the calcium factor is one half
        activation_slope=2.0 * slope(gate.steady_state, "v", v=voltages, Ca=half), half_activation=half,
        shares=shares(membrane, gate, voltages, kca_slowing)[1:],
        offset=offset.real, weights=weights.real, slope_offset=offset.imag / STEP, slope_weights=weights.imag / STEP,
    ))  # fmt: skip


def reference_of_pair(
    constants: ReferenceConstants, conductances: np.ndarray, slow: np.ndarray | float, ultraslow: np.ndarray | float
) -> np.ndarray:
    """Return the modulated pair (cells, 2) in mS/cm2 for the conductances (cells, currents) of the others.

    It is `compensation` for the targets `slow` and `ultraslow`, in some twenty operations per cell.
    """
    targets = np.stack(np.broadcast_arrays(slow, ultraslow, conductances[:, -1])[:-1])  # (2, cells)
    missing = targets * conductances[:, -1] - summed(constants.sensitivities, conductances)
    gating = constants.calcium_gating
    if gating is not None:
        calcium = gating.offset + summed(gating.weights, conductances)
        calcium_slope = gating.slope_offset + summed(gating.slope_weights, conductances)
        bound = calcium / (calcium + gating.half_activation)
        factor = gating.power * (bound * gating.activation) ** (gating.power - 1) * gating.driving_force
        own = gating.shares * (factor * bound * gating.activation_slope)
        binding = gating.half_activation / (calcium + gating.half_activation) ** 2
        own[1] += factor * binding * gating.activation * calcium_slope
        missing -= own * conductances[:, gating.column]
    return np.einsum("cut,tc->cu", constants.inverse, missing)


def _columns(membrane: Membrane, unknown: Sequence[str], timescales: Sequence[str]) -> list[int]:
    allowed = membrane.names[:-1]  # the leak is the unit of the targets
    for name in unknown:
        if name not in allowed:
            raise InputError(f"conductance to solve for: '{name}'{nearest(name, allowed)}; allowed: {listed(allowed)}")
    if len(set(unknown)) != len(unknown) or len(unknown) != len(timescales):
        raise InputError(
            f"conductances to solve for: {listed(unknown)}; allowed: {len(timescales)} different ones, "
            f"for the {' and the '.join(timescales)} input conductance"
        )
    return [membrane.names.index(name) for name in unknown]


def _split(membrane: Membrane, conductances: np.ndarray, columns: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the conductances with the unknowns at zero, and with those that the calcium equilibrium sees."""
    known = np.array(conductances, float)
    known[:, columns] = 0.0
    assumed = known.copy()
    for column in columns:
        assumed[:, column] = ASSUMED_CONDUCTANCE * membrane.currents[column].carries_calcium
    return known, assumed


def _inverse(
    systems: np.ndarray, unknown: Sequence[str], timescales: Sequence[str], voltages: np.ndarray | float
) -> np.ndarray:
    """Return the inverse (cells, unknown, timescales) of systems (timescales, cells, unknown)."""
    systems = systems.transpose(1, 0, 2)
    scaled = systems / np.maximum(abs(systems).max(axis=1, keepdims=True), np.finfo(float).tiny)
    scaled = scaled / np.maximum(abs(scaled).max(axis=2, keepdims=True), np.finfo(float).tiny)
    singular = ~(abs(np.linalg.det(scaled)) > SMALLEST_DETERMINANT)
    if singular.any():
        cell = int(singular.argmax())
        raise InputError(
            f"conductances to solve for: {listed(unknown)} do not determine the {' and the '.join(timescales)} input "
            f"conductance at {np.broadcast_to(voltages, singular.shape)[cell]:g} mV (cell {cell + 1} of "
            f"{singular.size}); allowed: currents whose sensitivities are independent"
        )
    return np.linalg.inv(systems)
