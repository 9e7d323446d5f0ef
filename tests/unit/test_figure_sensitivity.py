"""The figure of sampled designs: what is drawn is the analysis, in both methods, with anything missing."""

import numpy as np
import pytest
from sampled import sampled_dataset

from homeotherm.analysis.sensitivity import sensitivity_table
from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.registry import draw_figure

pytestmark = pytest.mark.filterwarnings("error:::homeotherm")
RANGES = {"q10_afferent_rate": (2.0, 4.0), "learning_rate": (0.05, 0.12), "background_rate": (600.0, 1000.0)}
FUNCTIONS = {
    "weight_mean": lambda q, learning, background: 0.5 * q + 10 * learning,
    "rate_excitatory": lambda q, learning, background: q**2 - background / 100,
}
METHODS = {"morris": {"trajectories": 6}, "sobol": {"samples": 32}}


def dataset_of(method, **options):
    options = {"seeds": 2, "noise": 0.1, "seed_effect": 0.3} | options
    return sampled_dataset(RANGES, FUNCTIONS, method=method, **METHODS[method], **options)


@pytest.fixture(scope="module", params=METHODS)
def method(request):
    return request.param


def drawn(drawing, panel, beginning):
    """Return the x values of the lines of a panel whose label begins so, sorted."""
    lines = [line for line in drawing.figure.axes[panel].lines if line.get_label().startswith(beginning)]
    return np.sort(np.concatenate([np.asarray(line.get_xdata(), dtype=float) for line in lines]))


def test_table_holds_the_analysis(method):
    dataset = dataset_of(method)
    table, expected = draw_figure("sensitivity", {"dataset": dataset}).table, sensitivity_table(dataset)
    for statistic in ("mu_star", "noise_floor", "first_order", "total_order"):
        if statistic in expected:
            shown = table[table["statistic"] == statistic].set_index(["quantity", "factor"])["value"]
            assert shown.to_dict() == expected.set_index(["measure", "factor"])[statistic].to_dict()


def test_every_effect_of_every_seed_is_drawn():
    drawing = draw_figure("sensitivity", {"dataset": dataset_of("morris")})
    single = drawing.table[drawing.table["statistic"] == "elementary_effect"]
    assert len(single) == 2 * 3 * 6 * 2
    for panel, quantity in enumerate(FUNCTIONS):
        values = single.loc[single["quantity"] == quantity, "value"].abs()
        np.testing.assert_array_equal(drawn(drawing, panel, "effects"), np.sort(values))
        bars = [patch.get_width() for patch in drawing.figure.axes[panel].patches]
        means = drawing.table[(drawing.table["quantity"] == quantity) & (drawing.table["statistic"] == "mu_star")]
        np.testing.assert_array_equal(np.sort(bars), np.sort(means["value"]))


def test_every_index_is_drawn():
    drawing = draw_figure("sensitivity", {"dataset": dataset_of("sobol")})
    for panel, quantity in enumerate(FUNCTIONS):
        rows = drawing.table[drawing.table["quantity"] == quantity]
        for label, ending in (("means", ""), ("seeds", "_of_seed")):
            values = rows[rows["statistic"].isin([f"first_order{ending}", f"total_order{ending}"])]["value"]
            np.testing.assert_array_equal(drawn(drawing, panel, label), np.sort(values))
            assert len(values) == 3 * 2 * (2 if ending else 1)


def test_most_important_factor_is_on_top(method):
    drawing = draw_figure("sensitivity", {"dataset": dataset_of(method)})
    panel = drawing.figure.axes[0]
    # share of the largest: q 1 and 1, learning 0.7 and 0, background 0 and 1/3
    assert [label.get_text() for label in panel.get_yticklabels()][0] == "Q10 afferent rate"
    assert panel.get_ylim()[0] > panel.get_ylim()[1]


def test_nothing_lies_outside_its_panel(method):
    for panel in draw_figure("sensitivity", {"dataset": dataset_of(method)}).figure.axes:
        low, high = panel.get_xlim()
        for line in panel.lines:
            x = np.asarray(line.get_xdata(), dtype=float)
            assert ((x >= low) & (x <= high)).all()


def test_same_bytes_and_all_files(method, tmp_path):
    dataset = dataset_of(method)
    first, second = (
        save_drawing(draw_figure("sensitivity", {"dataset": dataset}), tmp_path / name, "sensitivity")
        for name in ("a", "b")
    )
    for suffix in ("svg", "png", "csv"):
        assert first[suffix].read_bytes() == second[suffix].read_bytes()


def test_missing_points_are_counted(method):
    dataset = dataset_of(method)
    dataset["status"][1, 0] = 1
    caption = draw_figure("sensitivity", {"dataset": dataset}).caption
    of = {"morris": "1 of 6 trajectories", "sobol": "1 of 32 blocks"}[method]
    assert f"Weight mean: {of} left out, points are missing." in caption
    assert "left out" not in draw_figure("sensitivity", {"dataset": dataset_of(method)}).caption


def test_study_without_any_result_can_be_drawn(method):
    dataset = dataset_of(method)
    dataset["status"][:] = 1
    drawing = draw_figure("sensitivity", {"dataset": dataset})
    assert drawing.table["value"].isna().all()
    texts = [text.get_text() for panel in drawing.figure.axes for text in panel.texts]
    assert texts == ["no point has a value"] * 2


def test_one_seed_has_no_floor(method):
    drawing = draw_figure("sensitivity", {"dataset": dataset_of(method, seeds=1)})
    assert "noise" not in drawing.caption and "1 seed" in drawing.caption
    assert not any("noise" in text.get_text() for text in drawing.figure.legends[0].get_texts())


def test_pairs_of_factors_are_left_to_the_table():
    drawing = draw_figure("sensitivity", {"dataset": dataset_of("sobol", second_order=True)})
    assert set(drawing.table["statistic"]) >= {"first_order", "total_order"}
    assert len(drawing.table[drawing.table["statistic"] == "first_order"]) == 2 * 3


def test_other_datasets_are_refused():
    dataset = dataset_of("morris").drop_vars(list(FUNCTIONS))
    with pytest.raises(ValueError, match="needs a primary measure"):
        draw_figure("sensitivity", {"dataset": dataset})
