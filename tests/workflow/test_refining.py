"""A study is refined round after round: only new points run, and it says when it has stopped."""

import pytest
import yaml

from homeotherm.files import read_table

pytestmark = pytest.mark.slow
STUDY = {
    "title": "Maps", "question": "Where does the period double?", "model": "maps", "parameters": {"transient": 5000},
    "axes": {"growth_rate": [2.9, 3.2]}, "seeds": {"count": 2},
    "refinement": {"axis": "growth_rate", "quantity": "branches", "change": 0.5, "width": 0.1},
}  # fmt: skip


def test_rounds_until_it_stops(new_workplace, no_compiler):
    place = new_workplace("refining")
    (place.folder / "config" / "studies" / "tiny.yaml").write_text(yaml.safe_dump(STUDY))
    config = ("study=tiny",)
    first = place.snakemake("refine", config=config, PATH=no_compiler).stdout
    assert "round 1 of study tiny adds 1 values of growth_rate, from 3.05 to 3.05; run refine again" in first
    second = place.snakemake("refine", config=config, PATH=no_compiler).stdout
    assert "round 2 of study tiny adds 1 values of growth_rate, from 2.975" in second
    log = max(
        (place.folder / "logs/tiny/simulate_batch").glob("*.log"), key=lambda path: path.stat().st_mtime
    ).read_text()
    assert "6 points, 4 of them finished before" in log
    third = place.snakemake("refine", config=config, PATH=no_compiler).stdout
    assert "stopped after 2 rounds: all brackets are 0.1 wide or narrower; 1 brackets" in third
    brackets = read_table(place.path("tiny", "analysis", "brackets.csv"))
    assert brackets[["low", "high", "status"]].values.tolist() == [[2.975, 3.05, "resolved"]]
    refused = place.snakemake("refine", config=("study=maps",), check=False, PATH=no_compiler)
    assert refused.returncode != 0 and "refine: study 'maps' has no refinement" in refused.stdout
