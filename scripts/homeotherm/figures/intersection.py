"""Intersection: calcium and activity at every scale of the conductances, and whether both can be kept at once."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from homeotherm.analysis.treatment import Treatment, treatment
from homeotherm.figures.drawing import Drawing, axis_label, letter_panels, seeds_in_words, spread
from homeotherm.figures.style import in_style, size_in_inches
from homeotherm.figures.treated_cells import each_treatment, missing_points
from homeotherm.measures.activity import ACTIVITY

NEEDED = (
    "scale", "held_calcium", "activity", "conductance", "dynamic_input_conductance", "settles", "settling_scale",
    "settling_conductance", "settling_input_conductance", "settling_activity", "function_and_calcium",
)  # fmt: skip
# Okabe & Ito (2008); kinds of neuromodulation keep theirs.
COLOURS = {"no neuromodulation": "0.45", "sharp": "#D55E00", "controlled": "#0072B2"}
FURTHER_COLOURS = ("#000000", "#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#0072B2", "#D55E00")
MARKERS = {"silent": "x", "tonic": "o", "doublet": "D", "bursting": "o", "irregular": "+"}
FILLED = "bursting"
NEGATIVE, GUIDE, CROSSING = "0.90", "0.25", "#F0E442"
OUTCOMES = {"bursts": "0.25", "does something else": "0.75", "no such scale": "white"}
"""What a cell does where calcium is at its target, and the shade of its share."""
LINEAR_BELOW = 10.0  # the axis of the input conductance is linear below, logarithmic above
IN_PLANE = 1.15
"""Scales that the plane shows: up to this times the larger of the scales at the switch and at rest."""
CURVES = ("held_calcium", "slow_input_conductance")
HEIGHT_MM = 136
FIELDS = (
    "condition", "seed", "quantity", "channel", "scale", "value", "units", "activity", "at_rest",
)  # fmt: skip


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw calcium, slow input conductance and modulated conductances against the scale of the regulated ones.

    Upper row: the cell of the first seed, with a symbol by activity at every scale. Lower row: all cells.
    """
    conditions = dict(each_treatment(dataset))
    treatments = {words: treatment(condition) for words, condition in conditions.items()}
    pairs = {done.pair for done in treatments.values()}
    if len(pairs) > 1:
        raise ValueError("figure intersection shows one modulated pair: select one value of modulated_pair first")
    (pair,) = pairs
    table = pd.concat([_rows(condition, words, pair) for words, condition in conditions.items()], ignore_index=True)
    table = table.reindex(columns=list(FIELDS))
    colours = _colours(list(conditions))

    figure = Figure(figsize=size_in_inches(HEIGHT_MM), layout="constrained")
    grid = figure.subplots(2, 3)
    ((calcium, slow, plane), (every_calcium, rest, outcome)) = grid
    first = int(dataset["seed"][0])
    for words, colour in colours.items():
        rows = table[table["condition"] == words]
        one = rows[rows["seed"] == first]
        for place, quantity in zip((calcium, slow), CURVES, strict=True):
            curve = one[one["quantity"] == quantity]
            _draw_symbols(place, curve, "scale", "value", colour)
        _draw_symbols(plane, _in_plane(one, pair), *pair, colour)
        _draw_every(every_calcium, rows[rows["quantity"] == "held_calcium"], colour)
    _finish(calcium, slow, every_calcium, dataset, treatments)
    _finish_plane(plane, pair)
    _draw_rest(rest, table[(table["quantity"] == "held_calcium") & table["at_rest"]], colours)
    _draw_outcomes(outcome, table[table["quantity"] == "function_and_calcium"], list(conditions))
    letter_panels(grid.ravel())
    for place in (calcium, slow, plane):
        place.set_title(f"cell of seed {first}", loc="right", fontsize=7)
    for place in (every_calcium, rest, outcome):
        place.set_title("all cells", loc="right", fontsize=7)
    figure.legend(handles=_legend(colours, table), loc="outside upper center", ncols=5)
    return Drawing(figure, table, _caption(dataset, pair, treatments))


def _rows(condition: xr.Dataset, words: str, pair: tuple[str, str]) -> pd.DataFrame:
    """Return every number that is shown of one condition; those at rest are marked, and NaN where there is no rest."""
    names = {code: name for name, code in ACTIVITY.items()}
    last = condition.isel(phase=-1)
    slow = {"timescale": "slow"}
    shown = [
        (last["held_calcium"], None, "held_calcium", "", "1"),
        (last["dynamic_input_conductance"].sel(slow), last["settling_input_conductance"].sel(slow), CURVES[1], "", "1"),
        *(
            (last["conductance"].sel(channel=name), last["settling_conductance"].sel(channel=name), "conductance", name,
             "mS cm-2")
            for name in pair
        ),
    ]  # fmt: skip
    target = json.loads(condition.attrs["parameters_json"])["calcium_target"]
    rows = []
    for seed in range(condition.sizes["seed"]):
        about = {"condition": words, "seed": int(condition["seed"][seed])}
        of_cell = last.isel(seed=seed)
        rest = float(of_cell["settling_scale"])
        at_rest = {"scale": rest, "activity": names.get(float(of_cell["settling_activity"]), ""), "at_rest": True}
        activities = [names.get(code, "") for code in of_cell["activity"].values]
        for values, settled, quantity, channel, units in shown:
            labels = about | {"quantity": quantity, "channel": channel, "units": units}
            value = (
                float(target if np.isfinite(rest) else np.nan) if settled is None else float(settled.isel(seed=seed))
            )
            places = zip(of_cell["scale"].values, values.isel(seed=seed).values, activities, strict=True)
            rows += [
                labels | {"scale": scale, "value": value, "activity": activity, "at_rest": False}
                for scale, value, activity in places
            ]
            rows.append(labels | at_rest | {"value": value})
        both = {"quantity": "function_and_calcium", "units": "1", "value": float(of_cell["function_and_calcium"])}
        rows.append(about | at_rest | both)
    return pd.DataFrame(rows)


def _colours(titles: Sequence[str]) -> dict[str, str]:
    if set(titles) <= set(COLOURS):
        return {words: COLOURS[words] for words in titles}
    return {words: FURTHER_COLOURS[number % len(FURTHER_COLOURS)] for number, words in enumerate(titles)}


def _in_plane(rows: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
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
    for _, curve in rows[~rows["at_rest"]].groupby("seed"):
        place.plot(curve["scale"], curve["value"], color=colour, linewidth=0.5, alpha=0.7, zorder=2, label="curves")
    rest = rows[rows["at_rest"]]
    place.plot(
        rest["scale"], rest["value"], linestyle="none", marker="*", markersize=5, markerfacecolor=CROSSING,
        markeredgecolor=colour, markeredgewidth=0.6, zorder=5, label="rests",
    )  # fmt: skip


def _draw_rest(place: Axes, rows: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Draw the scale at rest of every cell, one column per condition, with a symbol by activity."""
    place.set_yscale("log")
    for number, (words, colour) in enumerate(colours.items()):
        of_condition = rows[rows["condition"] == words]
        sideways = number + spread(len(of_condition), 0.5)
        for activity, marker in MARKERS.items():
            chosen = (of_condition["activity"] == activity).to_numpy()
            place.plot(
                sideways[chosen], of_condition.loc[chosen, "scale"], linestyle="none", marker=marker, markersize=3.0,
                color=colour, markerfacecolor=colour if activity == FILLED else "white", markeredgewidth=0.7,
                label=f"rests: {activity}",
            )  # fmt: skip
    place.axhline(1.0, color="0.7", linestyle=":", linewidth=0.8, zorder=0, label="switch")
    place.set_ylabel("Scale with calcium at target (1)")
    _name_conditions(place, list(colours), "x")


def _draw_outcomes(place: Axes, rows: pd.DataFrame, titles: list[str]) -> None:
    """Draw for each condition how many cells burst, do something else, or find no scale with calcium at target."""
    for number, words in enumerate(titles):
        of_condition = rows[(rows["condition"] == words) & rows["value"].notna()]
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
                color="white" if name == "bursts" else "black",
            )  # fmt: skip
            start += share
    place.set_ylim(0, 1.0)
    place.set_ylabel("Share of cells (1)")
    _name_conditions(place, titles, "x")


def _name_conditions(place: Axes, titles: list[str], axis: str) -> None:
    place.set_xlim(-0.6, len(titles) - 0.4)
    short = [
        words.replace(" neuromodulation", "").replace("controlled, ", "").replace(", controlled", "")
        for words in titles
    ]
    place.set_xticks(range(len(titles)), [words.replace(" ", "\n") for words in short])
    place.tick_params(axis=axis, length=0)


def _finish(
    calcium: Axes, slow: Axes, every_calcium: Axes, dataset: xr.Dataset, treatments: Mapping[str, Treatment]
) -> None:
    """Set axes against the scale and draw the targets."""
    target = json.loads(dataset.attrs["parameters_json"])["calcium_target"]
    for place in (calcium, every_calcium):
        place.set_yscale("log")
        place.set_ylabel("Mean calcium (unit of the model)")
        place.axhline(target, color=GUIDE, linestyle="--", linewidth=0.8, zorder=1, label="target")
    slow.set_yscale("symlog", linthresh=LINEAR_BELOW)
    slow.set_ylabel(axis_label("Slow input conductance", "of the leak"))
    phase = str(dataset["phase"].values[-1])
    for value in sorted({done.targets(phase)["slow"] for done in treatments.values() if done.kind != "none"}):
        slow.axhline(value, color=GUIDE, linestyle="--", linewidth=0.8, zorder=1, label="target")
    for place in (calcium, slow, every_calcium):
        place.set_xscale("log")
        place.axvline(1.0, color="0.7", linestyle=":", linewidth=0.8, zorder=0, label="switch")
        place.set_xlabel("Scale of regulated conductances (1)")


def _finish_plane(place: Axes, pair: tuple[str, str]) -> None:
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
        *(Line2D([], [], color=colour, linewidth=1.2, label=words) for words, colour in colours.items()),
        *(
            symbol(marker, activity, 3.5, "black" if activity == FILLED else "white", "black")
            for activity, marker in MARKERS.items() if activity in seen
        ),
        symbol("*", "closed loop would rest", 7, CROSSING, "black"),
        Line2D([], [], color=GUIDE, linestyle="--", linewidth=0.8, label="target"),
        Line2D([], [], color="0.7", linestyle=":", linewidth=0.8, label="at the switch"),
        Patch(color=NEGATIVE, label="a conductance below zero"),
        *(
            Patch(facecolor=shade, edgecolor="0.25", linewidth=0.6, label=f"with calcium at target: {name}")
            for name, shade in OUTCOMES.items()
        ),
    ]  # fmt: skip


def _caption(dataset: xr.Dataset, pair: tuple[str, str], treatments: Mapping[str, Treatment]) -> str:
    seeds, scales = seeds_in_words(dataset.sizes["seed"]), dataset.sizes["cell"]
    sentences = [
        f"Homeostasis is cut off at the switch, and {scales} copies of a cell hold the conductances that it regulates at "
        f"a scale each, relative to the switch; one cell in each of {seeds}.",
        f"After sharp neuromodulation {pair[0]} and {pair[1]} move with the scale on a straight line, under control "
        "they follow the targets of the input conductances.",
        "Stars are where mean calcium reaches its target on the way on which its error drives the cell from the "
        "switch: there the closed loop would rest.",
        "The last panel counts what the cells do there.",
    ]
    return " ".join([*sentences, *missing_points(dataset)])
