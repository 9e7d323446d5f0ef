"""Currents of the neuron of the crab stomatogastric ganglion.

Liu, Golowasch, Marder & Abbott (1998), with the numbers of Fyon & Drion (2024, arXiv 2412.04172). The reversal
potential of calcium is constant. Concentrations of calcium are in the unit of the paper, of which 125 is the target.
"""

from homeotherm.physiology.channels import Calcium, Current, Gate, Membrane, sigmoid, sigmoidal_time

CALCIUM = Calcium(per_current=0.94, baseline=0.05, time_constant=20.0, half_activation=3.0)

FAST = sigmoidal_time(1.32, 1.26, 120.0, -25.0)
SLOW = sigmoidal_time(7.2, 6.4, 28.3, -19.2)
ULTRASLOW = sigmoidal_time(272.0, -1499.0, 42.2, -8.73)

NA = Current("Na", "E_Na", (
    Gate("m_Na", 3, sigmoid(25.5, -5.29), FAST),
    Gate("h_Na", 1, sigmoid(48.9, 5.18),
         "0.67/(1.0 + exp(-(v + 62.9)/10.0))*(1.5 + 1.0/(1.0 + exp((v + 34.9)/3.6)))"),
))  # fmt: skip
CAT = Current("CaT", "E_Ca", (
    Gate("m_CaT", 3, sigmoid(27.1, -7.2), sigmoidal_time(21.7, 21.3, 68.1, -20.5)),
    Gate("h_CaT", 1, sigmoid(32.1, 5.5), sigmoidal_time(105.0, 89.8, 55.0, -16.9)),
), carries_calcium=True)  # fmt: skip
CAS = Current("CaS", "E_Ca", (
    Gate("m_CaS", 3, sigmoid(33.0, -8.1), "(1.4 + 7.0/(exp((v + 27.0)/10.0) + exp(-(v + 70.0)/13.0)))"),
    Gate("h_CaS", 1, sigmoid(60.0, 6.2), "(60.0 + 150.0/(exp((v + 55.0)/9.0) + exp(-(v + 65.0)/16.0)))"),
), carries_calcium=True)  # fmt: skip
A = Current("A", "E_K", (
    Gate("m_A", 3, sigmoid(27.2, -8.7), sigmoidal_time(11.6, 10.4, 32.9, -15.2)),
    Gate("h_A", 1, sigmoid(56.9, 4.9), sigmoidal_time(38.6, 29.2, 38.9, -26.5)),
))  # fmt: skip
KCA = Current("KCa", "E_K", (
    Gate("m_KCa", 4, f"Ca/(Ca + {CALCIUM.half_activation})*{sigmoid(28.3, -12.6)}",
         f"kca_slowing*{sigmoidal_time(90.3, 75.1, 46.0, -22.7)}"),
))  # fmt: skip
KD = Current("Kd", "E_K", (Gate("m_Kd", 4, sigmoid(12.3, -11.8), SLOW),))
H = Current("H", "E_H", (Gate("m_H", 1, sigmoid(70.0, 6.0), ULTRASLOW),))
LEAK = Current("leak", "E_leak")

MEMBRANE = Membrane(
    currents=(NA, CAT, CAS, A, KCA, KD, H, LEAK),
    reversals={"E_Na": 50.0, "E_Ca": 80.0, "E_K": -80.0, "E_H": -20.0, "E_leak": -50.0},
    fast=FAST,
    slow=SLOW,
    ultraslow=ULTRASLOW,
    calcium=CALCIUM,
)
