"""Datasets on disk: what comes back is what was written, and damage does not pass."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from homeotherm.atomic import replacing, write_text
from homeotherm.errors import SimulationError
from homeotherm.files import content_digest, read_dataset, read_result, to_attributes, write_dataset, write_table


@pytest.fixture
def dataset() -> xr.Dataset:
    """Return a dataset with all kinds of variables."""
    generator = np.random.default_rng(1)
    return xr.Dataset(
        {
            "number": (("point", "time"), generator.normal(size=(3, 50)).astype(np.float32)),
            "missing": ("point", np.array([1.0, np.nan, -0.0])), "whole": ("point", np.array([1, 2, -3], dtype=np.int8)),
            "text": ("point", np.array(["", "é", "a b"], dtype=object)), "empty": ("nothing", np.empty(0)),
            "single": ((), 2.5),
        },
        coords={"point": np.array(["a", "b", "c"], dtype=object)}, attrs={"title": "x"},
    )  # fmt: skip


def test_round_trip(dataset, tmp_path):
    write_dataset(dataset, tmp_path / "sub" / "file.nc")
    again = read_dataset(tmp_path / "sub" / "file.nc")
    assert content_digest(again) == content_digest(dataset)
    assert again.attrs["title"] == "x"
    assert [path.name for path in (tmp_path / "sub").iterdir()] == ["file.nc"]


def test_same_content_same_bytes(dataset, tmp_path):
    for name in ("a.nc", "b.nc"):
        write_dataset(dataset, tmp_path / name)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


@pytest.mark.parametrize("change", ["value", "name", "dtype", "coordinate", "text"])
def test_content_digest_sees_every_change(dataset, change):
    other = dataset.copy(deep=True)
    if change == "value":
        other["number"].values[2, 49] += 1e-6
    elif change == "name":
        other = other.rename(number="numbers")
    elif change == "dtype":
        other["whole"] = other["whole"].astype(np.int16)
    elif change == "coordinate":
        other = other.assign_coords(point=np.array(["a", "b", "d"], dtype=object))
    else:
        other["text"].values[0] = " "
    assert content_digest(other) != content_digest(dataset)


def test_attributes_do_not_matter_to_the_content_digest(dataset):
    assert content_digest(dataset.assign_attrs(date="today")) == content_digest(dataset)


def test_flipped_byte_is_found(dataset, tmp_path):
    path = tmp_path / "file.nc"
    write_dataset(dataset, path)
    clean = content_digest(dataset)
    content = path.read_bytes()
    noticed = 0
    for position in range(len(content) // 2, len(content) // 2 + 200, 10):
        path.write_bytes(content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :])
        try:
            assert content_digest(read_dataset(path)) == clean
        except SimulationError:
            noticed += 1
    assert noticed > 0


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89HDF\r\n\x1a\n"])
def test_what_is_no_dataset_gives_one_line(tmp_path, content):
    (tmp_path / "file.nc").write_bytes(content)
    with pytest.raises(SimulationError) as error:
        read_dataset(tmp_path / "file.nc")
    assert "file.nc: cannot be read" in str(error.value) and "\n" not in str(error.value)


def test_truncated_file_gives_one_line(dataset, tmp_path):
    path = tmp_path / "file.nc"
    write_dataset(dataset, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SimulationError, match="cannot be read"):
        read_dataset(path)


def test_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "file.txt"
    write_text("old", target)
    with pytest.raises(RuntimeError), replacing(target) as temporary:
        temporary.write_text("new")
        raise RuntimeError("interrupted")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_attributes_that_netcdf_refuses_are_mended():
    assert to_attributes({"none": None, "yes": True, "number": 1.5}) == {"yes": "true", "number": 1.5}


def test_results_are_read_by_their_suffix(dataset, tmp_path):
    write_dataset(dataset, tmp_path / "a.nc")
    assert content_digest(read_result(tmp_path / "a.nc")) == content_digest(dataset)
    table = pd.DataFrame({"name": ["x", "y"], "value": [0.1 + 0.2, np.nan]})
    write_table(table, tmp_path / "b.csv")
    pd.testing.assert_frame_equal(read_result(tmp_path / "b.csv"), table, check_exact=True)
    write_table(table.iloc[:0], tmp_path / "empty.csv")
    assert list(read_result(tmp_path / "empty.csv").columns) == ["name", "value"]
    (tmp_path / "nothing.csv").write_text("")
    for name, line in (
        ("c.txt", "no result that can be read"),
        ("no.csv", "cannot be read"),
        ("nothing.csv", "No columns"),
    ):
        with pytest.raises(SimulationError, match=line):
            read_result(tmp_path / name)


def memory_of(blocks: int, target, project) -> int:
    """Write a file of 40 variables with so many blocks of 10 MB in a process of its own; return its peak memory in MB."""
    program = f"""
import sys
from pathlib import Path
import numpy as np, xarray as xr
from homeotherm.files import write_in_blocks
names, piece, blocks = [f"v{{number}}" for number in range(40)], 2**15, {blocks}
def parts():
    for number in range(blocks):
        yield (slice(number*piece, (number + 1)*piece),), {{name: np.zeros(piece) for name in names}}
outline = xr.Dataset({{name: ("x", np.broadcast_to(np.nan, piece*blocks)) for name in names}})
write_in_blocks(outline, dict.fromkeys(names, (piece,)), parts, Path(sys.argv[1]))
status = Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) // 1000)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, target], text=True, capture_output=True, check=True,
        env={**os.environ, "PYTHONPATH": str(project / "scripts")},
    )  # fmt: skip
    return int(done.stdout)


def test_memory_does_not_grow_with_the_number_of_blocks(tmp_path, project):
    few, many = (memory_of(blocks, tmp_path / f"{blocks}.nc", project) for blocks in (4, 24))
    assert many < few + 50  # 200 MB more are written
