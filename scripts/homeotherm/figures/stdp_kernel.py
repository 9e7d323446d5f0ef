"""The plasticity kernel that a pairing experiment gives, and the time windows of the cells, against temperature."""

import json

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from homeotherm.analysis.imposed_kernel import IMPOSED, imposed_kernel, temperature_coefficient
from homeotherm.figures.conditions import conditions_of, missing_sentence, seed_rows
from homeotherm.figures.drawing import (
    Drawing,
    add_colour_bar,
    axis_label,
    colours_in_words,
    letter_panels,
    number_in_words,
    seeds_in_words,
    temperature_colours,
)
from homeotherm.figures.series import abscissa_of, finish_abscissa, note_if_empty
from homeotherm.figures.style import in_style, size_in_inches, state_looks

CURVES = {"a": ("kernel", "interval"), "d": ("epsp", "time"), "e": ("relative_threshold", "separation")}
SERIES = {
    "b": ("potentiation_time_constant", "depression_time_constant"),
    "c": ("potentiation_area", "depression_area"),
    "f": ("epsp_half_width", "coincidence_window"),
}
MEASURED = tuple(name for names in SERIES.values() for name in names)
NEEDED = ("kernel", "epsp", "separation_threshold", *MEASURED, "potentiation_peak", "area_ratio")
WORDS = {
    "potentiation_time_constant": "potentiation τ₊", "depression_time_constant": "depression τ₋",
    "potentiation_area": "potentiation", "depression_area": "depression, sign reversed",
    "epsp_half_width": "EPSP half-width", "coincidence_window": "coincidence window",
}  # fmt: skip
SUPRATHRESHOLD = 1.25  # by the definition of the coincidence window
MOST_SAMPLES = 300  # of an EPSP that are drawn
SMALLEST_SHARE = 0.02  # of its peak: the EPSP is drawn until all are smaller
STATE_LINES = ("-", "--", ":", "-.")


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw kernels (nS), time constants (ms), areas (nS ms), EPSPs (mV), thresholds (1) and windows (ms).

    Curves are coloured by temperature; states, if several, differ in line style and marker. Open symbols are the
    second quantity of a panel. Thin lines without symbols are what the Q10 factors impose.
    """
    chosen = conditions_of(dataset, "stdp_kernel", NEEDED)
    chosen = chosen.assign(relative_threshold=_relative(chosen["separation_threshold"]))
    expected = imposed_kernel(chosen)
    table = _table(chosen, expected)
    colours = temperature_colours(chosen["temperature"].values)
    looks = state_looks(list(chosen["state"].values))

    figure = Figure(figsize=size_in_inches(112), layout="constrained")
    grid = dict(zip("abcdef", figure.subplots(2, 3).ravel(), strict=True))
    for letter, (_, dimension) in CURVES.items():
        _draw_curves(grid[letter], table[table["panel"] == letter], dimension, colours, list(looks))
    abscissa = abscissa_of(chosen)
    for letter, names in SERIES.items():
        rows = table[table["panel"] == letter]
        _draw_series(grid[letter], rows, names, abscissa.column, looks)
        note_if_empty(grid[letter], rows)
        grid[letter].set_ylim(bottom=0)
        grid[letter].legend(handles=_legend(names, imposed=letter != "f"), loc="best")
    _label(grid)
    finish_abscissa([grid[letter] for letter in SERIES], abscissa)
    letter_panels(grid.values())
    if len(looks) > 1:
        figure.legend(handles=_states(looks), loc="outside upper center", ncols=len(looks))
    add_colour_bar(
        figure, list(grid.values()), list(colours), list(colours.values()), axis_label("Temperature", "degree_Celsius")
    )
    return Drawing(figure, table, _caption(chosen, expected))


def _relative(threshold: xr.DataArray) -> xr.DataArray:
    """Return thresholds over that of simultaneous half-volleys."""
    relative = threshold / threshold.sel(separation=0)
    return relative.drop_vars("separation").assign_coords(separation=threshold["separation"]).assign_attrs(units="1")


def _table(chosen: xr.Dataset, expected: xr.Dataset) -> pd.DataFrame:
    """Return the rows of all panels: every seed, and what is imposed."""
    curves = {"kernel": chosen["kernel"], "relative_threshold": chosen["relative_threshold"]}
    curves["epsp"] = _shortened(chosen["epsp"])
    parts = [seed_rows(curves[name], panel=letter) for letter, (name, _) in CURVES.items()]
    for letter, names in SERIES.items():
        for name in names:
            sign = -1.0 if name == "depression_area" else 1.0
            parts.append(seed_rows((sign * chosen[name]).assign_attrs(chosen[name].attrs), panel=letter))
            if name in IMPOSED:
                one = (sign * expected[name]).assign_attrs(expected[name].attrs).rename(name)
                rows = seed_rows(one.expand_dims(seed=[0]), panel=letter)
                parts.append(rows.assign(statistic="imposed", seed=pd.array([pd.NA] * len(rows), dtype="Int64")))
    return pd.concat(parts, ignore_index=True).drop(columns=["low", "high", "number_of_seeds"])


def _shortened(epsp: xr.DataArray) -> xr.DataArray:
    """Return the EPSPs until all are small, in at most `MOST_SAMPLES` samples."""
    others = [dimension for dimension in epsp.dims if dimension != "time"]
    large = (epsp > SMALLEST_SHARE * epsp.max("time")).any(others).values
    end = int(np.flatnonzero(large)[-1]) + 1 if large.any() else epsp.sizes["time"]
    return epsp.isel(time=slice(0, end, -(-end // MOST_SAMPLES)))


def _draw_curves(panel: Axes, rows: pd.DataFrame, dimension: str, colours: dict, states: list[str]) -> None:
    """Draw a line per condition and seed; potentiation and depression are not joined."""
    by_line = rows.groupby(["state", "temperature", "seed"], sort=True)
    for (state, temperature, seed), line in by_line:
        x, y = line[dimension].to_numpy(dtype=float), line["value"].to_numpy(dtype=float)
        for part in (x < 0, x >= 0):
            panel.plot(
                x[part], y[part], color=colours[temperature], linewidth=0.8,
                linestyle=STATE_LINES[states.index(state) % len(STATE_LINES)],
                label=f"seeds: {state} {temperature:g} {seed}",
            )  # fmt: skip
    note_if_empty(panel, rows)


def _draw_series(panel: Axes, rows: pd.DataFrame, names: tuple[str, str], column: str, looks: dict) -> None:
    """Draw every seed as a symbol, filled for the first quantity, and what is imposed as a line."""
    for filled, name in zip((True, False), names, strict=True):
        for state, look in looks.items():
            of_state = rows[(rows["quantity"] == name) & (rows["state"] == state)].sort_values(column)
            imposed = of_state[of_state["statistic"] == "imposed"]
            panel.plot(
                imposed[column].to_numpy(), imposed["value"].to_numpy(), color=look.colour, linewidth=0.7,
                linestyle="-" if filled else "--", zorder=2, label=f"imposed: {name} {state}",
            )  # fmt: skip
            seeds = of_state[of_state["statistic"] == "seed"]
            panel.plot(
                seeds[column].to_numpy(), seeds["value"].to_numpy(), linestyle="none", marker=look.marker,
                markersize=3.4, markerfacecolor=look.colour if filled else "white", markeredgecolor=look.colour,
                markeredgewidth=0.6, zorder=3, label=f"seeds: {name} {state}",
            )  # fmt: skip


def _label(grid: dict[str, Axes]) -> None:
    """Name the axes with their units, and draw the lines that the eye needs."""
    for letter, words, units in (
        ("a", "Change of weight per pairing", "nS"), ("b", "Time constant", "ms"), ("c", "Area of the kernel", "nS ms"),
        ("d", "EPSP", "mV"), ("e", "Threshold over that at 0", "1"), ("f", "Width in time", "ms"),
    ):  # fmt: skip
        grid[letter].set_ylabel(axis_label(words, units))
    for letter, words in (("a", "Post. spike − presyn. arrival"), ("d", "Time"), ("e", "Separation of half-volleys")):
        grid[letter].set_xlabel(axis_label(words, "ms"))
    for draw_line in (grid["a"].axhline, grid["a"].axvline):
        draw_line(0, color="0.6", linewidth=0.5, zorder=1)
    grid["d"].set_xlim(left=0)
    grid["e"].set_xlim(left=0)
    grid["e"].axhline(SUPRATHRESHOLD, color="0.45", linewidth=0.7, linestyle="--", zorder=1)


def _legend(names: tuple[str, str], imposed: bool) -> list[Line2D]:
    """Return the entries of a panel's two quantities; a line through the symbol stands for what is imposed."""
    return [
        Line2D(
            [], [], color="0.25", marker="o", markersize=3.4, markerfacecolor="0.25" if filled else "white",
            markeredgewidth=0.6, linewidth=0.7, linestyle=("-" if filled else "--") if imposed else "none",
            label=WORDS[name],
        )
        for filled, name in zip((True, False), names, strict=True)
    ]  # fmt: skip


def _states(looks: dict) -> list[Line2D]:
    """Return the entries of the states."""
    return [
        Line2D(
            [], [], color=look.colour, marker=look.marker, markersize=3.4, linewidth=0.8,
            linestyle=STATE_LINES[number % len(STATE_LINES)], label=state,
        )
        for number, (state, look) in enumerate(looks.items())
    ]  # fmt: skip


def _caption(chosen: xr.Dataset, expected: xr.Dataset) -> str:
    """Return what is shown, what is imposed and how well it comes back, what emerges, and what is missing."""
    values, drivers = (json.loads(chosen.attrs[f"{name}_json"]) for name in ("parameters", "drivers"))
    deviation = max(float(abs(chosen[name] / expected[name] - 1).max()) for name in IMPOSED if name in chosen)
    sentences = [
        f"STDP kernel, EPSP and coincidence detection of the microcircuit's cells and synapses, "
        f"{colours_in_words(chosen['temperature'].values)} ({seeds_in_words(chosen.sizes['seed'])} per condition; "
        f"nothing is random). a: change of weight per pairing; b, c: its time constants and areas, lines: what the "
        f"parameters impose; d: EPSP of one arrival; e: conductance of two half-volleys that makes a cell fire, dashed:"
        f" {SUPRATHRESHOLD:g} times that without separation, whose crossing is the coincidence window; f: EPSP "
        f"half-width and coincidence window.",
        f"Imposed: the time constants by a Q10 of {values['q10_stdp_rate']:g} on their rates "
        f"({_driver(drivers['q10_stdp_rate'])}) and the peak by a Q10 of {values['q10_stdp_amplitude']:g} "
        f"({_driver(drivers['q10_stdp_amplitude'])}); the simulation gives both back within {deviation:.1g} "
        f"(relative).",
    ]
    sentences += [_emerging(chosen, values), missing_sentence(chosen, MEASURED)]
    return " ".join(sentence for sentence in sentences if sentence)


def _driver(name: str) -> str:
    return f"driven by {name.replace('_', ' ')}"


def _emerging(chosen: xr.Dataset, values: dict) -> str:
    """Return the sentence on half-width and window: their ends and Q10, and those of the factors behind them."""
    temperature = chosen["temperature"].values.astype(float)
    if temperature.size < 2:
        return ""
    first = chosen.isel(state=0).mean("seed")
    state = f" ({chosen['state'].values[0]})" if chosen.sizes["state"] > 1 else ""
    parts = []
    for name in SERIES["f"]:
        series = first[name].values
        ends = " to ".join(number_in_words(series[place], ".1f") for place in (0, -1))
        coefficient = number_in_words(1 / temperature_coefficient(temperature, series), ".2f")
        parts.append(f"the {WORDS[name]} falls from {ends} ms (Q10 of its inverse {coefficient})")
    return (
        f"Emerging, from {temperature[0]:g} to {temperature[-1]:g} °C{state}: {' and '.join(parts)}, which follows "
        f"from the leak (Q10 {values['q10_leak_conductance']:g}) and the decay of excitation "
        f"({values['q10_excitatory_decay']:g}) and from nothing about plasticity."
    )
