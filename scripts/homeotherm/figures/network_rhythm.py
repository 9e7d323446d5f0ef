"""Network rhythm: slow rhythm and calcium of networks over time, frequency and alternation of their half-centres."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import LogLocator, NullLocator

from homeotherm.figures.condition_grid import name_moments
from homeotherm.figures.drawing import Drawing, axis_label, seeds_in_words, spread
from homeotherm.figures.named_conditions import axis_columns, missing_sentence, named_conditions, point_rows
from homeotherm.figures.network_moments import Moments, moments_of_conditions
from homeotherm.figures.roles import PAIRS, ROLES, legend_of_roles
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.trace_panels import say_no_result, write_heading
from homeotherm.models.rhythm.definitions import SLOW_RHYTHM
from homeotherm.models.rhythm.observables import COURSE_WINDOW

SHARE, CALCIUM, FREQUENCY, ANTIPHASE = "slow_rhythm_course", "calcium_course", "interburst_frequency", "antiphase"
NEEDED = (SHARE, CALCIUM, FREQUENCY, ANTIPHASE, "slow_rhythm")
LABELS = {
    SHARE: "Share with\nslow rhythm", CALCIUM: "Calcium", FREQUENCY: "Interburst\nfrequency", ANTIPHASE: "Antiphase",
}  # fmt: skip
TITLE_MM, TALLEST_MM, FURTHER_MM, PAGE_MM = 5.0, 34.0, 18.0, 240.0
WIDTHS = (1.15, 1.15, 1.0, 1.0)
STRIPS = 0.8  # of the distance between windows is for the strips of the half-centres,
DOTS = 0.8  # and this share of a strip for its dots
FOR_NUMBERS = 0.13  # of the height of a panel, below the dots
TICKS = {SHARE: (0, 0.5, 1), ANTIPHASE: (-1, 0, 1)}
WINDOW_COLOUR, MARK_COLOUR = "0.9", "0.3"
BOUND_STYLE = "-."
LINE_WIDTHS = {"hub": 1.5}
"""Points, of lines that others may lie on; all others have the usual one."""
LINE_WIDTH = 0.7


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw a row of panels per condition: two over time (s), and two with a dot per cell or network in each window.

    From left to right: share of networks with the slow rhythm (1), calcium (unit of the model), interburst frequency
    (Hz, logarithmic) of the cells of both half-centres, antiphase (1) of the half-centres.

    Raises
    ------
    ValueError
        If a variable is missing.
    """
    chosen = named_conditions(dataset, "network_rhythm", NEEDED)
    chosen = chosen.assign_coords(network=np.arange(1, chosen.sizes["network"] + 1))
    moments = moments_of_conditions(chosen)
    table = pd.concat([*_course_rows(chosen, moments), *_pair_rows(chosen)], ignore_index=True)

    conditions = chosen.sizes["condition"]
    heights = [TITLE_MM, min(TALLEST_MM, (PAGE_MM - FURTHER_MM) / conditions - TITLE_MM)] * conditions
    figure = Figure(figsize=size_in_inches(sum(heights) + FURTHER_MM), layout="constrained")
    figure.get_layout_engine().set(h_pad=0.015, hspace=0.0, w_pad=0.02, wspace=0.02)
    grid = figure.subplots(
        2 * conditions, len(LABELS), squeeze=False, height_ratios=heights, width_ratios=WIDTHS
    )  # fmt: skip
    for panel in grid[::2].ravel():
        panel.set_axis_off()
    panels = grid[1::2]
    limits = {name: _limits(table[table["quantity"] == name], name) for name in LABELS}
    for number, (own, letter) in enumerate(zip(panels, chosen["letter"].values, strict=True)):
        write_heading(grid[2 * number, 0], str(letter), str(chosen["title"].values[number]))
        for panel, name in zip(own, LABELS, strict=True):
            rows = table[(table["panel"] == letter) & (table["quantity"] == name)]
            if name in (SHARE, CALCIUM):
                _draw_courses(panel, rows, moments[number])
            else:
                _draw_pairs(panel, rows, list(chosen["phase"].values.astype(str)))
            if rows["value"][rows["statistic"].isin(["seed", "cell", "network"])].isna().all():
                say_no_result(panel)
            _scale(panel, name, limits[name])
            panel.set_ylabel(axis_label(LABELS[name], chosen[name].attrs["units"]), labelpad=2)
    for panel in panels[-1, :2]:
        panel.set_xlabel(axis_label("Time", "s"))
    figure.legend(handles=_legend(), loc="outside upper center", ncols=4)
    return Drawing(figure, table, _caption(chosen, table, moments))


def _course_rows(dataset: xr.Dataset, moments: Sequence[Moments]) -> list[pd.DataFrame]:
    """Return rows over time: share and calcium of every seed, and the target of calcium at both ends."""
    share = dataset[SHARE].rename(course_time="time")
    share = share.assign_coords(time=share["time"] + 0.5 * COURSE_WINDOW)
    calcium = dataset[CALCIUM].rename(calcium_time="time")
    parts = [point_rows(dataset, share)]
    for role in ROLES:
        mean = calcium.sel(cell=list(role.cells)).mean("cell", skipna=False).assign_attrs(calcium.attrs)
        parts.append(point_rows(dataset, mean).assign(role=role.name))
    targets = [
        {"quantity": CALCIUM, "units": calcium.attrs["units"], "statistic": "target", **axis_columns(dataset, number),
         "time": time, "value": each.calcium_target}
        for number, each in enumerate(moments) for time in (0.0, each.end)
    ]  # fmt: skip
    return [*parts, pd.DataFrame(targets)]


def _pair_rows(dataset: xr.Dataset) -> list[pd.DataFrame]:
    """Return a row per cell or network and window, and how many of all seeds together lack a value."""
    there = dataset["slow_rhythm"].notnull()
    parts = []
    for half_centre, role in PAIRS.items():
        for values, statistic in (
            (dataset[FREQUENCY].sel(cell=list(role.cells)), "cell"),
            (dataset[ANTIPHASE].sel(half_centre=half_centre, drop=True), "network"),
        ):
            parts.append(point_rows(dataset, values, statistic).assign(role=role.name))
            further = [dim for dim in values.dims if dim not in ("condition", "phase")]
            for name, lacks in (("lacking", values.isnull() & there), ("number", values.notnull() | there)):
                count = lacks.sum(further).rename(values.name).assign_attrs(units="1").expand_dims(seed=[pd.NA])
                parts.append(point_rows(dataset, count, name).assign(role=role.name))
    return parts


def _draw_courses(panel: Axes, rows: pd.DataFrame, moments: Moments) -> None:
    """Draw a line per seed, and what happens when."""
    for start, stop in moments.windows.values():
        panel.axvspan(start, stop, color=WINDOW_COLOUR, linewidth=0, zorder=0)
    panel.axvline(moments.switch, color=MARK_COLOUR, linestyle=":", linewidth=0.9, zorder=1)
    panel.plot(
        [moments.homeostasis, moments.end], [1.03, 1.03], transform=panel.get_xaxis_transform(), color=MARK_COLOUR,
        linewidth=2, solid_capstyle="butt", clip_on=False, label="homeostasis",
    )  # fmt: skip
    seeds = rows[rows["statistic"] == "seed"]
    roles = seeds["role"].fillna("") if "role" in seeds else pd.Series("", seeds.index)
    colours = {"": "black"} | {role.name: role.colour for role in ROLES}
    for (role, _), own in seeds.groupby([roles, seeds["seed"]], sort=False):
        behind = role in LINE_WIDTHS
        panel.plot(
            own["time"].to_numpy(), own["value"].to_numpy(), color=colours[role], alpha=0.8, label=role or "share",
            linewidth=LINE_WIDTHS.get(role, LINE_WIDTH), zorder=2 if behind else 3,
        )  # fmt: skip
    target = rows[rows["statistic"] == "target"]
    if len(target):
        panel.plot(
            target["time"], target["value"], color="black", linewidth=0.8, linestyle="--", zorder=4, label="target"
        )
    panel.set_xlim(0, moments.end)


def _draw_pairs(panel: Axes, rows: pd.DataFrame, phases: list[str]) -> None:
    """Draw the dots of both half-centres side by side in each window, and below them how many have no value."""
    width = STRIPS / len(PAIRS)
    for place, role in enumerate(PAIRS.values()):
        own = rows[rows["role"] == role.name]
        middle = own["phase"].map(phases.index).to_numpy() + (place - 0.5 * (len(PAIRS) - 1)) * width
        dots = own["statistic"].isin(["cell", "network"]).to_numpy()
        members = [column for column in ("seed", "network", "cell") if own[column][dots].notna().all()]
        member = own[dots].groupby(members).ngroup().to_numpy()
        sideways = spread(member.max() + 1, DOTS * width)
        panel.plot(
            middle[dots] + sideways[member], own["value"][dots].to_numpy(), linestyle="none", marker=role.marker,
            markersize=2.1, markerfacecolor=role.colour, markeredgewidth=0, alpha=0.7, zorder=3, label=role.name,
        )  # fmt: skip
        lacking = ((own["statistic"] == "lacking") & (own["value"] > 0)).to_numpy()
        for at, count in zip(middle[lacking], own["value"][lacking], strict=True):
            panel.annotate(
                f"{count:.0f}", (at, 0), (0, 1.5), ("data", "axes fraction"), "offset points", ha="center",
                va="bottom", fontsize=6, color=role.colour,
            )  # fmt: skip
    name_moments(panel, phases, columns=1)


def _limits(rows: pd.DataFrame, name: str) -> tuple[float, float]:
    """Return the limits of the axis of a quantity, the same in all conditions, with room for numbers if there are."""
    values = rows["value"][rows["statistic"].isin(["seed", "target", "cell", "network"])]
    numbers = (rows["value"][rows["statistic"] == "lacking"] > 0).any()
    further = FOR_NUMBERS / (1 - FOR_NUMBERS) if numbers else 0.0
    if name == SHARE:
        return -0.04, 1.04
    if name == ANTIPHASE:
        return -1.05 - 2.1 * further, 1.05
    if name == CALCIUM:
        return min(0.0, 1.05 * values.min()), 1.05 * values.max()
    low, high = np.fmin(values.min(), SLOW_RHYTHM) / 1.15, np.fmax(values.max(), SLOW_RHYTHM) * 1.15
    return low * (low / high) ** further, high


def _scale(panel: Axes, name: str, limits: tuple[float, float]) -> None:
    """Set limits and ticks of the axis of a quantity."""
    if name == FREQUENCY:
        panel.set_yscale("log")
        panel.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        panel.yaxis.set_minor_locator(NullLocator())
        panel.yaxis.set_major_formatter("{x:g}")
        panel.axhline(SLOW_RHYTHM, color=MARK_COLOUR, linestyle=BOUND_STYLE, linewidth=0.7, zorder=1)
    if name in TICKS:
        panel.set_yticks(TICKS[name])
    panel.set_ylim(limits)


def _legend() -> list[Line2D | Patch]:
    marks = [
        Line2D([], [], color="black", linewidth=0.8, linestyle="--", label="target of calcium"),
        Line2D(
            [],
            [],
            color=MARK_COLOUR,
            linewidth=0.7,
            linestyle=BOUND_STYLE,
            label=f"slow rhythm: below {SLOW_RHYTHM:g} Hz",
        ),
        Line2D([], [], color=MARK_COLOUR, linewidth=0.9, linestyle=":", label="switch"),
        Line2D([], [], color=MARK_COLOUR, linewidth=2, label="homeostasis acts", solid_capstyle="butt"),
        Patch(color=WINDOW_COLOUR, label="windows before, after, end"),
    ]
    roles = legend_of_roles()
    for entry, role in zip(roles, ROLES, strict=True):
        if role in PAIRS.values():
            entry.set(marker=role.marker, markersize=3)
    return [*roles, *marks]


def _lacking_in_words(dataset: xr.Dataset, table: pd.DataFrame) -> str:
    """Return a sentence on the cells that do not burst, by condition, half-centre and window."""
    rows = table[table["quantity"] == FREQUENCY]
    keys = ["panel", "role", "phase"]
    lacking, number = (rows[rows["statistic"] == name].set_index(keys)["value"] for name in ("lacking", "number"))
    found = [
        f"{panel}: {int(count)} of {int(number[panel, role, phase])} of the {role} {_window_in_words(phase)}"
        for (panel, role, phase), count in lacking.items() if count > 0
    ]  # fmt: skip
    return f"Cells that do not burst: {'; '.join(sorted(found)) or 'none'}."


def _window_in_words(phase: str) -> str:
    return {"before": "before the switch", "after": "after it", "end": "at the end"}[phase]


def _caption(dataset: xr.Dataset, table: pd.DataFrame, moments: Sequence[Moments]) -> str:
    networks, seeds = dataset.sizes["network"], dataset.sizes["seed"]
    each = " each" if seeds > 1 else ""
    times = "; ".join(
        f"{letter}: switch {own.switch:g} s, homeostasis from {own.homeostasis:g} s"
        for letter, own in zip(dataset["letter"].values, moments, strict=True)
    )
    return (
        f"Rhythm-generating networks of five cells ({seeds_in_words(seeds)} of {networks} "
        f"{'network' if networks == 1 else 'networks'}{each}). From left to right: share of networks with the slow "
        f"rhythm (both cells of the slow pair burst with fewer than {SLOW_RHYTHM:g} bursts per second of pause) in "
        f"windows of {COURSE_WINDOW:g} s, at their centre; calcium (moving average over 5 s, mean over networks and "
        f"the cells of a role), a line per seed in both; interburst frequency of every cell of the half-centres; "
        f"antiphase of every half-centre (1 in antiphase, -1 together). Dots are cells, or networks, of all seeds; "
        f"numbers below the dots count those without a value. Dotted lines are the switch, bars the time in which "
        f"homeostasis acts ({times}). No averages over seeds, no intervals. {_lacking_in_words(dataset, table)} "
        f"{missing_sentence(dataset)}"
    ).strip()
