"""What killed processes leave is removed by the next one, and nothing else is."""

import os
import subprocess
import sys

import pytest

from homeotherm.atomic import replacing, write_text
from homeotherm.leftovers import is_left_over, mark, remove_left_over

KILLED = """
import os, signal, sys
from pathlib import Path
from homeotherm.atomic import replacing
with replacing(Path(sys.argv[1])) as temporary:
    temporary.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def dead() -> str:
    """Return the mark of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return mark().replace(f"+{os.getpid()}@", f"+{ended.pid}@")


def test_a_killed_writer_leaves_a_file_that_the_next_one_removes(tmp_path):
    target = tmp_path / "sp ace é[1].txt"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", KILLED, str(target)], env=environment).returncode == -9
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(f".{target.name}.@") and left.name.endswith("@.part")
    write_text("whole", target)
    assert [path.name for path in tmp_path.iterdir()] == [target.name] and target.read_text() == "whole"


def test_only_what_dead_processes_of_this_machine_left_is_removed(tmp_path, dead):
    folder = tmp_path / f".build-{dead}x"
    folder.mkdir()
    (folder / "half").write_text("")
    names = [
        f".a.{dead}.part",
        f".a.{mark()}.part",
        f".a.{dead.replace('@', '@other', 1)}.part",
        "a.part",
        ".a.123.part",
    ]
    for name in names:
        (tmp_path / name).write_text("")
    assert is_left_over(folder) and not is_left_over(tmp_path / names[1])
    remove_left_over(tmp_path.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


def test_an_error_leaves_neither_target_nor_anything_else(tmp_path):
    with pytest.raises(ValueError, match="no"), replacing(tmp_path / "a") as temporary:
        temporary.write_text("half")
        raise ValueError("no")
    assert list(tmp_path.iterdir()) == []
