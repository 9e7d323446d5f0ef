"""Lines of a log handler and of another process in one pipe: none comes in the middle of another."""

import logging
import os
import sys

import pytest

from homeotherm.whole_lines import WholeLines, write_whole_lines

RECORD = logging.LogRecord("name", logging.INFO, "path", 1, "Error in rule a:\n    jobid: 1", None, None)


@pytest.fixture
def pipe():
    """Return both ends of a pipe; that for writing is buffered by lines, as standard error is."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as there, os.fdopen(writing, "w", buffering=1) as here:
        yield there, here


class InPieces(logging.StreamHandler):
    """Writes a record in two pieces, as Snakemake's handler does; another process writes a line between them."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record."""
        self.stream.write(record.getMessage())
        os.write(sys.stderr.fileno(), b"homeotherm: a.nc: is damaged\n")
        self.stream.write(self.terminator)


def test_a_line_of_another_process_stands_alone(pipe, monkeypatch):
    there, here = pipe
    monkeypatch.setattr(sys, "stderr", here)
    handler = InPieces(here)
    write_whole_lines([handler])
    handler.emit(RECORD)
    assert there.read(1000).decode().splitlines() == [
        "Error in rule a:", "homeotherm: a.nc: is damaged", "    jobid: 1",
    ]  # fmt: skip


def test_handlers_that_write_elsewhere_are_left_alone_and_others_changed_once(pipe, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stderr", pipe[1])
    to_file, standard = logging.FileHandler(tmp_path / "log"), logging.StreamHandler(sys.stderr)
    to_file_before = to_file.stream
    write_whole_lines([to_file, standard, logging.NullHandler()])
    changed = standard.stream
    write_whole_lines([standard])
    assert to_file.stream is to_file_before and standard.stream is changed and isinstance(changed, WholeLines)
    to_file.close()
