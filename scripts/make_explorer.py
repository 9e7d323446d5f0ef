"""Make the explorer of a study."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.explorer.data import explorer_data
from homeotherm.explorer.page import explorer_page
from homeotherm.files import read_dataset, write_text
from homeotherm.logs import log_to
from homeotherm.plan import open_plan
from homeotherm.published import open_publication
from homeotherm.study import check_study

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        root, name = Path(snakemake.scriptdir).parent, snakemake.wildcards.study
        if snakemake.config["source"] == "published":
            content = open_publication(name, root / snakemake.params.published).manifest["study_content"]
            study = check_study(name, content, root / "config" / "models")
        else:
            study = open_plan(name, snakemake.config, root).study
        given = (snakemake.input[key] for key in ("rasters", "diagram"))
        rasters, diagram = (read_dataset(Path(paths[0])) if paths else None for paths in given)
        data = explorer_data(study, read_dataset(Path(snakemake.input.dataset)), rasters, diagram)
        write_text(explorer_page(data), Path(snakemake.output.page))
