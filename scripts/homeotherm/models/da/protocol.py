"""The protocol of a population of dopaminergic neurons: which cells, and what happens to them when."""

from typing import TYPE_CHECKING

import numpy as np

from homeotherm.models.da.membrane import MEMBRANE
from homeotherm.models.da.population import POPULATION
from homeotherm.physiology.population import draw_population
from homeotherm.regulated import protocol
from homeotherm.regulated.population import Cells, make_cells

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

PAIR = ("CaL", "CaN")
"""The two conductances that neuromodulation moves."""


def check(parameters: dict[str, float], table: "ModelTable") -> None:
    """Check the rules between parameters; see `regulated.protocol.check`."""
    protocol.check(parameters)


def stimuli(parameters: dict[str, float], seed: int) -> Cells:
    """Draw the cells of a replicate and lay out what is done to them; the threshold voltage is the same in all."""
    conductances = draw_population(MEMBRANE, POPULATION, int(parameters["cells"]), seed)
    voltages = np.full(len(conductances), parameters["threshold_voltage"])
    return make_cells(MEMBRANE, PAIR, conductances, parameters, voltages)


def tables(cells: Cells) -> dict[str, np.ndarray]:
    """Return the tables that the binary reads."""
    return {"schedule": cells.schedule, "population": cells.table}
