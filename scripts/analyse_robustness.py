"""Compute the robustness statistics of a study."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.analysis.axes import PRIMARY_MEASURES, compared_axis
from homeotherm.analysis.robustness import comparisons, condition_table, variance_table
from homeotherm.files import read_dataset, write_table
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        dataset = read_dataset(Path(snakemake.input.dataset))
        write_table(condition_table(dataset), Path(snakemake.output.conditions))
        write_table(comparisons(dataset, PRIMARY_MEASURES, compared_axis(dataset)), Path(snakemake.output.comparisons))
        write_table(variance_table(dataset, axis=compared_axis(dataset)), Path(snakemake.output.variance))
