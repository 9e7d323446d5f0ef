"""The page of the explorer: data, style and script set into `page.html`."""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeotherm.errors import InputError
from homeotherm.report import page as report
from homeotherm.report import wording

FOLDER = Path(__file__).parent
PARTS = (FOLDER / "page.html", report.FOLDER / "page.css", FOLDER / "page.css", FOLDER / "page.js")
"""What the page is made of besides code and data."""
MOST_BYTES = 3_000_000
"""Of a page: what opens at once on a phone and can be sent by mail."""


def explorer_page(data: Mapping[str, Any]) -> str:
    """Return the explorer of a study as one HTML page, see `data.explorer_data`.

    The page runs one script, its own, which its policy names by digest: no other could run in it. Data stand in it as
    JSON that cannot end its element, and the script shows them as text. Spikes are left out, and said to be, where the
    page would be larger than 3 MB with them.

    Raises
    ------
    InputError
        If it would be larger without them, too.
    """
    text = _rendered(data)
    if _size(text) > MOST_BYTES and data["rasters"]:
        line = f"Spikes are left out: with them this page would be larger than {wording.size(MOST_BYTES)}."
        text = _rendered({**data, "rasters": {}, "left_out": line})
    if _size(text) > MOST_BYTES:
        raise InputError(
            f"explorer: the page of {len(data['points'])} points would have {wording.size(_size(text))}; "
            f"allowed: at most {wording.size(MOST_BYTES)}"
        )
    return text


def _rendered(data: Mapping[str, Any]) -> str:
    script = f"\n{(FOLDER / 'page.js').read_text(encoding='utf-8')}\n"
    return report.template(FOLDER).render(
        study=data["study"],
        title=data["title"],
        style="\n".join(path.read_text(encoding="utf-8") for path in PARTS[1:3]),
        script=script,
        script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=_json(data),
    )


def _size(text: str) -> int:
    return len(text.encode())


def _json(data: Mapping[str, Any]) -> str:
    """Return JSON in which no character can be taken for markup."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
