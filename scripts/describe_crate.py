"""Describe the results of a study as a research object."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.exports.crate import write_crate
from homeotherm.logs import log_to
from homeotherm.plan import open_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        root, folder = Path(snakemake.scriptdir).parent, Path(snakemake.input.manifest).parent
        write_crate(open_plan(folder.name, snakemake.config, root).study, folder, root / "CITATION.cff")
