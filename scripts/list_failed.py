"""List the points of a study that are not ok."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.failed_points import list_failed
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        list_failed(
            study=snakemake.wildcards.study,
            dataset=Path(snakemake.input.dataset),
            target=Path(snakemake.output.failed),
        )
