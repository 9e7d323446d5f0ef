"""A study with a sampled design, from its points to its figure."""

import csv

import pytest
import yaml

from tiny import tiny_study

pytestmark = pytest.mark.slow
DESIGN = {
    "method": "morris", "trajectories": 2,
    "factors": {"temperature": {"from": 37, "to": 42, "unit": "degC"}, "inhibition_ratio": [7, 13]},
}  # fmt: skip


def test_sampled_study_makes_its_table_and_figure_only(workplace):
    content = tiny_study(design=DESIGN)
    del content["axes"]
    (workplace.folder / "config" / "studies" / "sampled.yaml").write_text(yaml.safe_dump(content))
    compiled = workplace.compilations()
    workplace.snakemake(config=("study=sampled",))
    assert workplace.compilations() == compiled  # the binary of the tiny study serves all values
    rows = list(csv.DictReader(workplace.path("sampled", "analysis", "sensitivity.csv").open()))
    assert {row["factor"] for row in rows} == {"temperature", "inhibition_ratio"}
    weights = [row for row in rows if row["measure"] == "weight_mean"]
    assert all(row["trajectories"] == "2" and row["seeds"] == "2" and row["mu_star"] for row in weights)
    for folder, files in (
        ("analysis", {"sensitivity.csv"}),
        ("figures", {f"sensitivity.{s}" for s in ("svg", "png", "csv", "txt")}),
    ):
        assert {path.name for path in workplace.path("sampled", folder).iterdir()} == files
    assert "Nothing to be done" in workplace.snakemake(config=("study=sampled",)).stdout
