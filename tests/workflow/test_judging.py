"""Claims of a study: judged again when they change, and nothing else is done."""

import csv

import pytest

pytestmark = pytest.mark.slow
CLAIM = {
    "name": "weights_grow", "claim": "Warmth lets weights grow.", "quantity": "weight_mean", "test": "difference",
    "between": [{"temperature": 30}, {"temperature": 37}], "where": {"state": "normometabolic"}, "direction": "rises",
    "minimum_effect": 0.1,
}  # fmt: skip


def claims(workplace, folder: str = "tiny/analysis") -> list[dict]:
    """Return the rows of a table of claims."""
    return list(csv.DictReader(workplace.path(folder, "claims.csv").open()))


def test_claims_are_judged_without_gathering_or_simulating(workplace):
    assert claims(workplace) == []
    workplace.write_study(claims=[CLAIM])
    assert workplace.planned() == {"analyse_claims": 1, "draw_figure": 1, "write_manifest": 1}
    workplace.snakemake()
    assert [(row["claim"], row["n"], row["verdict"]) for row in claims(workplace)] == [
        ("weights_grow", "2", "undecided")
    ]
    for suffix in ("svg", "png", "csv", "txt"):
        assert workplace.path("tiny", "figures", f"claims.{suffix}").stat().st_size > 100
    assert "Nothing to be done" in workplace.snakemake().stdout
    workplace.write_study(claims=[{**CLAIM, "minimum_effect": 0.2}])
    assert workplace.planned() == {"analyse_claims": 1, "draw_figure": 1, "write_manifest": 1}


def test_claims_of_studies_side_by_side(workplace):
    workplace.write_study(claims=[CLAIM])
    config = ("study=tiny", "compare=[tiny]")
    workplace.snakemake("compare", config=config)
    rows = claims(workplace, "comparisons")
    assert [(row["study"], row["claim"], row["verdict"]) for row in rows] == [("tiny", "weights_grow", "undecided")]
    assert {path.suffix for path in workplace.path("comparisons").iterdir()} == {".csv", ".svg", ".png", ".txt"}
    done = workplace.snakemake("compare", config=("study=tiny", "compare=[tiny, quick]"), check=False)
    assert "homeotherm: compare: study 'quick' has no claims; allowed: studies with claims" in done.stdout
