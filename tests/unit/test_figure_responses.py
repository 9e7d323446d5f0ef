"""Responses: every measure stands in its panel with every seed, for any model and any axes of numbers."""

import numpy as np
import pytest
import xarray as xr

from homeotherm.catalogue import figures_of
from homeotherm.errors import InputError, SimulationError
from homeotherm.figures import responses
from homeotherm.figures.responses import MAIN
from homeotherm.measured import measures_of
from homeotherm.parameters import load_model_table
from homeotherm.study import check_study, load_study

SCALES, STEPS, SEEDS = [1.0, 2.0, 4.0], [10.0, 20.0], [1, 2, 3]


def dataset_of(seeds=3, names=("sharp", "controlled"), model="stg", failed=()) -> xr.Dataset:
    """Return a dataset whose numbers say where they are: 100 by name, 10 by step, 1 by scale, 0.01 by seed."""
    axes = ("neuromodulation", "calcium_target", "step", "seed")
    place = np.meshgrid(range(len(names)), range(3), range(2), range(seeds), indexing="ij")
    number = 100.0 * place[0] + place[1] + 10.0 * place[2] + 0.01 * place[3]
    status = np.zeros(number.shape, dtype=np.int8)
    for index in failed:
        status[index] = 3
    phases = np.stack([np.zeros_like(number), number], axis=-1)
    return xr.Dataset(
        {
            "calcium_error": (axes, number, {"units": "1", "long_name": "error of calcium"}),
            "frequency_mean": ((*axes, "phase"), phases, {"units": "Hz", "long_name": "mean frequency"}),
            "course": ((*axes, "time"), np.stack([number] * 4, axis=-1), {"units": "1"}),
            "lost_share": (axes, np.full(number.shape, np.nan), {"units": "1"}),
            "status": (axes, status),
        },
        coords={
            "neuromodulation": ("neuromodulation", np.array(names, dtype=object)),
            "calcium_target": SCALES, "step": ("step", STEPS, {"units": "s"}),
            "seed": np.arange(1, seeds + 1), "phase": ("phase", np.array(["settled", "modulated"], dtype=object)),
        },
        attrs={"model": model},
    )  # fmt: skip


def test_longest_axis_runs_across_the_other_is_coloured_names_make_columns():
    drawing = responses.draw(dataset_of())
    panels = [panel for panel in drawing.figure.axes if panel.axison]
    assert len(panels) == 2 * 2 and [panel.get_title() for panel in panels[:2]] == ["sharp", "controlled"]
    assert panels[0].get_ylabel() == "Mean frequency (Hz)" and panels[2].get_ylabel() == "Error of calcium (1)"
    assert panels[2].get_xlabel() == "Calcium target (1)"
    assert [entry.get_text() for entry in drawing.figure.legends[0].get_texts()] == ["step 10 s", "step 20 s"]
    dots = {line.get_label(): line for line in panels[1].lines}["seeds: 20.0"]  # controlled, second step
    assert sorted(dots.get_ydata()) == pytest.approx(
        [110 + scale + 0.01 * seed for scale in range(3) for seed in range(3)]
    )
    line = {line.get_label(): line for line in panels[1].lines}["mean: 20.0"]
    assert list(line.get_xdata()) == SCALES and line.get_ydata() == pytest.approx([110.01, 111.01, 112.01])


def test_many_dots_are_pixels():
    """Ten thousand points would be megabytes of vectors."""
    fine = (
        dataset_of().isel(calcium_target=np.arange(3).repeat(400)).assign_coords(calcium_target=np.arange(1.0, 1201.0))
    )
    for drawing, expected in ((responses.draw(dataset_of()), False), (responses.draw(fine), True)):
        dots = [line for panel in drawing.figure.axes for line in panel.lines if line.get_label().startswith("seeds")]
        assert dots and {bool(line.get_rasterized()) for line in dots} == {expected}


def test_the_table_has_every_seed_and_the_last_phase():
    table = responses.draw(dataset_of()).table
    seeds = table[table["statistic"] == "seed"]
    assert len(seeds) == 2 * 2 * 3 * 2 * 3 and set(seeds["seed"]) == set(SEEDS)
    assert seeds[seeds["quantity"] == "frequency_mean"]["value"].max() == pytest.approx(112.02)
    assert "last one, modulated" in responses.draw(dataset_of()).caption


def test_measures_without_a_number_and_courses_are_left_out():
    assert responses.main_measures(dataset_of()) == ["frequency_mean", "calcium_error"]
    assert set(responses.main_measures(dataset_of(model="own"))) == {"frequency_mean", "calcium_error"}


def test_many_seeds_are_a_band():
    drawing = responses.draw(dataset_of(seeds=21, names=("sharp",)))
    bands = drawing.table[drawing.table["statistic"] == "quantile 0.05"]
    assert set(drawing.table["statistic"]) == {"mean", "quantile 0.05", "quantile 0.95"}
    first = bands[(bands["quantity"] == "calcium_error") & (bands["step"] == 10.0)]
    assert first["value"].tolist() == pytest.approx([0.01, 1.01, 2.01])  # 5 % of 0 to 0.2
    assert "21 seeds" in drawing.caption and "0.05 to 0.95" in drawing.caption


def test_failed_points_are_left_out_and_counted():
    drawing = responses.draw(dataset_of(failed=[(0, 0, 0, 0)]))
    seeds = drawing.table[(drawing.table["statistic"] == "seed") & drawing.table["value"].isna()]
    assert len(seeds) == 2 and "1 of 36 points are not ok" in drawing.caption


def test_a_wide_axis_is_logarithmic():
    wide = dataset_of().assign_coords(calcium_target=[1.0, 10.0, 100.0])
    assert {panel.get_xscale() for panel in responses.draw(wide).figure.axes if panel.axison} == {"log"}


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="needs one or two swept axes of numbers, not 0"):
        responses.draw(dataset_of().isel(calcium_target=[0], step=[0]))
    empty = dataset_of()[["status"]].assign(status=dataset_of()["status"] * 0 + 3)
    with pytest.raises(SimulationError, match="figure responses: no point of the study is ok"):
        responses.draw(empty)


def test_order_of_seeds_does_not_matter():
    dataset = dataset_of()
    first, second = (responses.draw(each).table for each in (dataset, dataset.isel(seed=[2, 0, 1])))
    order = ["quantity", "statistic", "neuromodulation", "calcium_target", "step", "seed"]
    first, second = (table.sort_values(order, ignore_index=True)[[*order, "value"]] for table in (first, second))
    assert np.allclose(first["value"], second["value"], rtol=1e-12) and first[order].equals(second[order])


@pytest.mark.parametrize("model", sorted(MAIN))
def test_main_measures_are_measures_of_the_model(project, model):
    table = load_model_table(model, project / "config" / "models")
    warmed = {"temperature_dependence": 1.0, "sweep_steps": 2.0} if model in {"stg", "da"} else {}
    known = measures_of(model, {**table.defaults(), **warmed}) | measures_of(model, table.defaults())
    assert set(MAIN[model]) <= set(known)
    assert all(variable.dims in ((), ("phase",)) for name, (variable, *_) in known.items() if name in MAIN[model])


@pytest.mark.parametrize(
    ("study", "fits"),
    [("maps", True), ("acclimation_time", True), ("neuromodulation_temperature", True), ("bistability", True),
     ("metaboplasticity", False), ("neuromodulation", False), ("intersection", False), ("sensitivity", False)],
)  # fmt: skip
def test_studies_that_it_fits(project, study, fits):
    assert ("responses" in figures_of(load_study(study, project / "config"))) is fits


def test_a_study_that_it_does_not_fit_is_told_why(project):
    content = {**load_study("temperature", project / "config").content, "figures": ["responses"], "claims": []}
    content["axes"] = {**content["axes"], "calcium_target": [100, 125, 150]}
    study = check_study("x", content, project / "config" / "models")
    with pytest.raises(InputError, match="figures: 'responses' needs one or two swept axes of numbers, not 3"):
        figures_of(study)
