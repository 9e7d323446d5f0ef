"""The degenerate population of dopaminergic neurons of Fyon & Drion (2024, arXiv 2412.04172)."""

from homeotherm.physiology.population import Population

SLOW = 0.5

POPULATION = Population(
    leak=(0.008667, 0.017334),
    reference_leak=0.013,
    drawn={"CaL": (0.015, 0.075), "Kd": (6.0, 10.0)},
    fixed={"NMDA": 0.12},
    solved=("Na", "CaN", "ERG"),
    targets={"fast": -3.89388 * SLOW - 11.05758, "slow": SLOW, "ultraslow": 5.0},
    voltage=-55.5,
)
