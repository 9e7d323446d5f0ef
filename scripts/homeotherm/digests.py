"""Digests of values: the same for the same content, whatever the order of keys or the place in a file."""

import hashlib
import json


def digest(content: object, length: int = 16) -> str:
    """Return the first hex digits of the SHA-256 of canonical JSON (sorted keys, shortest floats)."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:length]
