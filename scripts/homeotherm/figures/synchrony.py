"""Synchrony: six measures of the spontaneous activity before and after training."""

import xarray as xr

from homeotherm.figures.drawing import Drawing
from homeotherm.figures.grid import Panel, draw_grid
from homeotherm.figures.style import in_style

PANELS = (
    Panel("voltage_synchrony", "Voltage synchrony χ"),
    Panel("pairwise_correlation", "Pairwise correlation"),
    Panel("population_fano", "Population Fano factor", logarithmic=True),
    Panel("kuramoto", "Kuramoto order parameter", floor="kuramoto_floor"),
    Panel("spectral_peak_frequency", "Spectral peak"),
    Panel("rate_excitatory", "Excitatory rate"),
)
NEEDED = tuple(name for panel in PANELS for name in (panel.variable, panel.floor) if name)


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw voltage synchrony, correlation, Fano factor, order parameter, spectral peak and rate (Hz).

    All against temperature (°C), per state, before and after training; the floor of the order parameter,
    which independent cells reach too, is dashed.
    """
    return draw_grid(
        dataset, "synchrony", PANELS, "Synchrony of the spontaneous activity (correlation of counts in 20 ms)"
    )
