"""The equations of a conductance-based neuron in Brian2's notation, written from its channels.

Every current X has two conductances per area: g_X, which homeostasis and neuromodulation set and which may leave the
possible range, and c_X, which the membrane sees. Calcium is a number in the unit of the model's paper.
"""

import re

from homeotherm.physiology.channels import Gate, Membrane
from homeotherm.physiology.thermal import CALCIUM, factor, processes, rate_of

DENSITY = "siemens/meter**2"


def neuron_equations(membrane: Membrane, coupled: bool = False, thermal: bool = False, pump: bool = False) -> str:
    """Return the equations of one cell.

    Parameters
    ----------
    coupled
        Whether the cell has neighbours: it then has a current I_coupling from them (outward positive), and a factor
        kca_slowing of its own on the time constant of the calcium-gated current.
    thermal
        Whether temperature acts on it: rates of gates and of calcium then have the factors of
        `thermal.processes`, which are 1 at the reference temperature.
    pump
        Whether the removal of calcium may fail: it then has a factor pump of the cell, which the caller declares.
    """
    removal = "pump*" if pump else ""
    rate = f"{factor(CALCIUM)}*" if thermal else ""
    currents = " + ".join(_current(current.name, membrane) for current in membrane.currents)
    lines = [
        f"dv/dt = ({'-I_coupling ' if coupled else ''}-({currents}))/C : volt",
        f"dCa/dt = {rate}({_calcium(membrane)} - {removal}Ca + {removal}{membrane.calcium.baseline})"
        f"/({membrane.calcium.time_constant}*ms) : 1",
    ]
    for current in membrane.currents:
        for gate in current.gates:
            lines += _gate(gate, coupled, f"{factor(rate_of(gate, current))}*" if thermal else "")
    for state in membrane.further_states:
        rate = f"{factor(state.process)}*" if thermal else ""
        lines.append(f"d{state.name}/dt = {rate}{in_brian(state.equation, coupled)}/ms : 1")
    for name in membrane.names:
        lines += [f"g_{name} : {DENSITY}", f"c_{name} : {DENSITY}"]
    lines += [f"{symbol} = {value}*mV : volt (shared)" for symbol, value in membrane.reversals.items()]
    lines.append("C : farad/meter**2 (shared, constant)")
    if coupled:
        lines += ["I_coupling : amp/meter**2", "kca_slowing : 1 (constant)"]
    if thermal:
        lines += [f"{factor(name)} : 1 (shared)" for name in processes(membrane)]
    return "\n".join(lines) + "\n"


def initial_gates(membrane: Membrane, coupled: bool = False) -> dict[str, str]:
    """Return the expression of the initial value of every gate and further state, by name.

    Gates that do not say else start at rest, at the cell's potential and calcium.
    """
    gates = [gate for gate in membrane.gates if gate.time_constant or gate.equation]
    starts = {gate.name: gate.start or gate.steady_state for gate in gates}
    starts |= {state.name: state.start for state in membrane.further_states}
    return {name: in_brian(start, coupled) for name, start in starts.items()}


def restart(membrane: Membrane, condition: str, coupled: bool = False) -> str:
    """Return code that puts a cell to `v_start`, `Ca_start` and its initial gates where `condition` is 1."""
    values = {"v": "v_start", "Ca": "Ca_start", **initial_gates(membrane, coupled)}
    return "\n".join(f"{name} += {condition}*({value} - {name})" for name, value in values.items()) + "\n"


def in_brian(expression: str, coupled: bool = False) -> str:
    """Return an expression of the channels with its voltage in volt and, in a single cell, without a slowing."""
    expression = re.sub(r"\bv\b", "(v/mV)", expression)
    return f"({expression})" if coupled else f"({re.sub(r'\bkca_slowing\b', '1', expression)})"


def _current(name: str, membrane: Membrane) -> str:
    current = next(current for current in membrane.currents if current.name == name)
    factors = [gate.name if gate.power == 1 else f"{gate.name}**{gate.power}" for gate in current.gates]
    return "*".join([f"c_{name}", *factors, f"(v - {current.reversal})"])


def _calcium(membrane: Membrane) -> str:
    """Return the concentration that the calcium currents alone would keep, with the voltage spelled out."""
    inward = " + ".join(_current(current.name, membrane) for current in membrane.currents if current.carries_calcium)
    return f"-{membrane.calcium.per_current}*({inward})/(uamp/cmeter**2)"


def _gate(gate: Gate, coupled: bool, rate: str) -> list[str]:
    """Return the equations of a gate; `rate` is a factor on its rates, with the sign of multiplication."""
    if gate.equation:
        return [f"d{gate.name}/dt = {rate}{in_brian(gate.equation, coupled)}/ms : 1"]
    if not gate.time_constant:
        return [f"{gate.name} = {in_brian(gate.steady_state, coupled)} : 1"]
    return [
        f"d{gate.name}/dt = {rate}(steady_{gate.name} - {gate.name})/time_{gate.name} : 1",
        f"steady_{gate.name} = {in_brian(gate.steady_state, coupled)} : 1",
        f"time_{gate.name} = {in_brian(gate.time_constant, coupled)}*ms : second",
    ]
