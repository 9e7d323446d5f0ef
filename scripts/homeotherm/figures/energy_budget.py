"""Energy budgets: what a spike costs in all, and what the energy is used for."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from homeotherm.figures.conditions import conditions_of, intervals_in_words, mean_rows, missing_sentence, seed_rows
from homeotherm.figures.drawing import Drawing, letter_panels, seeds_in_words
from homeotherm.figures.energy_feedback import FEEDBACK
from homeotherm.figures.style import in_style, size_in_inches

USES = {
    "maintenance": ("Maintenance", "#999999"),
    "synaptic": ("Synaptic events", "#56B4E9"),
    "spiking": ("Spikes", "#D55E00"),
}
TOTALS = {"energy_per_spike": "ATP per spike", "energy_consumption": "ATP per cell"}
UNITS = {"energy_per_spike": "10⁹ molecules", "energy_consumption": "10⁹ molecules s⁻¹"}
NEEDED = (*(f"energy_share_{use}" for use in USES), *TOTALS)


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw, for every condition, the share of each use (1), ATP per spike (10⁹) and per cell and second (10⁹ s⁻¹).

    One bar per state, temperature (°C) and feedback; every seed is a point.
    """
    parts = []
    strengths = [float(value) for value in dataset[FEEDBACK].values] if FEEDBACK in dataset.dims else [None]
    for strength in strengths:
        chosen = dataset if strength is None else dataset.sel({FEEDBACK: strength}, drop=True)
        chosen = conditions_of(chosen, "energy_budget", NEEDED)
        for name in NEEDED:
            panel = "a" if name not in TOTALS else "bc"[list(TOTALS).index(name)]
            fixed = {"panel": panel, "feedback": 1.0 if strength is None else strength}
            parts += [make(chosen[name], **fixed) for make in (seed_rows, mean_rows)]
    table = pd.concat(parts, ignore_index=True)
    keys = ["metabolic_rate", "state", "temperature", "feedback"]
    conditions = table[keys].drop_duplicates().sort_values(["temperature", "metabolic_rate", "feedback"])
    conditions = conditions.reset_index(drop=True)
    conditions["place"] = np.arange(len(conditions)) + 0.8 * pd.factorize(conditions["temperature"])[0]
    table = table.merge(conditions[[*keys, "place"]], on=keys)

    figure = Figure(figsize=size_in_inches(150), layout="constrained")
    grid = figure.subplots(3, 1, sharex=True)
    _draw_shares(grid[0], table)
    for place, (name, words) in zip(grid[1:], TOTALS.items(), strict=True):
        _draw_totals(place, table[table["quantity"] == name], f"{words}\n({UNITS[name]})")
    _label(grid[-1], conditions, len(strengths) > 1)
    letter_panels(grid)
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels))
    seeds = seeds_in_words(chosen.sizes["seed"])
    caption = (
        "Energy used during training, by state, temperature and feedback: a, shares of maintenance, synaptic events "
        "and spikes (bars are means, points the share of spikes of each seed, from the top); b, all uses per spike; "
        f"c, all uses per cell and second. Points are seeds ({seeds} per condition); "
        f"{intervals_in_words(table)}. {missing_sentence(chosen, NEEDED)}"
    )
    return Drawing(figure, table.drop(columns="place"), caption.strip())


def _draw_shares(place: Axes, table: pd.DataFrame) -> None:
    bottom = 0.0
    for use, (words, colour) in USES.items():
        rows = table[(table["quantity"] == f"energy_share_{use}")].sort_values("place")
        means = rows[rows["statistic"] == "mean"]
        place.bar(means["place"], means["value"].to_numpy(), 0.8, bottom=bottom, color=colour, label=words)
        bottom = bottom + means["value"].to_numpy()
    seeds = rows[rows["statistic"] == "seed"]
    place.plot(
        seeds["place"], 1.0 - seeds["value"], "o", color="black", markersize=1.6, alpha=0.6, label="seed (spikes)"
    )
    place.set_ylim(0, 1)
    place.set_ylabel("Share of use (1)")


def _draw_totals(place: Axes, rows: pd.DataFrame, label: str) -> None:
    means, seeds = (rows[rows["statistic"] == kind] for kind in ("mean", "seed"))
    place.vlines(means["place"], means["low"], means["high"], color="0.15", linewidth=0.8)
    place.plot(means["place"], means["value"], "_", color="0.15", markersize=9)
    place.plot(seeds["place"], seeds["value"], "o", color="#0072B2", markersize=2.2, alpha=0.7)
    place.set_ylim(0, 1.08 * np.nanmax(rows[["value", "high"]].to_numpy(dtype=float)))
    place.set_ylabel(label)


def _label(place: Axes, conditions: pd.DataFrame, several: bool) -> None:
    """Name every bar: state and feedback below it, the temperature below those of one temperature."""
    names = [
        " ".join(
            part
            for part in (state.replace("metabolic", ""), ("off" if strength == 0 else "on") if several else "")
            if part
        )
        for state, strength in zip(conditions["state"], conditions["feedback"], strict=True)
    ]
    place.set_xticks(conditions["place"], names, rotation=90)
    for temperature, group in conditions.groupby("temperature"):
        place.annotate(
            f"{temperature:g} °C", (group["place"].mean(), 0), (0, -46), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="center", va="top",
        )  # fmt: skip
    place.set_xlabel("State of metabolism, feedback of energy, and temperature", labelpad=20)
