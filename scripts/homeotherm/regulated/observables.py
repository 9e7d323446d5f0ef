"""From the recording of regulated cells to their measures; see `definitions` for dims, units and definitions.

Function is measured twice: frozen, in a test after the protocol with the conductances of a moment, as in Fyon & Drion
(2024), and as it goes, in windows of the regulated run.
"""

import numpy as np

from homeotherm.measures import activity as activities
from homeotherm.measures import warm
from homeotherm.measures.calcium import moving_average
from homeotherm.measures.conductance_space import participation_ratio
from homeotherm.measures.loss_of_function import FATE, loss_of_function
from homeotherm.physiology.channels import Membrane
from homeotherm.physiology.conductances import TIMESCALES, dynamic_input_conductances
from homeotherm.physiology.thermal import processes
from homeotherm.recording import PointRecording
from homeotherm.regulated import acclimation, open_loop, sweep
from homeotherm.regulated.definitions import ENERGY, LEFT_OUT_IN_HEAT, MEASURES, OPEN_LOOP, RANGE, SCALE, SWEEP
from homeotherm.regulated.protocol import CALCIUM_INTERVAL, SLOW, Layout, layout

EXAMPLES = 20
"""Cells of which courses are kept."""
CALCIUM_WINDOW = 5.0
"""Seconds over which calcium is averaged."""
COURSE_WINDOW = 10.0
"""Seconds of a window in which activity is classified as it goes."""
CODES = activities.ACTIVITY


def measures_of(parameters: dict[str, float]) -> dict:
    """Return the measures of a point; they differ by whether homeostasis is a closed loop, and with a sweep."""
    plan = layout(parameters)
    if plan.open_loop:
        return OPEN_LOOP
    of_all = {**MEASURES, **(SCALE if plan.thermal else {}), **(ENERGY if plan.energy else {})}
    if not plan.thermal:
        return of_all
    kept = {name: about for name, about in of_all.items() if name not in LEFT_OUT_IN_HEAT}
    return {**kept, **SWEEP, **RANGE} if plan.sweep else kept


def phases(parameters: dict[str, float]) -> tuple[str, ...]:
    """Return the names of the tested moments."""
    return tuple(layout(parameters).tested)


def measure(recording: PointRecording, parameters: dict[str, float], membrane: Membrane) -> dict[str, np.ndarray]:
    """Return all measures of one simulation."""
    plan, measured = layout(parameters), _of_cells(recording, parameters, membrane)
    if plan.open_loop:
        measured = open_loop.measure(recording.arrays, parameters, plan, measured)
    elif plan.thermal:
        measured |= acclimation.scale(measured["conductance"], recording.arrays["initial_conductance"])
    if plan.energy and not plan.open_loop:
        measured |= _energy(recording.arrays, plan)
    if plan.sweep:
        spikes, before = recording.spike_times * plan.time_step, measured["activity"][:, -1]
        measured |= sweep.measure(spikes, recording.arrays, parameters, plan, before)
        measured |= acclimation.bursting_range(measured["sweep_activity"], parameters)
        measured["process_q10"] = np.array(list(sweep.q10s(membrane, parameters).values()))
    return {name: measured[name] for name in measures_of(parameters)}


def _of_cells(recording: PointRecording, parameters: dict[str, float], membrane: Membrane) -> dict[str, np.ndarray]:
    """Return the measures of cells and of their population."""
    plan, arrays = layout(parameters), recording.arrays
    spikes = recording.spike_times * plan.time_step
    sample = np.rint(np.array(list(plan.tested.values())) / np.diff(arrays["time"][:2])).astype(int)
    conductance = arrays["conductance"].astype(float)
    tested = conductance[:, :, sample]  # (cells, channels, moments)
    threshold = arrays["threshold_voltage"]
    working = at_work(conductance, arrays["time"], plan.switch, int(parameters["blocked_channel"]))
    course = np.ma.masked_invalid(
        dynamic_input_conductances(membrane, working.swapaxes(1, 2), threshold[:, np.newaxis])
    )  # (timescale, cells, times)
    dynamic = course[:, :, sample]
    frozen = _frozen(spikes, arrays["row_size"], plan, parameters["test_transient"])
    return {
        **_population(frozen),
        **frozen,
        **_calcium(arrays, plan, parameters["calcium_target"]),
        **_loss(spikes, arrays["row_size"], plan),
        "conductance": tested, "dynamic_input_conductance": dynamic.filled(np.nan).transpose(1, 0, 2),
        "dynamic_input_conductance_mean": np.ma.filled(dynamic.mean(axis=1), np.nan), "threshold_voltage": threshold,
        "dynamic_input_conductance_course": np.ma.filled(course.mean(axis=1), np.nan),
        "dynamic_input_conductance_spread_course": np.ma.filled(course.std(axis=1), np.nan),
        "negative_share": (tested < 0).any(axis=1).mean(axis=0),
        "participation_ratio": np.array(
            [participation_ratio(tested[:, :, moment]).ratio for moment in range(sample.size)]
        ),
        "conductance_course": conductance.mean(axis=0), "conductance_spread_course": conductance.std(axis=0),
        "conductance_of_example": conductance[:EXAMPLES],
    }  # fmt: skip


def at_work(conductance: np.ndarray, time: np.ndarray, switch: float, blocked: int) -> np.ndarray:
    """Return the conductances that the membrane shows: none below zero, and none of a blocked channel.

    Where no leak is left it is missing: it is the unit of the dynamic input conductances.

    Parameters
    ----------
    conductance : (cells, channels, times)
        Maximal conductances as regulated; the leak is the last channel.
    time : (times,)
        In s; a channel is blocked from the time `switch` on.
    blocked
        Number of the blocked channel, from 1 on; 0 for none.
    """
    shown = np.maximum(conductance, 0.0)
    if blocked:
        shown[:, blocked - 1, time > switch - 0.5 * SLOW * 1e-3] = 0.0
    shown[:, -1][shown[:, -1] == 0.0] = np.nan
    return shown


def coordinates(recording: PointRecording, parameters: dict[str, float], membrane: Membrane) -> dict[str, tuple]:
    """Return the coordinates of the measures' dims."""
    plan = layout(parameters)
    time = {"units": "s", "long_name": "time since the start"}
    starts = _course_starts(plan)
    average = moving_average(
        recording.arrays["calcium_time"] - CALCIUM_INTERVAL, recording.arrays["calcium"], CALCIUM_WINDOW, 1.0
    )
    found = {
        "phase": ("phase", list(plan.tested), {"long_name": "moment whose conductances are tested"}),
        "phase_time": ("phase", list(plan.tested.values()), {"units": "s", "long_name": "time of the moment"}),
        "channel": ("channel", list(membrane.names), {"long_name": "current"}),
        "timescale": ("timescale", list(TIMESCALES), {"long_name": "time scale"}),
        "class": ("class", list(CODES), {"long_name": "activity"}),
        "time": ("time", recording.arrays["time"], time),
        "calcium_time": ("calcium_time", average.time, {"units": "s", "long_name": "centre of the window"}),
        "course_time": ("course_time", starts, {"units": "s", "long_name": "start of the window"}),
    }
    if plan.open_loop:
        about = {"units": "1", "long_name": "scale of the regulated conductances over that at the switch"}
        found["scale"] = ("scale", open_loop.scales(parameters), about)
    if plan.sweep:
        found |= sweep.coordinates(parameters)
        found["process"] = ("process", list(processes(membrane)), {"long_name": "process that depends on temperature"})
    used = {dim for variable, *_ in measures_of(parameters).values() for dim in variable.dims}
    return {name: coordinate for name, coordinate in found.items() if coordinate[0] in used}


def _frozen(spikes: np.ndarray, row_size: np.ndarray, plan: Layout, transient: float) -> dict[str, np.ndarray]:
    """Return what each cell does in the test of each moment, (cells, moments)."""
    firing = warm.firing if plan.thermal else activities.firing
    found = []
    for name in plan.tested:
        start = plan.test_start(name)
        found.append(firing(spikes, row_size, start + transient, start + plan.test))
    return {
        field: np.stack([getattr(each, field) for each in found], axis=1).astype(float) for field in found[0]._fields
    }


def _population(frozen: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    shares = {f"{name}_share": (frozen["activity"] == code).mean(axis=0) for name, code in CODES.items()}
    burstiness = np.nan_to_num(frozen["burstiness"])
    frequency = np.ma.masked_invalid(frozen["frequency"]).mean(axis=0)
    return {
        **shares, "burstiness_mean": burstiness.mean(axis=0), "burstiness_median": np.median(burstiness, axis=0),
        "frequency_mean": np.ma.filled(frequency, np.nan),
    }  # fmt: skip


def _calcium(arrays: dict[str, np.ndarray], plan: Layout, target: float) -> dict[str, np.ndarray]:
    values, times = arrays["calcium"].astype(float), arrays["calcium_time"]
    before = []
    for moment in plan.tested.values():
        inside = (times > moment - CALCIUM_WINDOW) & (times < moment + 0.5 * CALCIUM_INTERVAL)
        before.append(values[:, inside].mean(axis=1))
    calcium = np.stack(before, axis=1)
    average = moving_average(times - CALCIUM_INTERVAL, values, CALCIUM_WINDOW, 1.0).mean
    return {
        "calcium": calcium, "calcium_mean": calcium.mean(axis=0),
        "calcium_error": (np.abs(calcium - target) / target).mean(axis=0),
        "calcium_course": average.mean(axis=0), "calcium_spread_course": average.std(axis=0),
        "calcium_of_example": average[:EXAMPLES],
    }  # fmt: skip


def _energy(arrays: dict[str, np.ndarray], plan: Layout) -> dict[str, np.ndarray]:
    """Return the energy before each tested moment, (cells, moments), and its mean over cells."""
    time = arrays["time"]
    windows = [(time > moment - CALCIUM_WINDOW) & (time < moment + 0.5) for moment in plan.tested.values()]
    found = np.stack([arrays["energy"][:, window].astype(float).mean(axis=1) for window in windows], axis=1)
    return {"energy": found, "energy_mean": found.mean(axis=0)}


def _course_starts(plan: Layout) -> np.ndarray:
    """Return the starts of the whole windows of the regulated run, with an edge at the switch."""
    before, after = (
        int(np.floor(length / COURSE_WINDOW + 1e-9)) for length in (plan.switch, plan.sweep_start - plan.switch)
    )
    return plan.switch + COURSE_WINDOW * np.arange(-before, after)


def _loss(spikes: np.ndarray, row_size: np.ndarray, plan: Layout) -> dict[str, np.ndarray]:
    starts = _course_starts(plan)
    if starts.size:
        classes = activities.activity_in_windows(
            spikes, row_size, starts[0], starts[-1] + COURSE_WINDOW, COURSE_WINDOW
        )  # (cells, windows)
    else:
        classes = np.empty((plan.cells, 0), dtype=np.int8)
    return {
        "activity_course": np.stack([(classes == code).mean(axis=0) for code in CODES.values()]),
        **_lost(classes[:, starts >= plan.switch - 1e-9]),
    }


def _lost(classes: np.ndarray) -> dict[str, np.ndarray]:
    """Return the loss of bursting in windows (cells, windows) since the switch; missing where there is none."""
    cells, windows = classes.shape
    if windows == 0:
        unknown = np.full(cells, np.nan)
        return {"loss_time": unknown, "lost_into": unknown, "lost_share": np.nan, "loss_time_median": np.nan}
    lost = loss_of_function(classes, COURSE_WINDOW * np.arange(windows), ("bursting",))
    gone, kept = lost.fate == FATE["lost"], lost.fate == FATE["kept"]
    ever = gone.sum() + kept.sum()
    return {
        "loss_time": lost.time, "lost_into": lost.into,
        "lost_share": gone.sum() / ever if ever else np.nan,
        "loss_time_median": np.median(lost.time[gone]) if gone.any() else np.nan,
    }  # fmt: skip
