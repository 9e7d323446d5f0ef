"""Mutated study files: each is a study with a valid design, or is refused by one line that names a key of the file.

Mutations are drawn from the shipped studies with a fixed seed: keys are lost, misspelt, doubled and moved, values are
replaced by what people and attackers write. The texts go through the whole way, from the file on.
"""

import copy
import math
import random
import re
import shutil

import pytest
import yaml

from homeotherm.errors import InputError
from homeotherm.points import points_of
from homeotherm.study import load_study
from homeotherm.study_file import StudyFile

PER_STUDY = 30
LARGEST_LISTED = 300
"""Points of a mutated study whose ids are all listed; of a larger one the first are enough."""
VALUES = [
    None, True, False, 0, -1, 1, 2, 1.5, -0.0, 1e308, 10**30, math.nan, math.inf, -math.inf, "", " ", "x", "nan", "inf s",
    "1 s", "-5 mV", "37 degC", "310 K", "1e400 s", "5 furlong", "12:30", "0x10", "1_000", "١٢ s", "é日", "a\nb", "\x00",
    "../../escaped", "/etc/passwd", "~", "$(touch escaped)", "`touch escaped`", "; touch escaped", "{escaped}", "%s%n",
    "__import__('os').system('touch escaped')", "<script>escaped</script>", "[" * 50, [], {}, [[]], [None], [1, 1],
    {"values": []}, {"values": [1], "unit": 3}, {"from": 0, "to": 1, "step": 0}, {"from": 0, "to": 1e9, "step": 1e-9},
    {"first": 0, "count": 10**9}, {"a": {"b": {"c": 1}}}, list(range(40)), "a" * 5000,
]  # fmt: skip
TEXTS = [
    "!!python/object/apply:os.system ['touch escaped']\n", "&a [*a]\n", "a: &a [x]\nb: *a\n", "\t- x\n", "{", "- 1\n", "",
    "title: x\ntitle: y\n", "<<: {title: x}\n", "--- \n---\n", "\ufeff", "? [a]\n: b\n", "key: 'open\n",
]  # fmt: skip


def places(content, path=()):
    """Go through all paths of a nested content, parents first."""
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def misspelt(key, draw: random.Random):
    """Return a key with two letters exchanged, one lost, or another one added."""
    text = str(key)
    place = draw.randrange(len(text) + 1)
    return draw.choice(
        [text[:place] + text[place + 1 :], text[:place] + "z" + text[place:], text[:place][::-1] + text[place:], 7]
    )


def mutated(content: dict, draw: random.Random) -> dict:
    """Return a content with one to three mutations."""
    content = copy.deepcopy(content)
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        *parents, key = draw.choice(list(places(content)) or [("title",)])
        place = content
        for parent in parents:
            place = place[parent]
        kind = draw.choice(["value", "value", "value", "lose", "double", "misspell", "move"])
        if kind == "value":
            place[key] = copy.deepcopy(draw.choice(VALUES))
        elif kind == "lose":
            del place[key]
        elif kind == "double" and isinstance(place, list):
            place.append(copy.deepcopy(place[key]))
        elif isinstance(place, dict):
            value = place[key] if kind == "double" else place.pop(key)
            (content if kind == "move" else place)[misspelt(key, draw) if kind != "move" else str(key)] = value
    return content


@pytest.fixture
def folder(project, tmp_path):
    """Return a copy of the folder of configurations in which a study can be written."""
    shutil.copytree(project / "config", tmp_path / "config")
    return tmp_path / "config"


def judged(folder, text: str) -> str:
    """Write a study and check it; return the line that refuses it, or nothing."""
    (folder / "studies" / "mutant.yaml").write_text(text, encoding="utf-8")
    try:
        study = load_study("mutant", folder)
        points = points_of(study)
        names = points.names() if len(points) <= LARGEST_LISTED else [points[0].id, points[-1].id]
    except InputError as error:
        line = str(error)
        assert line and len(line.splitlines()) == 1, f"not one line: {line!r}"
        return line
    assert names and all(re.fullmatch("[0-9a-f]{16}", name) for name in names)
    assert math.prod(study.shape) == len(points)
    assert all(math.isfinite(value) for value in points[0].parameters.values())
    return ""


def names_a_key(line: str, content: object) -> bool:
    """Tell whether a line names a key of the content, or one that a study must have."""
    said = line.partition("mutant.yaml: ")[2]
    keys = {str(part) for path in places(content) for part in path} if isinstance(content, dict | list) else set()
    return any(key and (key in said or repr(key)[1:-1] in said) for key in keys | set(StudyFile.model_fields))


def test_there_are_enough(project):
    assert PER_STUDY * len(list((project / "config" / "studies").glob("*.yaml"))) >= 1000


def test_mutated_studies_are_studies_or_refused_by_one_line(folder, project):
    outcomes = {"accepted": 0, "refused": 0}
    for path in sorted((project / "config" / "studies").glob("*.yaml")):
        original = yaml.safe_load(path.read_text(encoding="utf-8"))
        for number in range(PER_STUDY):
            content = mutated(original, random.Random(f"{path.stem} {number}"))
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            try:
                line = judged(folder, text)
            except Exception as error:
                raise AssertionError(f"{path.stem}, mutant {number}: {error!r}\n{text}") from error
            outcomes["refused" if line else "accepted"] += 1
            assert not line or names_a_key(line, content), f"{path.stem}, mutant {number}: {line}\n{text}"
    assert min(outcomes.values()) > 100, outcomes  # the mutations are neither all harmless nor all hopeless
    assert not list(folder.parent.rglob("escaped*")) and sorted(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("addition", TEXTS)
def test_odd_texts_are_refused_or_harmless(folder, project, addition):
    text = (project / "config" / "studies" / "quick.yaml").read_text(encoding="utf-8")
    for place in (0, len(text) // 2, len(text)):
        judged(folder, text[:place] + addition + text[place:])
    judged(folder, addition)
    assert sorted(folder.parent.iterdir()) == [folder]
