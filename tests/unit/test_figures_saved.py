"""Files of figures: three beside each other, the same bytes each time, and nothing of the day or the machine in them."""

import matplotlib
import numpy as np
import pandas as pd
import pytest
from microcircuit_figures import FIGURES
from synthetic import synthetic_dataset, synthetic_rasters

from homeotherm.figures import inverted_u
from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.registry import draw_figure

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def sources():
    """Inputs of the smallest study that every figure can show."""
    study = synthetic_dataset(states=False, temperatures=(30, 42), seeds=2)
    return {"dataset": study, "rasters": synthetic_rasters()}


@pytest.fixture(scope="module")
def saved(sources, tmp_path_factory):
    folder = tmp_path_factory.mktemp("first") / "not there yet"
    tables, paths = {}, {}
    for name in FIGURES:
        drawing = draw_figure(name, sources)
        tables[name], paths[name] = drawing.table, save_drawing(drawing, folder, name)
    return paths, tables


@pytest.mark.parametrize("name", FIGURES)
def test_three_files_lie_beside_each_other(saved, name):
    paths = saved[0][name]
    assert {suffix: path.name for suffix, path in paths.items()} == {
        "svg": f"{name}.svg",
        "png": f"{name}.png",
        "csv": f"{name}.csv",
    }
    assert len({path.parent for path in paths.values()}) == 1
    assert paths["svg"].read_bytes().startswith(b"<?xml")
    content = paths["png"].read_bytes()
    assert content.startswith(b"\x89PNG\r\n")
    # width in pixels: the first field of the IHDR chunk; 180 mm at 200 dots per inch
    assert int.from_bytes(content[16:20], "big") == int(180 / 25.4 * 200)
    written = {path for files in saved[0].values() for path in files.values()}
    assert set(paths["svg"].parent.iterdir()) == written  # nothing half written is left


@pytest.mark.parametrize("name", FIGURES)
def test_same_input_gives_the_same_bytes(saved, sources, name, tmp_path):
    again = save_drawing(draw_figure(name, sources), tmp_path, name)
    for suffix, path in again.items():
        assert path.read_bytes() == saved[0][name][suffix].read_bytes(), suffix


@pytest.mark.parametrize("name", FIGURES)
def test_images_carry_no_date_and_no_version(saved, name):
    assert b"dc:date" not in saved[0][name]["svg"].read_bytes()
    pixels = saved[0][name]["png"].read_bytes()
    assert b"tIME" not in pixels
    assert b"Software" not in pixels
    assert matplotlib.__version__.encode() not in pixels


@pytest.mark.parametrize("name", FIGURES)
def test_csv_is_the_table(saved, name):
    paths, tables = saved
    table = tables[name]
    read = pd.read_csv(paths[name]["csv"], dtype=str, keep_default_na=False)  # text, so that no parser rounds
    assert list(read.columns) == list(table.columns)
    for column in table:
        if pd.api.types.is_numeric_dtype(table[column]):
            expected = table[column].to_numpy(dtype=float, na_value=np.nan)
            np.testing.assert_array_equal([float(word or "nan") for word in read[column]], expected, err_msg=column)
        else:
            assert list(read[column]) == [str(word) for word in table[column].fillna("")], column


def test_drawing_leaves_matplotlib_as_it_was():
    with matplotlib.rc_context({"font.size": 23.0, "svg.hashsalt": "mine"}):
        before = dict(matplotlib.rcParams)
        inverted_u.draw(synthetic_dataset(seeds=4))
        assert dict(matplotlib.rcParams) == before


def test_a_users_own_settings_do_not_change_a_figure(sources, saved, tmp_path):
    with matplotlib.rc_context({"font.size": 23.0, "axes.facecolor": "red", "savefig.bbox": "tight"}):
        paths = save_drawing(draw_figure("weights", sources), tmp_path, "weights")
    assert paths["png"].read_bytes() == saved[0]["weights"]["png"].read_bytes()
