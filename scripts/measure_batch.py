"""Measure the points of one batch."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.finished import remove_journals
from homeotherm.logs import log_to
from homeotherm.measuring import measure_batch
from homeotherm.plan import open_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        planned = open_plan(snakemake.wildcards.study, snakemake.config, Path(snakemake.scriptdir).parent)
        points = planned.batch(snakemake.wildcards.batch).points
        recording = Path(snakemake.input.recording)
        measure_batch(
            planned.study,
            points,
            recording,
            snakemake.params.simulated_by,
            Path(snakemake.output.measures),
        )
        remove_journals(recording)
