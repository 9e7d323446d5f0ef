"""Homeostasis with its loop cut: what calcium would be, and what a cell would do, at every size of its conductances.

Calcium homeostasis moves all conductances that it regulates along one ray, so that their common scale is the only
number that it has, and calcium the only one that it sees. Until the switch the loop is closed, for as many copies of
every cell as there are scales. At the switch they get their neuromodulation, and each copy is put to its own scale and
held there. With sharp modulation the modulated pair moves along the ray, too, and may cross zero; under control the
pair follows its reference, so that the targets of the input conductances hold at every scale. Where mean calcium
crosses its target the closed loop would rest.
"""

import numpy as np

from homeotherm.measures.activity import ACTIVITY
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
AT_SCALES = ("activity", "burstiness", "conductance", "dynamic_input_conductance")
"""Measures of cells at the tested moment after the switch that are kept, at every scale."""


def scales(parameters: dict[str, float]) -> np.ndarray:
    """Return the scales, in equal ratios."""
    return np.geomspace(parameters["lowest_scale"], parameters["highest_scale"], int(parameters["scales"]))


def copies(cells: Cells, parameters: dict[str, float]) -> Cells:
    """Return copies of every cell, one per scale, cell by cell."""
    imposed = scales(parameters)
    number = len(cells.conductances)
    return Cells(
        np.repeat(cells.conductances, imposed.size, axis=0),
        np.repeat(cells.threshold_voltages, imposed.size),
        np.concatenate([np.repeat(cells.table, imposed.size, axis=1), np.tile(imposed, number)[np.newaxis]]),
        cells.schedule,
    )


def measure(
    arrays: dict[str, np.ndarray], parameters: dict[str, float], plan: Layout, of_copies: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Return what every cell does at every scale, and what it is where the closed loop would rest.

    Parameters
    ----------
    arrays
        Of the recording.
    of_copies
        Measures of the copies at the tested moments (copies, ..., moments), of which the last is after the switch.
    """
    imposed = scales(parameters)
    after = arrays["calcium_time"] > plan.switch + SETTLED_SHARE * (plan.washout - plan.switch)
    found = {name: _by_cell(of_copies[name][..., -1], imposed.size) for name in AT_SCALES}
    found["held_calcium"] = _by_cell(arrays["calcium"][:, after].astype(float).mean(axis=1), imposed.size)
    rest = np.array([settling_point(imposed, cell, parameters["calcium_target"]) for cell in found["held_calcium"]])
    settles = np.isfinite(rest)
    activity, conductance, dynamic = (
        np.stack([read(imposed, cell, scale) for cell, scale in zip(found[name], rest, strict=True)])
        for name, read in (
            ("activity", _nearest), ("conductance", between), ("dynamic_input_conductance", between),
        )
    )  # fmt: skip
    below = np.where(settles, (conductance < 0).any(axis=1), np.nan)
    both = activity == ACTIVITY["bursting"]
    return {
        **found, "settles": settles.astype(float), "settling_scale": rest, "settling_activity": activity,
        "settling_conductance": conductance, "settling_input_conductance": dynamic, "settling_below_zero": below,
        "function_and_calcium": both.astype(float), "settles_share": settles.mean(),
        "settling_below_zero_share": below[settles].mean() if settles.any() else np.nan,
        "function_and_calcium_share": both.mean(),
    }  # fmt: skip


def _by_cell(values: np.ndarray, scales: int) -> np.ndarray:
    """Return values (copies, ...) as (cells, scales, ...)."""
    return values.reshape(-1, scales, *values.shape[1:])


def _nearest(imposed: np.ndarray, values: np.ndarray, scale: float) -> float:
    """Return the value at the scale nearest to a scale; NaN for a scale of NaN."""
    return float(values[nearest_place(imposed, scale)]) if np.isfinite(scale) else np.nan
