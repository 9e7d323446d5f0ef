"""STG neurons in NEURON: one mechanism with all currents, fixed steps, no homeostasis."""

import subprocess
import sys
import tempfile
from pathlib import Path

from report import Clock, answer, work


def mechanism(given: dict) -> str:
    """Return the currents as NMODL; conductances in S/cm2."""
    gates = [gate for current in given["currents"] for gate in current["gates"]]
    names = ", ".join(f"g_{name}" for name in given["names"])
    lines = [
        "NEURON { SUFFIX stg", f"NONSPECIFIC_CURRENT i\nRANGE {names}", "}", "PARAMETER {",
        *(f"g_{name} = 0" for name in given["names"]), "}", "ASSIGNED { v i }",
        "STATE { Ca " + " ".join(gate["name"] for gate in gates) + " }",
        "INITIAL {", f"Ca = {given['initial_calcium']}",
        *(f"{gate['name']} = {_code(gate['steady_state'])}" for gate in gates), "}",
        "BREAKPOINT {", "SOLVE states METHOD cnexp",
        "i = " + " + ".join(_current(current, given) for current in given["currents"]), "}",
        "DERIVATIVE states {",
    ]  # fmt: skip
    inward = " + ".join(_current(current, given) for current in given["currents"] if current["carries_calcium"])
    calcium = given["calcium"]
    # i in mA/cm2, the concentration per uA/cm2
    rest = f"{calcium['baseline']} - {calcium['per_current'] * 1000}*({inward})"
    lines.append(f"Ca' = ({rest} - Ca)/{calcium['time_constant']}")
    lines += [
        f"{gate['name']}' = ({_code(gate['steady_state'])} - {gate['name']})/({_code(gate['time_constant'])})"
        for gate in gates
    ]
    return "\n".join([*lines, "}"]) + "\n"


def _code(expression: str) -> str:
    return expression.replace("kca_slowing", "1")


def _current(current: dict, given: dict) -> str:
    factors = [f"g_{current['name']}"]
    for gate in current["gates"]:
        factors += [gate["name"]] * gate["power"]
    return "*".join([*factors, f"(v - ({given['reversals'][current['reversal']]}))"])


def main() -> None:
    """Compile the mechanism, simulate the cells and count their spikes."""
    given = work()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "stg.mod").write_text(mechanism(given), encoding="utf-8")
        compiler = Path(sys.executable).parent / "nrnivmodl"
        subprocess.run([str(compiler), "."], cwd=folder, check=True, capture_output=True)
        import neuron  # noqa: PLC0415 - after the mechanism is there

        neuron.load_mechanisms(folder)
        h = neuron.h
        cells, spikes = [], []
        for row in given["conductances"]:
            cell = h.Section(name=f"cell{len(cells)}")
            cell.L = cell.diam = 20
            cell.cm = given["capacitance"]
            cell.insert("stg")
            for name, value in zip(given["names"], row, strict=True):
                setattr(cell(0.5).stg, f"g_{name}", value * 1e-3)
            watch = h.NetCon(cell(0.5)._ref_v, None, sec=cell)
            watch.threshold = 10
            times = h.Vector()
            watch.record(times)
            cells.append(cell)
            spikes.append((watch, times))
        h.load_file("stdrun.hoc")
        h.dt, h.steps_per_ms = given["time_step"], 1 / given["time_step"]
        h.finitialize(given["initial_voltage"])
        with Clock() as clock:
            h.continuerun(given["seconds"] * 1000)
        first, last = (second * 1000 for second in given["counted"])
        number = sum(((times.as_numpy() >= first) & (times.as_numpy() < last)).sum() for _, times in spikes)
        rate = float(number) / len(cells) / (given["counted"][1] - given["counted"][0])
        answer(neuron.__version__, rate, clock, f"step {given['time_step']:g} ms, implicit Euler, no homeostasis")


if __name__ == "__main__":
    main()
