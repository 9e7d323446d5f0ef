"""Compile one model structure, or note that there is nothing to compile."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.engine.build import build
from homeotherm.engine.computed import is_computed, write_manifest
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        model, structure = snakemake.params.built["model"], snakemake.params.built["structure"]
        manifest = Path(snakemake.output.manifest)
        if is_computed(model):
            write_manifest(model, structure, snakemake.params.built["numpy"], manifest)
        else:
            build(
                model=model,
                structure=structure,
                tuning=snakemake.params.tuning,
                cores=snakemake.threads,
                brian2_version=snakemake.params.brian2,
                target=manifest.parent,
            )
