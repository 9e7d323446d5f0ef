"""Pictures of the documentation: each that shows results can be drawn again from what is published."""

import pytest

from homeotherm.catalogue import sources_of
from homeotherm.errors import InputError
from homeotherm.pictures import CLAIMS, FOLDER, LIST, draw_picture, draw_pictures
from homeotherm.published import open_publication
from homeotherm.strict_yaml import read_yaml

OF_PAGES = {"site", "report", "explorer"}
"""Folders of pictures of pages, which a browser takes."""
MEASURED = {"performance", "scale"}
"""Folders of figures of the benchmark, which draws them."""


@pytest.fixture(scope="module")
def pictures(project):
    return read_yaml(project / FOLDER / LIST)


def test_every_picture_of_results_is_listed(project, pictures):
    found = {
        path.relative_to(project / FOLDER).with_suffix("").as_posix() for path in (project / FOLDER).rglob("*.png")
    }
    assert {name for name in found if name.split("/")[0] not in OF_PAGES | MEASURED} == set(pictures)


def test_every_picture_has_what_it_shows(project, pictures):
    for about in pictures.values():
        for study in about.get("compare", [about.get("study")]):
            publication = open_publication(study, project / "published")
            needed = {CLAIMS} if "compare" in about else set(sources_of(about["figure"]).values())
            assert needed <= set(publication.manifest["files"])


def test_a_picture_is_a_figure_of_its_study(project):
    drawing = draw_picture({"study": "intersection", "figure": "claims"}, project / "published")
    assert len(drawing.table) == 3 and "claims of the study" in drawing.caption
    both = draw_picture({"compare": ["uniform_q10", "plasticity_only"]}, project / "published")
    assert set(both.table["study"]) == {"uniform_q10", "plasticity_only"}


def test_an_unknown_picture_is_named():
    with pytest.raises(InputError, match="'energy/claim' is no picture of .* \\(did you mean 'energy/claims'\\?\\)"):
        draw_pictures(["energy/claim"])
