"""Figures of studies of microcircuits, and drawings of all of them that several files of tests look at."""

from functools import cache

import xarray as xr
from synthetic import synthetic_dataset, synthetic_rasters

from homeotherm.analysis.bifurcation import bifurcation_diagram
from homeotherm.catalogue import FIGURES as CATALOGUE
from homeotherm.figures.drawing import Drawing
from homeotherm.figures.registry import FIGURES as ALL_FIGURES
from homeotherm.figures.registry import draw_figure

# Figures of studies that are swept otherwise are tested in test_figures_dynamics.py.
FIGURES = {
    name: ALL_FIGURES[name]
    for name, figure in CATALOGUE.items()
    if figure.models == ("microcircuit",) and not figure.own_axis and name != "hysteresis"
}
OF_DATASETS = [name for name in FIGURES if name != "raster"]


def microcircuit_dataset() -> xr.Dataset:
    """Return the dataset that is drawn: three states, three temperatures and four seeds."""
    return synthetic_dataset(temperatures=(30, 37, 42), seeds=4)


@cache
def microcircuit_drawings() -> dict[str, Drawing]:
    """Return every figure by name. They are drawn once for all files: a test looks at them and changes nothing."""
    dataset = microcircuit_dataset()
    inputs = {"dataset": dataset, "rasters": synthetic_rasters(), "diagram": bifurcation_diagram(dataset)}
    return {name: draw_figure(name, inputs) for name in FIGURES}
