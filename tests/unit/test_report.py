"""The report: what stands on the page is what the dataset says, text stays text, and nothing is loaded."""

import base64
import dataclasses
import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from synthetic import synthetic_dataset

from browser import opened
from homeotherm.analysis.claims import claim_table
from homeotherm.design import points_of
from homeotherm.errors import InputError, SimulationError
from homeotherm.files import content_digest, read_dataset, read_table
from homeotherm.printed import unit_word
from homeotherm.provenance import to_json
from homeotherm.published import open_publication, published_studies
from homeotherm.report import content, wording
from homeotherm.report import page as report
from homeotherm.report.embedding import LARGEST_PLAIN_TABLE, FigureFiles, download, embedded_figure
from homeotherm.report.page import Origin, report_page
from homeotherm.study import check_study
from tiny import tiny_study

HOSTILE = """</style></title><script>alert("1")</script><img src=x onerror='alert(2)'> & {{ 7 * 7 }} {% raw %}"""
PUBLISHED = published_studies(Path(__file__).parents[2] / "published")
VOID = {"meta", "img", "br", "link", "input", "hr"}
ORIGIN = Origin("fedcba", "ab" * 32)
LONELY_CLAIM = {
    "name": "weights_are_two", "claim": "Weights exceed 1 nS.", "quantity": "weight_mean", "test": "bound",
    "at": {"state": "normometabolic", "temperature": 30}, "above": 1,
}  # fmt: skip


class Page(HTMLParser):
    """What a browser would find: tags with their attributes, the text of each, and rows of tables."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.texts: dict[str, str] = {}
        self.rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "br" and "td" in self.open:
            self.rows[-1][-1] += " "

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"{tag} closes another tag"

    def handle_data(self, data):
        for tag in set(self.open):
            self.texts[tag] = self.texts.get(tag, "") + data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    def row(self, first: str) -> list[str]:
        """Return the only row of a table whose first cell begins with some text, cells without surplus space."""
        rows = ([" ".join(cell.split()) for cell in row] for row in self.rows if row)
        (found,) = (row for row in rows if row[0].startswith(first))
        return found

    def files(self) -> dict[str, bytes]:
        """Return the content of every file that the page offers, by its name."""
        links = [about for tag, about in self.tags if tag == "a" and "download" in about]
        return {about["download"]: base64.b64decode(about["href"].partition("base64,")[2]) for about in links}


def study_of(project, **changes):
    return check_study("tiny", tiny_study(**changes), project / "config" / "models")


def dataset_of(study):
    """Return its dataset: two states, two temperatures; the last point diverged and says so in hostile words."""
    seeds = len(study.seeds)
    last = {"state": 2, "temperature": 1, "seed": seeds - 1}
    dataset = synthetic_dataset(temperatures=(30, 37), seeds=seeds, failed=[last]).isel(state=[1, 2])
    names = np.array([point.id for point in points_of(study)], dtype=object).reshape(study.shape)
    messages = np.full(study.shape, "", dtype=object)
    messages[-1, -1, -1] = HOSTILE
    dataset["point"] = (dataset["status"].dims, names)
    dataset["message"] = (dataset["status"].dims, messages)
    return dataset.assign_attrs(
        parameters_json=to_json(study.base), commit="0123456789abcdef-dirty", versions_json='{"brian2": "2.10.1"}',
        builds_json='[{"compiler": "g++ <12>", "flags": ["-O3"], "structure": {"neurons": 200.0}}]',
    )  # fmt: skip


@pytest.fixture
def figure(tmp_path):
    """Return the files of a figure, with hostile caption and numbers."""
    paths = {part: tmp_path / f"learning.{part}" for part in ("svg", "png", "csv", "txt")}
    paths["svg"].write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    paths["png"].write_bytes(b"\x89PNG")
    pd.DataFrame({"state": [HOSTILE, "calm"], "weight": [0.1234567891, 2.0]}).to_csv(paths["csv"], index=False)
    paths["txt"].write_text(f"Weights. {HOSTILE}\n", encoding="utf-8")
    return FigureFiles("learning", *(paths[part] for part in ("svg", "png", "csv", "txt")))


@pytest.fixture
def hostile(project, figure):
    """Return a report in which whatever may be free text is an attack, as text and as a page."""
    study = study_of(
        project, title=HOSTILE, question=HOSTILE, authors=[HOSTILE], references=[HOSTILE],
        claims=[{**LONELY_CLAIM, "claim": HOSTILE}],
    )  # fmt: skip
    dataset = dataset_of(study)
    dataset["weight_mean"].attrs["definition"] = HOSTILE
    text = report_page(study, dataset, claim_table(dataset, study.claims), [figure], ORIGIN)
    return text, Page(text)


def test_hostile_text_is_shown_as_text(hostile):
    text, page = hostile
    shown = " ".join(HOSTILE.split())
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "iframe", "object", "link"})
    assert not [name for _, about in page.tags for name in about if name.startswith("on")]
    assert HOSTILE in page.texts["h1"] and HOSTILE in page.texts["title"]
    claim, numbers = (
        [" ".join(cell.split()) for cell in row] for row in page.rows if " ".join(row[0].split()).startswith(shown)
    )
    assert claim[0].startswith(f"{shown} bound of weight_mean") and numbers == [shown, "0.123457"]
    body = page.texts["body"]
    assert body.count(HOSTILE) >= 7  # title, question, author, reference, caption, definition, study file
    assert "49" not in page.texts["h1"]


def test_nothing_is_loaded_from_elsewhere(hostile):
    text, page = hostile
    for tag, about in page.tags:
        for name in ("src", "href", "srcset", "data", "action", "poster"):
            if name in about:
                assert about[name].startswith(("data:", "#")), (tag, about[name][:60])
    style = page.texts["style"]
    assert "url(" not in style and "@import" not in style and "http" not in style
    (policy,) = (about["content"] for _, about in page.tags if about.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    anchors = {about["id"] for _, about in page.tags if "id" in about}
    assert {about["href"][1:] for tag, about in page.tags if about.get("href", "").startswith("#")} <= anchors


def test_claims_have_the_numbers_of_the_dataset(project):
    study = study_of(project, claims=[LONELY_CLAIM], seeds={"first": 1, "count": 3})
    dataset = dataset_of(study)
    dataset["weight_mean"][{"state": 0, "temperature": 0}] = [1.0, 2.0, 3.0]
    claims = claim_table(dataset, study.claims)
    page = Page(report_page(study, dataset, claims, [], ORIGIN))
    # mean 2, Student's t with 2 degrees of freedom: 2 ± 4.302653 / √3
    _, expected, observed, n, verdict = page.row("Weights exceed 1 nS.")
    assert (expected, observed, n, verdict) == (
        "mean above 1 nS",
        "2 nS −0.4841 to 4.484, Student t",
        "3",
        "◇ undecided",
    )
    assert "◇ undecided 1 claim" in " ".join(page.texts["header"].split())
    assert page.files()["claims.csv"].decode() == claims.to_csv(index=False, lineterminator="\n")
    assert "11 of 12 points ok" in " ".join(page.texts["header"].split())


def test_points_that_failed_are_listed_with_what_reproduces_them(hostile, project):
    _, page = hostile
    point = [each.id for each in points_of(study_of(project))][-1]
    row = page.row(point)
    assert row[1] == "diverged" and row[2] == " ".join(HOSTILE.split())
    assert row[3:] == ["hypermetabolic", "37.0", "2", f"make point STUDY=tiny POINT={point}"]
    (line,) = page.files()["failed.csv"].decode().splitlines()[1:]
    assert line.startswith(f"{point},diverged,")


def test_design_model_and_provenance(hostile, project):
    text, page = hostile
    body = " ".join(page.texts["body"].split())
    assert ["state", "2", "normometabolic (1), hypermetabolic (1.67)"] in page.rows
    about = study_of(project).table.parameters["in_degree"]
    changed, listed = ([" ".join(cell.split()) for cell in row] for row in page.rows if row[0].startswith("in_degree"))
    assert changed == listed  # among those that differ, and among all
    assert changed[1:] == [about.meaning, "50", wording.number(about.value), about.source]
    assert content_digest(dataset_of(study_of(project))) in body
    assert "0123456789abcdef-dirty (with changes that were not committed)" in body
    assert "fedcba" in body and "ab" * 32 in body and "brian2 2.10.1" in body and "g++ <12>" in body
    assert "git checkout 0123456789abcdef" in text and "source=published" not in text


def test_numbers_of_a_figure_are_one_click_away(hostile, figure):
    text, page = hostile
    assert page.files()["learning.csv"] == figure.numbers.read_bytes()
    assert page.row("calm") == ["calm", "2"]
    images = [about["src"] for tag, about in page.tags if tag == "img"]
    assert [base64.b64decode(image.partition("base64,")[2]) for image in images] == [figure.vector.read_bytes()]


def test_large_drawings_and_tables_are_packed(figure):
    figure.vector.write_bytes(b" " * 500_000)
    assert embedded_figure(figure).image == "data:image/png;base64," + base64.b64encode(b"\x89PNG").decode()
    content_of_table = b"weight\n" + b"2.5\n" * LARGEST_PLAIN_TABLE
    packed = download("learning.csv", content_of_table)
    assert packed.name == "learning.csv.gz" and packed.address.startswith("data:application/gzip;base64,")
    assert gzip.decompress(base64.b64decode(packed.address.partition(",")[2])) == content_of_table
    assert packed == download("learning.csv", content_of_table)


def test_a_page_without_room_leaves_out_the_largest_numbers_and_says_so(project, figure, tmp_path, monkeypatch):
    study = study_of(project)
    small = dataclasses.replace(figure, name="small", numbers=tmp_path / "small.csv")
    small.numbers.write_text("weight\n2\n")
    whole = report_page(study, dataset_of(study), None, [figure, small], ORIGIN)
    monkeypatch.setattr(report, "MOST_BYTES", len(whole.encode()) - 100)
    page = Page(report_page(study, dataset_of(study), None, [figure, small], ORIGIN))
    assert "learning.csv" not in page.files() and page.files()["small.csv"] == b"weight\n2\n"
    assert "results/tiny/figures/learning.csv" in page.texts["code"] and page.row("calm") == ["calm", "2"]
    monkeypatch.setattr(report, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match=r"^report: the page of 2 figures would have \d+ kB; allowed: at most 1.0 kB$"):
        report_page(study, dataset_of(study), None, [figure, small], ORIGIN)


def test_missing_file_of_a_figure_is_one_line(figure):
    figure.caption.unlink()
    with pytest.raises(SimulationError, match=r"learning.txt: cannot be read"):
        embedded_figure(figure)


def test_same_input_same_bytes(project, figure):
    study = study_of(project)
    pages = [report_page(study, dataset_of(study), None, [figure], ORIGIN) for _ in range(2)]
    assert pages[0] == pages[1] and "<h2>Claims</h2>" not in pages[0]


def test_changed_parameters_are_those_of_the_dataset(project):
    study = study_of(project)
    dataset = dataset_of(study)
    dataset.attrs["parameters_json"] = to_json({**study.base, "depression_ratio": 0.75, "gone": 1.0})
    rows = {row.name: row for row in content.parameter_rows(study, dataset)}
    default = wording.number(study.table.parameters["depression_ratio"].value, 6)
    assert (rows["depression_ratio"].value, rows["depression_ratio"].default) == ("0.75", default)
    assert {"depression_ratio", "neurons", "in_degree", "temperature", "metabolic_rate"} <= {
        name for name, row in rows.items() if row.changed
    }
    assert rows["temperature"].value == "swept" and not rows["reference_temperature"].changed and "gone" not in rows


@pytest.mark.parametrize(
    ("value", "words"),
    [(2.0, "2"), (-0.48414, "−0.4841"), (1658.43, "1658"), (np.nan, "–"), (np.inf, "–"), (3.2e-7, "3.2e−07")],
)
def test_numbers_in_words(value, words):
    assert wording.number(value) == words


@pytest.mark.parametrize(
    ("unit", "words"),
    [("Hz2", "Hz²"), ("mS cm-2", "mS cm⁻²"), ("mS/cm2/ms", "mS/cm²/ms"), ("degC", "°C"), ("1", ""), ("nS", "nS")],
)
def test_units_in_words(unit, words):
    assert unit_word(unit) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"from": 30, "to": 42, "step": 1, "unit": "degC"}, "30 to 42 °C in steps of 1 °C"),
        ({"values": [30, 37.5], "unit": "degC"}, "30, 37.5 °C"),
        ({"values": [*range(20, 30), 33], "unit": "degC"}, "11 values from 20 to 33 °C"),
    ],
)
def test_axes_in_words(project, given, words):
    study = study_of(project, axes={"temperature": given})
    assert [row.values for row in content.axis_rows(study)] == [words]


def test_settings_and_factors_in_words(project):
    models = project / "config" / "models"
    settings = {"blocked_channel": {"H": {"ultraslow_target": -4}}}
    blocked = {
        "title": "t", "question": "q", "model": "stg", "seeds": [1], "axes": {"blocked_channel": ["none", "H"]},
        "settings": settings,
    }  # fmt: skip
    (row,) = content.axis_rows(check_study("blocked", blocked, models))
    assert row.values == "none, H" and row.settings[1].startswith("H: ultraslow target −4")
    design = {
        "method": "morris",
        "trajectories": 2,
        "factors": {"inhibition_ratio": [7, 13], "depression_ratio": [0.5, 0.6]},
    }
    sampled = check_study(
        "s", {"title": "t", "question": "q", "model": "microcircuit", "seeds": [1], "design": design}, models
    )
    first, second, third = content.axis_rows(sampled)
    assert (first.name, first.count) == ("morris sample", 6)
    assert (second.name, second.values, third.values) == ("inhibition_ratio", "7 to 13", "0.5 to 0.6")


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_studies_can_be_reported(project, name):
    publication = open_publication(name, project / "published")
    study = check_study(name, publication.manifest["study_content"], project / "config" / "models")
    dataset = read_dataset(publication.path("dataset.nc"))
    has_claims = "analysis/claims.csv" in publication.manifest["files"]
    claims = read_table(publication.path("analysis/claims.csv")) if has_claims else None
    text = report_page(study, dataset, claims, [], Origin("fedcba", "ab" * 32, publication.manifest))
    page = Page(text)
    assert f"{publication.manifest['points']['ok']} of {dataset['status'].size} points ok" in " ".join(
        page.texts["header"].split()
    )
    shown = [
        row for row in page.rows if len(row) == 5 and re.search(r"\b(holds|does not hold|undecided)$", row[4].strip())
    ]
    assert len(shown) == (0 if claims is None else len(claims))
    for row, (_, claim) in zip(shown, (claims if claims is not None else pd.DataFrame()).iterrows(), strict=True):
        assert claim["sentence"] in row[0] and row[4].strip().endswith(claim["verdict"])
        number = re.match(r"[−\d.e+–]+", row[2].strip()).group().replace("−", "-").replace("–", "nan")
        np.testing.assert_allclose(float(number), claim["observed"], rtol=5e-4)
        assert int(row[3]) == claim["n"]
    assert content_digest(dataset) in text and publication.manifest["dataset"]["commit"] in text
    assert f"snakemake --cores 1 report --config study={name} source=published" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_report_in_a_browser(hostile, figure, tmp_path, scheme):
    path, complaints = tmp_path / "report.html", []
    path.write_text(hostile[0], encoding="utf-8")
    with opened(path, complaints, viewport={"width": 390, "height": 844}, color_scheme=scheme) as page:
        assert page.locator("h1").inner_text().startswith('</style></title><script>alert("1")</script><img')
        assert page.evaluate("document.documentElement.scrollWidth") == 390  # nothing sticks out sideways
        width = "document.querySelector('.paper img').getBoundingClientRect().width"
        assert page.evaluate(width) > 600  # letters of 7 points in 180 mm can be read
        with page.expect_download() as download:
            page.locator("a[download='learning.csv']").click()
        assert Path(download.value.path()).read_bytes() == figure.numbers.read_bytes()
        page.locator("nav a", has_text="Provenance").click()
        assert page.url.endswith("#provenance")
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible() and page.locator("figure img").is_visible()
        assert page.evaluate(width) <= 390
    assert complaints == []
