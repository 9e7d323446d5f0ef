"""Draw one figure from cached results."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.registry import draw_figure
from homeotherm.files import read_dataset, write_text
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        name = snakemake.wildcards.figure
        inputs = {key: read_dataset(Path(snakemake.input[key])) for key in ("dataset", "diagram", "rasters")}
        drawing = draw_figure(name, inputs)
        save_drawing(drawing, Path(snakemake.output.vector).parent, name)
        write_text(drawing.caption + "\n", Path(snakemake.output.caption))
