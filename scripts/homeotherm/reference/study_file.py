"""Every key of a study file, from the classes that check it."""

import inspect
from collections.abc import Mapping
from typing import Any

from homeotherm.claim_schema import CLASSES, Entry
from homeotherm.reference.markdown import code, page, plain, table
from homeotherm.study_file import StudyFile

HEADER = ("key", "kind", "default", "meaning")
REQUIRED = "required"
KINDS = {
    "integer": "whole number", "number": "number", "string": "text", "boolean": "true or false", "null": "nothing",
    "array": "list", "object": "mapping",
}  # fmt: skip
PARTS = {
    "Seeds": "`seeds`", "Values": "An axis of listed values", "Range": "An axis of evenly spaced values",
    "Design": "`design`", "Bounds": "A range under `design.factors`", "RefinementEntry": "`refinement`",
    "PublishedValues": "`published_values`",
}  # fmt: skip
"""Where each class of the schema is used, and so the heading of its keys."""
NAMES = {
    "Seeds": "{first, count}", "Values": "{values, unit}", "Range": "{from, to, step, unit}",
    "Bounds": "{from, to, unit}",
    "Design": "mapping, see below", "RefinementEntry": "mapping, see below", "PublishedValues": "mapping, see below",
}  # fmt: skip
"""How each is written as the kind of a value."""
PLURALS = {"quantity": "quantities", "whole number": "whole numbers", "number": "numbers", "text": "texts"}


def study_file_page() -> str:
    """Return the page as Markdown."""
    schema = StudyFile.model_json_schema()
    classes = schema["$defs"]
    parts = [
        "A study is one file in `config/studies`. An unknown key, a wrong unit or a value out of range is refused in "
        "one line before anything runs. Quantities are numbers in the unit of the model's table, or text with a unit "
        "(`'100 s'`). Editors that read JSON schemas complete the keys: see the first line of the files there.",
        table(HEADER, rows_of(schema)),
    ]
    for name, heading in PARTS.items():
        parts += [f"## {heading}", plain(classes[name].get("description", "")), table(HEADER, rows_of(classes[name]))]
    common = Entry.model_json_schema()
    parts += [
        "## `claims`",
        "Each entry is a sentence and the test of it, or `claims` is the name of a study whose claims are tested. "
        "The verdict is holds, does not hold or undecided, by the interval over the replicates.",
        table(HEADER, rows_of(common)),
    ]
    for name in CLASSES:
        about = classes[CLASSES[name].__name__]
        own = {key: value for key, value in about["properties"].items() if key not in (*common["properties"], "test")}
        parts += [
            f"### `test: {name}`",
            plain(inspect.getdoc(CLASSES[name]) or ""),
            table(HEADER, rows_of({**about, "properties": own})),
        ]
    return page("Keys of a study file", *parts)


def rows_of(schema: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the keys of a class of the schema: name, kind, default, meaning."""
    return [
        (code(key), plain(kind_of(about)), _default(key, about, schema), plain(about.get("description", "")))
        for key, about in schema["properties"].items()
    ]


def kind_of(about: Mapping[str, Any]) -> str:
    """Return what kind of value a key takes, in words, with its range."""
    if "$ref" in about:
        return NAMES[about["$ref"].rpartition("/")[2]]
    if "const" in about or "enum" in about:
        return ", ".join(str(value) for value in about.get("enum", [about.get("const")]))
    if "anyOf" in about or "oneOf" in about:
        kinds = [kind_of(each) for each in about.get("anyOf", about.get("oneOf")) if each.get("type") != "null"]
        if {"whole number", "number", "text"} <= set(kinds):
            kinds = ["quantity", *(kind for kind in kinds if kind not in ("whole number", "number", "text"))]
        return " or ".join(dict.fromkeys(kinds))
    kind = KINDS[about["type"]]
    if kind == "list" and "discriminator" in about["items"]:
        return "list of claims"
    if kind == "list":
        inside = kind_of(about["items"])
        kind = f"list of {PLURALS.get(inside, inside)}"
    if kind == "mapping" and isinstance(about.get("additionalProperties"), Mapping):
        kind = f"mapping of names to {kind_of(about['additionalProperties'])}"
    bounds = [
        f"{words} {about[bound]}"
        for bound, words in (
            ("minimum", "from"), ("exclusiveMinimum", "above"), ("maximum", "up to"), ("exclusiveMaximum", "below"),
        )
        if bound in about
    ]  # fmt: skip
    return " ".join([kind, *bounds])


def _default(key: str, about: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if key in schema.get("required", ()):
        return REQUIRED
    default = about.get("default")
    return "none" if default is None else code(default)
