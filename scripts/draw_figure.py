"""Draw one figure from cached results."""

from pathlib import Path
from typing import TYPE_CHECKING

from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.registry import draw_figure
from homeotherm.files import read_result, write_text
from homeotherm.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

if __name__ == "__main__":
    with log_to(snakemake.log[0]):
        name = snakemake.wildcards.figure
        inputs = {key: read_result(Path(path)) for key, path in snakemake.input.items()}
        drawing = draw_figure(name, inputs)
        save_drawing(drawing, Path(snakemake.output.vector).parent, name)
        write_text(drawing.caption + "\n", Path(snakemake.output.caption))
