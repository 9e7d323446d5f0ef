"""Compute the loops of a study that ramps the temperature."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.analysis.hysteresis import hystereses
from homeotherm.files import read_dataset, write_dataset
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        dataset = read_dataset(Path(snakemake.input.dataset))
        write_dataset(hystereses(dataset), Path(snakemake.output.loops))
