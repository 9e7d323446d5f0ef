"""Figures of a sweep of the temperature: their numbers are those of the dataset and of its analyses."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from synthetic_sweep import TEMPERATURES, sweep_dataset

from homeotherm.analysis.sweep_survival import survival_table
from homeotherm.analysis.sweep_survivors import survivors_table
from homeotherm.figures import activities, activity_map, crash_survival, survivors, sweep_bifurcation, sweep_courses
from homeotherm.figures.drawing import label_lowest, legend_above, symmetrical_logarithms
from homeotherm.figures.style import size_in_inches, styled
from homeotherm.figures.sweep_panels import columns_of


@pytest.fixture(scope="module")
def dataset():
    """Return a dataset with one point that failed."""
    return sweep_dataset(failed=((1, 0, 1, 0),))


def titles(figure) -> list[str]:
    return [panel.get_title() for panel in figure.axes if panel.axison and panel.get_title()]


COLUMNS = ["Q10 spread 0\nrunning", "Q10 spread 0\nfrozen", "Q10 spread 1\nrunning", "Q10 spread 1\nfrozen"]


def test_columns_are_names_and_the_first_numbers_colours_the_second():
    found = columns_of({"a": np.array([1.0, 2.0]), "b": np.array([3.0, 4.0, 5.0]), "c": np.array(["x", "y"], object)})
    assert found.titles == ["a 1\nx", "a 1\ny", "a 2\nx", "a 2\ny"] and found.coloured == "b"
    assert len(set(found.colours.values())) == 3
    assert (
        columns_of({}).places == [{}]
        and columns_of({"a": np.arange(20.0), "b": np.arange(20.0)}).colours[3.0] == "0.35"
    )


def test_axes_with_a_unit_say_it_in_titles_and_legend():
    found = columns_of({"cold": np.array([5.0]), "warm": np.array([20.5])}, {"cold": "degC", "warm": "degree_Celsius"})
    assert found.titles == ["cold\n5 °C"] and [entry.get_label() for entry in found.entries] == ["warm 20.5 °C"]


def test_temperatures_that_cells_settled_at_are_titles_with_a_unit(dataset):
    curves = survival_table(dataset).rename(columns={"q10_spread": "settled_temperature_celsius"})
    drawing = crash_survival.draw(curves)
    assert titles(drawing.figure)[0] == "settled temperature 0 °C\nrunning"
    assert "settled_temperature_celsius" in drawing.table


def test_only_the_lowest_panels_name_the_horizontal_axis():
    """Of four panels in two rows, and of three in two rows, of which one stands above an empty place."""
    for number, named in ((4, [False, False, True, True]), (3, [False, True, True])):
        panels = list(Figure().subplots(2, 2, sharex=True).ravel())[:number]
        label_lowest(panels, 2, "Temperature (°C)")
        assert [bool(panel.get_xlabel()) for panel in panels] == named
        assert all(panel.xaxis.get_tick_params()["labelbottom"] for panel in panels[-2:])


def test_long_legends_keep_within_the_page():
    with styled():
        figure = Figure(figsize=size_in_inches(40), layout="constrained")
        figure.subplots()
        legend_above(figure, [Line2D([], [], label=f"settled temperature {value} °C") for value in (5, 10, 15, 20, 25)])
        figure.draw_without_rendering()
        place = figure.legends[0].get_window_extent()
    assert place.x0 > 0 and place.x1 < figure.bbox.width


def test_logarithms_are_written_out(dataset):
    figure = sweep_courses.draw(dataset).figure
    figure.draw_without_rendering()
    words = [tick.get_text() for tick in figure.axes[4].get_yticklabels()]
    assert figure.axes[4].get_yscale() == "log" and words and all(float(word) > 0 for word in words)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (-12.0, 5.0, ["−10", "0"]),
        (-900.0, 30.0, ["−1000", "−100", "−10", "0", "10"]),
        (-4e6, 2e6, ["$-10^{6}$", "$-10^{4}$", "$-10^{2}$", "0", "$10^{2}$", "$10^{4}$", "$10^{6}$"]),
    ],
)
def test_axes_that_are_linear_around_zero_have_few_labels(low, high, labels):
    panel = Figure().subplots()
    symmetrical_logarithms(panel, low, high, linear_below=10.0)
    assert [tick.get_text() for tick in panel.get_yticklabels()] == labels
    assert panel.get_ylim()[0] < low and panel.get_ylim()[1] > high


def test_crash_survival_draws_a_curve_with_a_band_per_set(dataset):
    drawing = crash_survival.draw(survival_table(dataset))
    panels = [panel for panel in drawing.figure.axes if panel.axison]
    assert titles(drawing.figure) == COLUMNS
    assert [len(panel.lines) for panel in panels] == [1, 1, 6, 6] == [len(panel.collections) for panel in panels]
    assert (drawing.table["statistic"] == "survival").all() and "8 to 16 cells for each" in drawing.caption


def test_activity_map_shows_the_mean_shares(dataset):
    drawing = activity_map.draw(dataset)
    assert titles(drawing.figure) == COLUMNS
    rows = drawing.table[drawing.table["class"] == "bursting"]
    assert len(rows) == 4 * 2 * len(TEMPERATURES) and (rows["value"] == 0.75).all()
    areas = [tuple(area.get_facecolor()[0]) for area in drawing.figure.axes[0].collections]
    assert areas == [to_rgba(colour) for colour in activities.COLOURS.values()]  # as in all other figures


def test_courses_have_a_row_per_quantity(dataset):
    drawing = sweep_courses.draw(dataset)
    assert len(drawing.figure.axes) == 12 and set(drawing.table["quantity"]) == set(sweep_courses.NEEDED)
    assert [len(panel.lines) for panel in drawing.figure.axes[:4]] == [12, 12, 12, 12]


def test_bifurcation_shows_all_intervals_of_one_cell_up_and_down(dataset):
    drawing = sweep_bifurcation.draw(dataset)
    table = drawing.table
    assert set(table["direction"]) == {"up", "down"} and set(table["quantity"]) == {"interval", "period", "branches"}
    assert len(table[table["quantity"] == "interval"]) == 4 * 2 * len(TEMPERATURES) * 21
    assert "Q10 set 1" in drawing.caption


def test_survivors_count_what_is_significant(dataset):
    drawing = survivors.draw(survivors_table(dataset))
    assert "Q10s: 4 of 4 tests over 6 sets are significant" in drawing.caption
    assert drawing.table["rank_correlation"].notna().all()


@pytest.mark.parametrize("figure", [activity_map, sweep_bifurcation, sweep_courses])
def test_a_dataset_without_a_sweep_is_refused(dataset, figure):
    with pytest.raises(ValueError, match=f"needs the variable {figure.NEEDED[0]}"):
        figure.draw(dataset.drop_vars(figure.NEEDED[0]))


@pytest.mark.parametrize("figure", [crash_survival, survivors])
def test_a_table_without_its_columns_is_refused(dataset, figure):
    table = survival_table(dataset) if figure is crash_survival else survivors_table(dataset)
    with pytest.raises(ValueError, match=f"needs the column {figure.NEEDED[1]}"):
        figure.draw(table.drop(columns=figure.NEEDED[1]))
