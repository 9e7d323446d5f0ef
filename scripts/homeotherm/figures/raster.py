"""Raster: the spikes of some neurons and the rate of all, one example per condition."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from homeotherm.figures.drawing import Drawing, axis_label, letter_panels
from homeotherm.figures.style import in_style, size_in_inches

NEEDED = (
    "spike_count",
    "spike_time",
    "spike_neuron",
    "excitatory_neurons",
    "neurons",
    "rate_excitatory",
    "rate_inhibitory",
)
EXCITATORY_COLOUR = "#000000"
INHIBITORY_COLOUR = "#D55E00"
COLUMNS = 4
LINEAR_BELOW_HERTZ = 10.0  # the rate axis is linear below and logarithmic above, to show calm and bursts alike
LINEAR_ONLY_TO_HERTZ = 30.0  # without rates above this the whole axis is linear
MOST_VECTOR_SPIKES = 20000  # beyond, spikes are pixels in the SVG, which would grow to many megabytes


@in_style
def draw(rasters: xr.Dataset) -> Drawing:
    """Draw spikes over time (s), excitatory neurons below inhibitory ones, and the population rates (Hz).

    Parameters
    ----------
    rasters
        Spikes per example as a contiguous ragged array, and rates of the whole populations in bins.

    Raises
    ------
    ValueError
        If a variable is missing or the spike counts do not add up to the spikes.
    """
    for name in (*NEEDED, "label"):
        if name not in rasters:
            raise ValueError(f"figure raster needs {name}, which the rasters lack")
    counts = rasters["spike_count"].values.astype(int)
    if counts.sum() != rasters.sizes["spike"]:
        raise ValueError(
            f"figure raster: the counts of the examples sum to {counts.sum()}, but there are "
            f"{rasters.sizes['spike']} spikes"
        )
    table = pd.concat([_spike_rows(rasters, counts), _rate_rows(rasters)], ignore_index=True)

    examples = rasters.sizes["example"]
    columns = min(examples, COLUMNS)
    blocks = -(-examples // columns)
    figure = Figure(figsize=size_in_inches(95 * blocks + 4), layout="constrained")
    grid = figure.subplots(2 * blocks, columns, sharex=True, squeeze=False, height_ratios=[2.2, 1.0] * blocks)
    top = _highest_rate(rasters)
    letters = []
    for number in range(blocks * columns):
        spikes_panel = grid[2 * (number // columns), number % columns]
        rate_panel = grid[2 * (number // columns) + 1, number % columns]
        if number >= examples:
            spikes_panel.set_axis_off()
            rate_panel.set_axis_off()
            continue
        example = rasters.isel(example=number)
        rows = table[table["example"] == number]
        _draw_spikes(spikes_panel, rows[rows["kind"] == "spike"], example)
        _draw_rates(rate_panel, rows[rows["kind"] == "rate"], top)
        rate_panel.set_xlim(0, _window_seconds(rasters))
        first = number % columns == 0
        spikes_panel.set_ylabel("Neuron (index)" if first else "")
        rate_panel.set_ylabel(axis_label("Population rate", "Hz") if first else "")
        spikes_panel.tick_params(labelleft=first, labelbottom=False)
        rate_panel.tick_params(labelleft=first, labelbottom=True)
        rate_panel.set_xlabel(axis_label("Time", "s"))
        letters.append(spikes_panel)
    letter_panels(letters)
    figure.legend(
        handles=[
            Line2D([], [], color=EXCITATORY_COLOUR, linewidth=1.2, label="excitatory"),
            Line2D([], [], color=INHIBITORY_COLOUR, linewidth=1.2, label="inhibitory"),
        ],
        loc="outside upper center",
        ncols=2,
    )
    return Drawing(figure, table, _caption(rasters))


def _spike_rows(rasters: xr.Dataset, counts: np.ndarray) -> pd.DataFrame:
    """Return one row per spike."""
    example = np.repeat(np.arange(counts.size), counts)
    neuron = rasters["spike_neuron"].values
    excitatory = neuron < rasters["excitatory_neurons"].values[example]
    return pd.DataFrame(
        {
            "kind": "spike",
            "example": example,
            "label": rasters["label"].values.astype(str)[example],
            "population": np.where(excitatory, "excitatory", "inhibitory"),
            "time": rasters["spike_time"].values,
            "neuron": neuron,
            "rate": np.nan,
        }
    )


def _rate_rows(rasters: xr.Dataset) -> pd.DataFrame:
    """Return one row per example, population and bin; time is the bin's centre (s), rate in Hz."""
    bins = rasters["rate_time"].values
    parts = []
    for number, label in enumerate(rasters["label"].values.astype(str)):
        for population in ("excitatory", "inhibitory"):
            rate = rasters[f"rate_{population}"].transpose("example", "rate_time").values[number]
            parts.append(
                pd.DataFrame(
                    {
                        "kind": "rate",
                        "example": number,
                        "label": label,
                        "population": population,
                        "time": bins,
                        "neuron": pd.NA,
                        "rate": rate,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def _draw_spikes(panel: Axes, spikes: pd.DataFrame, example: xr.Dataset) -> None:
    """Draw each spike as an upright tick one neuron high, a whole population as one path."""
    neurons, excitatory = int(example["neurons"]), int(example["excitatory_neurons"])
    for population, colour in (("excitatory", EXCITATORY_COLOUR), ("inhibitory", INHIBITORY_COLOUR)):
        rows = spikes[spikes["population"] == population]
        neuron = rows["neuron"].to_numpy(dtype=float)
        times = rows["time"].to_numpy()
        gap = np.full(len(rows), np.nan)  # lifts the pen between ticks
        panel.plot(
            np.column_stack([times, times, gap]).ravel(),
            np.column_stack([neuron - 0.5, neuron + 0.5, gap]).ravel(),
            color=colour,
            linewidth=0.6,
            solid_capstyle="butt",
            rasterized=len(rows) > MOST_VECTOR_SPIKES,
            label=population,
        )
    panel.axhline(excitatory - 0.5, color="0.6", linewidth=0.4)
    panel.set_ylim(-1, neurons)
    panel.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    panel.set_title(str(example["label"].values))


def _draw_rates(panel: Axes, rates: pd.DataFrame, top: float) -> None:
    """Draw the rate of both populations as steps, excitatory in front."""
    for population, colour, width in (
        ("inhibitory", INHIBITORY_COLOUR, 0.5),
        ("excitatory", EXCITATORY_COLOUR, 0.7),
    ):
        rows = rates[rates["population"] == population]
        panel.plot(
            rows["time"].to_numpy(),
            rows["rate"].to_numpy(dtype=float),
            color=colour,
            linewidth=width,
            drawstyle="steps-mid",
            label=population,
        )
    if top > LINEAR_ONLY_TO_HERTZ:
        panel.set_yscale("symlog", linthresh=LINEAR_BELOW_HERTZ, linscale=1.0)
        ticks = [0.0, LINEAR_BELOW_HERTZ]
        while ticks[-1] * 10 <= 1.3 * top:
            ticks.append(ticks[-1] * 10)
        panel.set_yticks(ticks, labels=[f"{tick:g}" for tick in ticks])
        panel.set_yticks([*range(2, 10, 2)], minor=True)
        panel.set_ylim(0, 1.3 * top)
    else:
        panel.set_ylim(0, 1.1 * top if top > 0 else 1.0)


def _highest_rate(rasters: xr.Dataset) -> float:
    """Return the highest rate in any bin (Hz), 0 if there is none."""
    rates = np.concatenate([rasters[f"rate_{kind}"].values.ravel() for kind in ("excitatory", "inhibitory")])
    rates = rates[np.isfinite(rates)]
    return float(rates.max()) if rates.size else 0.0


def _window_seconds(rasters: xr.Dataset) -> float:
    """Return the length of the window; it is a scalar variable or an attribute."""
    if "window_seconds" in rasters.attrs:
        return float(rasters.attrs["window_seconds"])
    if "window_seconds" in rasters:
        return float(rasters["window_seconds"])
    raise ValueError("figure raster needs window_seconds, which the rasters lack")


def _caption(rasters: xr.Dataset) -> str:
    labels = "; ".join(rasters["label"].values.astype(str))
    seeds = sorted({int(seed) for seed in np.atleast_1d(rasters["seed"].values)}) if "seed" in rasters else []
    which = f", seed {', '.join(str(seed) for seed in seeds)}" if seeds else ""
    width = float(np.diff(rasters["rate_time"].values[:2])[0]) * 1000 if rasters.sizes["rate_time"] > 1 else np.nan
    axis = ""
    if _highest_rate(rasters) > LINEAR_ONLY_TO_HERTZ:
        axis = f" (axis linear to {LINEAR_BELOW_HERTZ:g} Hz, logarithmic above)"
    neurons = int(rasters["neurons"].max())
    return (
        f"Spontaneous activity after training, one example per condition ({labels}; one seed each{which}). "
        f"Each tick is a spike of one of {neurons} neurons; below, the rates of whole populations in bins "
        f"of {width:.3g} ms{axis}; no averages, no intervals."
    )
