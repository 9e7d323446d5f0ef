"""What a recording of regulated cells says of conductances below zero."""

import numpy as np
import pytest

from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.regulated.recording import below_zero

TIME = np.array([0.0, 1.0, 2.0, 3.0])


@pytest.fixture
def kept() -> dict[str, np.ndarray]:
    """Return conductances of three cells, all of 1 mS/cm2 at four moments."""
    return {"conductance": np.ones((3, len(MEMBRANE.names), TIME.size)), "time": TIME}


def test_nothing_is_said_where_all_are_zero_or_above(kept):
    kept["conductance"][0, 0, 1] = 0.0
    assert below_zero(kept, MEMBRANE) == ""


def test_it_names_the_currents_the_cells_and_the_first_moment(kept):
    kept["conductance"][1, MEMBRANE.names.index("A"), 2:] = -1.0
    assert below_zero(kept, MEMBRANE) == "g_A below zero, which counts as closed, in 1 of 3 cells, first at 2 s"
    kept["conductance"][2, MEMBRANE.names.index("CaS"), 3] = -1.0
    assert below_zero(kept, MEMBRANE).startswith(
        "g_CaS and g_A below zero, which counts as closed, in 2 of 3 cells, first"
    )
