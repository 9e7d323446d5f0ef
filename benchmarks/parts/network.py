"""The plastic network: the microcircuit in the project's engine beside its plain form in Brian2."""

import numpy as np

from benchmarks.cost import Cost, best, in_process
from benchmarks.measurement import Measurement, measured
from benchmarks.options import Options
from benchmarks.parts import Result
from benchmarks.plain import network as plain
from benchmarks.plain.standalone import DEFAULT_FLAGS, run_plain, spikes
from benchmarks.points import Built, built, study_of
from benchmarks.rates import only_alike
from homeotherm.design import point_seconds
from homeotherm.engine.compiler import TUNINGS, flags
from homeotherm.models.microcircuit.cost import biological_seconds
from homeotherm.models.microcircuit.protocol import layout

PART = "network"
REFERENCE = "homeotherm, portable"
NEURONS = 5000
GROWTH = (1000, 2000, 5000, 10000, 20000)
PROTOCOL = {"training_duration": "10 s", "spontaneous_duration": "1 s", "test_repetitions": 1}
QUICK = {
    "neurons": 200, "in_degree": 50, "training_duration": "2 s", "spontaneous_duration": "0.5 s", "test_repetitions": 1,
}  # fmt: skip


def run(options: Options) -> Result:
    """Measure the network at one size, or at several."""
    result = Result()
    for neurons in GROWTH if options.growth else (NEURONS,):
        parameters = QUICK if options.quick else {**PROTOCOL, "neurons": neurons}
        result.add(*only_alike(beside_plain(parameters, options, plain_too=neurons <= 2 * NEURONS), REFERENCE))
        if options.quick:
            break
    return result


def beside_plain(
    parameters: dict, options: Options, plain_too: bool = True, part: str = PART, size: str = "neurons",
    unit: str = "neurons",
) -> list[Measurement]:  # fmt: skip
    """Return a row for each tuning of a network, and one for its plain form; `size` names the parameter that is one."""
    study = study_of("microcircuit", parameters, {"temperature": {"values": [37], "unit": "degC"}})
    versions = {f"homeotherm, {tuning}": _ours(study, tuning, options) for tuning in TUNINGS}
    values = versions[REFERENCE].points[0].parameters
    folder = options.work / f"plain_{part}_{values[size]:g}"
    if plain_too:
        in_process(plain.compile_network, study.table, values, study.seeds[0], folder)
    costs: dict[str, list[Cost]] = {}
    rates: dict[str, float] = {}
    for _ in range(options.repeats):  # in turns, so that other work on the machine meets all alike
        for case, version in versions.items():
            rates[case], cost = in_process(rate_of_ours, version)
            costs.setdefault(case, []).append(cost)
        if plain_too:
            _, cost = in_process(run_plain, folder)
            costs.setdefault("Brian2, plain", []).append(cost)
            rates["Brian2, plain"] = rate_of_plain(folder, values)
    used = {case: " ".join(flags(case.split(", ")[1])) for case in versions} | {"Brian2, plain": DEFAULT_FLAGS}
    return [
        measured(
            part, case, values[size], unit, biological_seconds(values), "s of biological time",
            best(several).of_children, rate=rates[case], flags=used[case],
            own_cpu_seconds=best(several).own_cpu if case in versions else float("nan"),
            expected_seconds=point_seconds(study, versions[case].points[0]) if case in versions else float("nan"),
        )
        for case, several in costs.items()
    ]  # fmt: skip


def _ours(study, tuning: str, options: Options) -> Built:
    return in_process(built, study, tuning, options.builds)[0]


def rate_of_ours(version: Built) -> float:
    """Simulate the point of a study and return the mean rate of its excitatory cells in training, in Hz."""
    kept = version.simulate(version.points[0])
    if kept.status != "ok":
        raise RuntimeError(f"the simulation is {kept.status}: {kept.message}")
    values = version.points[0].parameters
    return float(kept.arrays["population_count"].sum() / values["training_duration"] / layout(values).excitatory)


def rate_of_plain(folder, values: dict[str, float]) -> float:
    """Return the same of the plain network's last run."""
    plan = layout(values)
    cells, times = spikes(folder)
    start = plan.training_start * plan.time_step
    inside = (cells < plan.excitatory) & (times >= start) & (times < start + plan.training * plan.time_step)
    return float(np.count_nonzero(inside) / values["training_duration"] / plan.excitatory)
