"""YAML 1.2 scalars, duplicate keys, and nothing that runs."""

import pytest

from homeotherm.errors import InputError
from homeotherm.strict_yaml import read_yaml


def read(tmp_path, text: str) -> dict:
    path = tmp_path / "study.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 1e-3),
        ("no", "no"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("true", True),
        ("3", 3),
        ("-0.5", -0.5),
        ("2026-11-21", "2026-11-21"),
    ],
)
def test_scalars_mean_what_they_say(tmp_path, text, value):
    result = read(tmp_path, f"key: {text}")["key"]
    assert result == value and type(result) is type(value)


def test_duplicate_key_is_refused_with_its_line(tmp_path):
    with pytest.raises(InputError, match="line 3: key 'seeds' stands twice"):
        read(tmp_path, "seeds: 1\nmodel: x\nseeds: 2\n")


def test_nested_duplicate_key_is_refused(tmp_path):
    with pytest.raises(InputError, match="line 3: key 'a' stands twice"):
        read(tmp_path, "axes:\n  a: 1\n  a: 2\n")


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch owned']",
        "- a\n- b",
        "key: [1",
        "1: x",
        "&a [*a]",
        "",
        "key: !!python/name:os.system x",
    ],
)
def test_what_is_no_mapping_of_data_is_refused(tmp_path, text, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert "study.yaml" in str(error.value) and "\n" not in str(error.value)
    assert not (tmp_path / "owned").exists()


def test_missing_and_binary_files_are_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_yaml(tmp_path / "nowhere.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        read_yaml(tmp_path / "binary.yaml")
