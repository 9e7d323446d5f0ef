"""Output that several processes share: a line of one never comes in the middle of a line of another.

A pipe or a file takes what is written at once as a whole. A log handler may write a line in pieces, and between two of
them what a job says would end in the middle of the line.
"""

import logging
import sys
from collections.abc import Iterable
from typing import TextIO


class WholeLines:
    """A stream to which whole lines are written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._begun = stream, ""

    def write(self, text: str) -> None:
        """Write the lines that are complete, and keep the rest until its end comes."""
        lines, newline, self._begun = (self._begun + text).rpartition("\n")
        if newline:
            self.pass_on(lines + newline)

    def pass_on(self, lines: str) -> None:
        """Write whole lines."""
        self._stream.write(lines)

    def flush(self) -> None:
        """Bring the lines that are complete to where the stream goes."""
        self._stream.flush()

    def end(self) -> None:
        """Write what has no end yet; its end goes to the stream itself."""
        self._stream.write(self._begun)

    def isatty(self) -> bool:
        """Tell whether the stream is a terminal."""
        return self._stream.isatty()


def write_whole_lines(handlers: Iterable[logging.Handler]) -> None:
    """Let handlers that log to the standard streams write whole lines, where these are no terminals."""
    for handler in handlers:
        standard = isinstance(handler, logging.StreamHandler) and handler.stream in (sys.stdout, sys.stderr)
        if standard and not handler.stream.isatty():
            handler.setStream(WholeLines(handler.stream))
