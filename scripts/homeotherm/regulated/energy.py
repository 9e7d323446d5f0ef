"""Regulated cells with a limited energy, which gates the synthesis of channels and the removal of calcium.

Spikes and the removal of calcium are billed. What is left gates both the homeostatic synthesis and the pump: with the
sufficiency h of `physiology.energy` each is multiplied by 1 - f k (1 - h), once per step of regulation. With f = 0 the
cell has an energy and nothing comes of it.
"""

from homeotherm.physiology.channels import Membrane
from homeotherm.physiology.energy import INTERVAL, RESTING, SUFFICIENCY, balance
from homeotherm.physiology.thermal import CALCIUM, MAINTENANCE, SUPPLY, factor, processes

PROCESSES = (SUPPLY, MAINTENANCE)
"""What has a factor of temperature besides what the membrane has."""
EQUATIONS = """
a : 1                           # energy, 1 when nothing is used
pump : 1                        # factor on the removal of calcium
synthesis : 1                   # factor on homeostasis
spiking_bill : 1                # what the last millisecond cost, not paid yet
pump_bill : 1
f : 1 (shared, constant)
tau_a : second (shared, constant)
S : 1 (shared, constant)
S_max : 1 (shared, constant)
m_r : 1 (shared, constant)
e_AP : 1 (shared, constant)
e_Ca : 1 (shared, constant)
theta_a : 1 (shared, constant)
k_pump : 1 (shared, constant)
k_synthesis : 1 (shared, constant)
"""
RESET = "; spiking_bill += e_AP"
GATES = f"""
{SUFFICIENCY}pump = 1 - f*k_pump*(1 - sufficiency)
synthesis = 1 - f*k_synthesis*(1 - sufficiency)
"""
AT_START = RESTING.format(supply="1", maintenance="1")
"""Energy at which a cell that does nothing rests at the reference temperature."""


def processes_of(membrane: Membrane, limited: bool) -> tuple[str, ...]:
    """Return the processes of a cell that have a factor of temperature, with or without a limited energy."""
    return processes(membrane) + (PROCESSES if limited else ())


def equations(thermal: bool) -> str:
    """Return what the equations of a cell have besides."""
    return EQUATIONS + "".join(f"{factor(name)} : 1 (shared)\n" for name in PROCESSES if thermal)


def step(membrane: Membrane, thermal: bool) -> str:
    """Return the code of one step of regulation: bills, balance, gates."""
    supply, maintenance, removal = (factor(name) if thermal else "1" for name in (*PROCESSES, CALCIUM))
    removed = f"pump_bill += e_Ca*Ca*pump*{removal}*{INTERVAL / membrane.calcium.time_constant!r}\n"
    return removed + balance(("spiking", "pump"), supply, maintenance) + GATES
