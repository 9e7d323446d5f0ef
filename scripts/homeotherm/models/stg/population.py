"""The degenerate population of STG neurons of Fyon & Drion (2024, arXiv 2412.04172): tonic spiking at about 13 Hz."""

from homeotherm.physiology.population import Population

POPULATION = Population(
    leak=(0.007, 0.014),
    reference_leak=0.01,
    drawn={"CaT": (2.0, 7.0), "CaS": (6.0, 22.0), "Kd": (140.0, 180.0), "KCa": (70.0, 140.0)},
    fixed={},
    solved=("Na", "A", "H"),
    targets={"fast": -7.2, "slow": 5.0, "ultraslow": 4.0},  # the paper's rule: fast = -slow - 2.2
    voltage=-50.0,
)
