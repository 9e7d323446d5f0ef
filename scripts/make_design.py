"""Write the table of a study's points."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.design import write_design
from homeotherm.logs import log_to
from homeotherm.plan import open_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        planned = open_plan(snakemake.wildcards.study, snakemake.config, Path(snakemake.scriptdir).parent)
        write_design(planned.points, planned.batches, Path(snakemake.output.design))
