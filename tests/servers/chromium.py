"""Chromium for the tests in a browser, from what this machine has or can get."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.servers.postgres import PostgresMissingError, install

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class ChromiumMissingError(Exception):
    """There is no Chromium, and none can be had."""


def find_chromium() -> Path:
    """Find Chromium: installed, or installed now through apt.

    Raises:
        ChromiumMissingError: There is none.
    """
    if _installed() is None:
        try:
            install("chromium", advice="install it")
        except PostgresMissingError as error:
            raise ChromiumMissingError(str(error)) from error
    found = _installed()
    if found is None:
        raise ChromiumMissingError("Chromium is missing: apt installed no program of that name")
    return Path(found)


def needs_no_sandbox() -> bool:
    """Tell whether Chromium must run without its sandbox, which it refuses to use for root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _installed() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)
