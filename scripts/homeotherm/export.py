"""The spikes of one point as a file for other tools: a SONATA file, or a table."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from homeotherm.atomic import replacing
from homeotherm.command_line import ROOT, arguments, told
from homeotherm.errors import InputError, listed, nearest
from homeotherm.exports.simulated_point import open_point
from homeotherm.exports.sonata import write_sonata
from homeotherm.measures import trains
from homeotherm.results_manifest import EXPORTS
from homeotherm.spiking import Spiking


def write_table(spiking: Spiking, target: Path) -> None:
    """Write population, neuron within it, and time in s of every spike, by neuron and then by time."""
    parts = []
    for name, (first, last) in spiking.populations.items():
        times, sizes = trains.take(spiking.times, spiking.row_size, np.arange(first, last))
        neurons = trains.neuron_of_spike(sizes)
        parts.append(pd.DataFrame({"population": name, "neuron": neurons, "time_seconds": times}))
    with replacing(target) as temporary:
        pd.concat(parts).to_csv(temporary, index=False, lineterminator="\n")


FORMATS: dict[str, tuple[str, Callable[[Spiking, Path], None]]] = {
    "sonata": (".h5", write_sonata),
    "csv": (".csv", write_table),
}
"""The end of the file's name and what writes it, by format."""


def export(study: str, identifier: str, form: str, given: tuple[str, ...] = (), root: Path = ROOT) -> Path:
    """Write the spikes of a point to ``results/<study>/exports`` and return the file; see `open_point`.

    Raises
    ------
    InputError
        If the format is unknown, or the point has no spikes to export.
    """
    if form not in FORMATS:
        raise InputError(f"format: '{form}' is unknown{nearest(form, FORMATS)}; allowed: {listed(FORMATS)}")
    suffix, write = FORMATS[form]
    target = root / "results" / study / EXPORTS / f"{identifier}{suffix}"
    write(open_point(study, identifier, given, root).spiking, target)
    return target


def main() -> None:
    """Write the file and say where it is."""
    given = arguments("The spikes of one point as a file for other tools.", "study", "point", "format")
    print(export(given.study, given.point, given.format, tuple(given.config)))


if __name__ == "__main__":
    told(main)
