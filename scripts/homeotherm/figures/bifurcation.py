"""Bifurcation: where training takes the mean weight, and how the branches part on the way."""

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from homeotherm.figures.conditions import (
    conditions_of,
    intervals_in_words,
    mean_rows,
    missing_sentence,
    seed_rows,
)
from homeotherm.figures.drawing import (
    Drawing,
    add_colour_bar,
    axis_label,
    letter_panels,
    number_in_words,
    seeds_in_words,
)
from homeotherm.figures.series import (
    Abscissa,
    Group,
    abscissa_of,
    draw_group,
    finish_abscissa,
    handle,
    note_if_empty,
)
from homeotherm.figures.style import Look, colours_along, in_style, size_in_inches, state_looks, time_map

FINAL = "weight_mean"
TRAJECTORY = "weight_mean_trajectory"
NEEDED = (FINAL, TRAJECTORY)
SHARES_OF_TRAINING = (0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)
TRANSITION_COLOUR = "0.9"
TESTS = ("pooled_branches", "pooled_dip_p", "transition_steepness")


@in_style
def draw(dataset: xr.Dataset, diagram: xr.Dataset | None = None) -> Drawing:
    """Draw the mean weight (nS) at the end of training and at times before against temperature (°C).

    Parameters
    ----------
    dataset
        A study's dataset.
    diagram
        Result of `analysis.bifurcation.bifurcation_diagram` for this dataset and the final mean weight. With
        it the final weights are the diagram's own, the interval of fastest change is shaded, and the caption
        says what its tests gave. Without it the final weights are the dataset's.

    Raises
    ------
    ValueError
        If the diagram belongs to another order parameter, control parameter or study.
    """
    chosen = conditions_of(dataset, "bifurcation", NEEDED)
    abscissa = abscissa_of(chosen)
    times = _times(chosen)
    paths = chosen[TRAJECTORY].sel(time=times)
    if diagram is None:
        final, verdicts = [seed_rows(chosen[FINAL]), mean_rows(chosen[FINAL])], {}
    else:
        final, verdicts = _from_diagram(chosen, diagram, abscissa)
    parts = [*final, seed_rows(paths), mean_rows(paths, interval=False)]
    table = pd.concat(parts, ignore_index=True)

    states = list(chosen["state"].values)
    side_by_side = len(states) == 1 or abscissa.column == "metabolic_rate"
    groups = [states] if side_by_side else [[state] for state in states]
    columns = len(groups)
    figure = Figure(figsize=size_in_inches(70 if side_by_side else 108), layout="constrained")
    grid = (
        figure.subplots(1, 2, squeeze=False)
        if side_by_side
        else figure.subplots(2, columns, sharex=True, sharey="row", squeeze=False)
    )
    looks = state_looks(states)
    colours = colours_along(times, time_map())
    for column, shown in enumerate(groups):
        upper, lower = grid[0] if side_by_side else grid[:, column]
        rows = table[table["state"].isin(shown)]
        _draw_final(upper, rows[rows["quantity"] == FINAL], abscissa, looks)
        _draw_times(lower, rows[rows["quantity"] == TRAJECTORY], abscissa, times, colours)
        for panel in (upper, lower):
            _shade(panel, rows[rows["statistic"] == "transition"])
        if not side_by_side:
            upper.set_title(shown[0])
    upper_panels, lower_panels = (grid[0, :1], grid[0, 1:]) if side_by_side else grid
    upper_panels[0].set_ylabel(axis_label("Final mean weight", "nS"))
    lower_panels[0].set_ylabel(axis_label("Mean weight in training", "nS"))
    finish_abscissa(grid.ravel(), abscissa)
    if not side_by_side:
        for panel in upper_panels:
            panel.set_xlabel("")
    if side_by_side and len(states) > 1:
        figure.legend(
            handles=[handle(look, state, line=False) for state, look in looks.items()],
            loc="outside upper center",
            ncols=len(states),
        )
    letter_panels(grid.ravel())
    add_colour_bar(figure, lower_panels, times, colours, axis_label("Time in training", "s"))
    return Drawing(figure, table, _caption(chosen, table, abscissa, verdicts, side_by_side))


def _times(dataset: xr.Dataset) -> np.ndarray:
    """Return the samples nearest to `SHARES_OF_TRAINING`, without repetition."""
    time = dataset["time"].values
    wanted = time[0] + np.array(SHARES_OF_TRAINING) * (time[-1] - time[0])
    return np.unique([time[np.abs(time - moment).argmin()] for moment in wanted])


def _from_diagram(
    dataset: xr.Dataset, diagram: xr.Dataset, abscissa: Abscissa
) -> tuple[list[pd.DataFrame], dict[str, dict[str, float]]]:
    """Return the rows of the diagram and its verdicts by state ("" for one line over all states)."""
    for key, expected in (("order_parameter", FINAL), ("control", abscissa.column)):
        if diagram.attrs.get(key) != expected:
            raise ValueError(
                f"figure bifurcation needs a diagram of the {key.replace('_', ' ')} {expected}, "
                f"not {diagram.attrs.get(key)}"
            )
    fixed = {"quantity": FINAL, "units": dataset[FINAL].attrs.get("units", "1")}
    states = zip(dataset["state"].values, dataset["metabolic_rate"].values, strict=True)
    rows, verdicts = [], {}
    for state, rate in states:
        line = _line_of(diagram, state, rate, abscissa)
        for temperature in dataset["temperature"].values:
            position = temperature if abscissa.column == "temperature" else rate
            cell = _selected(line, {abscissa.column: position})
            place = {**fixed, "state": state, "metabolic_rate": rate, "temperature": temperature}
            for seed, value in zip(cell["seed"].values, cell["value"].values, strict=True):
                rows.append({**place, "statistic": "seed", "seed": seed, "value": value})
            rows.append(
                {
                    **place,
                    "statistic": "mean",
                    "value": float(cell["mean"]),
                    "low": float(cell["low"]),
                    "high": float(cell["high"]),
                    "number_of_seeds": int(cell["n"]),
                    "method": str(cell["method"].values),
                }
            )
        key = state if "state" in diagram["transition_slope"].dims else ""
        if key in verdicts:
            continue
        verdict = {name: float(line[name]) for name in TESTS}
        verdict["most_branches"] = float(line["branches"].max())
        verdict["low"], verdict["high"] = (float(line["transition"].sel(bound=bound)) for bound in ("low", "high"))
        verdicts[key] = verdict
        rows.append(
            {
                **fixed,
                "units": "°C" if abscissa.column == "temperature" else "1",
                "state": state,
                "statistic": "transition",
                "low": verdict["low"],
                "high": verdict["high"],
            }
        )
        rows.extend(
            {**fixed, "units": "1", "state": state, "statistic": name, "value": verdict[name]}
            for name in (*TESTS, "most_branches")
        )
    columns = [
        "quantity",
        "units",
        "statistic",
        "state",
        "metabolic_rate",
        "temperature",
        "seed",
        "value",
        "low",
        "high",
        "number_of_seeds",
        "method",
    ]
    frame = pd.DataFrame(rows).reindex(columns=columns)
    return [frame.astype({"seed": "Int64", "number_of_seeds": "Int64"})], verdicts


def _line_of(diagram: xr.Dataset, state: str, rate: float, abscissa: Abscissa) -> xr.Dataset:
    """Return the part of a diagram that belongs to one state: dims control, seed and bound only."""
    place = {}
    for axis in diagram["transition_slope"].dims:
        if axis == "state":
            place[axis] = state
        elif axis == "metabolic_rate":
            place[axis] = rate
        elif diagram.sizes[axis] == 1:
            place[axis] = diagram[axis].values[0]
        else:
            raise ValueError(f"figure bifurcation shows state and temperature only, but the diagram has {axis}")
    return _selected(diagram, place)


def _selected(diagram: xr.Dataset, place: dict) -> xr.Dataset:
    """Return one place of a diagram, or say that it lacks it."""
    try:
        return diagram.sel(place)
    except KeyError:
        named = ", ".join(f"{axis} {value}" for axis, value in place.items())
        raise ValueError(f"figure bifurcation: the diagram lacks {named}, which the dataset has") from None


def _draw_final(panel: Axes, rows: pd.DataFrame, abscissa: Abscissa, looks: dict[str, Look]) -> None:
    """Draw the weights at the end of training."""
    for state in rows["state"].unique():
        draw_group(panel, rows[rows["state"] == state], abscissa, Group(looks[state], True, 0, 1), f"{state} final")
    note_if_empty(panel, rows)


def _draw_times(panel: Axes, rows: pd.DataFrame, abscissa: Abscissa, times: np.ndarray, colours: list) -> None:
    """Draw the weights at each of the times, early ones below."""
    for time, colour in zip(times, colours, strict=True):
        draw_group(panel, rows[rows["time"] == time], abscissa, Group(Look(colour, "o"), True, 0, 1), f"{time:g} s")
    note_if_empty(panel, rows)


def _shade(panel: Axes, transitions: pd.DataFrame) -> None:
    """Shade where the mean changes fastest."""
    for low, high in zip(transitions["low"], transitions["high"], strict=True):
        if np.isfinite(low) and np.isfinite(high):
            panel.axvspan(low, high, color=TRANSITION_COLOUR, linewidth=0, zorder=0)


def _caption(dataset: xr.Dataset, table: pd.DataFrame, abscissa: Abscissa, verdicts: dict, side_by_side: bool) -> str:
    upper, lower = ("Left", "right") if side_by_side else ("Upper", "lower")
    seeds = seeds_in_words(dataset.sizes["seed"])
    sentences = [
        f"Mean weight against {abscissa.words}{abscissa.by_state(dataset.sizes['state'])}: "
        f"{upper.lower()}, at the end of training; {lower}, at times in training.",
        f"Points are seeds ({seeds} per condition), spread sideways to be seen, lines join their means; "
        f"{upper.lower()}, {intervals_in_words(table)}.",
    ]
    if verdicts:
        lines = [_verdict_in_words(state, verdict, abscissa) for state, verdict in verdicts.items()]
        sentences.append(f"Shaded: where the mean changes fastest; {'; '.join(lines)}.")
    sentences.append(missing_sentence(dataset, NEEDED))
    return " ".join(sentence for sentence in sentences if sentence)


def _verdict_in_words(state: str, verdict: dict[str, float], abscissa: Abscissa) -> str:
    """Return what the diagram's tests gave for one state."""
    unit = " °C" if abscissa.column == "temperature" else ""
    words = f"{state}: " if state else ""
    if np.isfinite(verdict["low"]):
        words += (
            f"fastest between {verdict['low']:g} and {verdict['high']:g}{unit} "
            f"({number_in_words(verdict['transition_steepness'], '.2g')} times the mean slope), "
        )
    pooled, most = verdict["pooled_branches"], verdict["most_branches"]
    along = f"{pooled:.0f}" if np.isfinite(pooled) else "undecided"
    across = f"at most {most:.0f}" if np.isfinite(most) else "undecided"
    p = number_in_words(verdict["pooled_dip_p"], ".2g")
    return f"{words}dip test p = {p} and branch count {along} along {abscissa.words}, {across} across seeds"
