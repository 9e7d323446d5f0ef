"""The population of STG neurons of docs/stg.md under homeostasis, in plain Brian2.

Every gate and every variable of homeostasis is a differential equation on one clock, advanced by exponential Euler.
There is no controller: the project's own run does more.
"""

from pathlib import Path
from typing import Any

import brian2
from brian2 import cmeter, ms, mV, uamp
from brian2.units import farad, meter, second, siemens

from benchmarks.plain.standalone import compile_plain
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.protocol import stimuli
from homeotherm.physiology.membrane_equations import DENSITY, initial_gates, neuron_equations
from homeotherm.quantities import to_si

HOMEOSTASIS = """
dM_{name}/dt = (Ca_target - Ca)/tau_{name} : {density}
dg_{name}/dt = (M_{name} - g_{name})/tau_g : {density}
tau_{name} : {density_inverse}*second (constant)
c_{name} = clip(g_{name}, 0*siemens/meter**2, 1e9*siemens/meter**2) : {density}
"""


def equations() -> str:
    """Return the equations of a cell: the membrane, and two variables of homeostasis for every conductance."""
    declared = {f"{kind}_{name} : {DENSITY}" for name in MEMBRANE.names for kind in "gc"}
    lines = [line for line in neuron_equations(MEMBRANE).splitlines() if line not in declared]
    inverse = "meter**2/siemens"
    lines += [HOMEOSTASIS.format(name=name, density=DENSITY, density_inverse=inverse) for name in MEMBRANE.names]
    return "\n".join(lines)


def write(table: Any, values: dict[str, float], seed: int, time_step: float) -> brian2.Network:
    """Write the population of a replicate down; `time_step` in ms."""

    def number(name: str) -> float:
        return to_si(values[name], table.parameters[name].unit)

    drawn = stimuli(values, seed)
    brian2.defaultclock.dt = time_step * ms
    tau_sodium = number("sodium_synthesis_time") * meter**2 / siemens * second
    namespace = {
        "Ca_target": number("calcium_target"), "tau_g": number("translation_time") * second, "uamp": uamp,
        "cmeter": cmeter,
    }  # fmt: skip
    cells = brian2.NeuronGroup(
        int(values["cells"]), equations(), threshold="v > 10*mV", refractory="v > 0*mV", method="exponential_euler",
        namespace=namespace, name="cells",
    )  # fmt: skip
    cells.C = number("membrane_capacitance") * farad / meter**2
    cells.v = number("initial_voltage") * 1e3 * mV
    cells.Ca = values["initial_calcium"]
    sodium = drawn.conductances[:, MEMBRANE.names.index("Na")]
    for column, name in enumerate(MEMBRANE.names):
        conductance = drawn.conductances[:, column]
        setattr(cells, f"g_{name}", conductance * 10 * siemens / meter**2)
        setattr(cells, f"M_{name}", conductance * 10 * siemens / meter**2)
        setattr(cells, f"tau_{name}", sodium / conductance * tau_sodium)
    for name, value in initial_gates(MEMBRANE).items():
        setattr(cells, name, value)
    return brian2.Network(cells, brian2.SpikeMonitor(cells, name="spikes"))


def compile_population(
    table: Any, values: dict[str, float], seed: int, time_step: float, seconds: float, folder: Path
) -> None:
    """Compile the plain population for some seconds before the switch."""
    compile_plain(lambda: write(table, values, seed, time_step), seconds, folder)
