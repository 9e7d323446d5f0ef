"""Publish the results of a study."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.logs import log_to
from homeotherm.plan import open_plan
from homeotherm.provenance import commit, versions
from homeotherm.publishing import publish

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        root = Path(snakemake.scriptdir).parent
        results = Path(snakemake.input.dataset).parent
        target = Path(snakemake.output.manifest).parent
        publish(
            open_plan(target.name, snakemake.config, root).study,
            results={str(Path(path).relative_to(results)): Path(path) for path in snakemake.input},
            recordings=results / "recordings",
            commit=commit(root, besides=target.parent.name),
            versions=versions(),
            date=datetime.datetime.now(datetime.UTC).date(),
            target=target,
        )
