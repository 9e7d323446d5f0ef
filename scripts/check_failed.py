"""Check that not too many points of a study failed."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.failed_points import check_failed
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        check_failed(
            dataset=Path(snakemake.input.dataset),
            failed=Path(snakemake.input.failed),
            largest_share=snakemake.params.largest_share,
            target=Path(snakemake.output.counted),
        )
