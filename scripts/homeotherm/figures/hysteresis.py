"""Hysteresis: weight and synchrony while the temperature rises and falls again."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from homeotherm.analysis.hysteresis import BRANCHES, COURSE, TRAJECTORIES, hysteresis
from homeotherm.figures.conditions import conditions_of, missing_sentence
from homeotherm.figures.drawing import Drawing, axis_label, letter_panels, plain_logarithms, seeds_in_words
from homeotherm.figures.style import in_style, size_in_inches

NEEDED = (*TRAJECTORIES, COURSE)
WORDS = {"weight_mean_trajectory": "Mean weight", "rate_fano_trajectory": "Population Fano factor"}
LOGARITHMIC = {"rate_fano_trajectory"}
# Okabe & Ito (2008); the ways also differ in lightness, line style and the direction of their arrows
COLOURS = {"up": "#D55E00", "down": "#0072B2"}
LINES = {"up": "-", "down": (0, (3.5, 1.5))}
ARROWS = (0.3, 0.75)  # places along the way, as shares of it


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw mean weight (nS) and Fano factor (1) against temperature (°C) on the way up and down, per state.

    Thin lines are seeds, thick lines their means. The dots are where the means of the seeds' crossings of the level
    half-way between the two states lie, with the confidence interval; sweep rate, width and area are in the caption.
    """
    chosen = conditions_of(dataset, "hysteresis", NEEDED)
    loops = {name: hysteresis(chosen.assign_attrs(dataset.attrs), name) for name in TRAJECTORIES}
    states = list(chosen["state"].values)
    table = pd.concat([_rows(loop, state) for loop in loops.values() for state in states], ignore_index=True)

    single = len(states) == 1
    figure = Figure(figsize=size_in_inches(75 if single else 110), layout="constrained")
    grid = (
        figure.subplots(1, 2, squeeze=False)
        if single
        else figure.subplots(2, len(states), sharex=True, sharey="row", squeeze=False)
    )
    for column, state in enumerate(states):
        for row, name in enumerate(TRAJECTORIES):
            panel = grid[0, row] if single else grid[row, column]
            rows = table[(table["quantity"] == name) & (table["state"] == state)]
            _draw_panel(panel, rows)
            if name in LOGARITHMIC:
                plain_logarithms(panel)
            if single or column == 0:
                panel.set_ylabel(axis_label(WORDS[name], dataset[name].attrs.get("units", "1")))
            if single or row == len(TRAJECTORIES) - 1:
                panel.set_xlabel(axis_label("Temperature", "degree_Celsius"))
            if state and (single or row == 0):
                panel.set_title(state)
    letter_panels(grid.flat)
    figure.legend(handles=_legend(), loc="outside upper center", ncols=4)
    return Drawing(figure, table, _caption(chosen, loops, states))


def _rows(loop: xr.Dataset, state: str) -> pd.DataFrame:
    """Return what is drawn of one trajectory and state, and its loop."""
    of_state = loop.sel(state=state)
    fixed = {
        "quantity": loop.attrs["trajectory"], "units": loop["value"].attrs["units"], "state": state,
        "metabolic_rate": float(of_state["metabolic_rate"]),
    }  # fmt: skip
    seeds = of_state["value"].to_dataframe().reset_index()[["branch", "temperature", "seed", "value"]]
    names = {"mean": "value", "low": "low", "high": "high", "n": "number_of_seeds"}
    means = of_state[list(names)].to_dataframe().reset_index()[["branch", "temperature", *names]].rename(columns=names)
    crossed = of_state[[f"crossing_{name}" for name in names]].to_dataframe().reset_index()
    crossed = crossed[["branch", *(f"crossing_{name}" for name in names)]]
    crossed = crossed.rename(columns={f"crossing_{name}": column for name, column in names.items()})
    crossed["level"] = float(of_state["level"])
    parts = [seeds.assign(statistic="seed"), means.assign(statistic="mean"), crossed.assign(statistic="crossing")]
    parts[2]["units"] = "degree_Celsius"
    for name in ("width", "area"):
        numbers = {column: [of_state[f"{name}_{key}"].item()] for key, column in names.items()}
        parts.append(pd.DataFrame({"statistic": name, "units": loop[name].attrs["units"], **numbers}))
    frame = pd.concat([part.dropna(axis="columns", how="all") for part in parts], ignore_index=True)
    for column, word in fixed.items():
        frame[column] = frame[column].fillna(word) if column in frame else word
    columns = [
        "quantity", "units", "statistic", "state", "metabolic_rate", "branch", "temperature", "seed", "value", "low",
        "high", "number_of_seeds", "level",
    ]  # fmt: skip
    return frame.reindex(columns=columns).astype({"seed": "Int64", "number_of_seeds": "Int64"})


def _draw_panel(panel: Axes, rows: pd.DataFrame) -> None:
    """Draw both ways: seeds, means with arrows, and crossings."""
    for branch in BRANCHES:
        way = rows[rows["branch"] == branch].sort_values("temperature")
        look = {"color": COLOURS[branch], "linestyle": LINES[branch]}
        for seed, line in way[way["statistic"] == "seed"].groupby("seed"):
            panel.plot(
                line["temperature"].to_numpy(), line["value"].to_numpy(), **look, linewidth=0.4, alpha=0.6, zorder=2,
                label=f"seed {seed} {branch}",
            )  # fmt: skip
        mean = way[way["statistic"] == "mean"]
        at, value = mean["temperature"].to_numpy(), mean["value"].to_numpy()
        panel.plot(at, value, **look, linewidth=1.5, zorder=3, label=f"mean {branch}")
        _draw_arrows(panel, at, value, branch)
        for crossed in way[way["statistic"] == "crossing"].dropna(subset=["value"]).to_dict("records"):
            panel.plot(
                [crossed["value"]], [crossed["level"]], marker="o", color=COLOURS[branch], markeredgecolor="white",
                markersize=4.5, zorder=5, label=f"crossing {branch}",
            )  # fmt: skip
            panel.hlines(crossed["level"], crossed["low"], crossed["high"], color=COLOURS[branch], zorder=4)
    temperatures = rows["temperature"].dropna()
    margin = 0.02 * (temperatures.max() - temperatures.min())
    panel.set_xlim(temperatures.min() - margin, temperatures.max() + margin)
    if not np.isfinite(rows.loc[rows["statistic"] == "mean", "value"]).any():
        panel.text(0.5, 0.5, "no point has a value", transform=panel.transAxes, ha="center", va="center")


def _draw_arrows(panel: Axes, at: np.ndarray, value: np.ndarray, branch: str) -> None:
    """Draw arrow heads on a mean line, in the direction of time."""
    known = np.isfinite(value)
    at, value = at[known], value[known]
    if branch == "down":
        at, value = at[::-1], value[::-1]
    for share in ARROWS:
        start = int(share * (at.size - 2)) if at.size > 1 else None
        if start is None:
            continue
        panel.annotate(
            "", (at[start + 1], value[start + 1]), (at[start], value[start]), zorder=4,
            arrowprops={"arrowstyle": "-|>", "color": COLOURS[branch], "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0,
                        "mutation_scale": 9},
        )  # fmt: skip


def _legend() -> list[Line2D]:
    ways = [
        Line2D([], [], color=COLOURS[branch], linestyle=LINES[branch], linewidth=1.5, label=words)
        for branch, words in (("up", "temperature rises"), ("down", "temperature falls"))
    ]
    seed = Line2D([], [], color="0.25", linewidth=0.4, label="one seed")
    dot = Line2D([], [], color="0.25", marker="o", markersize=4.5, markeredgecolor="white", label="crosses the level")
    return [*ways, seed, dot]


def _caption(chosen: xr.Dataset, loops: dict[str, xr.Dataset], states: list[str]) -> str:
    first = next(iter(loops.values()))
    rate = f"{float(first['sweep_rate']):.3g} K/s"
    if "sweep_per_turnover" in first:
        rate += f" ({float(first['sweep_per_turnover']):.3g} K per time constant of turnover)"
    by_state = ", by metabolic state" if len(states) > 1 else ""
    parts = []
    for name, loop in loops.items():
        for state in states:
            of_state = loop.sel(state=state)
            words = WORDS[name][0].lower() + WORDS[name][1:] + (f", {state}" if state else "")
            unit = "K" if loop["area"].attrs["units"] == "K" else "nS K"
            parts.append(
                f"{words}: width {_estimate(of_state, 'width', 'K')}, area {_estimate(of_state, 'area', unit)}, "
                f"{int(of_state['width_n'])} of {chosen.sizes['seed']} seeds cross the level both ways"
            )
    sentences = [
        f"Mean weight and Fano factor of the population count in training while the temperature rises (full) and falls "
        f"(dashed) at {rate}{by_state}, in bins of {first.attrs['resolution']:.3g} K.",
        f"Thin lines are seeds ({seeds_in_words(chosen.sizes['seed'])}), thick lines their means; dots with bars are "
        "means and 95 % confidence intervals of where seeds cross the level half-way between the ends of the way up.",
        f"Loops: {'; '.join(parts)}.",
        "A finite sweep rate widens a loop.",
        missing_sentence(chosen, TRAJECTORIES),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _estimate(loop: xr.Dataset, name: str, unit: str) -> str:
    """Return mean and interval of a number of the loop."""
    middle, low, high = (float(loop[f"{name}_{key}"]) for key in ("mean", "low", "high"))
    words = f"{middle:.2f} {unit}" if np.isfinite(middle) else "undefined"
    return f"{words} ({low:.2f} to {high:.2f})" if np.isfinite(low) else words
