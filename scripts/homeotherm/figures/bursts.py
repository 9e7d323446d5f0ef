"""Bursts: how often the whole population bursts, for how long, and how long it pauses."""

import xarray as xr

from homeotherm.figures.drawing import Drawing
from homeotherm.figures.grid import Panel, draw_grid
from homeotherm.figures.style import in_style

PANELS = (
    Panel("burst_rate", "Rate of bursts"),
    Panel("burst_duration", "Duration of a burst"),
    Panel("burst_interval", "Pause between bursts"),
)
NEEDED = tuple(panel.variable for panel in PANELS)


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw rate (Hz), duration (s) and pauses (s) of population bursts in the spontaneous activity.

    All against temperature (°C), per state, before and after training. A network without bursts has the rate 0 and no
    duration, one with a single burst no pause.
    """
    return draw_grid(
        dataset, "bursts", PANELS, "Rate of population bursts in the spontaneous activity, their duration and pauses,"
    )
