"""Compute where in the plane of the modulated conductances the targets of a study hold."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.analysis.target_lines import target_lines
from homeotherm.files import read_dataset, write_dataset
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        dataset = read_dataset(Path(snakemake.input.dataset))
        write_dataset(target_lines(dataset), Path(snakemake.output.lines))
