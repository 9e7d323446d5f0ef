"""Every command: targets of make from the Makefile, targets of Snakemake from the rules."""

import re
from pathlib import Path

from homeotherm.reference.markdown import code, page, plain, table

TARGET = re.compile(r"^(\w+):[^#\n]*## (.+)$", flags=re.MULTILINE)
RULE = re.compile(r"^rule (\w+):\n((?:[ \t].*\n|\n)*)", flags=re.MULTILINE)
MEANINGS = {
    "all": "what is meant where no target is named: everything of a study but pages and publications",
    "design": "the table of points, `design.csv`",
    "build": "the compiled models",
    "simulate": "recordings of all points",
    "measure": "numbers from recordings; no simulation",
    "gather": "all points as one labelled dataset, `dataset.nc`",
    "analyse": "the analyses that fit the study, and its judged claims",
    "figures": "the figures, each with its numbers and its caption",
    "failed": "the list of points that are not ok; too many of them fail the study",
    "manifest": "the checksum of every file of the results",
    "report": "the study on one page, `report.html`",
    "explorer": "the dataset to look at on one page, `explorer.html`",
    "compare": "claims of several studies side by side (`compare` in the settings)",
    "crate": "the results as a research object, `ro-crate-metadata.json`",
    "publish": "a small folder in `published/`, from which figures can be drawn anywhere",
    "refine": "one round of adaptive refinement",
}
"""What each target of Snakemake makes."""


def commands_page(makefile: Path, rules: list[Path]) -> str:
    """Return the page as Markdown.

    Raises
    ------
    ValueError
        If a target of Snakemake has no words in `MEANINGS`, or words stand there for a target that does not exist.
    """
    found = {name for path in rules for name in targets_of(path.read_text(encoding="utf-8"))}
    if unmatched := found ^ set(MEANINGS):
        names = ", ".join(sorted(unmatched))
        raise ValueError(f"reference.commands.MEANINGS: {names} stand here only, or in the rules only; required: both")
    of_make = [
        (code(f"make {name}"), plain(words)) for name, words in TARGET.findall(makefile.read_text(encoding="utf-8"))
    ]
    of_snakemake = [(code(f"snakemake --cores 2 {name}"), words) for name, words in MEANINGS.items() if name != "all"]
    return page(
        "Commands",
        "All commands run in the folder of the project. After `make setup`, `. .venv/bin/activate` finds `snakemake`.",
        "## Snakemake",
        "`--config study=NAME` chooses a study of `config/studies`; without it, the one of `config/config.yaml` is "
        "meant. `-n` says what would run, `--config source=published` takes published results instead of simulations, "
        "`--workflow-profile slurm` runs on a cluster. [All settings](configuration.md).",
        table(("target", "what it makes"), [(code("snakemake --cores 2"), MEANINGS["all"]), *of_snakemake]),
        "## make",
        table(("command", "what it does"), of_make),
        "Variables: `STUDY` (a study), `POINT` (an id of `design.csv`), `CORES` (default: all), `CONFIG` (settings, as "
        "behind `--config`).",
    )


def targets_of(rules: str) -> set[str]:
    """Return the rules that can be asked for by name: those without wildcards, which only collect files or only say."""
    return {name for name, body in RULE.findall(rules) if "output:" not in body or "{" not in body}
