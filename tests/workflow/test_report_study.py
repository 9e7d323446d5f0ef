"""Report and explorer of a finished study: made once, made again when what it says changes, the same from published results."""

import re

import pytest

pytestmark = pytest.mark.slow


def test_report_follows_its_parts(workplace):
    assert workplace.planned("report") == {"make_report": 1, "report": 1}
    workplace.snakemake("report")
    page = workplace.path("tiny", "report.html").read_text(encoding="utf-8")
    assert "8 of 8</b> points ok" in page and "Does everything work together?" in page
    drawn = {path.stem for path in workplace.path("tiny", "figures").glob("*.svg")}
    assert set(re.findall(r'<figure id="figure-(\w+)">', page)) == drawn and len(drawn) >= 7
    assert workplace.planned("report") == {}

    style = workplace.folder / "scripts" / "homeotherm" / "report" / "page.css"
    style.write_text(style.read_text() + "\nh1 { font-style: italic; }\n")
    assert workplace.planned("report") == {"make_report": 1, "report": 1}  # no figure is drawn for it

    workplace.snakemake("explorer", "publish")
    explorer = workplace.path("tiny", "explorer.html")
    looked_at = explorer.read_bytes()
    explorer.unlink()
    workplace.snakemake("explorer", "report", config=("study=tiny", "source=published"))
    assert explorer.read_bytes() == looked_at
    again = workplace.path("tiny", "report.html").read_text(encoding="utf-8")
    assert "<dt>Published</dt>" in again and "font-style: italic" in again
    assert re.findall(r'src="data:[^"]*"', again) == re.findall(r'src="data:[^"]*"', page)  # the same figures

    workplace.snakemake("report", "--report", "whole.html", config=("study=tiny", "source=published"))
    whole = (workplace.folder / "whole.html").read_text(encoding="utf-8")
    assert "Distribution of the weights at the end of training" in whole
    assert not re.search(r'<(script|link|img)[^>]+(src|href)="https?:', whole)
