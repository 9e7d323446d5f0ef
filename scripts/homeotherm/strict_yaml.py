"""YAML as people expect it: no duplicate keys, no surprises in scalars, no code.

PyYAML follows YAML 1.1, in which ``1e-3`` is text, ``no`` is false, ``12:30`` is 750 and ``010`` is 8, and the last
of two equal keys wins silently. This loader reads scalars by the YAML 1.2 core schema and refuses duplicate keys.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from homeotherm.errors import InputError


class _StrictLoader(yaml.SafeLoader):
    """Safe loader with YAML 1.2 scalars; built below."""


_CORE_SCALARS = {
    "tag:yaml.org,2002:bool": (r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    "tag:yaml.org,2002:null": (r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    "tag:yaml.org,2002:int": (r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    "tag:yaml.org,2002:float": (
        r"^(?:[-+]?(?:(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        "-+0123456789.",
    ),
}
_StrictLoader.yaml_implicit_resolvers = {}
for _tag in ("int", "bool", "null", "float"):
    _pattern, _first = _CORE_SCALARS[f"tag:yaml.org,2002:{_tag}"]
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _mapping_without_duplicates(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise InputError(f"line {line}: key {key!r} is not text; allowed: names (put it in quotes)")
        if key in mapping:
            raise InputError(f"line {line}: key '{key}' stands twice in the same mapping; allowed: once")
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping_without_duplicates)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML mapping from a file.

    Raises
    ------
    InputError
        If the file is missing, is not UTF-8, is not YAML, holds a duplicate key, a tag, an anchor loop, or is not a
        mapping. The message names the file.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from None
    try:
        content = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError(f"{path}: is not YAML ({' '.join(str(error).split())})") from None
    if not isinstance(content, dict):
        raise InputError(f"{path}: holds {type(content).__name__}; allowed: a mapping of keys to values")
    return content
