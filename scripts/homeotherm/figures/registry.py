"""All figures by name: what each is drawn from, and what it shows. The module of that name draws it.

A module is imported when its figure is asked for: a job draws one, and need not wait for what only others import.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from homeotherm.errors import InputError, listed, nearest

if TYPE_CHECKING:  # planning reads the captions, and need not wait for what draws
    import pandas as pd
    import xarray as xr

    from homeotherm.figures.drawing import Drawing


@dataclass(frozen=True)
class Entry:
    """A figure that can be made.

    `inputs` and `optional_inputs` are names of what `draw` takes as arguments: `dataset` (a study's dataset),
    `rasters` (its example rasters), `traces` and `network_traces` (its example potentials), `diagram` (its
    bifurcation diagram), `claims` (the table of its judged claims), `curves` (the survival of its cells along a
    sweep), `survivors` (what tells survivors from others), `lines` (where its targets of neuromodulation hold).
    `caption` says what the figure shows for any study; a drawing's own caption adds its numbers.
    """

    name: str
    inputs: tuple[str, ...]
    optional_inputs: tuple[str, ...]
    caption: str

    @property
    def draw(self) -> Callable[..., "Drawing"]:
        """The function that draws the figure."""
        return self._module.draw

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables (of a table: columns) that must be in the first input."""
        return self._module.NEEDED

    @property
    def _module(self) -> ModuleType:
        return importlib.import_module(f"homeotherm.figures.{self.name}")


FIGURES: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        Entry(
            "learning",
            ("dataset",),
            (),
            "Mean weight during training, within and across trained assemblies, for each temperature and state.",
        ),
        Entry(
            "bifurcation",
            ("dataset",),
            ("diagram",),
            "Mean weight at the end of training and on the way there against temperature, seed by seed.",
        ),
        Entry(
            "synchrony",
            ("dataset",),
            (),
            "Six measures of synchrony and activity against temperature, before and after training.",
        ),
        Entry(
            "raster",
            ("rasters",),
            (),
            "Spikes of some neurons and rates of all after training, one example per condition.",
        ),
        Entry(
            "weights",
            ("dataset",),
            (),
            "Distribution of the weights at the end of training for each temperature and state.",
        ),
        Entry(
            "degradation",
            ("dataset",),
            (),
            "Saturation and inequality of the weights and sparseness of the responses against temperature.",
        ),
        Entry(
            "inverted_u",
            ("dataset",),
            (),
            "Decoding, completion and discriminability after training against the metabolic rate.",
        ),
        Entry(
            "bursts",
            ("dataset",),
            (),
            "Rate, duration and pauses of population bursts against temperature, before and after training.",
        ),
        Entry(
            "early_warning",
            ("dataset",),
            (),
            "Mean weight, its fluctuation and its autocorrelation against temperature, with the critical temperature.",
        ),
        Entry(
            "hysteresis",
            ("dataset",),
            (),
            "Mean weight and Fano factor while the temperature rises and falls.",
        ),
        Entry(
            "bistability",
            ("dataset",),
            (),
            "Mean weight at the end of training against temperature, by the weight at its start.",
        ),
        Entry(
            "energy_feedback",
            ("dataset",),
            (),
            "Findings and energy after training against temperature, with the feedback of energy off and on.",
        ),
        Entry(
            "energy_budget",
            ("dataset",),
            (),
            "What the cells used energy for, per spike and per second, by state, temperature and feedback.",
        ),
        Entry(
            "claims",
            ("claims",),
            (),
            "Every claim of the study: what was observed against what was expected, and whether the claim holds.",
        ),
        Entry(
            "stdp_kernel",
            ("dataset",),
            (),
            "Plasticity kernel, EPSP and coincidence window of single cells and synapses at each temperature.",
        ),
        Entry(
            "conductance_matrix",
            ("dataset",),
            (),
            "All pairs of conductances over all cells, with rank correlations, by kind of neuromodulation.",
        ),
        Entry(
            "conductance_plane",
            ("dataset", "lines"),
            (),
            "All cells in the plane of the modulated conductances, by kind of neuromodulation, and where targets hold.",
        ),
        Entry(
            "traces",
            ("traces",),
            (),
            "Membrane potential of a few regulated cells around the switch and later, in every condition.",
        ),
        Entry(
            "burstiness",
            ("dataset",),
            (),
            "Burstiness and firing frequency of every regulated cell at each tested moment, in every condition.",
        ),
        Entry(
            "regulation",
            ("dataset",),
            (),
            "Calcium, conductances and dynamic input conductances of regulated cells over time, in every condition.",
        ),
        Entry(
            "fates",
            ("dataset",),
            (),
            "What regulated cells do over time and at each tested moment, and when they lose bursting.",
        ),
        Entry(
            "intersection",
            ("dataset",),
            (),
            "Calcium and activity at every scale of the regulated conductances, and whether both targets can be kept.",
        ),
        Entry(
            "survival",
            ("dataset",),
            (),
            "Share of cells that keep their function along a sweep of the temperature, up and down.",
        ),
        Entry(
            "crash_survival",
            ("curves",),
            (),
            "Share of cells that have not crashed up to a temperature, with intervals, for each set of Q10s.",
        ),
        Entry(
            "survivors",
            ("survivors",),
            (),
            "Rank correlations of conductances, and of Q10s, with the warming that cells tolerate.",
        ),
        Entry(
            "activity_map",
            ("dataset",),
            (),
            "What cells do along a sweep of the temperature: silent, tonic, doublets, bursting or irregular.",
        ),
        Entry(
            "sweep_courses",
            ("dataset",),
            (),
            "Calcium error, burst period and duty cycle along a sweep of the temperature, up and down.",
        ),
        Entry(
            "sweep_bifurcation",
            ("dataset",),
            (),
            "Interspike intervals of one cell, and branches and burst periods of all, up and down.",
        ),
        Entry(
            "network_traces",
            ("network_traces",),
            (),
            "Membrane potential of the five cells of a network before the switch, after it and at the end.",
        ),
        Entry(
            "network_rhythm",
            ("dataset",),
            (),
            "Slow rhythm and calcium of networks over time, frequency and alternation of their half-centres.",
        ),
        Entry(
            "network_temperature",
            ("dataset",),
            (),
            "Rhythms, duty cycles and phases of networks along a sweep of the temperature.",
        ),
        Entry(
            "responses",
            ("dataset",),
            (),
            "Main measures of any model against a swept axis of numbers, for each seed.",
        ),
    )
}

#: Figures of studies with a sampled design; the others show axes.
OF_SAMPLES: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        Entry(
            "sensitivity",
            ("dataset",),
            (),
            "What each factor of a sampled design does to the main measures, beside what seeds alone would do.",
        ),
    )
}


def draw_figure(name: str, inputs: Mapping[str, "xr.Dataset | pd.DataFrame | None"]) -> "Drawing":
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
