"""What Snakemake shows of the points while it simulates them: lines in a pipe, a bar on a terminal, nothing if quiet."""

import fcntl
import os
import pty
import shutil
import struct
import subprocess
import sys
import termios

import pytest
import yaml

pytestmark = pytest.mark.slow
LONG = 150_000
"""Iterations of a map that take so long together that progress is read more than once."""
STUDY = {
    "title": "Maps", "question": "How far is it?", "model": "maps", "axes": {"growth_rate": [2.5, 3.2]},
    "parameters": {"transient": LONG}, "seeds": {"count": 10},
}  # fmt: skip
SETTINGS = ("study=shown", "progress_seconds=0.2")
END = "homeotherm: study shown: 20 of 20 points done, 0 of them not ok; 0 running, 0 left; nothing left to simulate; "


@pytest.fixture(scope="module")
def place(new_workplace):
    """Return a copy of the project with a study of which nothing is simulated."""
    place = new_workplace("shown")
    (place.folder / "config" / "studies" / "shown.yaml").write_text(yaml.safe_dump(STUDY))
    return place


@pytest.fixture
def unfinished(place):
    """Return the copy without what was simulated before."""
    shutil.rmtree(place.path("shown"), ignore_errors=True)
    return place


def on_a_terminal(place, *arguments: str) -> str:
    """Run Snakemake on a pseudo-terminal; return all that it writes there."""
    seen, shown = pty.openpty()
    fcntl.ioctl(shown, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    command = [sys.executable, "-m", "snakemake", "--cores", "2", *arguments]
    process = subprocess.Popen(
        command, cwd=place.folder, stdout=shown, stderr=shown, env={**os.environ, "TERM": "xterm"}
    )
    os.close(shown)
    written = b""
    try:
        while piece := os.read(seen, 65536):
            written += piece
    except OSError:  # Linux says so when the last process has left the terminal
        pass
    assert process.wait() == 0, written.decode()
    return written.decode()


def test_a_pipe_gets_lines(unfinished):
    output = unfinished.snakemake("simulate", config=SETTINGS).stdout
    told = [line for line in output.splitlines() if "points done" in line]
    assert told[-1].startswith(END) and len(told) >= 2 and all(line.startswith("homeotherm: study") for line in told)
    assert not {"\r", "\x1b"} & set(output)
    again = unfinished.snakemake("simulate", config=SETTINGS).stdout
    assert "Nothing to be done" in again and "points done" not in again


def test_a_terminal_gets_a_bar(unfinished):
    screen = on_a_terminal(unfinished, "simulate", "--config", *SETTINGS)
    assert "\rstudy shown |" in screen and "/20 points, " in screen and END in screen


@pytest.mark.parametrize("arguments", [("-n",), ("-q", "progress")])
def test_who_wants_no_progress_gets_none(unfinished, arguments):
    assert "points done" not in unfinished.snakemake("simulate", *arguments, config=SETTINGS).stdout


def test_zero_seconds_are_no_progress(unfinished):
    output = unfinished.snakemake("simulate", config=("study=shown", "progress_seconds=0")).stdout
    assert "points done" not in output and unfinished.path("shown", "recordings").exists()
