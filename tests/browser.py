"""A real browser for tests of pages; Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 300_000
"""Longest wait in milliseconds for anything in a page."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def opened(path: Path, complaints: list[str], **options) -> Iterator:
    """Open a page without a network; what it complains about, and what it tries to load, goes into `complaints`."""
    if CHROMIUM is None:
        assert os.environ.get("HOMEOTHERM_BROWSER") != "required", "no Chromium, but HOMEOTHERM_BROWSER=required"
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"], timeout=PATIENCE
        )
        context = browser.new_context(offline=True, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                request.url.startswith(("data:", path.as_uri())) or complaints.append(f"asks: {request.url}")
            ),
        )
        page.goto(path.as_uri())
        try:
            yield page
        finally:
            browser.close()
