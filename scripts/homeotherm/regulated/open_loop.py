"""Homeostasis with its loop cut: what calcium would be, and what a cell would do, at every size of its conductances.

Calcium homeostasis moves all conductances that it regulates along one ray, so that their common scale is the only
number that it has, and calcium the only one that it sees. Until the switch the loop is closed. There all cells, which
are copies of one, get their neuromodulation, and each is put to a scale of its own and held. With sharp modulation the
modulated pair moves along the ray, too, and may cross zero; under control the pair follows its reference, so that the
targets of the input conductances hold at every scale. Where mean calcium crosses its target the closed loop would rest.
"""

import numpy as np

from homeotherm.measures.settling import between, nearest_place, settling_point
from homeotherm.regulated.population import Cells
from homeotherm.regulated.protocol import COLUMNS, Layout

EQUATIONS = """
scale : 1 (constant)            # of the regulated conductances, over those at the switch
"""
EVENT = f"""
hold = schedule(t, {COLUMNS.index("hold")})
Y += hold*(scale - 1)*(Y + o_Na*tau_Na)
"""
FURTHER = ("scale",)
"""What the table of the cells says of each besides what it always says."""
SETTLED_SHARE = 0.5
"""Of the time between switch and tests, after which calcium is averaged: the controller takes some ten seconds."""


def scales(parameters: dict[str, float]) -> np.ndarray:
    """Return the scale (cells,) of each copy, in equal ratios."""
    return np.geomspace(parameters["lowest_scale"], parameters["highest_scale"], int(parameters["cells"]))


def copies(cell: Cells, parameters: dict[str, float]) -> Cells:
    """Return copies of one cell, each with its scale."""
    held = scales(parameters)
    return Cells(
        np.repeat(cell.conductances, held.size, axis=0),
        np.repeat(cell.threshold_voltages, held.size),
        np.concatenate([np.repeat(cell.table, held.size, axis=1), held[np.newaxis]]),
        cell.schedule,
    )


def measure(
    arrays: dict[str, np.ndarray], parameters: dict[str, float], plan: Layout, of_cells: dict[str, np.ndarray],
    bursting: int,
) -> dict[str, np.ndarray]:  # fmt: skip
    """Return calcium at each scale, and what the cell is where the closed loop would rest.

    Parameters
    ----------
    arrays
        Of the recording.
    of_cells
        Measures of the copies at the tested moments, of which the last is that after the switch.
    bursting
        Code of the activity that neuromodulation aims at.
    """
    held = scales(parameters)
    times = arrays["calcium_time"]
    after = times > plan.switch + SETTLED_SHARE * (plan.washout - plan.switch)
    calcium = arrays["calcium"][:, after].astype(float).mean(axis=1)
    scale = settling_point(held, calcium, parameters["calcium_target"])
    settles = bool(np.isfinite(scale))
    conductance = between(held, of_cells["conductance"][..., -1], scale)
    activity = of_cells["activity"][nearest_place(held, scale), -1] if settles else np.nan
    return {
        "scale": held, "held_calcium": calcium, "settles": float(settles), "settling_scale": scale,
        "settling_activity": activity, "function_and_calcium": float(activity == bursting),
        "settling_conductance": conductance,
        "settling_input_conductance": between(held, of_cells["dynamic_input_conductance"][..., -1], scale),
        "settling_below_zero": float((conductance < 0).any()) if settles else np.nan,
    }  # fmt: skip
