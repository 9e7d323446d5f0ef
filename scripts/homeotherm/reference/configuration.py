"""Every key of config/config.yaml: meaning from its comment, default from its value, range from the schema."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from homeotherm.reference.markdown import code, page, plain, table

KEY = re.compile(r"^(\w+):")


def configuration_page(config: Path, schema: Path) -> str:
    """Return the page as Markdown.

    Raises
    ------
    ValueError
        If a key has no comment, or is not in the schema.
    """
    text = config.read_text(encoding="utf-8")
    properties = json.loads(schema.read_text(encoding="utf-8"))["properties"]
    comments = comments_of(text)
    rows = []
    for key, default in yaml.safe_load(text).items():
        if not comments.get(key) or key not in properties:
            raise ValueError(f"{config}: '{key}' lacks a comment above it, or a place in {schema.name}")
        rows.append((code(key), code(json.dumps(default)), plain(allowed(properties[key])), plain(comments[key])))
    return page(
        "Settings",
        "`config/config.yaml` holds the settings of a run. Each can be set on the command line: "
        "`snakemake --cores 2 --config study=states batch_size=10`. None of them changes the numbers of a point but "
        "`compiler_tuning`, which is written into the results.",
        table(("key", "default", "allowed", "meaning"), rows),
    )


def comments_of(text: str) -> dict[str, str]:
    """Return the comment above each key; lines about the schema for editors are none."""
    comments: dict[str, str] = {}
    above: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            above += [] if "$schema" in line else [line.lstrip("# ")]
        elif found := KEY.match(line):
            comments[found[1]] = " ".join(above)
            above = []
    return comments


def allowed(about: Mapping[str, Any]) -> str:
    """Return what a key allows, in words."""
    if "oneOf" in about:
        return " or ".join(allowed(each) for each in about["oneOf"])
    if "const" in about or "enum" in about:
        return ", ".join(str(value) for value in about.get("enum", [about.get("const")]))
    if about["type"] == "array":
        return "a list of names, each once"
    low, high = about.get("minimum"), about.get("maximum")
    words = {"string": "text", "integer": "a whole number", "number": "a number"}[about["type"]]
    return words + (f" from {low}" if low is not None else "") + (f" to {high}" if high is not None else "")
