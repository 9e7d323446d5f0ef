"""What networks do along a sweep of the temperature, step by step; see `definitions` for dims and definitions.

Frequencies change with temperature, so that the slow rhythm is told from the fast one by their ratio and not by a
frequency: without modulation the cells of the slow pair burst as often as those of the fast one, with it a fifth as
often.
"""

import numpy as np

from homeotherm.measures.calcium import calcium_error
from homeotherm.measures.thermal import crash, q10
from homeotherm.measures.trains import select
from homeotherm.measures.warm import STRETCH, stretched
from homeotherm.models.rhythm.firing import HALF_CENTRES, by_network, cells, half_centres, known_mean, onset_phases
from homeotherm.models.rhythm.wiring import FAST_PAIR, SLOW_PAIR
from homeotherm.regulated.protocol import CALCIUM_INTERVAL, Course, sweep_temperatures
from homeotherm.regulated.sweep import by_direction, median_crash, recovered_share

SLOWER = 2.0
"""How many times as often the fast pair bursts, at least, where a network has both its rhythms."""


def measure(
    spikes: np.ndarray, arrays: dict[str, np.ndarray], parameters: dict[str, float], plan: Course
) -> dict[str, np.ndarray]:
    """Return the measures of a sweep.

    Parameters
    ----------
    spikes : (spikes,)
        Times in s, by cell and then by time.
    arrays
        Of the recording.
    """
    steps = [_step(spikes, arrays, parameters, plan, start) for start in plan.sweep]
    each = {name: np.stack([step[name] for step in steps], axis=-1).astype(float) for name in steps[0]}
    function = each["both_rhythms"].astype(bool)  # (networks, steps)
    temperatures = sweep_temperatures(parameters)
    lost = crash(function, temperatures)
    up = np.arange(int(parameters["sweep_steps"]))
    along = {
        **{f"sweep_{name}": values for name, values in each.items()}, "both_rhythms_share": function.mean(axis=0),
    }  # fmt: skip
    return {
        **{name: by_direction(values, parameters) for name, values in along.items()},
        **_changes(each, function, up, temperatures),
        "crash_temperature": lost.temperature, "crashed_share": lost.crashed.mean(),
        "crash_temperature_median": median_crash(function, temperatures, up),
        "recovered_share": recovered_share(function, up),
    }  # fmt: skip


def _changes(
    each: dict[str, np.ndarray], function: np.ndarray, up: np.ndarray, temperatures: np.ndarray
) -> dict[str, np.ndarray]:
    """Return Q10s of frequencies, and changes of duty cycles and phases, on the way up while there are both rhythms."""
    found = {}
    known = {
        name: np.where(function[:, np.newaxis], each[name], np.nan)[..., up] for name in each if each[name].ndim == 3
    }
    for column, pair in enumerate(HALF_CENTRES):
        of_networks = {
            f"{pair}_frequency_q10": q10(known["frequency"][:, column], temperatures[up]),
            f"{pair}_duty_cycle_change": _per_ten_degrees(known["duty_cycle"][:, column], temperatures[up]),
            f"{pair}_phase_change": _per_ten_degrees(known["phase"][:, column], temperatures[up]),
        }
        found |= of_networks | {f"{name}_mean": known_mean(values) for name, values in of_networks.items()}
        found |= {
            f"{name}_size_mean": known_mean(np.abs(values))
            for name, values in of_networks.items()
            if name.endswith("_change")
        }
    return found


def _per_ten_degrees(values: np.ndarray, temperatures: np.ndarray) -> np.ndarray:
    """Return the slope (N,) of values (N, S) over temperature per 10 degC, by the fit that gives a Q10."""
    return np.log(q10(np.exp(values), temperatures))


def _step(
    spikes: np.ndarray, arrays: dict[str, np.ndarray], parameters: dict[str, float], plan: Course, start: float
) -> dict[str, np.ndarray]:
    """Return what networks do at a step, after its transient: (networks, half-centres) each, or (networks,)."""
    first, last = start + parameters["sweep_transient"], start + plan.hold
    trains = select(spikes, arrays["row_size"], first, last)
    slow = stretched(trains)  # only ratios and phases are taken from it, and periods, which are set right
    found = {name: by_network(values) for name, values in cells(slow, first * STRETCH, last * STRETCH).items()}
    found["period"] = found["period"] / STRETCH
    of_pairs = {
        name: np.stack([found[name][:, pair].mean(axis=1) for pair in HALF_CENTRES.values()], axis=1)
        for name in ("period", "duty_cycle", "spikes_per_burst")
    }
    calcium = calcium_error(
        arrays["calcium_time"] - CALCIUM_INTERVAL, arrays["calcium"], parameters["calcium_target"], first, last
    )
    return {
        **of_pairs, "frequency": 1.0 / of_pairs["period"], "phase": onset_phases(slow), **half_centres(slow),
        "both_rhythms": has_both_rhythms(found["interburst_frequency"]),
        "calcium_error": np.abs(by_network(calcium)).mean(axis=1),
    }  # fmt: skip


def has_both_rhythms(interburst_frequency: np.ndarray) -> np.ndarray:
    """Return which networks have a slow pair that bursts at most half as often as each cell of the fast one.

    For the interburst frequencies (networks, 5) in Hz of their cells. A cell that does not burst (NaN) has none.
    """
    slow, fast = interburst_frequency[:, SLOW_PAIR], interburst_frequency[:, FAST_PAIR]
    return SLOWER * slow.max(axis=1) <= fast.min(axis=1)
