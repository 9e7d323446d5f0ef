"""List the results of a study with their checksums."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.logs import log_to
from homeotherm.provenance import commit, versions
from homeotherm.results_manifest import write_manifest

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        folder = Path(snakemake.output.manifest).parent
        write_manifest(
            study=folder.name,
            folder=folder,
            about={"commit": commit(Path(snakemake.scriptdir).parent), "versions": versions()},
        )
