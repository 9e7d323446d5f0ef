"""Early warning: does the mean weight fluctuate more, and more slowly, near the critical temperature?"""

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.critical import critical_table
from homeotherm.figures.conditions import conditions_of
from homeotherm.figures.drawing import Drawing
from homeotherm.figures.grid import Panel, draw_grid
from homeotherm.figures.series import Abscissa, abscissa_of
from homeotherm.figures.style import in_style, state_looks

ORDER_PARAMETER = "weight_mean"
PANELS = (
    Panel(ORDER_PARAMETER, "Mean weight"),
    Panel("weight_fluctuation", "Fluctuation of weight"),
    Panel("weight_autocorrelation", "Autocorrelation, 0.5 s"),
)
NEEDED = tuple(panel.variable for panel in PANELS)
SHADE = 0.18


@in_style
def draw(dataset: xr.Dataset) -> Drawing:
    """Draw the mean weight (nS), its fluctuation (nS) and its autocorrelation (1) against temperature (°C), per state.

    Shaded is the confidence interval of the critical temperature, where the mean weight passes half of its change
    along the axis (`critical_table`); a single seed gives a line.
    """
    drawing = draw_grid(
        dataset, "early_warning", PANELS, "Mean weight, and its fluctuation and autocorrelation around its trend,"
    )
    chosen = conditions_of(dataset, "early_warning", NEEDED)
    abscissa = abscissa_of(chosen)
    critical = _critical(chosen, abscissa)
    looks = state_looks(list(chosen["state"].values))
    for row in critical[critical["shown"]].to_dict("records"):
        colour = looks[row["state"]].colour if len(looks) > 1 and row["state"] in looks else "0.5"
        for place in drawing.figure.axes[: len(PANELS)]:
            if np.isfinite(row["low"]) and row["high"] > row["low"]:
                place.axvspan(row["low"], row["high"], color=colour, alpha=SHADE, linewidth=0, zorder=0)
            else:
                place.axvline(row["value"], color=colour, alpha=0.5, linewidth=0.8, zorder=0)
    columns = [name for name in drawing.table if name in critical]
    table = pd.concat([drawing.table, critical[columns]], ignore_index=True) if len(critical) else drawing.table
    return Drawing(drawing.figure, table, f"{drawing.caption} {_in_words(critical, abscissa)}".strip())


def _critical(chosen: xr.Dataset, abscissa: Abscissa) -> pd.DataFrame:
    """Return a row per state (or one along the metabolic rate of states) with the critical value."""
    columns = ["panel", "quantity", "units", "statistic", "state", "metabolic_rate", "value", "low", "high", "shown"]
    if abscissa.values.size < 2:
        return pd.DataFrame(columns=columns)
    found = critical_table(chosen, [ORDER_PARAMETER], abscissa.column)
    # where the weight may not change at all, half of its change is nowhere
    shown = (found["change_low"] * found["change_high"] > 0) & np.isfinite(found["estimate"])
    units = "degree_Celsius" if abscissa.column == "temperature" else "1"
    along_states = "state" not in found
    rows = found.rename(columns={"estimate": "value", "n": "number_of_seeds"}).assign(
        panel="a to c", quantity=f"critical {abscissa.words}", units=units, statistic="critical", shown=shown
    )
    if along_states:
        rows["state"], rows["metabolic_rate"] = "", np.nan
    return rows.astype({"number_of_seeds": "Int64"})


def _in_words(critical: pd.DataFrame, abscissa: Abscissa) -> str:
    """Return a sentence on the critical values."""
    if critical.empty:
        return ""
    unit = " °C" if abscissa.column == "temperature" else ""
    parts = []
    for row in critical.to_dict("records"):
        name = f"{row['state']}: " if row["state"] else ""
        if not row["shown"]:
            parts.append(f"{name}not known, for it is not certain that the weight changes along the axis")
        elif np.isfinite(row["low"]):
            parts.append(f"{name}{row['value']:.2f}{unit} ({row['low']:.2f} to {row['high']:.2f})")
        else:
            parts.append(f"{name}{row['value']:.2f}{unit}")
    return (
        f"Shaded: 95 % confidence interval of the critical {abscissa.words}, where the mean weight passes half of its "
        f"change along the axis: {'; '.join(parts)}."
    )
