"""Gather the measures of a study into its dataset."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.dataset import gather
from homeotherm.engine.run import read_manifest
from homeotherm.finished import check_codes, remove_left_over_journals
from homeotherm.logs import log_to
from homeotherm.plan import open_plan
from homeotherm.provenance import commit, versions

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        root = Path(snakemake.scriptdir).parent
        planned = open_plan(snakemake.wildcards.study, snakemake.config, root)
        measures = [Path(path) for path in snakemake.input.measures]
        check_codes(measures, snakemake.params.simulated_by)
        gather(
            planned.study,
            measures=measures,
            manifests=[read_manifest(Path(path).parent) for path in snakemake.input.manifests],
            provenance={"commit": commit(root), "versions": versions()},
            target=Path(snakemake.output.dataset),
        )
        remove_left_over_journals(Path(snakemake.output.dataset).parent / "recordings")
