"""Tabulate what tells a study's cells that survive a sweep of the temperature from others."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.analysis.sweep_survivors import survivors_table
from homeotherm.files import read_dataset, write_table
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        dataset = read_dataset(Path(snakemake.input.dataset))
        write_table(survivors_table(dataset), Path(snakemake.output.survivors))
