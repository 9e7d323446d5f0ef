"""Make the report of a study."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.files import read_dataset, read_table, write_text
from homeotherm.logs import log_to
from homeotherm.plan import open_plan
from homeotherm.provenance import commit
from homeotherm.published import fingerprint, open_publication
from homeotherm.report.embedding import FigureFiles
from homeotherm.report.page import Origin, report_page
from homeotherm.study import check_study

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        root = Path(snakemake.scriptdir).parent
        name, manifest = snakemake.wildcards.study, None
        published = root / snakemake.params.published
        if snakemake.config["source"] == "published":
            manifest = open_publication(name, published).manifest
            study = check_study(name, manifest["study_content"], root / "config" / "models")
        else:
            study = open_plan(name, snakemake.config, root).study
        dataset = Path(snakemake.input.dataset)
        parts = [map(Path, snakemake.input[part]) for part in ("vectors", "pictures", "numbers", "captions")]
        page = report_page(
            study,
            read_dataset(dataset),
            claims=read_table(Path(snakemake.input.claims[0])) if snakemake.input.claims else None,
            figures=[FigureFiles(files[0].stem, *files) for files in zip(*parts, strict=True)],
            origin=Origin(commit(root, besides=published.name), fingerprint(dataset)["sha256"], manifest),
        )
        write_text(page, Path(snakemake.output.page))
