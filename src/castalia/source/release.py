"""Which documentation this is: project, version, release, language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from packaging.version import InvalidVersion, Version
from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from castalia.source.inventory import Inventory

PYTHON = "python"
PYTHON_HOME = "https://docs.python.org"
UNKNOWN = "latest"
VERSION_LENGTH = 64
HEAD_LENGTH = 65_536
ADDRESS_LENGTH = 1000

OPTION = r"""(?<![\w.])["']?{name}["']?\s*:\s*(["'])([^"'\n]{{0,200}})\1"""
FULL = re.compile(OPTION.format(name="VERSION"))
LANGUAGE = re.compile(OPTION.format(name="LANGUAGE"))
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}")
SERIES = re.compile(r"\d{1,4}\.\d{1,4}")
UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
ADDRESS = re.compile(r"https?://[^\s\"'<>\\@?#]+/")


@dataclass(frozen=True, slots=True)
class Release:
    """What a documentation says of itself.

    Args:
        project: The key it is indexed under, such as ``python``.
        version: The key of the version, major.minor for Python, such as ``3.13``.
        full: The full release, such as ``3.13.5``.
        language: Its language tag, such as ``en`` or ``pt-br``.
        home: The address of the published original with a final slash, or empty when it is not known.
    """

    project: str
    version: str
    full: str
    language: str = "en"
    home: str = ""


def read_release(inventory: Inventory, *, options: str, index: str, project: str = PYTHON) -> Release:
    """Find out which documentation this is; every value is bounded and fit for an address.

    Args:
        inventory: Its inventory, whose header names the version.
        options: The text of ``_static/documentation_options.js``, or nothing.
        index: The text of ``index.html``, or nothing; older Sphinx keeps the options there.
        project: The key it is indexed under.
    """
    index = index[:HEAD_LENGTH]
    scripts = f"{options[:HEAD_LENGTH]}\n{index}"
    found = _option(FULL, scripts)
    version = version_key(inventory.version if version_text(inventory.version) else found)
    page = LexborHTMLParser(index)
    language = _language(_option(LANGUAGE, scripts), page)
    home = _home(page, project=project, version=version, language=language)
    full = version_text(found) or version_text(inventory.version) or version
    return Release(project, version, full, language, home)


def version_key(text: str) -> str:
    """Reduce a version to its key: ``3.13.5`` becomes ``3.13``, ``stable`` stays, and nothing is ``latest``."""
    try:
        numbers = Version(text[:VERSION_LENGTH]).release[:2]
    except InvalidVersion:
        return version_text(text) or UNKNOWN
    return ".".join(map(str, numbers))


def version_text(text: str) -> str:
    """Keep of a version what is fit for an address: letters and digits, with ``.``, ``_`` and ``-`` between them."""
    return UNFIT.sub("-", text[:VERSION_LENGTH]).strip("-._")


def _option(pattern: re.Pattern[str], scripts: str) -> str:
    found = pattern.search(scripts)
    return found[2].strip() if found else ""


def _language(option: str, page: LexborHTMLParser) -> str:
    element = page.css_first("html")
    declared = element.attributes.get("lang") if element else None
    tags = (text.lower().replace("_", "-") for text in (option, declared or ""))
    return next((tag for tag in tags if tag != "none" and LANGUAGE_TAG.fullmatch(tag)), "en")


def _home(page: LexborHTMLParser, *, project: str, version: str, language: str) -> str:
    if project == PYTHON:
        place = version if language == "en" else f"{language}/{version}"
        return f"{PYTHON_HOME}/{place}/" if SERIES.fullmatch(version) else ""
    link = page.css_first('link[rel="canonical"]')
    address = (link.attributes.get("href") if link else None) or ""
    return _folder_address(address.removesuffix("index.html"))


def _folder_address(address: str) -> str:
    if len(address) > ADDRESS_LENGTH or not ADDRESS.fullmatch(address):
        return ""
    try:
        return address if urlsplit(address).hostname else ""
    except ValueError:
        return ""
