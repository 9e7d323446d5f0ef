"""The figure of docs/scale.md: cost against the number of points, beside what one would write down first."""

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.parts import files, jobs, killed
from homeotherm.figures.drawing import Drawing, letter_panels, plain_logarithms
from homeotherm.figures.style import in_style, size_in_inches


class Line(NamedTuple):
    """What a case is called, and how it looks."""

    label: str
    colour: str
    marker: str


LINES = {
    f"{jobs.PLAN}, {jobs.OURS}": Line("plan", "#000000", "o"),
    f"{jobs.PLAN}, {jobs.PLAIN}": Line("plan, a job per point", "#D55E00", "^"),
    f"{jobs.NOTHING}, {jobs.OURS}": Line("nothing to do", "#0072B2", "s"),
    f"{jobs.NOTHING}, {jobs.PLAIN}": Line("nothing to do, a job per point", "#E69F00", "v"),
    f"{files.GATHER}, {files.OURS}": Line("gather", "#000000", "o"),
    f"{files.GATHER}, {files.PLAIN}": Line("gather, a file per point", "#D55E00", "^"),
}
CAPTION = (
    "A study of the logistic map against its number of points. Planning is snakemake -n, nothing to do is the same on "
    "a finished study, gathering joins 22 numbers and two series of 32 values of every point to one dataset. "
    "Planning and nothing to do: a, CPU seconds; b, largest resident memory. Gathering: c, CPU seconds; d, largest "
    "resident memory; e, files that are gathered."
)


@in_style
def draw_scale(results: pd.DataFrame) -> Drawing:
    """Draw what the table of results has of the five panels; legends stand beside them."""
    figure = Figure(figsize=size_in_inches(110), layout="constrained")
    planning, memory, of_files = figure.subplots(2, 3).T
    of_jobs = results[results["part"].isin([jobs.PART, killed.PART])]
    gathered = results[results["part"] == files.PART]
    shown = [
        _lines(planning[0], of_jobs, "cpu_seconds", "CPU time (s)"),
        _lines(planning[1], gathered, "cpu_seconds", "CPU time (s)"),
        _lines(memory[0], of_jobs, "peak_megabytes", "Memory (MB)"),
        _lines(memory[1], gathered, "peak_megabytes", "Memory (MB)"),
        _lines(of_files[1], gathered, "files", "Number of files"),
    ]
    panels = [planning[0], memory[0], planning[1], memory[1], of_files[1]]
    handles = {line.get_label(): line for panel in (planning[0], planning[1]) for line in panel.lines}
    of_files[0].axis("off")
    of_files[0].legend(handles.values(), handles, loc="center")
    letter_panels(panels)
    return Drawing(figure, pd.concat(shown, ignore_index=True), CAPTION)


def _lines(panel: Axes, rows: pd.DataFrame, quantity: str, label: str) -> pd.DataFrame:
    """Draw a line per case over the number of points; return what is shown."""
    known = rows[rows["case"].isin(LINES) & rows[quantity].notna()]
    for case, group in known.groupby("case", sort=False):
        ordered = group.sort_values("size")
        line = LINES[case]
        panel.plot(ordered["size"], ordered[quantity], color=line.colour, marker=line.marker, label=line.label)
    panel.set(xscale="log", yscale="log", xlabel="Number of points", ylabel=label)
    panel.margins(x=0.08, y=0.1)
    if quantity == "peak_megabytes":  # within two decades
        plain_logarithms(panel)
    return known[["part", "case", "size"]].assign(quantity=quantity, value=known[quantity])
