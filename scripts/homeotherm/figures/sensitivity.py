"""Sensitivity: what each factor of a sampled design does to the main measures, beside what seeds alone would do."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from homeotherm.analysis.morris import elementary_effects
from homeotherm.analysis.sensitivity import GROUP, DesignOf, design_of, measures_of, sample_of, sensitivity_table
from homeotherm.analysis.sobol import sobol_indices
from homeotherm.figures.drawing import (
    Drawing,
    axis_label,
    hide_spare_panels,
    letter_panels,
    seeds_in_words,
    spread,
)
from homeotherm.figures.named_conditions import words
from homeotherm.figures.series import note_if_empty
from homeotherm.figures.style import in_style, size_in_inches

NEEDED = ()  # any primary measure will do
MOST_COLUMNS = 4
FACTOR_HEIGHT_MM = 3.6
PANEL_HEIGHT_MM = 14  # of a panel besides its factors: title, ticks and label
LEGEND_HEIGHT_MM = 9
LEVEL = 0.05
RISES, FALLS, FIRST, TOTAL, FLOOR = "#D55E00", "#0072B2", "#0072B2", "#D55E00", "#CC79A7"  # Okabe & Ito (2008)
CLEAR_BAR, OTHER_BAR, SEED = "0.68", "0.87", "0.1"
STATISTICS = ("mu_star", "first_order", "total_order", "noise_floor")
SIGNS = {"rises": (1, RISES, "^"), "falls": (-1, FALLS, "v"), "stays": (0, "0.4", "o")}


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw the factors of a sampled design, one panel per primary measure that the dataset has.

    Morris: bars are mu* in the unit of the measure per range of the factor, symbols the effects of single
    trajectories and seeds. Sobol: first and total order (1), small symbols those of single seeds. Factors stand in
    the same order in all panels, the most important on top.
    """
    design = design_of(dataset)
    measures = measures_of(dataset)
    if not measures:
        raise ValueError("figure sensitivity needs a primary measure, which the dataset lacks")
    found = sensitivity_table(dataset)
    if "other_factor" in found:
        found = found[found["other_factor"].isna()]
    order = _order(found, "mu_star" if design.method == "morris" else "total_order")
    parts = [_rows(dataset, design, found, measure, number) for number, measure in enumerate(measures)]
    table = pd.concat(parts, ignore_index=True).astype({"group": "Int64", "seed": "Int64"})

    columns = min(MOST_COLUMNS, len(measures))
    lines = -(-len(measures) // columns)
    height = lines * (FACTOR_HEIGHT_MM * len(order) + PANEL_HEIGHT_MM) + LEGEND_HEIGHT_MM
    figure = Figure(figsize=size_in_inches(height), layout="constrained")
    grid = figure.subplots(lines, columns, squeeze=False, sharey=True).ravel()
    for place, measure in zip(grid, measures, strict=False):
        rows = table[table["quantity"] == measure]
        panel = _draw_effects if design.method == "morris" else _draw_indices
        panel(place, rows, order)
        place.set_title(measure.replace("_", " ").capitalize(), loc="right", fontsize=7)
        note_if_empty(place, rows)
    grid[0].set_yticks(range(len(order)), [words(factor) for factor in order])
    grid[0].set_ylim(len(order) - 0.4, -0.6)
    for place in grid[: len(measures)]:
        place.tick_params(axis="y", length=0)
        place.xaxis.set_major_locator(MaxNLocator(4))
    hide_spare_panels(grid[len(measures) :])
    letter_panels(grid[: len(measures)])
    entries = _legend(design.method, table)
    figure.legend(handles=entries, loc="outside upper center", ncols=(len(entries) + 1) // 2)
    return Drawing(figure, table.drop(columns="clear"), _caption(design, found, table))


def _order(found: pd.DataFrame, column: str) -> list[str]:
    """Return the factors by their mean importance over measures, each measure scaled by its largest."""
    scaled = found[column] / found.groupby("measure")[column].transform("max").replace(0, np.nan)
    mean = scaled.groupby(found["factor"], sort=False).mean().fillna(0.0)
    return list(mean.sort_values(ascending=False, kind="stable").index)


def _rows(dataset: xr.Dataset, design: DesignOf, found: pd.DataFrame, measure: str, number: int) -> pd.DataFrame:
    """Return the rows of one panel: statistics of every factor, and what single seeds gave."""
    of_measure = found[found["measure"] == measure]
    rows = []
    for row in of_measure.to_dict("records"):
        for statistic in STATISTICS:
            if statistic in row:
                ends = {"low": row.get(f"{statistic}_low", np.nan), "high": row.get(f"{statistic}_high", np.nan)}
                clear = row.get("holm_p", np.nan) < LEVEL
                about = {"factor": row["factor"], "statistic": statistic, "clear": clear}
                rows.append(about | {"value": row[statistic]} | ends)
    of_seeds = _effect_rows if design.method == "morris" else _seed_rows
    rows += of_seeds(dataset, design, measure)
    frame = pd.DataFrame(rows, columns=["factor", "statistic", "group", "seed", "value", "low", "high", "clear"])
    units = dataset[measure].attrs.get("units", "1") if design.method == "morris" else "1"
    for place, (column, word) in enumerate({"panel": _letter(number), "quantity": measure, "units": units}.items()):
        frame.insert(place, column, word)
    return frame


def _effect_rows(dataset: xr.Dataset, design: DesignOf, measure: str) -> list[dict]:
    sample = sample_of(dataset, measure)
    effects = elementary_effects(sample.places, sample.values)
    return [
        {"factor": factor, "statistic": "elementary_effect", "group": group, "seed": seed, "value": effects[place]}
        for at, group in enumerate(sample.groups)
        for number, factor in enumerate(design.factors)
        for other, seed in enumerate(dataset["seed"].values)
        for place in [(at, number, other)]
    ]


def _seed_rows(dataset: xr.Dataset, design: DesignOf, measure: str) -> list[dict]:
    values = sample_of(dataset, measure).values
    rows = []
    for number, seed in enumerate(dataset["seed"].values):
        # two resamples, as few as can be: the intervals are not used
        alone = sobol_indices(values[:, :, [number]], len(design.factors), design.second_order, resamples=2)
        for statistic, indices in (("first_order", alone.first), ("total_order", alone.total)):
            for factor, index in zip(design.factors, indices, strict=True):
                rows.append({"factor": factor, "statistic": f"{statistic}_of_seed", "seed": seed, "value": index})
    return rows


def _draw_effects(place: Axes, rows: pd.DataFrame, order: Sequence[str]) -> None:
    """Draw mu* as bars with intervals, single effects as symbols of their sign, and the noise floor."""
    height = {factor: number for number, factor in enumerate(order)}
    bars = rows[rows["statistic"] == "mu_star"]
    at = bars["factor"].map(height).to_numpy()
    colours = np.where(bars["clear"].to_numpy(dtype=bool), CLEAR_BAR, OTHER_BAR)
    place.barh(at, bars["value"].to_numpy(), height=0.74, color=colours, zorder=1)
    place.hlines(at, bars["low"].clip(lower=0), bars["high"], color="0.15", linewidth=0.9, zorder=4)
    single = rows[rows["statistic"] == "elementary_effect"]
    runs = sorted(set(zip(single["group"], single["seed"], strict=True)))
    aside = dict(zip(runs, spread(len(runs), 0.6) if runs else [], strict=True))
    offsets = np.array([aside[run] for run in zip(single["group"], single["seed"], strict=True)])
    for label, (sign, colour, marker) in SIGNS.items():
        chosen = np.sign(single["value"].to_numpy(dtype=float)) == sign
        place.plot(
            single["value"].abs().to_numpy()[chosen],
            (single["factor"].map(height).to_numpy() + offsets)[chosen] if len(single) else [],
            linestyle="none",
            marker=marker,
            markersize=2.2,
            markerfacecolor=colour,
            markeredgecolor="none",
            zorder=3,
            label=f"effects: {label}",
        )
    _draw_floor(place, rows, height)
    shown = rows[["value", "high"]].abs().to_numpy(dtype=float)
    largest = np.nanmax(shown, initial=0.0)
    place.set_xlim(0, 1.04 * largest if largest > 0 else 1.0)
    place.set_xlabel(axis_label("Effect", rows["units"].iloc[0]))


def _draw_indices(place: Axes, rows: pd.DataFrame, order: Sequence[str]) -> None:
    """Draw first and total order with intervals, those of single seeds, and the noise floor."""
    height = {factor: number for number, factor in enumerate(order)}
    place.axvline(0, color="0.7", linewidth=0.6, zorder=1)
    for statistic, colour, aside, filled in (("first_order", FIRST, -0.18, False), ("total_order", TOTAL, 0.18, True)):
        mean, seeds = rows[rows["statistic"] == statistic], rows[rows["statistic"] == f"{statistic}_of_seed"]
        at = mean["factor"].map(height).to_numpy() + aside
        place.hlines(at, mean["low"], mean["high"], color=colour, linewidth=0.9, zorder=3)
        place.plot(
            mean["value"].to_numpy(),
            at,
            linestyle="none",
            marker="o",
            markersize=4,
            markerfacecolor=colour if filled else "white",
            markeredgecolor=colour,
            markeredgewidth=0.8,
            zorder=4,
            label=f"means: {statistic}",
        )
        place.plot(
            seeds["value"].to_numpy(),
            seeds["factor"].map(height).to_numpy() + aside,
            linestyle="none",
            marker="|",
            markersize=3.5,
            markeredgecolor=SEED,
            markeredgewidth=0.7,
            zorder=6,
            label=f"seeds: {statistic}",
        )
    _draw_floor(place, rows, height)
    shown = rows[["value", "low", "high"]].to_numpy(dtype=float)
    low, high = np.nanmin(shown, initial=0.0), np.nanmax(shown, initial=1.0)
    place.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    place.set_xlabel(axis_label("Share of variance", "1"))


def _draw_floor(place: Axes, rows: pd.DataFrame, height: dict[str, int]) -> None:
    """Draw across each row what noise between seeds alone would give."""
    floor = rows[(rows["statistic"] == "noise_floor") & rows["value"].notna()]
    at = floor["factor"].map(height).to_numpy(dtype=float)
    place.vlines(floor["value"], at - 0.42, at + 0.42, color=FLOOR, linewidth=1.3, zorder=5)


def _legend(method: str, table: pd.DataFrame) -> list:
    def symbol(marker: str, colour: str, label: str, face: str | None = None, size: float = 4) -> Line2D:
        return Line2D(
            [], [], linestyle="none", marker=marker, markersize=size, markeredgecolor=colour,
            markerfacecolor=face or colour, label=label,
        )  # fmt: skip

    if method == "morris":
        entries = [Patch(color=OTHER_BAR, label="μ*, mean size of effects")]
        if table["clear"].eq(True).any():
            entries.append(Patch(color=CLEAR_BAR, label="μ*, clear of noise"))
        single = table.loc[table["statistic"] == "elementary_effect", "value"].to_numpy(dtype=float)
        shown = [(words, look) for words, look in SIGNS.items() if (np.sign(single) == look[0]).any()]
        entries += [symbol(marker, colour, f"measure {words}") for words, (_, colour, marker) in shown]
    else:
        entries = [
            symbol("o", FIRST, "first order: alone", "white"),
            symbol("o", TOTAL, "total order: with all others"),
            symbol("|", SEED, "single seeds"),
        ]
    if table.loc[table["statistic"] == "noise_floor", "value"].notna().any():
        entries.append(symbol("|", FLOOR, "noise of seeds alone", size=7))
    return entries


def _caption(design: DesignOf, found: pd.DataFrame, table: pd.DataFrame) -> str:
    """Return what is shown, how many of what entered, and what is missing."""
    group = GROUP[design.method]
    seeds = seeds_in_words(int(found["seeds"].iloc[0]))
    total = int((found[group] + found["dropped"]).iloc[0])
    subject = f"{len(design.factors)} factors on {found['measure'].nunique()} measures after training"
    if design.method == "morris":
        methods = [words for words in dict.fromkeys(found["interval"]) if words]
        sentences = [
            f"Elementary effects (Morris 1991) of {subject}, over the whole range of each factor.",
            f"Bars are μ*, the mean size of the effects over {total} trajectories, with 95 % intervals "
            f"({' or '.join(methods)}) as lines; symbols are single trajectories and seeds ({seeds}), turned up where "
            "the measure rises with the factor and down where it falls.",
        ]
        clear = found[found["holm_p"] < LEVEL]
        if found["p"].notna().any():
            sentences.append(
                f"Dark bars, {len(clear)} of {len(found)}, are more than the noise between seeds explains (F test, "
                f"p < {LEVEL:g} after Holm's correction)."
            )
        floor = "the mean size of effects that noise between seeds alone would give"
    else:
        share = found.groupby("measure", sort=False)["noise_share"].first().dropna()
        sentences = [
            f"Sobol indices of {subject}: shares of variance that a factor explains alone (first order) and with all "
            f"others (total order), from {total} blocks of means over {seeds}.",
            "Lines are 95 % intervals (bootstrap over blocks), small strokes the indices of single seeds.",
        ]
        if len(share):
            sentences.append(f"Noise between seeds is {share.min():.2g} to {share.max():.2g} of the variance.")
        floor = "the total order that noise between seeds alone would give"
    if table.loc[table["statistic"] == "noise_floor", "value"].notna().any():
        sentences.append(f"Strokes across a row are {floor}.")
    dropped = found.groupby("measure", sort=False)["dropped"].first()
    for measure, count in dropped[dropped > 0].items():
        sentences.append(f"{words(measure).capitalize()}: {count} of {total} {group} left out, points are missing.")
    return " ".join(sentences)


def _letter(number: int) -> str:
    return chr(ord("a") + number)
