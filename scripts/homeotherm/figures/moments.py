"""When things happen to regulated cells, as marks on a time axis and as words."""

import json
from collections.abc import Iterable

import xarray as xr
from matplotlib.axes import Axes

from homeotherm.regulated.protocol import Layout, layout


def moments_of(dataset: xr.Dataset) -> Layout:
    """Return the moments of a study's protocol, the same for all of its points."""
    return layout(json.loads(dataset.attrs["parameters_json"]))


def changes(plan: Layout) -> dict[str, float]:
    """Return the times (s) at which something is done to the cells, by name."""
    found = {"switch": plan.switch}
    if plan.washout < plan.protocol_end:
        found["washout"] = plan.washout
    return found


def mark_changes(panels: Iterable[Axes], plan: Layout) -> None:
    """Draw a dotted upright line through panels over time (s) at every change."""
    for panel in panels:
        for moment in changes(plan).values():
            panel.axvline(moment, color="0.45", linestyle=":", linewidth=0.7, zorder=1)


def changes_in_words(plan: Layout) -> str:
    """Return the clause of a caption that says what the dotted lines are."""
    named = " and ".join(f"the {name} at {moment:g} s" for name, moment in changes(plan).items())
    return f"dotted lines are {named}" if len(changes(plan)) > 1 else f"the dotted line is {named}"


def tested_in_words(plan: Layout) -> str:
    """Return the tested moments with their times, such as "settled (149 s), modulated (299 s)"."""
    return ", ".join(f"{name.replace('_', ' ')} ({moment:g} s)" for name, moment in plan.tested.items())
