"""All figures by name: the function that draws each, what it is drawn from, and what it shows."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import xarray as xr

from homeotherm.errors import InputError, listed, nearest
from homeotherm.figures import bifurcation, degradation, inverted_u, learning, raster, synchrony, weights
from homeotherm.figures.drawing import Drawing


class Entry(NamedTuple):
    """A figure that can be made.

    `inputs` and `optional_inputs` are names of the datasets that `draw` takes as arguments: `dataset` (a
    study's dataset), `rasters` (its example rasters), `diagram` (its bifurcation diagram). `variables` must
    be in the first input. `caption` says what the figure shows for any study; a drawing's own caption adds
    its numbers.
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
}


def draw_figure(name: str, inputs: Mapping[str, xr.Dataset | None]) -> Drawing:
    """Draw a figure by name from named inputs; inputs that it does not take, or that are None, are ignored.

    Raises
    ------
    InputError
        If there is no such figure (naming the nearest), or an input or variable that it needs is not there.
    """
    if name not in FIGURES:
        raise InputError(f"no figure '{name}'{nearest(name, FIGURES)}; there are: {listed(FIGURES)}")
    entry = FIGURES[name]
    given = {key: value for key, value in inputs.items() if value is not None}
    for key in entry.inputs:
        if key not in given:
            raise InputError(f"figure {name} needs the input {key}")
    taken = (*entry.inputs, *entry.optional_inputs)
    return entry.draw(**{key: given[key] for key in taken if key in given})
