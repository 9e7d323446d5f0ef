"""Regulation: calcium, conductances and dynamic input conductances of regulated cells over time."""

import json

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from homeotherm.figures.condition_grid import condition_grid, in_first_column
from homeotherm.figures.drawing import Drawing, axis_label, symmetrical_logarithms
from homeotherm.figures.moments import changes_in_words, mark_changes, moments_of
from homeotherm.figures.named_conditions import (
    axis_columns,
    missing_sentence,
    named_conditions,
    point_rows,
    seeds_of_cells,
)
from homeotherm.figures.style import in_style
from homeotherm.regulated.protocol import CONTROLLED, SHARP

CALCIUM, CONDUCTANCE, DYNAMIC = "calcium_course", "conductance_course", "dynamic_input_conductance_course"
SPREADS = {CALCIUM: "calcium_spread_course", DYNAMIC: "dynamic_input_conductance_spread_course"}
NEEDED = (CALCIUM, CONDUCTANCE, DYNAMIC, *SPREADS.values())
WORDS = {
    CALCIUM: "Calcium", CONDUCTANCE: "Conductance\n(of its start)", DYNAMIC: "Dynamic input\nconductance (of leak)",
}  # fmt: skip
# Okabe & Ito (2008). Lines that lie on one another differ in width, so that all of them are seen.
COLOURS = ("#000000", "#E69F00", "#56B4E9", "#D55E00", "#F0E442", "#0072B2", "#CC79A7", "#009E73")
WIDEST, THINNEST = 2.3, 0.5  # points
TIMESCALES = {"fast": "#E69F00", "slow": "#0072B2", "ultraslow": "#009E73"}
TARGET_NAMES = {"slow": "slow_target", "ultraslow": "ultraslow_target"}
LINEAR_BELOW = 10.0  # input conductances are drawn linearly up to this size, and logarithmically beyond
PANEL_MM = 34
KINDS = {"sharp": SHARP, "controlled": CONTROLLED}


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw calcium (unit of the model), conductances (of their start) and input conductances (of leak) over time (s).

    One column per condition, a line per seed: the mean over cells, with a band of one standard deviation over cells.
    """
    chosen = named_conditions(dataset, "regulation", NEEDED)
    table = pd.concat([*(_rows(chosen, name) for name in WORDS), _targets(chosen)], ignore_index=True)

    figure, panels = condition_grid(chosen, [PANEL_MM] * len(WORDS), 8, share_x=True)
    styles = _styles(chosen)
    for letter, own in zip(chosen["letter"].values, panels, strict=True):
        for name, panel in zip(WORDS, own, strict=True):
            _draw_lines(panel, table[(table["panel"] == letter) & (table["quantity"] == name)], styles[name])
    for name, own in zip(WORDS, panels.T, strict=True):
        _finish(own, name, table[table["quantity"] == name])
        _name_components(own[chosen.attrs["columns"] - 1], name, styles[name])
    mark_changes(panels.ravel(), moments_of(dataset))
    return Drawing(figure, table, _caption(chosen))


def _rows(dataset: xr.Dataset, name: str) -> pd.DataFrame:
    """Return one row per condition, seed, component (channel or time scale) and time, with the spread over cells."""
    values = dataset[name]
    if name == CONDUCTANCE:
        values = (values / values.isel(time=0)).assign_attrs(units="1")
    rows = point_rows(dataset, values)
    rows["spread"] = point_rows(dataset, dataset[SPREADS[name]])["value"] if name in SPREADS else np.nan
    return rows.rename(columns={"channel": "component", "timescale": "component", "calcium_time": "time"})


def _targets(dataset: xr.Dataset) -> pd.DataFrame:
    """Return rows of the targets at the ends of the stretches in which they act, in pairs of rows."""
    parameters, plan = json.loads(dataset.attrs["parameters_json"]), moments_of(dataset)
    rows = []
    for number in range(dataset.sizes["condition"]):
        if "neuromodulation" in dataset.attrs["axes"]:
            kind = KINDS.get(str(dataset["neuromodulation"].values[number]))
        else:
            kind = int(parameters["neuromodulation"])
        found = [(CALCIUM, np.nan, parameters["calcium_target"], 0.0, plan.protocol_end)]
        for timescale, name in TARGET_NAMES.items():
            before, during = parameters[f"{name}_settled"], parameters[name]
            if kind == CONTROLLED:
                found.append((DYNAMIC, timescale, before, 0.0, plan.switch))
                found.append((DYNAMIC, timescale, before, plan.washout, plan.protocol_end))
            if kind in (SHARP, CONTROLLED):
                found.append((DYNAMIC, timescale, during, plan.switch, plan.washout))
        for quantity, component, value, start, stop in found:
            words = {"quantity": quantity, "units": "1", "statistic": "target", **axis_columns(dataset, number)}
            ends = (start, stop) if stop > start else ()
            rows += [{**words, "component": component, "time": time, "value": value} for time in ends]
    return pd.DataFrame(rows)


def _styles(dataset: xr.Dataset) -> dict[str, dict[str, tuple[str, float]]]:
    """Return colour and line width of every component of every quantity; calcium has one component, ""."""
    channels = list(dataset["channel"].values.astype(str))
    widths = np.linspace(WIDEST, THINNEST, len(channels))
    return {
        CALCIUM: {"": ("#000000", 0.8)},
        CONDUCTANCE: dict(zip(channels, zip(COLOURS, widths, strict=False), strict=False)),
        DYNAMIC: {timescale: (colour, 0.8) for timescale, colour in TIMESCALES.items()},
    }


def _draw_lines(panel: Axes, rows: pd.DataFrame, styles: dict[str, tuple[str, float]]) -> None:
    """Draw the components of a quantity: seeds as lines, their spreads as bands, targets dashed."""
    components = rows["component"].fillna("") if "component" in rows else pd.Series("", rows.index)
    for component, (colour, width) in styles.items():
        own = rows[components == component]
        for _, seed in own[own["statistic"] == "seed"].groupby("seed"):
            time, mean, spread = (seed[column].to_numpy() for column in ("time", "value", "spread"))
            panel.plot(time, mean, color=colour, linewidth=width, zorder=3, label=component or "calcium")
            if np.isfinite(spread).any():
                panel.fill_between(time, mean - spread, mean + spread, color=colour, alpha=0.15, linewidth=0, zorder=2)
        target = own[own["statistic"] == "target"]
        for number in range(0, len(target), 2):
            pair = target.iloc[number : number + 2]
            panel.plot(
                pair["time"], pair["value"], color=colour, linewidth=0.8, linestyle="--", zorder=4, label="target"
            )


def _finish(panels: np.ndarray, name: str, rows: pd.DataFrame) -> None:
    """Give the panels of a quantity one axis."""
    spread = rows["spread"].fillna(0)
    ends = np.concatenate([rows["value"] - spread, rows["value"] + spread])
    ends = ends[np.isfinite(ends)]
    low, high = min(ends.min(initial=0.0), 0.0), ends.max(initial=0.0) or 1.0
    for panel in panels:
        if name == DYNAMIC:
            symmetrical_logarithms(panel, low, high, LINEAR_BELOW)
        else:
            panel.set_ylim(low - 0.03 * (high - low), high + 0.05 * (high - low))
        if low < 0:
            panel.axhline(0, color="0.75", linewidth=0.5, zorder=1)
        panel.margins(x=0)
        panel.tick_params(labelleft=in_first_column(panel), labelbottom=name == DYNAMIC)
        panel.set_ylabel(axis_label(WORDS[name], "1") if in_first_column(panel) else "")
        panel.set_xlabel(axis_label("Time", "s") if name == DYNAMIC else "")


def _name_components(panel: Axes, name: str, styles: dict[str, tuple[str, float]]) -> None:
    """Write what the lines of a quantity are at the right of the last column."""
    entries = [Line2D([], [], color=colour, linewidth=max(width, 1.0), label=component)
               for component, (colour, width) in styles.items() if component]  # fmt: skip
    if name != CONDUCTANCE:
        entries.append(Line2D([], [], color="black", linewidth=0.8, linestyle="--", label="target"))
    panel.legend(handles=entries, loc="center left", bbox_to_anchor=(1.02, 0.5), borderaxespad=0)


def _caption(dataset: xr.Dataset) -> str:
    plan = moments_of(dataset)
    line = "A line per seed" if dataset.sizes["seed"] > 1 else "Lines"
    return (
        f"Regulated cells over time: calcium (moving average over 5 s, centred), conductances relative to their start, "
        f"and dynamic input conductances at the threshold voltage. {line} "
        f"({seeds_of_cells(dataset.sizes['seed'], plan.cells)}): means over cells, with bands of one standard "
        f"deviation over cells; dashed lines are targets (of input conductances where neuromodulation acts: followed "
        f"if controlled, set once at the switch if sharp); {changes_in_words(plan)}. Conductances that only "
        f"homeostasis moves keep their ratios and lie on one another. The axis of input conductances is linear to "
        f"{LINEAR_BELOW:g} and logarithmic beyond. {missing_sentence(dataset)}"
    ).strip()
