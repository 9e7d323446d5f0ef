"""What the feedback of energy does to each finding: off beside on."""

import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from homeotherm.figures.conditions import conditions_of, intervals_in_words, mean_rows, missing_sentence, seed_rows
from homeotherm.figures.drawing import Drawing, axis_label, letter_panels, plain_logarithms, seeds_in_words
from homeotherm.figures.grid import Panel, set_limits
from homeotherm.figures.series import Group, abscissa_of, draw_group, finish_abscissa, handle, note_if_empty
from homeotherm.figures.style import Look, in_style, size_in_inches, state_looks

FEEDBACK = "feedback"
PANELS = (
    Panel("weight_mean", "Mean weight"),
    Panel("saturated_fraction", "Saturated synapses"),
    Panel("population_sparseness", "Population sparseness"),
    Panel("decoding_accuracy", "Decoding accuracy"),
    Panel("rate_excitatory", "Rate of E cells"),
    Panel("pairwise_correlation", "Pairwise correlation"),
    Panel("population_fano", "Population Fano factor", logarithmic=True),
    Panel("burst_rate", "Population bursts"),
    Panel("energy_mean", "Energy a"),
)
NEEDED = tuple(panel.variable for panel in PANELS)


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw measures after training against temperature (°C), by state; open without feedback, filled with it.

    The axis `feedback` of the study must hold 0 and 1.
    """
    strengths = sorted(float(value) for value in dataset[FEEDBACK].values)
    halves = {}
    for strength in (strengths[0], strengths[-1]):
        half = conditions_of(dataset.sel({FEEDBACK: strength}, drop=True), "energy_feedback", NEEDED)
        halves[strength] = half.sel(phase="after", drop=True)
    table = pd.concat(
        [
            make(half[panel.variable], panel=chr(ord("a") + number), feedback=strength)
            for number, panel in enumerate(PANELS)
            for strength, half in halves.items()
            for make in (seed_rows, mean_rows)
        ],
        ignore_index=True,
    )
    any_half = next(iter(halves.values()))
    looks, abscissa = state_looks(list(any_half["state"].values)), abscissa_of(any_half)
    figure = Figure(figsize=size_in_inches(150), layout="constrained")
    grid = figure.subplots(3, 3).ravel()
    groups = [(state, strength) for state in looks for strength in halves]
    for place, panel in zip(grid, PANELS, strict=True):
        rows = table[table["quantity"] == panel.variable]
        for number, (state, strength) in enumerate(groups):
            group = Group(looks[state], strength == strengths[-1], number, len(groups))
            shown = rows[(rows["state"] == state) & (rows["feedback"] == strength)]
            draw_group(place, shown, abscissa, group, f"{state} {strength:g}")
        place.set_ylabel(axis_label(panel.words, any_half[panel.variable].attrs.get("units", "1")))
        set_limits(place, rows, panel)
        if panel.logarithmic:
            plain_logarithms(place)
        note_if_empty(place, rows)
    finish_abscissa(grid, abscissa)
    letter_panels(grid)
    entries = _legend(looks, strengths)
    figure.legend(handles=entries, loc="outside upper center", ncols=len(entries))
    missing = [missing_sentence(half, NEEDED) for half in halves.values()]
    seeds = seeds_in_words(any_half.sizes["seed"])
    caption = (
        f"Measures after training against {abscissa.words}{abscissa.by_state(len(looks))}, with energy that only "
        f"keeps books (open, feedback {strengths[0]:g}) and with energy that gates excitability and plasticity "
        f"(filled, feedback {strengths[-1]:g}). Points are seeds ({seeds} per condition), "
        f"spread sideways, lines join their means; {intervals_in_words(table)}. {' '.join(dict.fromkeys(missing))}"
    )
    return Drawing(figure, table, caption.strip())


def _legend(looks: dict[str, Look], strengths: list[float]) -> list[Line2D]:
    """Return the entries of the states and of both kinds of symbols."""
    named = [handle(look, state) for state, look in looks.items() if state]
    grey = Look("0.35", "o")
    return [
        *named,
        handle(grey, f"feedback {strengths[0]:g}", filled=False),
        handle(grey, f"feedback {strengths[-1]:g}"),
    ]
