"""Set the judged claims of several studies side by side, as a table and a figure."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.analysis.claim_comparison import compare_claims
from homeotherm.figures.claim_matrix import draw
from homeotherm.figures.drawing import save_drawing
from homeotherm.files import read_table, write_text
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        paths = zip(snakemake.params.studies, snakemake.input.claims, strict=True)
        drawing = draw(compare_claims({study: read_table(Path(path)) for study, path in paths}))
        target = Path(snakemake.output.numbers)
        save_drawing(drawing, target.parent, target.stem)
        write_text(drawing.caption + "\n", Path(snakemake.output.caption))
