"""The errors that a person reads: one line each, naming the key, the value and what is allowed."""

import difflib
from collections.abc import Iterable


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


def nearest(name: str, names: Iterable[str]) -> str:
    """Return ``" (did you mean 'x'?)"`` for the most similar of `names`, or an empty string."""
    matches = difflib.get_close_matches(str(name), list(names), n=1, cutoff=0.5)
    return f" (did you mean '{matches[0]}'?)" if matches else ""


def listed(names: Iterable[str]) -> str:
    """Join names for the "allowed" part of an error line."""
    return ", ".join(str(name) for name in names)
