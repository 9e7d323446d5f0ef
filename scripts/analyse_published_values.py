"""Set a paper's numbers beside those of a study."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.analysis.published_values import published_values, read_published
from homeotherm.files import read_dataset, write_table
from homeotherm.logs import log_to
from homeotherm.plan import open_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        planned = open_plan(snakemake.wildcards.study, snakemake.config, Path(snakemake.scriptdir).parent)
        given = planned.study.published_values
        dataset = read_dataset(Path(snakemake.input.dataset))
        table = published_values(dataset, read_published(Path(snakemake.input.published)), given.at, given.cells)
        write_table(table, Path(snakemake.output.table))
