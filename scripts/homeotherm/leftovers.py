"""What killed processes leave behind: unfinished files and folders that carry a mark of who made them.

A process that is killed removes nothing. So everything temporary is named by the machine and the process, and whoever
works there next, on the same machine, removes what belongs to processes that have ended.
"""

import contextlib
import os
import platform
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

_MARK = re.compile(r"@(?P<machine>[A-Za-z0-9.-]*)\+(?P<process>\d+)@")


def mark() -> str:
    """Return what names this process in a file name."""
    return f"@{_machine()}+{os.getpid()}@"


def remove_left_over(paths: Iterable[Path]) -> None:
    """Remove the files and folders whose marks are of processes that have ended on this machine, and no others."""
    for path in paths:
        if is_left_over(path):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):  # another process was faster, or it is not ours to remove
                    path.unlink()


def is_left_over(path: Path) -> bool:
    """Tell whether a name carries the mark of a process that has ended on this machine."""
    found = _MARK.search(path.name)
    return found is not None and found["machine"] == _machine() and not _runs(int(found["process"]))


def _machine() -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", platform.node())[:64]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
