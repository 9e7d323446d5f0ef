"""How claims are shown: of one study, and of several beside each other."""

import numpy as np
import pandas as pd
import pytest
from synthetic_claims import COLD_WARM, hills, judged, row_of

from homeotherm.analysis.claim_comparison import compare_claims
from homeotherm.analysis.verdicts import FAILS, HOLDS
from homeotherm.errors import InputError
from homeotherm.figures import claim_matrix, claims
from homeotherm.figures.drawing import save_drawing
from homeotherm.files import read_table


@pytest.fixture(scope="module")
def table():
    """Return claims that hold, do not hold, are undecided and have no number, as they are read from a file."""
    shape = {"at": (30, 42), "direction": "rises"}
    rows = [judged("difference", COLD_WARM, minimum_effect=effect, **shape) for effect in (0.5, 0.9, 1.3)]
    rows += [row_of("peak", hills(36, 36, 36)[::2]), row_of("bound", np.full((3, 2), np.nan))]
    joined = pd.DataFrame(rows).assign(claim=list("abcde"), finding=["finding 1", np.nan, np.nan, "inverted U", np.nan])
    return joined.reset_index(drop=True)


def test_figure_shows_every_claim_with_its_verdict(table):
    drawing = claims.draw(table)
    place = drawing.figure.axes[0]
    lines = {line.get_label(): line for line in place.lines}
    for row in table.itertuples():
        sign = claims.SIGNS[row.verdict]
        assert lines[f"verdict: {row.claim}"].get_marker() == sign.marker
        assert lines[f"verdict: {row.claim}"].get_color() == sign.colour
        if np.isfinite(row.margin):
            assert lines[f"claim: {row.claim}"].get_xdata() == [row.margin]
            assert place.get_xlim()[0] < row.margin_low <= row.margin_high < place.get_xlim()[1]
    assert "claim: e" not in lines
    words = " ".join(text.get_text() for text in place.texts)
    assert "no number" in words and "undefined" in words and "finding 1, mean paired difference" in words
    assert "2 holds, 2 undecided, 1 does not hold" in drawing.caption
    assert len({sign.marker for sign in claims.SIGNS.values()}) == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"observed": 3312.0, "low": 3190.4, "high": 3434.0, "units": "Hz2", "expected": "above 1000 Hz2"},
         ("3310 [3190, 3430] Hz²", "expected above 1000 Hz²")),
        ({"observed": -5.872e-4, "low": -1.049e-3, "high": -1.27e-4, "units": "1", "expected": "below -0.1"},
         ("−0.000587 [−0.001, −0.00013]", "expected below −0.1")),
        ({"observed": 36.41, "low": 36.3, "high": 36.5, "units": "degree_Celsius", "expected": "34 to 39 °C"},
         ("36.4 [36.3, 36.5] °C", "expected 34 to 39 °C")),
        ({"conditions": "q10_spread 0; blocked_channel CaT"}, ("Q10 spread 0; blocked channel CaT",)),
    ],
)  # fmt: skip
def test_numbers_and_names_are_written_for_readers(table, changes, words):
    drawing = claims.draw(table.iloc[[0]].assign(**changes))
    said = " | ".join(text.get_text() for text in drawing.figure.axes[0].texts)
    assert all(word in said for word in words)


def test_figure_needs_claims(table):
    with pytest.raises(ValueError, match="needs a study with claims"):
        claims.draw(table.iloc[:0])
    with pytest.raises(ValueError, match="needs the column verdict"):
        claims.draw(table.drop(columns="verdict"))


def test_comparison_of_studies(table, tmp_path):
    other = table.iloc[[0, 3]].assign(verdict=FAILS)
    joined = compare_claims({"first": table, "second": other})
    assert list(joined["study"]) == ["first"] * 5 + ["second"] * 2
    assert joined[joined["claim"] == "d"]["verdict"].tolist() == [HOLDS, FAILS]
    drawing = claim_matrix.draw(joined)
    markers = {line.get_label(): line.get_marker() for line in drawing.figure.axes[0].lines}
    assert markers["verdict: a first"] == claims.SIGNS[HOLDS].marker
    assert markers["verdict: a second"] == claims.SIGNS[FAILS].marker
    assert "verdict: b second" not in markers
    assert "first 2 of 5, second 0 of 2" in drawing.caption
    paths = save_drawing(drawing, tmp_path, "claims")
    again = save_drawing(claim_matrix.draw(joined), tmp_path / "again", "claims")
    assert all(paths[suffix].read_bytes() == again[suffix].read_bytes() for suffix in paths)
    pd.testing.assert_frame_equal(
        read_table(paths["csv"])[["study", "claim", "verdict"]], joined[["study", "claim", "verdict"]]
    )


def test_one_name_for_two_claims_is_refused(table):
    with pytest.raises(
        InputError, match="compare: claim 'a' of second has the sentence 'Other.', that of first 'A sentence.'"
    ):
        compare_claims({"first": table, "second": table.assign(sentence="Other.")})
