"""Fates: what regulated cells do over time and at each tested moment, and when they stop bursting for good."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from homeotherm.figures.activities import COLOURS, legend_of_activities
from homeotherm.figures.condition_grid import condition_grid, in_first_column, name_moments
from homeotherm.figures.drawing import Drawing, axis_label
from homeotherm.figures.moments import changes_in_words, mark_changes, moments_of, tested_in_words
from homeotherm.figures.named_conditions import missing_sentence, named_conditions, point_rows, seeds_of_cells
from homeotherm.figures.style import in_style
from homeotherm.measures.activity import ACTIVITY
from homeotherm.regulated.observables import COURSE_WINDOW

SHARES = tuple(f"{name}_share" for name in ACTIVITY)
NEEDED = ("activity_course", *SHARES, "loss_time", "loss_time_median", "lost_share")
HEIGHTS_MM = (36, 20, 22)  # shares over time, losses over time, shares at tested moments
BARS = 0.86  # of the distance between moments is for the bars of the seeds


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw shares of cells (1) by activity over time (s), the share that stopped bursting, and shares when tested.

    Seeds are bars side by side: within each window of time, and at each tested moment.
    """
    chosen = named_conditions(dataset, "fates", NEEDED)
    plan = moments_of(dataset)
    starts = chosen["course_time"].values
    edges = np.append(starts, starts[-1] + COURSE_WINDOW)
    tested = pd.concat([point_rows(chosen, chosen[name]) for name in SHARES], ignore_index=True)
    tested["class"] = tested["quantity"].str.removesuffix("_share")
    course = point_rows(chosen, chosen["activity_course"])
    lost = point_rows(chosen, lost_until(chosen, plan.switch))

    figure, panels = condition_grid(chosen, HEIGHTS_MM, 10, share_x=False)
    phases = list(chosen["phase"].values.astype(str))
    for letter, own in zip(chosen["letter"].values, panels, strict=True):
        _draw_shares(own[0], course[course["panel"] == letter], "course_time", edges)
        _draw_losses(own[1], lost[lost["panel"] == letter], edges)
        at = np.arange(len(phases) + 1) - 0.5
        _draw_shares(own[2], tested[tested["panel"] == letter], "phase", at, BARS)
        name_moments(own[2], phases, chosen.attrs["columns"])
        _finish(own, edges)
    mark_changes(panels[:, :2].ravel(), plan)
    entries = [*legend_of_activities(), Line2D([], [], color="black", linewidth=0.8, label="lost (a line per seed)")]
    figure.legend(handles=entries, loc="outside upper center", ncols=len(entries))
    return Drawing(figure, pd.concat([course, lost, tested], ignore_index=True), _caption(chosen))


def lost_until(dataset: xr.Dataset, switch: float) -> xr.DataArray:
    """Return the share of all cells that burst after the switch and have stopped for good by the start of a window.

    Parameters
    ----------
    dataset
        With `loss_time` (s since the switch), `course_time` (s since the start) and `activity_course`.
    switch
        Time of the switch, in s.

    Returns
    -------
    (condition, seed, course_time); NaN for a point without result.
    """
    stopped = dataset["loss_time"] + switch < dataset["course_time"] + 0.5 * COURSE_WINDOW
    there = dataset["activity_course"].notnull().all("class")
    shares = stopped.mean("cell").where(there).transpose("condition", "seed", "course_time")
    return shares.rename("lost_until").assign_attrs(units="1")


def _draw_shares(panel: Axes, rows: pd.DataFrame, along: str, edges: np.ndarray, filling: float = 1.0) -> None:
    """Stack the shares of the activities between edges, where the seeds are bars side by side."""
    shares = rows.pivot(index=along, columns=["seed", "class"], values="value").loc[rows[along].unique()]
    seeds = shares.columns.unique("seed")
    width = filling * np.diff(edges) / len(seeds)
    for place, seed in enumerate(seeds):
        left = edges[:-1] + 0.5 * (1 - filling) * np.diff(edges) + place * width
        base = np.zeros(len(shares))
        for name in ACTIVITY:
            height = np.nan_to_num(shares[seed, name].to_numpy())
            panel.bar(
                left, height, width, base, align="edge", color=COLOURS[name], edgecolor="white",
                linewidth=0.5 if filling < 1 else 0, zorder=1, label=name,
            )  # fmt: skip
            base += height
    if not np.isfinite(rows["value"]).any():
        panel.text(0.5, 0.5, "no result", transform=panel.transAxes, ha="center", va="center", color="0.4")


def _draw_losses(panel: Axes, rows: pd.DataFrame, edges: np.ndarray) -> None:
    for _, part in rows.groupby("seed"):
        shares = part.sort_values("course_time")["value"].to_numpy()
        if np.isfinite(shares).all():
            panel.stairs(shares, edges, baseline=None, color="black", linewidth=0.8, clip_on=False, label="lost")


def _finish(panels: np.ndarray, edges: np.ndarray) -> None:
    """Set limits and labels of a condition; words stand at the left only, since all panels have the axis of shares."""
    for panel, words in zip(panels, ("Share of cells", "Lost", "Tested"), strict=True):
        first = in_first_column(panel)
        panel.set_ylim(0, 1)
        panel.set_yticks([0, 0.5, 1], labels=["0", "0.5", "1"] if first else [])
        panel.set_ylabel(axis_label(words, "1") if first else "")
    for panel in panels[:2]:
        panel.set_xlim(edges[0], edges[-1])
    panels[0].tick_params(labelbottom=False)
    panels[1].set_xlabel(axis_label("Time", "s"))


def _caption(dataset: xr.Dataset) -> str:
    plan = moments_of(dataset)
    found = []
    for title, shares, times in zip(
        dataset["title"].values, dataset["lost_share"].values, dataset["loss_time_median"].values, strict=True
    ):
        if (shares > 0).any():
            percent = 100 * shares[np.isfinite(shares)]
            after = times[np.isfinite(times)]
            words = f"{_range(percent, '.3g')} % of the cells that burst, {_range(after, 'g')} s after the switch"
            found.append(f"{title}, {words}".lstrip(", "))
    lost = "No cell that bursts stops for good."
    if found:
        lost = f"Bursting stops for good (by seed; time in the median): {'; '.join(found)}."
    seeds = seeds_of_cells(dataset.sizes["seed"], plan.cells)
    return (
        f"What cells do while regulated, in windows of {COURSE_WINDOW:g} s (above); the share of cells that have "
        f"stopped bursting for good (middle); and what cells do without regulation, with their conductances at the "
        f"tested moments (below): {tested_in_words(plan)}. {seeds}: bars side by side within a window or moment, and "
        f"lines; {changes_in_words(plan)}; no averages. {lost} {missing_sentence(dataset)}"
    ).strip()


def _range(values: np.ndarray, form: str) -> str:
    """Return a number, or the lowest and the highest if they read differently."""
    low, high = format(values.min(), form), format(values.max(), form)
    return low if low == high else f"{low} to {high}"
