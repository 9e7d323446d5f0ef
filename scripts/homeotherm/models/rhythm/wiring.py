"""Who is connected to whom: two half-centres and a hub between them.

After Gutierrez, O'Leary & Marder (2013), as in Fyon & Drion (2024, arXiv 2412.04172). Cells 1 and 2 inhibit each other,
and so do 4 and 5; cell 3, the hub, is inhibited by 1 and 5, and joined with 2 and 4 by gap junctions. Cells of several
networks stand one network after the other, so that cell n of a network is at position n - 1 in it.
"""

from typing import NamedTuple

import numpy as np

SIZE = 5
"""Cells of a network."""
FAST_PAIR = (0, 1)
"""Positions of the half-centre that is fast throughout: cells 1 and 2."""
SLOW_PAIR = (3, 4)
"""Positions of the half-centre whose rhythm neuromodulation slows down: cells 4 and 5."""
INHIBITION = ((2, 1), (1, 2), (1, 3), (5, 3), (5, 4), (4, 5))
"""Inhibitory synapses, from cell to cell by their numbers."""
GAP_JUNCTIONS = ((2, 3), (3, 4))
"""Gap junctions between cells by their numbers; each conducts in both directions."""


class Wiring(NamedTuple):
    """Connections of all networks, sorted by the cell that they lead to.

    Attributes
    ----------
    source, target : (connections,) position of a cell among all
    inhibitory : (connections,) 1 for a synapse, 0 for one direction of a gap junction
    """

    source: np.ndarray
    target: np.ndarray
    inhibitory: np.ndarray


def wiring(networks: int) -> Wiring:
    """Return the connections of networks that know nothing of each other."""
    both_ways = [(there, here) for here, there in GAP_JUNCTIONS] + list(GAP_JUNCTIONS)
    table = sorted(
        (target - 1, source - 1, inhibitory)
        for links, inhibitory in ((INHIBITION, 1), (both_ways, 0))
        for source, target in links
    )
    first = SIZE * np.arange(networks)[:, np.newaxis]
    target, source, inhibitory = np.array(table).T
    return Wiring((first + source).ravel(), (first + target).ravel(), np.tile(inhibitory, networks))


def slow_pair(networks: int) -> np.ndarray:
    """Return which cells (cells,) are in the slow pair of their network."""
    return np.tile(np.isin(np.arange(SIZE), SLOW_PAIR), networks)
