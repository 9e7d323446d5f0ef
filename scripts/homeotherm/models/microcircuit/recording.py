"""What is kept of a microcircuit simulation: spikes of the tests, voltages, trajectories, final weights, energy."""

import numpy as np

from homeotherm.engine.run import RawResults
from homeotherm.models.microcircuit.books import BOOKS
from homeotherm.models.microcircuit.protocol import PHASES, Stimuli, assemblies, layout, temperature_at
from homeotherm.recording import Diverged, PointRecording, Variable

VARIABLES = {
    "row_size": Variable(("neuron",), "1", "number of spikes of each neuron in both tests"),
    "spike_step": Variable(("spike",), "1", "time step of each spike, by neuron and then by time"),
    "voltage": Variable(("phase", "cell", "voltage_time"), "mV", "membrane potential in the spontaneous windows"),
    "weight": Variable(("synapse",), "nS", "E-to-E weight after training"),
    "presynaptic": Variable(("synapse",), "1", "presynaptic cell of each weight"),
    "postsynaptic": Variable(("synapse",), "1", "postsynaptic cell of each weight"),
    "time": Variable(("time",), "s", "time since training began"),
    "weight_mean": Variable(("time",), "nS", "mean E-to-E weight during training"),
    "weight_within": Variable(("time",), "nS", "mean weight within trained assemblies during training"),
    "weight_across": Variable(("time",), "nS", "mean of all other weights during training"),
    "rate": Variable(("time",), "Hz", "rate of the E cells during training, mean of the interval before"),
    "temperature": Variable(("time",), "degC", "temperature during training"),
    "population_count": Variable(("count_time",), "1", "spikes of all E cells in each 5 ms of training"),
    "stimulus_step": Variable(("phase", "trial"), "1", "time step at which each partial cue starts"),
    "stimulus": Variable(("phase", "trial"), "1", "assembly of each partial cue"),
    # kept only where the energy variable is on
    "books_time": Variable(("books_time",), "s", "time since the start of the simulation"),
    "energy": Variable(("books_time",), "1", "energy a, mean over all cells"),
    "produced": Variable(("books_time",), "1", "energy produced since the start, mean over all cells"),
    "maintained": Variable(("books_time",), "1", "energy used for maintenance since the start, mean over all cells"),
    "spent_spiking": Variable(("books_time",), "1", "energy used for spikes since the start, mean over all cells"),
    "spent_synaptic": Variable(
        ("books_time",), "1", "energy used for synaptic events since the start, mean over all cells"
    ),
    "unpaid": Variable(
        ("books_time",), "1", "costs that empty cells could not pay since the start, mean over all cells"
    ),
    "energy_of_cell": Variable(("neuron",), "1", "energy a of each cell at the end"),
    "balance_error": Variable(("neuron",), "1", "energy at the end less energy at the start, production and uses"),
}
COUNT_INTERVAL = 0.005  # s, of the population count during training


def keep(raw: RawResults, parameters: dict[str, float], stimuli: Stimuli) -> PointRecording:
    """Reduce the raw arrays of a run.

    Raises
    ------
    Diverged
        If a membrane potential or a weight is not finite.
    """
    plan = layout(parameters)
    voltage = _voltage(raw, plan)
    weight = raw.array("e_to_e.w") * 1e9
    if not (np.isfinite(voltage).all() and np.isfinite(weight).all() and np.isfinite(raw.array("neurons.v")).all()):
        raise Diverged("membrane potential or weight is not finite")
    presynaptic, postsynaptic = raw.array("e_to_e._synaptic_pre"), raw.array("e_to_e._synaptic_post")
    within = within_trained(presynaptic, postsynaptic, parameters)
    order, row_size = _by_neuron(raw.array("spikes.i"), plan.neurons)
    steps = np.rint(raw.array("spikes.t") / plan.time_step).astype(np.int32)
    arrays = {
        "row_size": row_size, "spike_step": steps[order], "voltage": voltage.astype(np.float32),
        "weight": weight.astype(np.float32), "presynaptic": presynaptic.astype(np.int32),
        "postsynaptic": postsynaptic.astype(np.int32), **_trajectories(raw, plan, within),
        "stimulus_step": stimuli.onset.astype(np.int32), "stimulus": stimuli.identity.astype(np.int32),
        "population_count": _population_count(raw.array("rate.rate"), plan),
    }  # fmt: skip
    arrays["temperature"] = temperature_at(parameters, arrays["time"] + plan.training_start * plan.time_step)
    if parameters["energy"]:
        arrays.update(_energy(raw))
    return PointRecording(arrays)


def within_trained(presynaptic: np.ndarray, postsynaptic: np.ndarray, parameters: dict[str, float]) -> np.ndarray:
    """Say for each synapse whether both cells belong to the same trained assembly."""
    assembly, _ = assemblies(parameters)
    shared = assembly[presynaptic]
    return (shared == assembly[postsynaptic]) & (shared >= 0) & (shared < int(parameters["trained_assemblies"]))


def _by_neuron(neuron: np.ndarray, neurons: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the order that sorts spikes by neuron (time stays in order) and the spikes per neuron."""
    return np.argsort(neuron, kind="stable"), np.bincount(neuron, minlength=neurons).astype(np.int32)


def _voltage(raw: RawResults, plan) -> np.ndarray:
    """Return (phase, cell, time) in mV."""
    time = raw.array("voltage.t")
    values = raw.monitor("voltage.v", time.size) * 1e3
    starts = np.array([plan.spontaneous_start(phase) for phase in PHASES]) * plan.time_step
    length = time.size // len(PHASES)
    first = np.searchsorted(time, starts - 0.5 * plan.time_step)
    return np.stack([values[:, begin : begin + length] for begin in first])


def _trajectories(raw: RawResults, plan, within: np.ndarray) -> dict[str, np.ndarray]:
    """Return means of all, within and other weights, and the E rate, on the trajectory's times within training."""
    time = raw.array("weights.t") - plan.training_start * plan.time_step
    duration = plan.training * plan.time_step
    inside = (time > -0.5 * plan.time_step) & (time < duration - 0.5 * plan.time_step)
    total = raw.monitor("weights.weight_sum", time.size).sum(axis=0)[inside] * 1e9
    inner = raw.monitor("weights.weight_sum_within", time.size).sum(axis=0)[inside] * 1e9
    number_within, number = int(within.sum()), within.size
    with np.errstate(invalid="ignore", divide="ignore"):
        means = {
            "weight_mean": total / np.float64(number),
            "weight_within": inner / np.float64(number_within),
            "weight_across": (total - inner) / np.float64(number - number_within),
        }
    return {"time": time[inside], **means, "rate": _rate(raw.array("rate.rate"), plan, time[inside])}


def _population_count(rate: np.ndarray, plan) -> np.ndarray:
    """Return the spikes of all E cells in each whole interval of training, from the rate of each step."""
    steps = round(COUNT_INTERVAL / plan.time_step)
    bins = plan.training // steps
    training = rate[plan.training_start : plan.training_start + bins * steps] * plan.time_step * plan.excitatory
    return np.rint(training).reshape(bins, steps).sum(axis=1).astype(np.int32)


def _energy(raw: RawResults) -> dict[str, np.ndarray]:
    """Return the books over time, and for each cell its energy and by how much its books do not close."""
    time = raw.array("books.t")
    books = {name: raw.monitor(f"books.{name}", time.size).mean(axis=0) for name in BOOKS}
    end = {name: raw.array(f"neurons.{name}") for name in BOOKS}
    income = end["produced"] + end["unpaid"]
    used = end["maintained"] + end["spent_spiking"] + end["spent_synaptic"]
    return {
        "books_time": time, "energy": books.pop("a"), **books, "energy_of_cell": end["a"],
        "balance_error": end["a"] - raw.array("neurons.a_start") - (income - used),
    }  # fmt: skip


def _rate(rate: np.ndarray, plan, time: np.ndarray) -> np.ndarray:
    """Return the mean rate over the interval that ends at each time of the trajectory (NaN for the first)."""
    sums = np.concatenate([[0.0], np.cumsum(rate)])
    steps = plan.training_start + np.rint(time / plan.time_step).astype(int)
    means = np.diff(sums[steps]) / np.diff(steps)
    return np.concatenate([[np.nan], means])
