"""How the activities of a cell look in figures: one colour each, in one order."""

from collections.abc import Iterable

from matplotlib.patches import Patch

# Hues of Okabe & Ito (2008). Neighbours in this order differ in lightness, too.
COLOURS = {"silent": "0.87", "tonic": "#56B4E9", "doublet": "#F0E442", "bursting": "#D55E00", "irregular": "0.25"}
EDGE = "0.3"  # around light areas and dots, which would vanish on white


def legend_of_activities(names: Iterable[str] = COLOURS) -> list[Patch]:
    """Return the legend entries of activities."""
    return [Patch(facecolor=COLOURS[name], edgecolor=EDGE, linewidth=0.4, label=name) for name in names]
