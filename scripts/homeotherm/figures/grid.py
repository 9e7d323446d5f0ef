"""A grid of measures against temperature, before and after training: what synchrony and degradation share."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from homeotherm.figures.conditions import (
    conditions_of,
    intervals_in_words,
    mean_rows,
    missing_sentence,
    seed_rows,
)
from homeotherm.figures.drawing import (
    Drawing,
    axis_label,
    hide_spare_panels,
    letter_panels,
    plain_logarithms,
    seeds_in_words,
)
from homeotherm.figures.series import Group, abscissa_of, draw_group, finish_abscissa, handle, note_if_empty
from homeotherm.figures.style import NO_STATE_LOOK, Look, size_in_inches, state_looks

COLUMNS = 3
ROW_HEIGHT_MM = 52
PHASES = ("before", "after")
FILLED = {"before": False, "after": True, "": True}  # "" for measures taken once, after training


class Panel(NamedTuple):
    """One measure: its variable, the words on its axis, and how it is drawn."""

    variable: str
    words: str
    logarithmic: bool = False
    floor: str | None = None  # a variable drawn dashed: what the measure gives by chance
    limits: tuple[float, float] | None = None


def draw_grid(dataset: xr.Dataset, figure_name: str, panels: Sequence[Panel], subject: str) -> Drawing:
    """Draw one panel per measure; open symbols before training, filled ones after, one colour per state.

    `subject` begins the caption. The table holds every seed, mean and interval of every panel.
    """
    floors = [panel.floor for panel in panels if panel.floor]
    names = [panel.variable for panel in panels]
    chosen = conditions_of(dataset, figure_name, [*names, *floors])
    table = pd.concat([_rows(chosen, panel, number) for number, panel in enumerate(panels)], ignore_index=True)

    rows = -(-len(panels) // COLUMNS)
    figure = Figure(figsize=size_in_inches(ROW_HEIGHT_MM * rows + 6), layout="constrained")
    grid = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
    looks = state_looks(list(chosen["state"].values))
    abscissa = abscissa_of(chosen)
    for place, panel in zip(grid, panels, strict=False):
        shown = table[table["measure"] == panel.variable]
        _draw_panel(place, shown, panel, abscissa, looks)
        place.set_ylabel(axis_label(panel.words, chosen[panel.variable].attrs.get("units", "1")))
        set_limits(place, shown, panel)
        if panel.logarithmic:
            plain_logarithms(place)
        note_if_empty(place, shown)
    finish_abscissa(grid[: len(panels)], abscissa)
    hide_spare_panels(grid[len(panels) :])
    letter_panels(grid[: len(panels)])
    phased = bool((table["phase"] != "").any())
    handles = _legend(looks, bool(floors), phased)
    if handles:
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    phases = ", before (open) and after (filled) training" if phased else ""
    seeds = seeds_in_words(chosen.sizes["seed"])
    caption = (
        f"{subject} against {abscissa.words}{abscissa.by_state(len(looks))}{phases}. "
        f"Points are seeds ({seeds} per condition), spread sideways to be seen, "
        f"lines join their means; {intervals_in_words(table)}. {missing_sentence(chosen, names)}"
    )
    return Drawing(figure, table.drop(columns="measure"), caption.strip())


def _rows(dataset: xr.Dataset, panel: Panel, number: int) -> pd.DataFrame:
    """Return the rows of one panel: the measure and, without interval, its floor."""
    fixed = {"panel": chr(ord("a") + number), "measure": panel.variable}
    values = dataset[panel.variable]
    parts = [seed_rows(values, **fixed), mean_rows(values, **fixed)]
    if panel.floor:
        parts.append(mean_rows(dataset[panel.floor], interval=False, **fixed))
    rows = pd.concat(parts, ignore_index=True)
    if "phase" not in rows:
        rows.insert(rows.columns.get_loc("seed") + 1, "phase", "")
    return rows


def _draw_panel(place: Axes, rows: pd.DataFrame, panel: Panel, abscissa, looks: dict[str, Look]) -> None:
    """Draw the groups of a panel, states side by side and before beside after."""
    phases = [phase for phase in ("", *PHASES) if (rows["phase"] == phase).any()]
    groups = [(state, phase) for state in looks for phase in phases]
    # states lie at the same temperatures, but each at its own metabolic rate: there only phases need room
    places = len(phases) if abscissa.column == "metabolic_rate" else len(groups)
    for number, (state, phase) in enumerate(groups):
        group_rows = rows[(rows["state"] == state) & (rows["phase"] == phase)]
        measured = group_rows[group_rows["quantity"] == panel.variable]
        group = Group(looks[state], FILLED[phase], number % places, places)
        draw_group(place, measured, abscissa, group, f"{state} {phase}".strip())
        if panel.floor:
            floor = group_rows[group_rows["quantity"] == panel.floor].sort_values(abscissa.column)
            _draw_floor(place, floor, abscissa, group)


def _draw_floor(place: Axes, floor: pd.DataFrame, abscissa, group: Group) -> None:
    """Draw what chance gives: dashed for the state after training, thinner for before."""
    at, level = floor[abscissa.column].to_numpy(dtype=float), floor["value"].to_numpy()
    if at.size == 1:  # a line needs two ends
        at, level = at + abscissa.room * np.array([-1, 1]), np.repeat(level, 2)
    place.plot(
        at,
        level,
        linestyle="--",
        dashes=(4, 2),
        linewidth=0.8 if group.filled else 0.5,
        color=group.look.colour,
        alpha=1.0 if group.filled else 0.6,
        zorder=1,
        label="floor",
    )


def set_limits(place: Axes, rows: pd.DataFrame, panel: Panel) -> None:
    """Choose limits by the numbers shown: from 0 unless negative; decades on a logarithmic axis."""
    numbers = rows[["value", "low", "high"]].to_numpy(dtype=float).ravel()
    numbers = numbers[np.isfinite(numbers)]
    if panel.limits:
        place.set_ylim(*panel.limits)
    elif panel.logarithmic:
        values = rows["value"].to_numpy(dtype=float)
        values = values[values > 0]  # NaN compares false
        if values.size:
            place.set_ylim(values.min() / 1.6, max(values.max(), numbers.max()) * 1.6)
    elif numbers.size:
        low, high = min(numbers.min(), 0.0), numbers.max()
        reach = high - low if high > low else 1.0
        place.set_ylim(low - 0.03 * reach, high + 0.06 * reach)


def _legend(looks: dict[str, Look], floors: bool, phased: bool) -> list[Line2D]:
    """Return the entries for states, phases (if a measure has them) and the floor."""
    named = [handle(look, state) for state, look in looks.items() if state]
    neutral = NO_STATE_LOOK if not named else Look("0.35", "o")
    entries = named
    if phased:
        entries = [*named, handle(neutral, "before training", filled=False), handle(neutral, "after training")]
    if floors:
        entries.append(Line2D([], [], color=neutral.colour, linestyle="--", linewidth=0.8, label="floor (chance)"))
    return entries
