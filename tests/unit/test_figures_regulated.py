"""What all figures of regulated cells share: captions, failures, many conditions, axes, files, colours."""

import numpy as np
import pytest
from drawn import lightness
from synthetic_regulated import BLOCKADE, regulated_dataset

from homeotherm.figures.activities import COLOURS
from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.registry import FIGURES, draw_figure

pytestmark = pytest.mark.filterwarnings("error")
OF_DATASETS = ("burstiness", "regulation", "fates")


@pytest.fixture(scope="module")
def dataset():
    return regulated_dataset()


@pytest.fixture(scope="module")
def drawings(dataset):
    return {name: draw_figure(name, {"dataset": dataset}) for name in OF_DATASETS}


@pytest.mark.parametrize("name", OF_DATASETS)
def test_captions_say_seeds_and_moments(drawings, name):
    caption = drawings[name].caption
    assert "2 seeds of 4 cells each" in caption and caption.endswith(".") and "missing" not in caption
    moments = "the switch at 20 s" if name == "regulation" else "settled (19 s), early (30 s), modulated (59 s)"
    assert moments in caption


@pytest.mark.parametrize("name", OF_DATASETS)
def test_failed_points_are_counted_and_left_out(name):
    drawing = draw_figure(name, {"dataset": regulated_dataset(failed=[(1, 0), (2, 0), (2, 1)])})
    assert "3 of 6 points missing." in drawing.caption
    values = drawing.table[drawing.table.get("statistic") != "target"].set_index(["neuromodulation", "seed"])["value"]
    assert values["controlled"].isna().all() and values["sharp", 1].isna().all()
    assert values["sharp", 2].notna().any() and values["none"].notna().any()


@pytest.mark.parametrize("name", OF_DATASETS)
def test_study_without_any_result_can_be_drawn(name):
    drawing = draw_figure(name, {"dataset": regulated_dataset(seeds=1, failed=[(0, 0), (1, 0), (2, 0)])})
    assert "3 of 3 points missing." in drawing.caption


@pytest.mark.parametrize("name", OF_DATASETS)
def test_ten_conditions_and_none_at_all(name):
    drawing = draw_figure(name, {"dataset": regulated_dataset(BLOCKADE, seeds=1)})
    assert set(drawing.table["panel"]) == set("abcdefghij") and set(drawing.table["blocked_channel"]) == {
        "none", "Na", "CaT", "KCa", "H",
    }  # fmt: skip
    titles = [panel.get_title(loc="left") for panel in drawing.figure.axes[:5]]
    assert titles == ["neuromodulation: none, blocked channel:\nnone", "\nNa", "\nCaT", "\nKCa", "\nH"]
    assert set(draw_figure(name, {"dataset": regulated_dataset({}, seeds=1)}).table["panel"]) == {"a"}


@pytest.mark.parametrize("name", OF_DATASETS)
def test_every_axis_has_a_unit(drawings, name):
    for panel in drawings[name].figure.axes:
        if panel.get_subplotspec().is_first_col():
            assert panel.get_ylabel().endswith(")")
        bottom = panel.get_subplotspec().is_last_row()
        assert not bottom or panel.get_xlabel() == "Time (s)" or panel.get_xticklabels()[0].get_text() == "settled"


@pytest.mark.parametrize("name", OF_DATASETS)
def test_nothing_lies_outside_its_panel(drawings, name):
    for panel in drawings[name].figure.axes:
        low, high = panel.get_ylim()
        drawn = [line.get_ydata() for line in panel.lines if line.get_transform() == panel.transData]
        drawn += [area.get_patch_transform().transform_path(area.get_path()).vertices[:, 1] for area in panel.patches]
        values = np.concatenate([np.asarray(each, dtype=float) for each in drawn])
        assert np.nanmin(values) >= low and np.nanmax(values) <= high


@pytest.mark.parametrize("name", OF_DATASETS)
def test_same_input_gives_the_same_bytes(name, tmp_path):
    dataset = regulated_dataset({"neuromodulation": ("sharp",)}, seeds=1)
    first, second = (save_drawing(draw_figure(name, {"dataset": dataset}), tmp_path / part, name) for part in "ab")
    for suffix, path in first.items():
        assert path.read_bytes() == second[suffix].read_bytes(), suffix


def test_registry_says_what_they_need(dataset):
    for name in (*OF_DATASETS, "traces"):
        assert FIGURES[name].variables and FIGURES[name].caption.endswith(".")
    for name in OF_DATASETS:
        for variable in FIGURES[name].variables:
            with pytest.raises(
                ValueError, match=f"figure {name} needs the variable {variable}, which the dataset lacks"
            ):
                draw_figure(name, {"dataset": dataset.drop_vars(variable)})


def test_activities_look_different_in_grey():
    greys = [lightness(colour) for colour in COLOURS.values()]
    assert (np.abs(np.diff(greys)) > 10).all()  # neighbours, as they are stacked
