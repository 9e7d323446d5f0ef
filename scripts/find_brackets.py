"""Find between which values of the refined axis the measure of a study changes."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.analysis.brackets import bracket_table
from homeotherm.files import read_dataset, write_table
from homeotherm.logs import log_to
from homeotherm.plan import open_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        planned = open_plan(snakemake.wildcards.study, snakemake.config, Path(snakemake.scriptdir).parent)
        table = bracket_table(read_dataset(Path(snakemake.input.dataset)), planned.study.refinement)
        write_table(table, Path(snakemake.output.brackets))
