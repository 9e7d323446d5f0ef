"""Compute the bifurcation diagram of a study."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.analysis.axes import control_axis
from homeotherm.analysis.bifurcation import bifurcation_diagram
from homeotherm.files import read_dataset, write_dataset
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        dataset = read_dataset(Path(snakemake.input.dataset))
        write_dataset(bifurcation_diagram(dataset, control_axis(dataset)), Path(snakemake.output.diagram))
