"""Neuromodulation of two conductances towards targets of the dynamic input conductances, as Brian2 code per slow step.

At the threshold voltage, which belongs to the cell and stays, the slow and the ultraslow input conductance are linear
in every maximal conductance but that of calcium-gated potassium, so that targets for both fix two conductances, p and
q, once the others are given: the reference. It is evaluated on line, since homeostasis moves the others.

Sharp: p and q are set to the reference at once. Controlled: a PI controller drives the transport of channels between
an intracellular pool and the membrane (Fyon & Drion 2024, arXiv 2412.04172):

    d pool/dt = alpha (g - pool) - beta pool + u,    dg/dt = alpha (pool - g),
    dz/dt = e + K_t (u - w),    w = K_p e + K_i z,    u = min(w, u_max),    e = reference - g,    K_t = beta/K_i.
"""

import numpy as np

from homeotherm.physiology.channels import Current, Membrane
from homeotherm.physiology.compensation import ReferenceConstants

# An Euler step: everything on the right is evaluated before the pools move.
CONTROLLED = """
error_{name} = reference_{name} - held_{name}
wanted_{name} = K_p*error_{name} + K_i*z_{name}
given_{name} = clip(wanted_{name}, -1e3*u_max, u_max)
to_pool_{name} = alpha*(held_{name} - pool_{name})
pool_{name} += control*(to_pool_{name} - beta*pool_{name} + given_{name})*({interval}*ms)
held_{name} += -control*to_pool_{name}*({interval}*ms)
z_{name} += control*(error_{name} + beta/K_i*(given_{name} - wanted_{name}))*({interval}*ms)
"""


def reference(membrane: Membrane, pair: tuple[str, str]) -> str:
    """Return code for reference_p and reference_q of every cell: `compensation.reference_of_pair`, on line.

    It reads target_s and target_u, the constants that `constants` names, and the conductances g_X times open_X, as
    numbers in mS/cm2 and mV.
    """
    others = [name for name in membrane.names if name not in pair]
    lines = [f"known_{name} = open_{name}*g_{name}/(msiemens/cmeter**2)" for name in others]
    gated = _gated(membrane)
    if gated is not None:
        lines += _calcium_gated(membrane, pair)
    for target, letter in (("target_s", "S"), ("target_u", "U")):
        taken = " - ".join(f"{letter}_{name}*known_{name}" for name in others if name != "leak")
        lines.append(f"missing_{letter} = {target}*known_leak - {taken}")
    lines += [f"reference_{name} = (R_{name}_S*missing_S + R_{name}_U*missing_U)*(msiemens/cmeter**2)" for name in pair]
    return "\n".join(lines) + "\n"


def constants(membrane: Membrane, found: ReferenceConstants) -> dict[str, np.ndarray]:
    """Return what `reference` reads of every cell by name, (cells,) each."""
    pair, gating, names = found.pair, found.calcium_gating, membrane.names
    left_out = {*pair, "leak", *([names[gating.column]] if gating else [])}
    result = {
        f"{letter}_{name}": found.sensitivities[row, :, column]
        for row, letter in enumerate("SU")
        for column, name in enumerate(names)
        if name not in left_out
    }
    result |= {
        f"R_{name}_{letter}": found.inverse[:, row, column]
        for row, name in enumerate(pair)
        for column, letter in enumerate("SU")
    }
    if gating is None:
        return result
    result |= {
        "drive": gating.driving_force, "activation": gating.activation, "activation_slope": gating.activation_slope,
        "slow_share": gating.shares[0], "ultraslow_share": gating.shares[1],
        "Ca_offset": gating.offset, "Ca_slope_offset": gating.slope_offset,
    }  # fmt: skip
    for column, name in enumerate(names):
        if membrane.currents[column].carries_calcium and name not in pair:
            result |= {f"Ca_{name}": gating.weights[:, column], f"Ca_slope_{name}": gating.slope_weights[:, column]}
    return result


def _gated(membrane: Membrane) -> Current | None:
    """Return the current that calcium gates; a membrane has one at most."""
    return next((current for current in membrane.currents if current.needs_calcium), None)


def _calcium_gated(membrane: Membrane, pair: tuple[str, str]) -> list[str]:
    """Return code for S and U of the calcium-gated current, from the calcium that the others would keep."""
    name, power, half = _gated(membrane).name, _gated(membrane).gates[0].power, membrane.calcium.half_activation
    carriers = [each.name for each in membrane.currents if each.carries_calcium and each.name not in pair]
    return [
        " + ".join(["Ca_rest = Ca_offset", *(f"Ca_{each}*known_{each}" for each in carriers)]),
        " + ".join(["Ca_rise = Ca_slope_offset", *(f"Ca_slope_{each}*known_{each}" for each in carriers)]),
        f"bound = Ca_rest/(Ca_rest + {half})",
        f"by_gate = {power}*(bound*activation)**{power - 1}*drive",
        "by_voltage = by_gate*bound*activation_slope",
        f"by_calcium = by_gate*{half}/(Ca_rest + {half})**2*activation*Ca_rise",
        f"S_{name} = slow_share*by_voltage",
        f"U_{name} = ultraslow_share*by_voltage + by_calcium",
    ]
