"""The protocol of a population of STG neurons: which cells, which conductances are modulated, what happens when."""

from typing import TYPE_CHECKING

import numpy as np

from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.population import POPULATION
from homeotherm.physiology.population import draw_population
from homeotherm.regulated import open_loop, protocol
from homeotherm.regulated.population import Cells, make_cells

if TYPE_CHECKING:
    from homeotherm.parameters import ModelTable

PAIRS = (("CaS", "A"), ("CaS", "H"))
"""The modulated conductances for each choice of `modulated_pair`."""


def modulated_pair(parameters: dict[str, float]) -> tuple[str, str]:
    """Return the names of the two modulated conductances."""
    return PAIRS[int(parameters["modulated_pair"])]


def check(parameters: dict[str, float], table: "ModelTable") -> None:
    """Check the rules between parameters; see `regulated.protocol.check`."""
    protocol.check(parameters)


def stimuli(parameters: dict[str, float], seed: int) -> Cells:
    """Draw the cells of a replicate and lay out what is done to them; with homeostasis open, to copies of each."""
    conductances = draw_population(MEMBRANE, POPULATION, int(parameters["cells"]), seed)
    cells = make_cells(MEMBRANE, modulated_pair(parameters), conductances, parameters)
    return open_loop.copies(cells, parameters) if int(parameters["homeostasis"]) == protocol.OPEN else cells


def tables(cells: Cells) -> dict[str, np.ndarray]:
    """Return the tables that the binary reads."""
    return {"schedule": cells.schedule, "population": cells.table}
