"""Intersection: calcium and activity at every scale of the conductances, and whether both can be kept at once."""

import json
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from homeotherm.analysis.treatment import Treatment, treatment
from homeotherm.figures.drawing import (
    Drawing,
    axis_label,
    letter_panels,
    plain_logarithms,
    spread,
    symmetrical_logarithms,
)
from homeotherm.figures.named_conditions import missing_sentence, seeds_of_cells, words
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.treatments import each_treatment
from homeotherm.measures.activity import ACTIVITY

NEEDED = (
    "held_calcium", "activity", "conductance", "dynamic_input_conductance", "settles", "settling_scale",
    "settling_conductance", "settling_input_conductance", "settling_activity", "function_and_calcium",
)  # fmt: skip
# Okabe & Ito (2008); kinds of neuromodulation keep theirs.
COLOURS = {"none": "0.45", "sharp": "#D55E00", "controlled": "#0072B2"}
FURTHER_COLOURS = ("#000000", "#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#0072B2", "#D55E00", "0.6")
MARKERS = {"silent": "x", "tonic": "o", "doublet": "D", "bursting": "o", "irregular": "+"}
FILLED = "bursting"
NEGATIVE, GUIDE, CROSSING = "0.90", "0.25", "#F0E442"
OUTCOMES = {"bursts there": "0.25", "does not burst there": "0.75", "has no such scale": "white"}
"""What a cell does where calcium is at its target, and the shade of its share."""
LINEAR_BELOW = 10.0  # the axis of the input conductance is linear below, logarithmic above
IN_PLANE = 1.15
"""Scales that the plane shows: up to this times the larger of the scales at the switch and at rest."""
CURVES = ("held_calcium", "slow_input_conductance")
HEIGHT_MM = 136
FIELDS = (
    "condition", "seed", "cell", "quantity", "channel", "scale", "value", "units", "activity", "at_rest",
)  # fmt: skip


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw calcium, slow input conductance and modulated conductances against the scale of the regulated ones.

    Upper row: the first cell of the first seed, with a symbol by activity at every scale. Lower row: all cells.
    """
    conditions = dict(each_treatment(dataset.assign_coords(cell=np.arange(dataset.sizes["cell"]))))
    treatments = {title: treatment(condition) for title, condition in conditions.items()}
    pairs = {done.pair for done in treatments.values()}
    if len(pairs) > 1:
        raise ValueError("figure intersection shows one modulated pair: select one value of modulated_pair first")
    (pair,) = pairs
    target = json.loads(dataset.attrs["parameters_json"])["calcium_target"]
    table = pd.concat([_rows(condition, title, pair, target) for title, condition in conditions.items()])
    table = table.reindex(columns=list(FIELDS)).reset_index(drop=True)
    colours = _colours(treatments)

    figure = Figure(figsize=size_in_inches(HEIGHT_MM), layout="constrained")
    grid = figure.subplots(2, 3)
    ((calcium, slow, plane), (every_calcium, rest, outcome)) = grid
    seed = int(dataset["seed"][0])
    for title, colour in colours.items():
        rows = table[table["condition"] == title]
        one = rows[(rows["seed"] == seed) & (rows["cell"] == 1)]
        for place, quantity in zip((calcium, slow), CURVES, strict=True):
            _draw_symbols(place, one[one["quantity"] == quantity], "scale", "value", colour)
        _draw_symbols(plane, _in_plane(one, pair), *pair, colour)
        _draw_every(every_calcium, rows[rows["quantity"] == "held_calcium"], colour)
    for place in (calcium, every_calcium):
        _finish_calcium(place, target)
    _finish_slow(slow, {done.modulated["slow"] for done in treatments.values() if done.kind != "none"})
    for place in (calcium, slow, every_calcium):
        place.set_xscale("log")
        place.axvline(1.0, color="0.7", linestyle=":", linewidth=0.8, zorder=0, label="switch")
        place.set_xlabel("Scale of regulated conductances (1)")
    _finish_plane(plane, pair)
    outcomes = table[table["quantity"] == "function_and_calcium"]
    _draw_rest(rest, outcomes, colours)
    _draw_outcomes(outcome, outcomes, list(conditions))
    letter_panels(grid.ravel())
    for place in (calcium, slow, plane):
        place.set_title(f"first cell of seed {seed}", loc="right", fontsize=7)
    for place in (every_calcium, rest, outcome):
        place.set_title("all cells", loc="right", fontsize=7)
    figure.legend(handles=_legend(colours, table), loc="outside upper center", ncols=5)
    return Drawing(figure, table, _caption(dataset, pair))


def _rows(condition: xr.Dataset, title: str, pair: Sequence[str], target: float) -> pd.DataFrame:
    """Return the numbers of one condition: calcium and outcome of all cells, and more of the first one."""
    every = [
        _curves(condition, condition["held_calcium"], None, "held_calcium", ""),
        _at_rest(condition, condition["settling_scale"] * 0 + target, "held_calcium", "", "1"),
        _at_rest(condition, condition["function_and_calcium"], "function_and_calcium", "", "1"),
    ]
    first = condition.isel(seed=[0], cell=[0])
    timescale = {"timescale": "slow"}
    shown = [("dynamic_input_conductance", "settling_input_conductance", timescale, "slow_input_conductance", "")]
    shown += [("conductance", "settling_conductance", {"channel": name}, "conductance", name) for name in pair]
    for name, settled, place, quantity, channel in shown:
        units = first[name].attrs.get("units", "1")
        every += [
            _curves(first, first[name].sel(place, drop=True), units, quantity, channel),
            _at_rest(first, first[settled].sel(place, drop=True), quantity, channel, units),
        ]
    return pd.concat(every, ignore_index=True).assign(condition=title)


def _curves(
    condition: xr.Dataset, values: xr.DataArray, units: str | None, quantity: str, channel: str
) -> pd.DataFrame:
    """Return one row per seed, cell and scale."""
    return _frame(values, condition["activity"]).assign(
        quantity=quantity, channel=channel, units=units or "1", at_rest=False
    )


def _at_rest(condition: xr.Dataset, values: xr.DataArray, quantity: str, channel: str, units: str) -> pd.DataFrame:
    """Return one row per seed and cell, with the scale at rest; the scale is NaN where there is none."""
    frame = _frame(values, condition["settling_activity"], condition["settling_scale"])
    return frame.assign(quantity=quantity, channel=channel, units=units, at_rest=True)


def _frame(values: xr.DataArray, activity: xr.DataArray, scale: xr.DataArray | None = None) -> pd.DataFrame:
    """Return values with their activity in words, and the cells counted from 1 on."""
    names = {float(code): name for name, code in ACTIVITY.items()}
    columns = {"value": values, "activity": activity} | ({} if scale is None else {"scale": scale})
    columns = {name: column.reset_coords(drop=True) for name, column in columns.items()}
    frame = xr.Dataset(columns).to_dataframe().reset_index()
    return frame.assign(cell=frame["cell"] + 1, activity=frame["activity"].map(names).fillna(""))


def _colours(treatments: Mapping[str, Treatment]) -> dict[str, str]:
    """Return the colour of each condition: that of its kind of neuromodulation if all kinds differ."""
    kinds = [done.kind for done in treatments.values()]
    if len(set(kinds)) == len(kinds):
        return {title: COLOURS[kind] for title, kind in zip(treatments, kinds, strict=True)}
    return {title: FURTHER_COLOURS[number % len(FURTHER_COLOURS)] for number, title in enumerate(treatments)}


def _in_plane(rows: pd.DataFrame, pair: Sequence[str]) -> pd.DataFrame:
    """Return the modulated conductances of one cell as two columns."""
    rows = rows[rows["quantity"] == "conductance"]
    highest = IN_PLANE * np.nanmax([1.0, *rows.loc[rows["at_rest"], "scale"]])
    rows = rows[(rows["scale"] <= highest) | rows["at_rest"]]
    wide = rows.pivot_table(index=["scale", "activity", "at_rest"], columns="channel", values="value", dropna=False)
    return wide[list(pair)].dropna().reset_index()


def _draw_symbols(place: Axes, rows: pd.DataFrame, across: str, up: str, colour: str) -> None:
    """Draw a curve along the scale, a symbol by activity on it, and a star where the closed loop would rest."""
    curve = rows[~rows["at_rest"]].sort_values("scale")
    place.plot(curve[across], curve[up], color=colour, linewidth=0.8, zorder=2, label="curve")
    for activity, marker in MARKERS.items():
        shown = curve[curve["activity"] == activity]
        place.plot(
            shown[across], shown[up], linestyle="none", marker=marker, markersize=3.0, color=colour,
            markerfacecolor=colour if activity == FILLED else "white", markeredgewidth=0.7, zorder=3,
            label=f"scales: {activity}",
        )  # fmt: skip
    rest = rows[rows["at_rest"]]
    place.plot(
        rest[across], rest[up], linestyle="none", marker="*", markersize=9, markerfacecolor=CROSSING,
        markeredgecolor=colour, markeredgewidth=0.9, zorder=5, label="rest",
    )  # fmt: skip


def _draw_every(place: Axes, rows: pd.DataFrame, colour: str) -> None:
    for _, curve in rows[~rows["at_rest"]].groupby(["seed", "cell"]):
        place.plot(curve["scale"], curve["value"], color=colour, linewidth=0.5, alpha=0.7, zorder=2, label="curves")
    rest = rows[rows["at_rest"]]
    place.plot(
        rest["scale"], rest["value"], linestyle="none", marker="*", markersize=5, markerfacecolor=CROSSING,
        markeredgecolor=colour, markeredgewidth=0.6, zorder=5, label="rests",
    )  # fmt: skip


def _values(title: str) -> str:
    """Return the values of a condition without the names of its axes, which the caption says."""
    return ", ".join(part.split(": ")[-1] for part in title.split(", "))


def _draw_rest(place: Axes, rows: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Draw the scale at rest of every cell, one column per condition, with a symbol by activity."""
    for number, (title, colour) in enumerate(colours.items()):
        of_condition = rows[rows["condition"] == title]
        sideways = number + spread(len(of_condition), 0.5)
        for activity, marker in MARKERS.items():
            chosen = (of_condition["activity"] == activity).to_numpy()
            place.plot(
                sideways[chosen], of_condition.loc[chosen, "scale"], linestyle="none", marker=marker, markersize=3.0,
                color=colour, markerfacecolor=colour if activity == FILLED else "white", markeredgewidth=0.7,
                label=f"rests: {activity}",
            )  # fmt: skip
    place.axhline(1.0, color="0.7", linestyle=":", linewidth=0.8, zorder=0, label="switch")
    plain_logarithms(place)
    place.set_ylabel("Scale with calcium at target (1)")
    _name_conditions(place, list(colours))


def _draw_outcomes(place: Axes, rows: pd.DataFrame, titles: list[str]) -> None:
    """Draw for each condition how many cells burst, do something else, or find no scale with calcium at target."""
    for number, title in enumerate(titles):
        of_condition = rows[(rows["condition"] == title) & rows["value"].notna()]
        both = int((of_condition["value"] == 1).sum())
        nowhere = int(of_condition["scale"].isna().sum())
        start = 0.0
        for (name, shade), count in zip(
            OUTCOMES.items(), (both, len(of_condition) - both - nowhere, nowhere), strict=True
        ):
            if not count:
                continue
            share = count / len(of_condition)
            place.bar(number, share, 0.62, bottom=start, color=shade, edgecolor="0.25", linewidth=0.6, label=name)
            place.text(
                number, start + share / 2, str(count), ha="center", va="center", fontsize=6.5,
                color="white" if name == "bursts there" else "black",
            )  # fmt: skip
            start += share
    place.set_ylim(0, 1.0)
    place.set_ylabel("Share of cells (1)")
    _name_conditions(place, titles)


def _name_conditions(place: Axes, titles: Sequence[str]) -> None:
    """Write the values of the swept axes below the places of the conditions."""
    place.set_xlim(-0.6, len(titles) - 0.4)
    place.set_xticks(range(len(titles)), [_values(title).replace(", ", "\n") for title in titles])
    place.tick_params(axis="x", length=0)


def _finish_calcium(place: Axes, target: float) -> None:
    place.set_yscale("log")
    place.set_ylabel("Mean calcium (unit of the model)")
    place.axhline(target, color=GUIDE, linestyle="--", linewidth=0.8, zorder=1, label="target")


def _finish_slow(place: Axes, targets: Collection[float]) -> None:
    drawn = [np.asarray(line.get_ydata(), dtype=float) for line in place.lines]
    values = np.concatenate([*drawn, list(targets)])
    if np.nanmax(np.abs(values)) > 2 * LINEAR_BELOW:
        symmetrical_logarithms(place, np.nanmin(values), np.nanmax(values), LINEAR_BELOW)
    place.set_ylabel(axis_label("Slow input conductance", "of the leak"))
    for target in sorted(targets):
        place.axhline(target, color=GUIDE, linestyle="--", linewidth=0.8, zorder=1, label="target")


def _finish_plane(place: Axes, pair: Sequence[str]) -> None:
    """Shade where a conductance is below zero, and name the axes."""
    (left, right), (bottom, top) = place.get_xlim(), place.get_ylim()
    left, bottom = min(left, 0.0), min(bottom, 0.0)
    place.fill(
        [left, 0, 0, right, right, left], [top, top, 0, 0, bottom, bottom], color=NEGATIVE, linewidth=0, zorder=0,
        label="negative",
    )  # fmt: skip
    place.set_xlim(left, right)
    place.set_ylim(bottom, top)
    place.set_xlabel(axis_label(f"$g_{{{pair[0]}}}$", "mS cm-2"))
    place.set_ylabel(axis_label(f"$g_{{{pair[1]}}}$", "mS cm-2"))


def _legend(colours: Mapping[str, str], table: pd.DataFrame) -> list:
    def symbol(marker: str, label: str, size: float, face: str, edge: str) -> Line2D:
        return Line2D(
            [], [], linestyle="none", marker=marker, markersize=size, markerfacecolor=face, markeredgecolor=edge,
            markeredgewidth=0.7, label=label,
        )  # fmt: skip

    seen = set(table["activity"])
    return [
        *(Line2D([], [], color=colour, linewidth=1.2, label=_values(title)) for title, colour in colours.items()),
        *(
            symbol(marker, activity, 3.5, "black" if activity == FILLED else "white", "black")
            for activity, marker in MARKERS.items() if activity in seen
        ),
        symbol("*", "closed loop would rest", 7, CROSSING, "black"),
        Line2D([], [], color=GUIDE, linestyle="--", linewidth=0.8, label="target"),
        Line2D([], [], color="0.7", linestyle=":", linewidth=0.8, label="at the switch"),
        Patch(color=NEGATIVE, label="a conductance below zero"),
        *(
            Patch(facecolor=shade, edgecolor="0.25", linewidth=0.6, label=name)
            for name, shade in OUTCOMES.items()
        ),
    ]  # fmt: skip


def _caption(dataset: xr.Dataset, pair: Sequence[str]) -> str:
    seeds, cells, scales = (dataset.sizes[name] for name in ("seed", "cell", "scale"))
    swept = [words(axis) for axis in dataset["status"].dims if axis != "seed" and dataset.sizes[axis] > 1]
    sentences = [
        f"Homeostasis is cut off at the switch. From then on {scales} copies of every cell hold the conductances that "
        f"it regulates at a scale each, relative to the switch; {seeds_of_cells(seeds, cells)}.",
        f"After sharp neuromodulation {pair[0]} and {pair[1]} move with the scale on a straight line, under control "
        f"they follow the targets of the input conductances (c: scales up to a little beyond the switch).",
        "Stars are where mean calcium reaches its target on the way on which its error drives the cell from the "
        "switch: there the closed loop would rest. The last panel counts what cells do there.",
        *([f"Colours are values of {' and '.join(swept)}."] if swept else []),
    ]
    return " ".join([*sentences, missing_sentence(dataset)]).strip()
