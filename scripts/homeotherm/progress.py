"""The progress of studies at the level of points: a bar on a terminal, a line now and then in a log.

It is read from recordings and journals, so that it is the same whether points are simulated here or on a cluster, and
whether the process that simulates shows it or another one looks on.
"""

import atexit
import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, TextIO

from tqdm import tqdm

from homeotherm.command_line import ROOT, arguments, settings, told
from homeotherm.errors import SimulationError, listed
from homeotherm.plan import Plan, open_plan
from homeotherm.status import Progress, progress_of
from homeotherm.whole_lines import WholeLines

BAR_SECONDS = 1.0
LINE_SECONDS = 60.0
"""From line to line where a person looks on at a study that shows no progress itself."""
USUAL_COLUMNS = 80
"""Of terminals that do not know their width."""
READING_SHARE = 0.05
"""Most of the time that may go into reading: of large studies on slow disks progress is read less often."""


class Display(Protocol):
    """Shows progress to people."""

    pause: float
    """Seconds from one reading to the next."""

    def show(self, now: Progress) -> None:
        """Show how far the studies are."""

    def say(self, line: str) -> None:
        """Write a line, before anything is shown or when it is closed."""

    def close(self) -> None:
        """Leave nothing but lines."""


class Lines:
    """One line per reading, for logs and pipes: no control characters, and never within a line of `handlers`."""

    def __init__(self, title: str, stream: TextIO, pause: float, handlers: Iterable[logging.Handler] = ()) -> None:
        self.pause = pause
        self._title, self._stream, self._last = title, stream, ""
        self._handlers = list(handlers)

    def show(self, now: Progress) -> None:
        """Write a line, unless it would be the one before."""
        line = now.line(self._title)
        if line != self._last:
            self.say(line)
        self._last = line

    def say(self, line: str) -> None:
        """Write a line."""
        with _between_lines(self._handlers):
            print(f"homeotherm: {line}", file=self._stream, flush=True)

    def close(self) -> None:
        """Keep all lines."""


@contextlib.contextmanager
def _between_lines(handlers: Iterable[logging.Handler]) -> Iterator[None]:
    """Let no handler write meanwhile: one may write a line in pieces, but all of them while it holds its lock."""
    with contextlib.ExitStack() as held:
        for handler in handlers:
            handler.acquire()
            held.callback(handler.release)
        yield


class Bar:
    """A bar at the bottom of a terminal; what `handlers` log to terminals meanwhile stands above it."""

    def __init__(self, title: str, stream: TextIO, handlers: Iterable[logging.Handler] = ()) -> None:
        self.pause = BAR_SECONDS
        self._title, self._stream = title, stream
        self._handlers = {
            each: each.stream for each in handlers if isinstance(each, logging.StreamHandler) and each.stream.isatty()
        }
        self._bar: tqdm | None = None
        self._now: Progress | None = None

    def show(self, now: Progress) -> None:
        """Draw the bar."""
        self._now = now
        if self._bar is None:
            tqdm.set_lock(threading.RLock())  # the default is one between processes, of which there are none here
            with _between_lines(self._handlers):
                self._bar = tqdm(
                    total=now.points, initial=now.done, file=self._stream, leave=False,
                    desc=f"study {self._title}", bar_format="{desc} |{bar}| {n_fmt}/{total_fmt} points{postfix}",
                )  # fmt: skip
                for handler, stream in self._handlers.items():
                    handler.setStream(_AboveBar(stream))
        parts = [now.time_left, f"{now.running} running", f"{now.hours_used:.3g} core-hours"]
        parts += [f"{now.not_ok} not ok"] if now.not_ok else []
        self._bar.n, self._bar.ncols = now.done, _columns(self._stream)
        self._bar.set_postfix_str(", ".join(parts))

    def close(self) -> None:
        """Take the bar away and leave one line instead of it; logging goes on as before."""
        if self._bar is None:
            return
        self._bar.close()
        self._bar = None
        for handler, stream in self._handlers.items():
            above = handler.setStream(stream)
            above.end()
        self.say(self._now.line(self._title))

    def say(self, line: str) -> None:
        """Write a line, which would break a bar that is there."""
        Lines(self._title, self._stream, 0.0, self._handlers).say(line)


def _columns(terminal: TextIO) -> int:
    """Return the width of a terminal now, without the last column, in which some begin a new line."""
    return (os.get_terminal_size(terminal.fileno()).columns or USUAL_COLUMNS) - 1


class _AboveBar(WholeLines):
    """A terminal to which whole lines are written above the bar."""

    def pass_on(self, lines: str) -> None:
        """Write lines between taking the bar away and drawing it again."""
        with tqdm.external_write_mode(file=self._stream):
            self._stream.write(lines)


class Watcher:
    """Follows studies in a thread of its own while this process does something else."""

    def __init__(self, read: Callable[[], Progress], display: Display) -> None:
        self._read, self._display = read, display
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="progress", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        atexit.register(self.stop)  # a bar must not stay on the terminal of a process that was interrupted

    def stop(self) -> None:
        """End, with a last look; a second call does nothing."""
        self._ended.set()
        self._thread.join()

    def _follow(self) -> None:
        try:
            follow(self._read, self._display, self._ended.wait)
        except (OSError, SimulationError) as error:  # whoever needs the file that cannot be read says what to do
            self._display.say(f"progress is not shown any more: {error}")


def follow(read: Callable[[], Progress], display: Display, wait: Callable[[float], object]) -> None:
    """Show progress again and again until every point is done, or once more when `wait` has returned something true.

    Parameters
    ----------
    wait
        Waits for some seconds.
    """
    # A journal that is being written ends in half an entry; to warn of it is for who reads it when it is not.
    logging.getLogger("homeotherm.journal").setLevel(logging.ERROR)
    over = False
    try:
        while True:
            began = time.monotonic()
            now = read()
            display.show(now)
            if over or now.done == now.points:
                return
            over = wait(max(display.pause, (time.monotonic() - began) / READING_SHARE))
    finally:
        display.close()


def display_on(
    stream: TextIO, plans: Iterable[Plan], pause: float, handlers: Iterable[logging.Handler] = ()
) -> Display:  # fmt: skip
    """Return what shows the progress of some studies: a bar if the stream is a terminal, otherwise lines.

    Parameters
    ----------
    pause
        Seconds from one line to the next.
    handlers
        Of the logger whose lines share the stream.
    """
    title = listed(plan.study.name for plan in plans)
    return Bar(title, stream, handlers) if stream.isatty() else Lines(title, stream, pause, handlers)


def reading(plans: Iterable[Plan], results: Path) -> Callable[[], Progress]:
    """Return a function that says how far some studies are together, whose results lie in a folder per study."""
    return lambda: Progress.together(progress_of(plan, results) for plan in plans)


def main() -> None:
    """Follow the study on the command line until every point of it is done."""
    given = arguments("Follow a study while it runs, here or on a cluster.", "study")
    config = settings(given.config)
    plans = [open_plan(given.study, config, ROOT)]
    with contextlib.suppress(KeyboardInterrupt):  # the way to stop looking on
        display = display_on(sys.stderr, plans, config["progress_seconds"] or LINE_SECONDS)
        follow(reading(plans, Path("results")), display, time.sleep)


if __name__ == "__main__":
    told(main)
