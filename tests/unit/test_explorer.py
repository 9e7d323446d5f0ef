"""The explorer: its data equal the dataset's, and in a real browser every control does what it says."""

import base64
import json
import re
import urllib.parse
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from markupsafe import escape
from synthetic import synthetic_dataset

from browser import opened
from homeotherm.analysis.statistics import bootstrap_interval
from homeotherm.design import points_of
from homeotherm.errors import InputError
from homeotherm.examples import example_points
from homeotherm.explorer import data as explorer
from homeotherm.explorer import page as explorer_of
from homeotherm.explorer.data import explorer_data
from homeotherm.explorer.page import explorer_page
from homeotherm.files import read_dataset
from homeotherm.published import open_publication, published_studies
from homeotherm.study import check_study
from tiny import tiny_study

HOSTILE = """</script><script>alert("1")</script><img src=x onerror='alert(2)'> & \u2028"""
PUBLISHED = published_studies(Path(__file__).parents[2] / "published")
STATES = ["hypometabolic", "normometabolic", "hypermetabolic"]
TEMPERATURES = (30, 37, 42)


@pytest.fixture(scope="module")
def study(project):
    """Return a study of three states and three temperatures with three seeds, with a hostile title."""
    axes = {"state": STATES, "temperature": {"values": list(TEMPERATURES), "unit": "degC"}}
    content = tiny_study(title=HOSTILE, axes=axes, seeds={"first": 1, "count": 3})
    return check_study("tiny", content, project / "config" / "models")


@pytest.fixture(scope="module")
def dataset(study):
    """Return its dataset; the last point diverged and says so in hostile words."""
    last = {"state": 2, "temperature": 2, "seed": 2}
    dataset = synthetic_dataset(temperatures=TEMPERATURES, seeds=3, failed=[last])
    names = np.array([point.id for point in points_of(study)], dtype=object).reshape(study.shape)
    messages = np.full(study.shape, "", dtype=object)
    messages[-1, -1, -1] = HOSTILE
    dims = dataset["status"].dims
    dataset["point"], dataset["message"] = (dims, names), (dims, messages)
    dataset["weight_mean"].attrs |= {"long_name": "mean weight", "definition": HOSTILE}
    return dataset


@pytest.fixture(scope="module")
def rasters(study):
    """Return spikes of the example points: the n-th has n + 1 of them, all of neuron n."""
    counts = np.arange(1, len(example_points(study)) + 1)
    return xr.Dataset(
        {
            "spike_count": ("example", counts), "neurons": ("example", np.full(counts.size, 5)),
            "excitatory_neurons": ("example", np.full(counts.size, 4)),
            "spike_time": ("spike", np.concatenate([np.arange(count) * 0.1 for count in counts])),
            "spike_neuron": ("spike", np.repeat(np.arange(counts.size), counts).astype(np.int32)),
        },
        attrs={"window_seconds": 0.5},
    )  # fmt: skip


@pytest.fixture(scope="module")
def diagram():
    """Return a bifurcation diagram whose transitions differ between states."""
    bounds = np.array([[np.nan, np.nan], [37.0, 42.0], [30.0, 37.0]])
    return xr.Dataset(
        {"transition": (("state", "bound"), bounds)},
        attrs={"order_parameter": "weight_mean", "phase": "", "control": "temperature"},
    )


@pytest.fixture(scope="module")
def page_file(study, dataset, rasters, diagram, tmp_path_factory):
    """Return the file of the page."""
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    path.write_text(explorer_page(explorer_data(study, dataset, rasters, diagram)), encoding="utf-8")
    return path


def measure_of(data, name):
    return next(each for each in data["measures"] if each["name"] == name)


def test_data_equal_the_dataset(study, dataset, rasters, diagram):
    data = json.loads(json.dumps(explorer_data(study, dataset, rasters, diagram)))
    assert data["points"] == [point.id for point in points_of(study)]
    shown = np.array(measure_of(data, "weight_mean")["values"][0], dtype=float)
    np.testing.assert_array_equal(shown, dataset["weight_mean"].values.ravel())  # to the last bit, NaN where it failed
    synchrony = measure_of(data, "voltage_synchrony")
    assert synchrony["parts"] == ["before", "after"]
    for part, values in zip(synchrony["parts"], synchrony["values"], strict=True):
        expected = dataset["voltage_synchrony"].sel(phase=part).transpose("state", "temperature", "seed")
        np.testing.assert_array_equal(np.array(values, dtype=float), expected.values.ravel())
    course = next(each for each in data["courses"] if each["name"] == "weight_mean_trajectory")
    values = np.frombuffer(base64.b64decode(course["values"]), "<f4").reshape(27, 81)
    expected = dataset["weight_mean_trajectory"].transpose("state", "temperature", "seed", "time").values
    np.testing.assert_array_equal(values, expected.reshape(27, 81).astype("<f4"))
    assert data["status"] == ["ok"] * 26 + ["diverged"] and data["messages"] == {"26": HOSTILE}
    assert [axis["columns"][0]["values"] for axis in data["axes"]] == [STATES, [30.0, 37.0, 42.0]]


def test_spikes_belong_to_their_points(study, dataset, rasters):
    data = explorer_data(study, dataset, rasters)
    for number, (label, point) in enumerate(example_points(study)):
        found = data["rasters"][point.id]
        times = np.frombuffer(base64.b64decode(found["times"]), "<u2") / 65535 * 0.5
        np.testing.assert_allclose(times, np.arange(number + 1) * 0.1, atol=1e-5)
        assert set(np.frombuffer(base64.b64decode(found["cells"]), "<u2")) == {number} and found["label"] == label


def test_quantiles_are_those_of_student(study, dataset):
    quantiles = explorer_data(study, dataset)["quantiles"]
    assert quantiles[:2] == [None, None]
    np.testing.assert_allclose(quantiles[2:], [12.706204736174707, 4.302652729911275], rtol=1e-9)  # tables of t


def test_too_many_numbers_are_one_line(study, dataset, monkeypatch):
    monkeypatch.setattr(explorer, "MOST_NUMBERS", 100)
    with pytest.raises(InputError, match=r"^explorer: \d+ numbers in \d+ measures; allowed: at most 100$"):
        explorer_data(study, dataset)


def test_a_page_without_room_leaves_out_the_spikes_and_says_so(study, dataset, rasters, tmp_path, monkeypatch):
    data = explorer_data(study, dataset, rasters)
    monkeypatch.setattr(explorer_of, "MOST_BYTES", len(explorer_page(data).encode()) - 1)
    path = tmp_path / "explorer.html"
    path.write_text(explorer_page(data), encoding="utf-8")
    complaints = []
    with opened(path, complaints) as page:
        page.locator(".dot").first.click()
        assert "Spikes are left out: with them this page would be larger than" in page.locator("#point").inner_text()
        assert page.locator("#raster").count() == 0
    assert complaints == []
    monkeypatch.setattr(explorer_of, "MOST_BYTES", 10_000)
    with pytest.raises(
        InputError, match=r"^explorer: the page of 27 points would have \d+ kB; allowed: at most 10 kB$"
    ):
        explorer_page(data)


def test_a_study_with_claims_begins_with_the_first_of_them(study, dataset, project):
    assert explorer_data(study, dataset)["first"] is None
    claim = {"name": "calm", "claim": "-", "quantity": "voltage_synchrony", "phase": "before", "test": "bound"}
    claim |= {"below": 1.0, "at": {"state": "normometabolic", "temperature": 37}}
    content = {**study.content, "claims": [claim]}
    claiming = check_study("tiny", content, project / "config" / "models")
    assert explorer_data(claiming, dataset)["first"] == {"measure": "voltage_synchrony", "part": "before"}


def test_equal_numbers_of_two_colours_do_not_hide_each_other(study, dataset, tmp_path):
    same = dataset.copy(deep=True)
    same["weight_mean"][:] = 2.5
    path = tmp_path / "explorer.html"
    path.write_text(explorer_page(explorer_data(study, same)), encoding="utf-8")
    with opened(path, []) as page:
        page.select_option("#measure", label="mean weight – weight_mean")
        places = page.locator("circle.dot").evaluate_all("all => all.map(each => each.getAttribute('cx'))")
        assert len(places) == len(set(places)) == 26


def test_long_courses_are_thinned_and_say_so(study, dataset, monkeypatch):
    monkeypatch.setattr(explorer, "COURSE_BYTES", 27 * 81 * 4)
    courses = explorer_data(study, dataset)["courses"]
    assert {course["every"] for course in courses} == {5}  # four courses of 81 samples, a histogram of 40 bins
    assert sum(len(base64.b64decode(course["values"])) for course in courses) <= 1.1 * 27 * 81 * 4


def test_hostile_text_stays_data(page_file):
    text = page_file.read_text(encoding="utf-8")
    assert text.count("<script") == 2 and text.count("</script") == 2 and "<img" not in text
    assert not re.search(r'\s(src|href)=(?!"data:)', text.split("<script")[0].replace(str(escape(HOSTILE.strip())), ""))
    assert "https://" not in text and "eval(" not in text and "innerHTML" not in text


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_studies_fit_a_page(project, name):
    publication = open_publication(name, project / "published")
    study = check_study(name, publication.manifest["study_content"], project / "config" / "models")
    files = {
        key: read_dataset(publication.path(f"analysis/{file}.nc")) if f"analysis/{file}.nc" in publication.manifest["files"] else None
        for key, file in (("rasters", "rasters"), ("diagram", "bifurcation"))
    }  # fmt: skip
    dataset = read_dataset(publication.path("dataset.nc"))
    data = explorer_data(study, dataset, **files)
    page = explorer_page(data)
    assert page == explorer_page(data) and len(page.encode()) < 3_000_000
    assert len(data["points"]) == dataset["status"].size and data["measures"]


def test_page_loads_without_a_complaint_and_starts_with_the_bifurcation(page_file, dataset):
    complaints = []
    with opened(page_file, complaints) as page:
        assert page.title().startswith(f"Explorer: {HOSTILE[:40]}")
        assert page.locator("h1").inner_text().startswith('</script><script>alert("1")</script><img')
        assert page.locator("#chart-title").inner_text() == "mean weight (nS)"
        assert page.locator("#definition").inner_text().startswith("</script>")
        assert page.locator(".dot").count() == 27  # the one that diverged is a cross
        assert page.locator(".transition").count() == 2  # the first state has none
    assert complaints == []


def test_numbers_shown_equal_the_dataset(page_file, dataset):
    complaints = []
    with opened(page_file, complaints) as page:
        page.select_option("#measure", label="voltage synchrony – voltage_synchrony")
        assert page.locator("#part option:checked").inner_text() == "after"
        page.select_option("#part", label="before")
        assert page.locator("#chart-title").inner_text() == "voltage synchrony: before"
        page.select_option("#part", label="after")
        page.locator("#numbers summary").click()
        cells = page.locator("#table [data-value]").evaluate_all("all => all.map(each => each.dataset.value)")
        rows = np.array([float(cell or "nan") for cell in cells]).reshape(9, 7)
        expected = dataset["voltage_synchrony"].sel(phase="after").transpose("state", "temperature", "seed").values
        np.testing.assert_array_equal(rows[:, 4:], expected.reshape(9, 3))
        for row in rows:
            interval = bootstrap_interval(row[4:])
            np.testing.assert_allclose(row[:4], interval[:4], rtol=1e-9)
        place = [(i, j, k) for i in range(3) for j in range(3) for k in range(3)][4]
        page.locator('.dot[data-point="4"]').click()
        assert float(page.locator("#point-value").get_attribute("data-value")) == expected[place]
    assert complaints == []


def test_every_control_works(page_file, dataset):
    complaints = []
    with opened(page_file, complaints) as page:
        page.select_option("#show", "mean")
        assert page.locator("circle.dot").count() == 9
        page.select_option("#show", "seeds")
        assert page.locator("circle.dot").count() == 26
        page.select_option("#along", label="state")
        assert page.locator("#by option:checked").inner_text() == "temperature"
        page.select_option("#by", label="none")
        page.select_option("#fixed select:visible", label="42 °C")
        assert page.locator(".dot").count() == 9 and page.locator("path.dot").count() == 1  # two of three seeds are ok
        page.select_option("#view", "map")
        assert page.locator(".cell").count() == 9 and not page.locator("#show").is_visible()
        page.locator(".cell").first.click()
        assert page.locator("#point-id").inner_text() == str(dataset["point"].values[0, 0, 0])
        page.locator("#bifurcation").click()
        assert page.locator(".transition").count() == 2 and page.locator("#view").input_value() == "curve"
        page.select_option("#point-seed", label="3")
        assert page.locator("#point-id").inner_text() == str(dataset["point"].values[0, 0, 2])
        page.locator("#reset").click()
        assert page.locator("#point-id").count() == 0 and page.locator(".dot").count() == 27
    assert complaints == []


def test_a_point_shows_status_course_spikes_and_command(page_file, study, dataset):
    complaints = []
    with opened(page_file, complaints) as page:
        failed = str(dataset["point"].values[-1, -1, -1])
        page.locator("path.dot").click()
        assert page.locator("#point-status").inner_text() == "diverged"
        assert page.locator("#point-message").inner_text().startswith("</script><script>")
        assert page.locator("#point-command").inner_text() == f"make point STUDY=tiny POINT={failed}"
        assert page.locator("#course").count() == 0
        _, example = example_points(study)[1]
        page.locator(".example").nth(1).click()
        assert page.locator("#point-id").inner_text() == example.id and page.locator("#raster").is_visible()
        inked = "canvas => canvas.getContext('2d').getImageData(0, 0, 900, 480).data.some((value, at) => at % 4 == 3 && value)"
        assert page.locator("#raster").evaluate(inked)
        page.select_option("#course", label="mean excitatory weight")
        assert page.locator("path.course").get_attribute("d").count("L") == 80
        again = page.url
    with opened(page_file, complaints) as page:  # the address keeps what was chosen
        page.goto(again)
        page.reload()
        assert page.locator("#point-id").inner_text() == example.id
        assert urllib.parse.parse_qs(page.url.partition("#")[2])["point"] == [example.id]
    assert complaints == []


def test_keyboard_reaches_every_point(page_file, dataset):
    complaints = []
    with opened(page_file, complaints) as page:
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.classList.contains('dot')"):
                break
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        assert page.locator("#point-id").inner_text() == str(dataset["point"].values[0, 0, 1])
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press(" ")
        assert page.locator("#point-status").inner_text() == "diverged"  # round to the last one
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_light_and_dark(page_file, scheme):
    complaints = []
    with opened(page_file, complaints, viewport={"width": 390, "height": 844}, color_scheme=scheme) as page:
        page.locator("path.dot").click()
        assert page.evaluate("document.documentElement.scrollWidth") == 390  # nothing sticks out sideways
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}[scheme]
        page.emulate_media(media="print")
        assert not page.locator("#controls").is_visible() and page.locator("#chart svg").is_visible()
    assert complaints == []
