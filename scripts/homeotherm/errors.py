"""The errors that a person reads: one line each, naming the key, the value and what is allowed."""

import difflib
import errno
from collections.abc import Iterable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}


class InputError(ValueError):
    """Something a person wrote (a study, a parameter, an option) cannot be used.

    What was written stands in the message, with escapes for what would break the line or cannot be seen.
    """

    def __init__(self, message: str) -> None:
        """Keep the message in one line."""
        super().__init__(
            "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in message)
        )


class SimulationError(RuntimeError):
    """A simulation, a build or a result file is not what it must be."""


def fault_of_machine(error: OSError | MemoryError) -> str:
    """Return one line for a full disk, a file that may not be written, too little memory: what, where, what to do."""
    again = "run the same command again; what is finished is kept"
    if isinstance(error, MemoryError):
        return f"out of memory ({' '.join(str(error).split()) or 'no more is given'}): fewer cores take less; {again}"
    what = " ".join(str(error.strerror or error).split())
    line = f"{error.filename}: {what}" if error.filename is not None else what
    if error.errno in _FULL:
        return f"{line}: make room on the disk, or raise the limit, and {again}"
    if error.errno in _CLOSED:
        return f"{line}: make it writable, or link results to a folder that is, and {again}"
    return f"{line}: {again}"


def nearest(name: str, names: Iterable[str]) -> str:
    """Return ``" (did you mean 'x'?)"`` for the most similar of `names`, or an empty string."""
    matches = difflib.get_close_matches(str(name), list(names), n=1, cutoff=0.5)
    return f" (did you mean '{matches[0]}'?)" if matches else ""


def listed(names: Iterable[str]) -> str:
    """Join names for the "allowed" part of an error line."""
    return ", ".join(str(name) for name in names)
