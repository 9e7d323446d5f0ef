"""The figures by name, and which of them fit a study; light enough to be read while planning."""

from homeotherm.errors import InputError, listed, nearest
from homeotherm.study import STATE_AXIS, Study

FIGURES = ("learning", "bifurcation", "synchrony", "raster", "weights", "degradation", "inverted_u")
FOR_ANY_AXES = ("raster",)
SHOWN_AXES = {STATE_AXIS, "temperature", "metabolic_rate"}


def figures_of(study: Study) -> list[str]:
    """Return the figures to draw: those that the study names, or all that can show its axes.

    Raises
    ------
    InputError
        If the study names a figure that does not exist or cannot show its axes.
    """
    further = [axis.name for axis in study.axes if axis.name not in SHOWN_AXES and len(axis) > 1]
    if study.figures is None:
        return [name for name in FIGURES if name in FOR_ANY_AXES or not further]
    for name in study.figures:
        if name not in FIGURES:
            raise InputError(f"figures: '{name}' is unknown{nearest(name, FIGURES)}; allowed: {listed(FIGURES)}")
        if further and name not in FOR_ANY_AXES:
            raise InputError(f"figures: '{name}' cannot show the axis {further[0]}; allowed: {listed(FOR_ANY_AXES)}")
    return list(study.figures)
