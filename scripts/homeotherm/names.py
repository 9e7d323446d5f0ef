"""Names that are safe as names of files, folders and columns."""

import re

from homeotherm.errors import InputError, listed

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
RESERVED_NAMES = {"all", "builds", "comparisons", "con", "nul", "prn", "aux"}


def check_name(key: str, name: object) -> str:
    """Return `name` if it is safe as a name of files, folders and columns."""
    if not isinstance(name, str) or not re.fullmatch(NAME_PATTERN, name) or name.lower() in RESERVED_NAMES:
        raise InputError(
            f"{key}: {name!r} is not a safe name; allowed: 1 to 64 letters, digits, '_' and '-', the first a letter or "
            f"digit, none of {listed(sorted(RESERVED_NAMES))}"
        )
    return name
