"""Degradation: how full the weights are, and how sparse what the network answers."""

import xarray as xr

from homeotherm.figures.drawing import Drawing
from homeotherm.figures.grid import Panel, draw_grid
from homeotherm.figures.style import in_style

PANELS = (
    Panel("saturated_fraction", "Saturated synapses"),
    Panel("weight_gini", "Gini of weights"),
    Panel("active_fraction", "Responding neurons"),
    Panel("population_sparseness", "Population sparseness"),
    Panel("lifetime_sparseness", "Lifetime sparseness"),
    Panel("response_gini", "Gini of responses"),
)
NEEDED = tuple(panel.variable for panel in PANELS)


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw saturation and inequality of the weights, and sparseness and inequality of the responses.

    All are shares (1) against temperature (°C), per state; weights at the end of training only, responses
    before and after it.
    """
    return draw_grid(
        dataset,
        "degradation",
        PANELS,
        "Saturation and Gini coefficient of the weights, and share, sparseness and Gini coefficient of the responses,",
    )
