"""Progress while points are simulated: a bar on a pseudo-terminal, lines in a pipe."""

import fcntl
import io
import logging
import os
import pty
import struct
import termios
import threading
import time
from typing import TextIO

import pytest

from homeotherm.errors import SimulationError
from homeotherm.progress import Bar, Lines, Watcher, display_on, follow
from homeotherm.status import Progress

WIDTH = 100
END = "\0"
"""Sent behind what is on a terminal, so that it is known when all of it has come."""


def progress(done: int, running: int = 2, not_ok: int = 0) -> Progress:
    """Return a progress of ten points that take 36 s each."""
    return Progress(10, done, not_ok, running, done / 100, (10 - done) / 100)


class Terminal:
    """A pseudo-terminal, and what a person sees on it."""

    def __init__(self, columns: int = WIDTH) -> None:
        self._seen, shown = pty.openpty()
        fcntl.ioctl(shown, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.stream = os.fdopen(shown, "w", encoding="utf-8")
        self._written = b""

    def screen(self) -> list[str]:
        """Return the lines on the screen, where a carriage return begins to write over the line."""
        self.stream.write(END)
        self.stream.flush()
        while not self._written.endswith(END.encode()):
            self._written += os.read(self._seen, 65536)
        self._written = self._written.removesuffix(END.encode())
        lines = []
        for raw in self._written.decode("utf-8").replace("\r\n", "\n").split("\n"):
            line = ""
            for piece in raw.split("\r"):
                line = piece + line[len(piece) :]
            lines.append(line.rstrip())
        return lines


@pytest.fixture
def terminal():
    """Return a terminal."""
    return Terminal()


def test_time_left_and_sums_of_studies():
    both = Progress.together([progress(4), progress(1, not_ok=1)])
    assert (both.points, both.done, both.running, both.not_ok, both.left) == (20, 5, 4, 1, 11)
    assert both.hours_left == pytest.approx(0.15 / 4) and both.time_left == "about 2 min left"
    assert progress(9).time_left == "about 1 min left" and progress(3, running=0).time_left == "nothing runs"


def test_lines_have_no_control_characters_and_are_not_repeated():
    stream = io.StringIO()
    display = Lines("small", stream, 5.0)
    for done in (0, 3, 3, 10):
        display.show(progress(done))
    display.close()
    lines = stream.getvalue().splitlines()
    assert [line.split(" points")[0] for line in lines] == [f"homeotherm: study small: {n} of 10" for n in (0, 3, 10)]
    assert "about 2 min left; 0.03 core-hours used, about 0.07 to come" in lines[1]
    assert not set("\r\x1b") & set(stream.getvalue())


class InPieces(logging.StreamHandler):
    """Writes each line in two pieces, as Snakemake's handler does, and waits between them for somebody to interrupt."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.in_between = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.stream.write(record.getMessage())
        self.in_between.set()
        time.sleep(0.2)
        self.stream.write(self.terminator)


def shown_within_a_line(stream: TextIO) -> Lines | Bar:
    """Return a display on a stream that has shown progress while a handler was half through a line there."""
    handler = InPieces(stream)
    display = display_on(stream, [], 5.0, [handler])
    record = logging.LogRecord("name", logging.INFO, "path", 1, "Select jobs to execute...", None, None)
    logs = threading.Thread(target=handler.handle, args=(record,))
    logs.start()
    handler.in_between.wait()
    display.show(progress(3))
    logs.join()
    return display


def test_a_line_never_comes_within_another():
    stream = io.StringIO()
    shown_within_a_line(stream)
    first, second = stream.getvalue().splitlines()
    assert first == "Select jobs to execute..." and second.startswith("homeotherm: ")


def test_a_bar_is_never_begun_within_a_line(terminal):
    bar = shown_within_a_line(terminal.stream)
    first, second = terminal.screen()
    assert first == "Select jobs to execute..." and second.startswith("study ")
    bar.close()


def test_a_bar_stays_below_what_is_logged_and_leaves_a_line(terminal):
    logger = logging.Logger("above")
    logger.addHandler(logging.StreamHandler(terminal.stream))
    bar = Bar("small", terminal.stream, logger.handlers)
    logger.info("before")
    bar.show(progress(2))
    logger.info("while\nit runs")
    bar.show(progress(5, not_ok=1))
    *above, below = terminal.screen()
    assert above == ["before", "while", "it runs"]
    assert below.startswith("study small |█") and len(below) < WIDTH
    assert below.endswith("| 5/10 points, about 2 min left, 2 running, 0.05 core-hours, 1 not ok")
    bar.close()
    logger.info("after")
    line = "homeotherm: study small: 5 of 10 points done, 1 of them not ok; 2 running, 3 left; "
    assert "".join(terminal.screen()).startswith(f"beforewhileit runs{line}") and terminal.screen()[-2] == "after"
    assert not any("|" in line for line in terminal.screen()) and logger.handlers[0].stream is terminal.stream


def test_half_a_line_waits_for_its_end(terminal):
    handler = logging.StreamHandler(terminal.stream)
    bar = Bar("small", terminal.stream, [handler])
    bar.show(progress(2))
    handler.stream.write("one ")
    assert terminal.screen()[0].startswith("study small |")
    handler.stream.write("line\nand ")
    assert terminal.screen()[0] == "one line" and terminal.screen()[1].startswith("study small |")
    bar.close()
    handler.stream.write("another\n")
    assert terminal.screen()[1].startswith("and homeotherm: study small") and terminal.screen()[-2:] == ["another", ""]


def test_a_terminal_without_a_width_shows_eighty_columns():
    terminal = Terminal(columns=0)
    bar = Bar("small", terminal.stream)
    bar.show(progress(2))
    assert 40 < len(terminal.screen()[-1]) < 80


def test_handlers_that_write_elsewhere_are_left_alone(terminal):
    elsewhere = logging.StreamHandler(io.StringIO())
    bar = Bar("small", terminal.stream, [elsewhere, logging.NullHandler()])
    stream = elsewhere.stream
    bar.show(progress(2))
    assert elsewhere.stream is stream
    bar.close()


def test_what_is_shown_fits_the_stream(terminal):
    assert isinstance(display_on(terminal.stream, [], 60.0), Bar)
    assert isinstance(display_on(io.StringIO(), [], 60.0), Lines)


def test_following_ends_with_the_last_point():
    read, stream, waits = iter([progress(0), progress(6), progress(10)]), io.StringIO(), []
    follow(lambda: next(read), Lines("small", stream, 7.0), waits.append)
    assert waits == [7.0, 7.0] and stream.getvalue().count("\n") == 3


def test_following_looks_once_more_when_it_is_ended():
    read, stream = iter([progress(0), progress(6)]), io.StringIO()
    follow(lambda: next(read), Lines("small", stream, 7.0), lambda _: True)
    assert "6 of 10" in stream.getvalue()


def test_a_watcher_can_be_stopped_twice():
    stream = io.StringIO()
    watcher = Watcher(lambda: progress(6), Lines("small", stream, 60.0))
    watcher.start()
    watcher.stop()
    watcher.stop()
    assert stream.getvalue().count("6 of 10") == 1


def test_what_cannot_be_read_ends_the_display_and_nothing_else(terminal):
    def damaged() -> Progress:
        raise SimulationError("a.nc: cannot be read")

    line = "homeotherm: progress is not shown any more: a.nc: cannot be read"
    stream = io.StringIO()
    for display in (Lines("small", stream, 60.0), Bar("small", terminal.stream)):
        watcher = Watcher(damaged, display)
        watcher.start()
        watcher.stop()
    assert stream.getvalue() == f"{line}\n" and terminal.screen() == [line, ""]
