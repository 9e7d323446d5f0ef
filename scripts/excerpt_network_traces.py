"""Take the example traces of a study of rhythm-generating networks."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.logs import log_to
from homeotherm.network_trace_excerpt import write_network_traces
from homeotherm.plan import open_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        planned = open_plan(snakemake.wildcards.study, snakemake.config, Path(snakemake.scriptdir).parent)
        recordings = Path(snakemake.input.recordings[0]).parent
        write_network_traces(
            planned.study, lambda point: recordings / f"{planned.batch_of(point).id}.nc", Path(snakemake.output.traces)
        )
