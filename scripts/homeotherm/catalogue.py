"""The figures and analyses by name, what each is made from, and which fit a study; light, for planning reads it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from homeotherm.axes import STATE_AXIS
from homeotherm.errors import InputError, listed, nearest
from homeotherm.study import Study

SOURCES = {
    "dataset": "dataset.nc",
    "diagram": "analysis/bifurcation.nc",
    "rasters": "analysis/rasters.nc",
    "traces": "analysis/traces.nc",
    "network_traces": "analysis/network_traces.nc",
    "claims": "analysis/claims.csv",
    "lines": "analysis/target_lines.nc",
    "curves": "analysis/survival.csv",
    "survivors": "analysis/survivors.csv",
}
"""File of a study's results behind each input of a figure."""
COURSE_WINDOW = 10.0
"""Seconds of a window in which the activity of regulated cells is classified, as in `regulated.observables`, and in
which networks have a slow rhythm or not, as in `models.rhythm.observables`."""
SHOWN_AXES = {STATE_AXIS, "temperature", "metabolic_rate"}
REGULATED = ("stg", "da")
"""Models that are populations of regulated cells; their figures show conditions with names."""
MOST_CONDITIONS = 12
MOST_COLUMNS = 4
MOST_COLUMNS_OF_SWEEPS = 8
MOST_CONDITIONS_OF_NETWORKS = 6
"""Of figures with several rows for each condition, which have room for no more on a page."""


@dataclass(frozen=True)
class Figure:
    """What a figure is drawn from, the axis that it shows besides state and temperature, and what it needs of a study.

    Attributes
    ----------
    inputs : names of `SOURCES`
    models : those whose measures it shows; None for any
    own_axis : an axis that must be swept
    any_axes : whether further axes are no obstacle
    open_loop : whether it shows homeostasis with its loop cut; others of regulated cells show the closed loop
    obstacle : says why the figure does not fit a study, "" if it does
    """

    inputs: tuple[str, ...] = ("dataset",)
    models: tuple[str, ...] | None = ("microcircuit",)
    own_axis: str | None = None
    any_axes: bool = False
    open_loop: bool = False
    obstacle: Callable[[Study], str] = lambda study: ""


def is_open_loop(study: Study) -> bool:
    """Tell whether homeostasis ends at the switch, and its scale is imposed on copies of one cell from then on."""
    return study.base.get("homeostasis", 0.0) != 0.0


def is_ramp(study: Study) -> bool:
    """Tell whether every simulation follows one course of temperature, to a turning point and back."""
    return study.base.get("ramp_span", 0.0) != 0.0 and not {"ramp_span", "temperature"} & set(_swept(study))


def _needs_ramp(study: Study) -> str:
    return (
        ""
        if is_ramp(study)
        else "needs a ramp of the temperature (ramp_span other than 0, not swept, at one temperature)"
    )


def _needs_constant_temperature(study: Study) -> str:
    return "" if study.base.get("ramp_span", 0.0) == 0.0 else "needs a constant temperature (ramp_span 0)"


def _needs_energy(study: Study) -> str:
    return "" if study.base.get("energy", 0.0) != 0.0 else "needs the energy variable (parameters.energy: 1)"


def _needs_claims(study: Study) -> str:
    return "" if study.claims else "has nothing to show (the study has no claims)"


def _needs_named_conditions(study: Study, most: int = MOST_CONDITIONS) -> str:
    """Figures of regulated cells have a panel, column or row per condition, with the names of its values above."""
    swept = [axis for axis in study.axes if len(axis) > 1]
    numbers = [axis.name for axis in swept if axis.labels is None]
    if numbers:
        return f"cannot show the axis {numbers[0]}, whose values have no names"
    conditions = math.prod(len(axis) for axis in swept)
    if conditions > most:
        return f"cannot show {conditions} conditions ({most} at most)"
    return ""


def _needs_few_named_conditions(study: Study) -> str:
    return _needs_named_conditions(study, MOST_CONDITIONS_OF_NETWORKS)


def _needs_course(study: Study) -> str:
    if study.base["duration"] < COURSE_WINDOW:
        return f"needs {COURSE_WINDOW:g} s or more (duration)"
    return _needs_few_named_conditions(study)


def _needs_ways(study: Study) -> str:
    if study.base.get("temperature_dependence"):
        return "needs courses of conductances, which are not kept where temperature acts"
    return _needs_named_conditions(study)


def _of_regulated_cells(*inputs: str) -> Figure:
    return Figure(inputs, models=REGULATED, any_axes=True, obstacle=_needs_named_conditions)


def _of_networks(source: str, obstacle: Callable[[Study], str]) -> Figure:
    return Figure((source,), models=("rhythm",), any_axes=True, obstacle=obstacle)


def _needs_windows(study: Study) -> str:
    before, after = (
        sum(study.base[name] for name in names)
        for names in (("settle_duration",), ("modulated_duration", "washout_duration"))
    )
    if max(before, after) < COURSE_WINDOW:
        return f"needs {COURSE_WINDOW:g} s before or after the switch (settle_duration, modulated_duration)"
    return _needs_named_conditions(study)


def _has_sweep(study: Study) -> bool:
    return bool(study.base.get("temperature_dependence") and study.base.get("sweep_steps"))


def _needs_sweep(study: Study) -> str:
    named = [axis for axis in study.axes if len(axis) > 1 and axis.labels is not None]
    if not _has_sweep(study):
        return "needs a sweep of the temperature (temperature_dependence: q10, sweep_steps)"
    panels = math.prod(len(axis) for axis in named)
    return (
        "" if panels <= MOST_CONDITIONS else f"cannot show {panels} conditions with names ({MOST_CONDITIONS} at most)"
    )


def _needs_few_columns(study: Study) -> str:
    """Figures of sweeps have a column per value of the first axis of numbers and condition with names."""
    if obstacle := _needs_sweep(study):
        return obstacle
    swept = [axis for axis in study.axes if len(axis) > 1]
    numbers = [len(axis) for axis in swept if axis.labels is None]
    columns = math.prod([len(axis) for axis in swept if axis.labels is not None] + numbers[:1])
    return (
        "" if columns <= MOST_COLUMNS_OF_SWEEPS else f"cannot show {columns} columns ({MOST_COLUMNS_OF_SWEEPS} at most)"
    )


def _needs_numbers(study: Study) -> str:
    """Measures are drawn over an axis of numbers, with colours for a second one and columns for names."""
    swept = [axis for axis in study.axes if len(axis) > 1]
    numbers = [axis.name for axis in swept if axis.labels is None]
    if not 1 <= len(numbers) <= 2:
        return f"needs one or two swept axes of numbers, not {len(numbers)}"
    if study.model in {"microcircuit", "pairing"} and set(numbers) <= SHOWN_AXES:
        return "shows what other figures do not: an axis of numbers besides temperature and metabolic rate"
    if is_open_loop(study):
        return "shows homeostasis closed only"
    columns = math.prod(len(axis) for axis in swept if axis.labels is not None)
    return "" if columns <= MOST_COLUMNS else f"cannot show {columns} conditions with names ({MOST_COLUMNS} at most)"


def _of_sweeps(source: str) -> Figure:
    return Figure((source,), models=REGULATED, any_axes=True, obstacle=_needs_few_columns)


FIGURES = {
    "learning": Figure(),
    "bifurcation": Figure(("dataset", "diagram")),
    "synchrony": Figure(),
    "raster": Figure(("rasters",), any_axes=True),
    "weights": Figure(),
    "degradation": Figure(),
    "inverted_u": Figure(),
    "bursts": Figure(),
    "early_warning": Figure(obstacle=_needs_constant_temperature),
    "hysteresis": Figure(obstacle=_needs_ramp),
    "bistability": Figure(own_axis="initial_scale"),
    "energy_feedback": Figure(own_axis="feedback", obstacle=_needs_energy),
    "energy_budget": Figure(own_axis="feedback", obstacle=_needs_energy),
    "claims": Figure(("claims",), models=None, any_axes=True, obstacle=_needs_claims),
    "stdp_kernel": Figure(models=("pairing",)),
    "conductance_matrix": Figure(models=REGULATED, own_axis="neuromodulation"),
    "conductance_plane": Figure(("dataset", "lines"), models=REGULATED, any_axes=True, obstacle=_needs_ways),
    "traces": _of_regulated_cells("traces"),
    "burstiness": _of_regulated_cells("dataset"),
    "regulation": _of_regulated_cells("dataset"),
    "fates": Figure(models=REGULATED, any_axes=True, obstacle=_needs_windows),
    "intersection": Figure(models=("stg",), any_axes=True, open_loop=True),
    "survival": Figure(models=REGULATED, any_axes=True, obstacle=_needs_sweep),
    "crash_survival": _of_sweeps("curves"),
    "survivors": _of_sweeps("survivors"),
    "activity_map": _of_sweeps("dataset"),
    "sweep_courses": _of_sweeps("dataset"),
    "sweep_bifurcation": _of_sweeps("dataset"),
    "network_traces": _of_networks("network_traces", _needs_few_named_conditions),
    "network_rhythm": _of_networks("dataset", _needs_course),
    "network_temperature": _of_networks("dataset", _needs_sweep),
    "responses": Figure(models=None, any_axes=True, obstacle=_needs_numbers),
}
OF_SAMPLES = {"sensitivity": Figure()}
"""Figures of a sampled design; the others show axes."""
ANALYSES = {
    "microcircuit": (
        "bifurcation.nc", "synchrony.csv", "conditions.csv", "comparisons.csv", "variance.csv", "rasters.nc",
        "transitions.csv", "claims.csv",
    ),
    "pairing": (),
    "stg": ("degeneracy.csv", "target_lines.nc", "claims.csv"),
    "da": ("degeneracy.csv", "target_lines.nc", "claims.csv"),
}  # fmt: skip
"""Files of a study's analysis, by model."""
OF_OTHER_MODELS = ("claims.csv",)
ANALYSES_OF_SAMPLES = ("sensitivity.csv",)
ANALYSES_OF_OPEN_LOOPS = ("claims.csv",)
"""The others ask how cells differ; here they are copies of one."""


def figures_of(study: Study) -> list[str]:
    """Return the figures to draw: those that the study names, or all that fit it.

    Raises
    ------
    InputError
        If the study names a figure that does not exist or does not fit it.
    """
    known = {**FIGURES, **OF_SAMPLES}
    fitting = [name for name in known if not _obstacle(name, study)]
    if study.figures is None:
        return fitting
    for name in study.figures:
        if name not in known:
            raise InputError(f"figures: '{name}' is unknown{nearest(name, fitting)}; allowed: {listed(fitting)}")
        if obstacle := _obstacle(name, study):
            raise InputError(f"figures: '{name}' {obstacle}; allowed: {listed(fitting)}")
    return list(study.figures)


def analyses_of(study: Study) -> list[str]:
    """Return the files of the analyses that fit a study."""
    if study.sampled is not None:
        return list(ANALYSES_OF_SAMPLES)
    if is_open_loop(study):
        return list(ANALYSES_OF_OPEN_LOOPS)
    sweeps_cells = study.model in REGULATED and _has_sweep(study)
    further = {
        "hysteresis.nc": is_ramp(study), "traces.nc": not _obstacle("traces", study),
        "survival.csv": sweeps_cells, "survivors.csv": sweeps_cells,
        "network_traces.nc": not _obstacle("network_traces", study),
        "brackets.csv": study.refinement is not None,
        "published_values.csv": study.published_values is not None,
    }  # fmt: skip
    return [*ANALYSES.get(study.model, OF_OTHER_MODELS), *(file for file, fits in further.items() if fits)]


def sources_of(figure: str) -> dict[str, str]:
    """Return the files that a figure is drawn from, by the name of the input, as paths in a study's results.

    Raises
    ------
    InputError
        If there is no such figure.
    """
    known = {**FIGURES, **OF_SAMPLES}
    if figure not in known:
        raise InputError(f"figure: '{figure}' is unknown{nearest(figure, known)}; allowed: {listed(known)}")
    return {name: SOURCES[name] for name in known[figure].inputs}


def _swept(study: Study) -> list[str]:
    """Return the axes with more than one value."""
    return [axis.name for axis in study.axes if len(axis) > 1]


def _obstacle(name: str, study: Study) -> str:
    """Return why a figure does not fit a study, "" if it does."""
    if study.sampled is not None:
        return "" if name in OF_SAMPLES else "cannot show a sampled design"
    if name in OF_SAMPLES:
        return "shows sampled designs only"
    figure, swept = FIGURES[name], _swept(study)
    if figure.models is not None and study.model not in figure.models:
        return f"does not show the model {study.model}"
    if figure.models is not None and figure.open_loop != is_open_loop(study):
        return f"shows homeostasis {'open' if figure.open_loop else 'closed'} only"
    further = [axis for axis in swept if axis not in SHOWN_AXES and axis != figure.own_axis]
    if further and not figure.any_axes:
        return f"cannot show the axis {further[0]}"
    if figure.own_axis and figure.own_axis not in swept:
        return f"needs the axis {figure.own_axis} with two values or more"
    return figure.obstacle(study)
