"""The population of dopaminergic neurons in Brian2: regulated cells with the membrane of `membrane`."""

import brian2

from homeotherm.engine.construction import Construction, Phase
from homeotherm.models.da.membrane import MEMBRANE
from homeotherm.models.da.protocol import PAIR
from homeotherm.regulated import cells


def assemble(structure: dict[str, float], construction: Construction) -> tuple[brian2.Network, list[Phase]]:
    """Build the population and its phases for one structure (the structural parameters in table units)."""
    return cells.assemble(MEMBRANE, PAIR, structure, construction)
