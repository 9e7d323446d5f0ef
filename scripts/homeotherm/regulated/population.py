"""The cells of one simulation, drawn from its seed, and the table by which the compiled binary takes them."""

from dataclasses import dataclass

import numpy as np

from homeotherm.physiology.channels import Membrane
from homeotherm.physiology.compensation import reference_constants
from homeotherm.physiology.conductances import threshold_voltages
from homeotherm.physiology.neuromodulation import constants
from homeotherm.regulated.protocol import schedule


@dataclass(frozen=True)
class Cells:
    """A drawn population and what is done to it.

    Attributes
    ----------
    conductances : (cells, currents) mS/cm2 at the start, in the order of the membrane
    threshold_voltages : (cells,) mV
    table : (conductances in S/m2 and constants of the reference, cells)
    schedule : (rows, columns)
    """

    conductances: np.ndarray
    threshold_voltages: np.ndarray
    table: np.ndarray
    schedule: np.ndarray


def constant_names(membrane: Membrane, pair: tuple[str, str]) -> tuple[str, ...]:
    """Return the names of the constants of the reference, in the order of the table."""
    voltage = np.array([-50.0])
    return tuple(constants(membrane, reference_constants(membrane, pair, voltage)))


def make_table(
    membrane: Membrane, pair: tuple[str, str], conductances: np.ndarray, voltages: np.ndarray,
    kca_slowing: np.ndarray | float = 1.0,
) -> np.ndarray:  # fmt: skip
    """Return the table of the binary: conductances of every cell, then the constants of its reference."""
    found = constants(membrane, reference_constants(membrane, pair, voltages, kca_slowing))
    return np.concatenate([conductances.T * 10.0, np.stack(list(found.values()))])


def make_cells(
    membrane: Membrane, pair: tuple[str, str], conductances: np.ndarray, parameters: dict[str, float],
    voltages: np.ndarray | None = None, kca_slowing: np.ndarray | float = 1.0,
) -> Cells:  # fmt: skip
    """Return cells with their threshold voltages, which are computed once unless `voltages` (cells,) are given."""
    if voltages is None:
        voltages = threshold_voltages(membrane, conductances)
    table = make_table(membrane, pair, conductances, voltages, kca_slowing)
    return Cells(conductances, voltages, table, schedule(parameters))
