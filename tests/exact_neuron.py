"""A neuron integrated by a method of variable order: what compiled cells and the staggered scheme are tested against."""

from collections.abc import Sequence

import numpy as np
from scipy.integrate import solve_ivp

from homeotherm.physiology.channels import Membrane, evaluate


def rest(membrane: Membrane, v: float, calcium: float) -> dict[str, float]:
    """Return all variables of a membrane at its start, the potential in mV."""
    gates = [gate for gate in membrane.gates if gate.time_constant or gate.equation]
    values = {gate.name: evaluate(gate.start or gate.steady_state, v=v, Ca=calcium) for gate in gates}
    values |= {state.name: evaluate(state.start, v=v) for state in membrane.further_states}
    return {"v": v, "Ca": calcium, **values}


def crossings(
    membrane: Membrane, conductances: Sequence[float], start: dict[str, float], milliseconds: float, level: float = 0.0
) -> np.ndarray:
    """Return when the potential rises through `level` (mV), in ms; conductances in mS/cm2, capacitance 1 uF/cm2."""

    def change(_: float, values: np.ndarray) -> list[float]:
        now = {**dict(zip(start, values, strict=True)), "kca_slowing": 1.0}
        rates, total, calcium = {}, 0.0, 0.0
        for current, conductance in zip(membrane.currents, conductances, strict=True):
            own = conductance * (now["v"] - membrane.reversals[current.reversal])
            for gate in current.gates:
                steady = evaluate(gate.steady_state, **now)
                own *= now.get(gate.name, steady) ** gate.power
                if gate.equation:
                    rates[gate.name] = evaluate(gate.equation, **now)
                elif gate.time_constant:
                    rates[gate.name] = (steady - now[gate.name]) / evaluate(gate.time_constant, **now)
            total += own
            calcium += own * current.carries_calcium
        rates |= {state.name: evaluate(state.equation, **now) for state in membrane.further_states}
        equilibrium = membrane.calcium.baseline - membrane.calcium.per_current * calcium
        rates |= {"v": -total, "Ca": (equilibrium - now["Ca"]) / membrane.calcium.time_constant}
        return [rates[name] for name in start]

    def rising(_: float, values: np.ndarray) -> float:
        return values[0] - level

    rising.direction = 1
    found = solve_ivp(
        change, (0, milliseconds), list(start.values()), method="LSODA", rtol=1e-8, atol=1e-10, events=rising
    )
    return found.t_events[0]
