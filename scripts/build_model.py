"""Compile one model structure."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.engine.build import build
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        build(
            model=snakemake.params.built["model"],
            structure=snakemake.params.built["structure"],
            tuning=snakemake.params.tuning,
            cores=snakemake.threads,
            brian2_version=snakemake.params.brian2,
            target=Path(snakemake.output.manifest).parent,
        )
