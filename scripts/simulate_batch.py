"""Simulate the points of one batch."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.finished import other_recordings
from homeotherm.journal import JOURNAL
from homeotherm.logs import log_to
from homeotherm.plan import open_plan
from homeotherm.simulation import simulate_batch

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        planned = open_plan(snakemake.wildcards.study, snakemake.config, Path(snakemake.scriptdir).parent)
        recording = Path(snakemake.output.recording)
        simulate_batch(
            study=planned.study,
            batch=planned.batch(snakemake.wildcards.batch),
            build=Path(snakemake.input.manifest).parent,
            code=snakemake.params.code,
            workers=snakemake.threads,
            target=recording,
            journal=recording.parent / JOURNAL,
            earlier=other_recordings(recording.parents[2], planned.study.name, planned),
        )
