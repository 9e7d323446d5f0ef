"""The figure of docs/performance.md: speed and cost against size."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.page import OURS, PLAIN, part_of
from homeotherm.figures.drawing import Drawing, letter_panels
from homeotherm.figures.style import FURTHER_LOOKS, Look, in_style, size_in_inches

LOOKS = {
    OURS: Look("#000000", "o"), "homeotherm, native": Look("#0072B2", "s"), PLAIN: Look("#D55E00", "^"),
    "snakemake -n": Look("#000000", "o"), "gather": Look("#0072B2", "s"),
}  # fmt: skip
CAPTION = (
    "CPU seconds of one core. a, plastic network: CPU seconds per second of biological time. b, population of "
    "conductance-based cells: CPU seconds per neuron and second of biological time; plain Brian2 has homeostasis but "
    "no controller. c, planning and gathering a study. d, measuring a point over simulating it; the line is at 5 %."
)


@in_style
def draw(results: pd.DataFrame) -> Drawing:
    """Draw what the table of results has of the four panels."""
    figure = Figure(figsize=size_in_inches(165), layout="constrained")
    panels = figure.subplots(2, 2).ravel()
    shown = [
        _lines(panels[0], part_of(results, "network", "peers: network"), "cpu_per_work"),
        _lines(panels[1], part_of(results, "population", "peers: population"), "cpu_per_work"),
        _lines(panels[2], part_of(results, "planning", "gathering"), "cpu_seconds"),
        _shares(panels[3], part_of(results, "measures")),
    ]
    _label(panels[0], "neurons", "CPU time per biological time (s s⁻¹)")
    _label(panels[1], "cells", "CPU time per cell and\nbiological time (s s⁻¹)")
    _label(panels[2], "points", "CPU time (s)")
    letter_panels(panels)
    return Drawing(figure, pd.concat(shown, ignore_index=True), CAPTION)


def _lines(panel: Axes, rows: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Draw a line per case over sizes; return what is shown."""
    others = iter(FURTHER_LOOKS[1:] + FURTHER_LOOKS[:1])
    for case, group in rows.groupby("case", sort=False):
        look = LOOKS.get(case) or next(others)
        ordered = group.sort_values("size")
        panel.plot(ordered["size"], ordered[quantity], color=look.colour, marker=look.marker, label=case)
    panel.set(xscale="log", yscale="log")
    if len(rows):
        panel.legend(loc="upper left", bbox_to_anchor=(0, -0.25), borderpad=0)
    return rows[["part", "case", "size"]].assign(quantity=quantity, value=rows[quantity])


def _shares(panel: Axes, rows: pd.DataFrame) -> pd.DataFrame:
    """Draw the share of measuring in percent of simulating, by model."""
    costs = rows[rows["unit"] == "points"].set_index("case")["cpu_seconds"]
    models = [case.removesuffix(", simulating") for case in costs.index if case.endswith(", simulating")]
    shares = [100 * costs[f"{model}, measuring"] / costs[f"{model}, simulating"] for model in models]
    panel.barh(models, shares, color="#56B4E9", height=0.6)
    if not models:
        panel.set_yticks([])
    panel.axvline(5, color="#000000", linewidth=0.8, linestyle="--")
    panel.set_xlim(0, max([6.0, *(1.1 * share for share in shares)]))
    panel.set_xlabel("measuring over simulating, CPU time (%)")
    return pd.DataFrame({"part": "measures", "case": models, "size": 1, "quantity": "percent", "value": shares})


def _label(panel: Axes, thing: str, cost: str) -> None:
    panel.set(xlabel=f"number of {thing}", ylabel=cost)
