"""What temperature does to a conductance-based neuron: a Q10 for each of its processes.

A process is a rate, or a maximal conductance, with a factor ``Q10**((T - T_ref)/10)``:

- ``activation_X``, ``inactivation_X``: rates of the gates of the current X; steady states stay where they are;
- ``conductance_X``: the maximal conductance of X for the channels that there are;
- ``calcium``: the rate at which calcium follows what its currents would keep (buffers and pumps);
- ``homeostasis``: synthesis and translation of channels; ``neuromodulation``: insertion, exchange and degradation of
  the channels under control, all at once, so that its time is another one.

In networks the couplings between cells have Q10s, too: ``conductance_synapse``, ``activation_synapse`` (the rate at
which synapses open and close) and ``conductance_gap`` (of gap junctions). Where energy is limited, its supply and the
maintenance that it pays for have Q10s.

Gates that follow the voltage at once have no rate. The same as in Tang et al. (2010), Caplan, Williams & Marder (2014),
O'Leary & Marder (2016) and Alonso & Marder (2020).
"""

import numpy as np

from homeotherm.physiology.channels import Current, Gate, Membrane
from homeotherm.physiology.q10 import q10_factor

CALCIUM, HOMEOSTASIS, NEUROMODULATION = "calcium", "homeostasis", "neuromodulation"
COUPLINGS = ("conductance_synapse", "activation_synapse", "conductance_gap")
"""Processes of the couplings between the cells of a network; they stand after those of the membrane."""
SUPPLY, MAINTENANCE = "energy_supply", "maintenance"
"""Processes of the energy of a cell, where it is limited; they stand after those of the membrane."""
RANGES = {"conductance": (1.0, 2.0), "activation": (1.0, 4.0), "inactivation": (1.0, 4.0)}
"""From where mixed Q10s are drawn, uniformly, by the kind of process (Caplan et al. 2014; Alonso & Marder 2020)."""


def processes(membrane: Membrane) -> tuple[str, ...]:
    """Return the names of the processes of a neuron, in the order of its currents."""
    found: list[str] = []
    for current in membrane.currents:
        found.append(f"conductance_{current.name}")
        rates = [rate_of(gate, current) for gate in current.gates if gate.time_constant or gate.equation]
        found += dict.fromkeys(rates)
    return (*found, CALCIUM, HOMEOSTASIS, NEUROMODULATION)


def rate_of(gate: Gate, current: Current) -> str:
    """Return the process that is the rate of a gate: gates whose names begin with h inactivate."""
    return f"{'inactivation' if gate.name.startswith('h_') else 'activation'}_{current.name}"


def factor(process: str) -> str:
    """Return the symbol of the factor of a process in equations."""
    return f"phi_{process}"


def factors(q10: dict[str, float], temperature: np.ndarray, reference: float) -> dict[str, np.ndarray]:
    """Return the factor of every process by name, at temperatures in degC; same shape.

    Parameters
    ----------
    q10
        By process.
    reference
        Temperature in degC at which all factors are 1.
    """
    return {name: q10_factor(value, temperature, reference) for name, value in q10.items()}


def mixed(q10: dict[str, float], number: int, spread: float) -> dict[str, float]:
    """Return Q10s of which those of channels are drawn: the matched ones, a random set, or what lies between.

    Parameters
    ----------
    q10
        By process: the matched ones.
    number
        Which random set; a seed of numpy's default generator. A set gives a process the same Q10 in every model that
        has its name at the same place.
    spread
        0 for the matched ones, 1 for the random set, linear in between. Calcium, homeostasis and neuromodulation keep
        theirs.
    """
    drawn = np.random.default_rng([number, 10]).random(len(q10))
    result = {}
    for (name, value), place in zip(q10.items(), drawn, strict=True):
        kind = name.split("_")[0]
        if kind in RANGES:
            low, high = RANGES[kind]
            value += spread * (low + (high - low) * float(place) - value)
        result[name] = value
    return result
