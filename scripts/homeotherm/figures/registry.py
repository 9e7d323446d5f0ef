"""All figures by name: the function that draws each, what it is drawn from, and what it shows."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd
import xarray as xr

from homeotherm.errors import InputError, listed, nearest
from homeotherm.figures import (
    bifurcation,
    bistability,
    burstiness,
    bursts,
    claims,
    degradation,
    early_warning,
    energy_budget,
    energy_feedback,
    fates,
    hysteresis,
    inverted_u,
    learning,
    raster,
    regulation,
    sensitivity,
    stdp_kernel,
    synchrony,
    traces,
    weights,
)
from homeotherm.figures.drawing import Drawing


class Entry(NamedTuple):
    """A figure that can be made.

    `inputs` and `optional_inputs` are names of what `draw` takes as arguments: `dataset` (a study's dataset),
    `rasters` (its example rasters), `diagram` (its bifurcation diagram), `claims` (the table of its judged
    claims). `variables` (of a table: columns) must be in the first input. `caption` says what the figure shows
    for any study; a drawing's own caption adds its numbers.
    """

    draw: Callable[..., Drawing]
    inputs: tuple[str, ...]
    optional_inputs: tuple[str, ...]
    variables: tuple[str, ...]
    caption: str


FIGURES: dict[str, Entry] = {
    "learning": Entry(
        learning.draw,
        ("dataset",),
        (),
        learning.NEEDED,
        "Mean weight during training, within and across trained assemblies, for each temperature and state.",
    ),
    "bifurcation": Entry(
        bifurcation.draw,
        ("dataset",),
        ("diagram",),
        bifurcation.NEEDED,
        "Mean weight at the end of training and on the way there against temperature, seed by seed.",
    ),
    "synchrony": Entry(
        synchrony.draw,
        ("dataset",),
        (),
        synchrony.NEEDED,
        "Six measures of synchrony and activity against temperature, before and after training.",
    ),
    "raster": Entry(
        raster.draw,
        ("rasters",),
        (),
        raster.NEEDED,
        "Spikes of some neurons and rates of all after training, one example per condition.",
    ),
    "weights": Entry(
        weights.draw,
        ("dataset",),
        (),
        weights.NEEDED,
        "Distribution of the weights at the end of training for each temperature and state.",
    ),
    "degradation": Entry(
        degradation.draw,
        ("dataset",),
        (),
        degradation.NEEDED,
        "Saturation and inequality of the weights and sparseness of the responses against temperature.",
    ),
    "inverted_u": Entry(
        inverted_u.draw,
        ("dataset",),
        (),
        inverted_u.NEEDED,
        "Decoding, completion and discriminability after training against the metabolic rate.",
    ),
    "bursts": Entry(
        bursts.draw,
        ("dataset",),
        (),
        bursts.NEEDED,
        "Rate, duration and pauses of population bursts against temperature, before and after training.",
    ),
    "early_warning": Entry(
        early_warning.draw,
        ("dataset",),
        (),
        early_warning.NEEDED,
        "Mean weight, its fluctuation and its autocorrelation against temperature, with the critical temperature.",
    ),
    "hysteresis": Entry(
        hysteresis.draw,
        ("dataset",),
        (),
        hysteresis.NEEDED,
        "Mean weight and Fano factor while the temperature rises and falls.",
    ),
    "bistability": Entry(
        bistability.draw,
        ("dataset",),
        (),
        bistability.NEEDED,
        "Mean weight at the end of training against temperature, by the weight at its start.",
    ),
    "energy_feedback": Entry(
        energy_feedback.draw,
        ("dataset",),
        (),
        energy_feedback.NEEDED,
        "Findings and energy after training against temperature, with the feedback of energy off and on.",
    ),
    "energy_budget": Entry(
        energy_budget.draw,
        ("dataset",),
        (),
        energy_budget.NEEDED,
        "What the cells used energy for, per spike and per second, by state, temperature and feedback.",
    ),
    "claims": Entry(
        claims.draw,
        ("claims",),
        (),
        claims.NEEDED,
        "Every claim of the study: what was observed against what was expected, and whether the claim holds.",
    ),
    "stdp_kernel": Entry(
        stdp_kernel.draw,
        ("dataset",),
        (),
        stdp_kernel.NEEDED,
        "Plasticity kernel, EPSP and coincidence window of single cells and synapses at each temperature.",
    ),
    "traces": Entry(
        traces.draw,
        ("traces",),
        (),
        traces.NEEDED,
        "Membrane potential of a few regulated cells around the switch and later, in every condition.",
    ),
    "burstiness": Entry(
        burstiness.draw,
        ("dataset",),
        (),
        burstiness.NEEDED,
        "Burstiness and firing frequency of every regulated cell at each tested moment, in every condition.",
    ),
    "regulation": Entry(
        regulation.draw,
        ("dataset",),
        (),
        regulation.NEEDED,
        "Calcium, conductances and dynamic input conductances of regulated cells over time, in every condition.",
    ),
    "fates": Entry(
        fates.draw,
        ("dataset",),
        (),
        fates.NEEDED,
        "What regulated cells do over time and at each tested moment, and when they lose bursting.",
    ),
}

#: Figures of studies with a sampled design; the others show axes.
OF_SAMPLES: dict[str, Entry] = {
    "sensitivity": Entry(
        sensitivity.draw,
        ("dataset",),
        (),
        (),
        "What each factor of a sampled design does to the main measures, beside what seeds alone would do.",
    ),
}


def draw_figure(name: str, inputs: Mapping[str, xr.Dataset | pd.DataFrame | None]) -> Drawing:
    """Draw a figure by name from named inputs; inputs that it does not take, or that are None, are ignored.

    Raises
    ------
    InputError
        If there is no such figure (naming the nearest), or an input or variable that it needs is not there.
    """
    known = FIGURES | OF_SAMPLES
    if name not in known:
        raise InputError(f"no figure '{name}'{nearest(name, known)}; there are: {listed(known)}")
    entry = known[name]
    given = {key: value for key, value in inputs.items() if value is not None}
    for key in entry.inputs:
        if key not in given:
            raise InputError(f"figure {name} needs the input {key}")
    taken = (*entry.inputs, *entry.optional_inputs)
    return entry.draw(**{key: given[key] for key in taken if key in given})
