"""The population of STG neurons in Brian2: regulated cells with the membrane of `membrane`."""

import brian2

from homeotherm.engine.construction import Construction, Phase
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.protocol import modulated_pair
from homeotherm.regulated import cells


def assemble(structure: dict[str, float], construction: Construction) -> tuple[brian2.Network, list[Phase]]:
    """Build the population and its phases for one structure (the structural parameters in table units)."""
    return cells.assemble(MEMBRANE, modulated_pair(structure), structure, construction)
