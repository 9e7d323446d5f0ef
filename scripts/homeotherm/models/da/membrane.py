"""Currents of the dopaminergic neuron.

Drion, Massotte, Sepulchre & Seutin (2011), with the numbers of Fyon & Drion (2024, arXiv 2412.04172), who added the
calcium concentration so that homeostasis can act on this neuron too; its target is 3 in their unit.

The opening rate of the sodium activation is published as ``(15.6504 + 0.4043 v)/(1 - exp(-x))`` per ms with
``x = 0.5052 v + 19.565``. Numerator and denominator were meant to vanish together; by the rounding of their constants
they do so 0.017 mV apart, and the rate has a pole at -38.727 mV, next to which the time constant is negative. In terms
of x the rate is ``0.4043/0.5052 * x/(1 - exp(-x)) * (1 - c/x)`` with c the `MISMATCH`. Two smooth forms without a
branch stand in for what divides by zero:

- ``x/(1 - exp(-x)) = x/2 + r/tanh(r)`` with ``r = |x|/2``, written as ``sqrt(x**2/4 + 1e-12)``: finite at x = 0, and
  wrong by no more than 4e-13;
- ``1/x`` becomes ``x/(x**2 + w**2)`` with w the `NEIGHBOURHOOD`, which is 0.05 mV wide: from 0.6 mV on either side the
  published rate changes by less than 2e-4 of itself.
"""

from homeotherm.physiology.channels import Calcium, Current, Gate, Membrane, State, sigmoid, sigmoidal_time

X = "(0.5052*v + 19.565)"
MISMATCH = 19.565 - 15.6504 * 0.5052 / 0.4043
NEIGHBOURHOOD = 0.05 * 0.5052
OPENING = (
    f"0.4043/0.5052*({X}/2.0 + sqrt({X}**2/4.0 + 1e-12)/tanh(sqrt({X}**2/4.0 + 1e-12)))"
    f"*(1.0 - {MISMATCH}*{X}/({X}**2 + {NEIGHBOURHOOD**2}))"
)
"""Opening rate of the sodium activation per ms."""

FAST = f"(0.01 + 1.0/({OPENING} + 3.0212*exp(-0.0074630*v)))"
SLOW = sigmoidal_time(20.0, 18.0, 38.0, -10.0)

NA = Current("Na", "E_Na", (
    Gate("m_Na", 3, sigmoid(30.0907, -9.7264), FAST),
    Gate("h_Na", 1, sigmoid(54.0289, 10.7665),
         "(0.4 + 1.0/(5.0754e-4*exp(-0.063213*v) + 9.7529*exp(0.13442*v)))"),
))  # fmt: skip
KD = Current("Kd", "E_K", (Gate("m_Kd", 3, sigmoid(25.0, -12.0), SLOW),))
CAL = Current(
    "CaL", "E_Ca", (Gate("m_CaL", 2, sigmoid(50.0, -2.0), sigmoidal_time(30.0, 28.0, 45.0, -3.0)),),
    carries_calcium=True,
)  # fmt: skip
CAN = Current(
    "CaN", "E_Ca", (Gate("m_CaN", 1, sigmoid(30.0, -7.0), sigmoidal_time(30.0, 25.0, 55.0, -6.0)),),
    carries_calcium=True,
)  # fmt: skip

# ERG channels are closed, open, or inactivated, which is reached only from open; rates per ms. In a spike open and
# inactivated ones exchange within microseconds. What lasts is their sum, so that the sum is the second variable.
OPEN, CLOSE = "0.0036*exp(0.0759*v)", "1.2523e-5*exp(-0.0671*v)"
INACTIVATE, RECOVER = "0.1*exp(0.1189*v)", "0.003*exp(-0.0733*v)"
ENTERING = f"{OPEN}*(1.0 - ERG_activated) + {RECOVER}*(ERG_activated - ERG_open)"
ERG = Current("ERG", "E_K", (
    Gate("ERG_open", 1, f"{OPEN}*{RECOVER}/({OPEN}*({INACTIVATE} + {RECOVER}) + {CLOSE}*{RECOVER})", "",
         timescale="ultraslow", equation=f"{ENTERING} - ERG_open*({INACTIVATE} + {CLOSE})", start="0.0"),
))  # fmt: skip
ACTIVATED_ERG = State(
    "ERG_activated", f"{OPEN}*(1.0 - ERG_activated) - {CLOSE}*ERG_open", start="0.0", process="activation_ERG"
)

MAGNESIUM = 1.4  # mM
NMDA = Current(
    "NMDA", "E_NMDA", (Gate("n_NMDA", 1, f"1.0/(1.0 + {MAGNESIUM}*exp(-0.08*v)/10.0)", "", timescale="fast"),)
)
LEAK = Current("leak", "E_leak")

MEMBRANE = Membrane(
    currents=(NA, KD, CAL, CAN, ERG, NMDA, LEAK),
    reversals={"E_Na": 60.0, "E_K": -85.0, "E_Ca": 60.0, "E_NMDA": 0.0, "E_leak": -50.0},
    fast=FAST,
    slow=SLOW,
    ultraslow="100.0",
    calcium=Calcium(per_current=0.94, baseline=0.05, time_constant=20.0),
    further_states=(ACTIVATED_ERG,),
    leak_is_fast=False,
)
