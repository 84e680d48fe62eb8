"""docs.python.org: the address of the archive that its download page names for a release."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from packaging.version import Version
from selectolax.lexbor import LexborHTMLParser

from castalia.errors import SourceError
from castalia.source.download import fetch_text
from castalia.source.limits import STANDARD
from castalia.source.release import PYTHON_HOME, version_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from castalia.source.download import WebPage
    from castalia.source.limits import Limits

NAME = re.compile(
    r"python-(?P<version>\d{1,4}\.\d{1,4}(?:\.\d{1,4})?(?:(?:a|b|rc)\d{1,4})?)-docs-html"
    r"\.(?P<suffix>tar\.bz2|tar\.xz|tar\.gz|tgz|zip)"
)
# Pages that name their archives by the series alone say in their title which release they are of.
RELEASE = re.compile(r"\bPython (\d{1,4}\.\d{1,4}\.\d{1,4}(?:(?:a|b|rc)\d{1,4})?)\b")
# The smallest comes first.
SUFFIXES = ("tar.xz", "tar.bz2", "tar.gz", "tgz", "zip")
ADVICE = "download an archive with a browser and give its path"


@dataclass(frozen=True, slots=True)
class PublishedArchive:
    """An archive that a download page names.

    Args:
        version: Its version as far as it is told, such as ``3.14`` or ``3.14.2``.
        suffix: What its name ends with, such as ``tar.bz2``.
        url: Its address.
    """

    version: str
    suffix: str
    url: str


def find_archive(version: str | None = None, *, base: str = PYTHON_HOME, limits: Limits = STANDARD) -> str:
    """Find the address of a release's HTML archive, by default the newest stable release's.

    Args:
        version: The wanted version, such as ``3.14`` or ``3.14.2``.
        base: The address of the site.
        limits: How long it may take.

    Raises:
        DownloadError: The page could not be fetched.
        SourceError: The page names no such archive.
    """
    return find_release(version, base=base, limits=limits).url


def find_release(version: str | None = None, *, base: str = PYTHON_HOME, limits: Limits = STANDARD) -> PublishedArchive:
    """Find a release's HTML archive, with its full release where the page or the archive's name tells it.

    Args:
        version: The wanted version, such as ``3.14`` or ``3.14.2``; by default the newest stable one.
        base: The address of the site.
        limits: How long it may take.

    Raises:
        DownloadError: The page could not be fetched.
        SourceError: The page names no such archive.
    """
    page = fetch_text(f"{base.rstrip('/')}/{version_key(version) if version else 3}/download.html", limits=limits)
    archives = [archive for archive in named_archives(page) if _suits(archive, version)]
    if not archives:
        raise SourceError(f"{page.address} names no HTML archive of {version or 'a stable release'}: {ADVICE}")
    best = max(archives, key=_preference)
    told = (found[1] for found in RELEASE.finditer(page.text) if version_key(found[1]) == best.version)
    return replace(best, version=next(told, best.version))


def named_archives(page: WebPage) -> Iterator[PublishedArchive]:
    """Give the HTML archives that a download page links to, in its order."""
    for link in LexborHTMLParser(page.text).css("a[href]"):
        try:
            url = urljoin(page.address, (link.attributes.get("href") or "").strip())
            parts = urlsplit(url)
        except ValueError:
            continue
        name = NAME.fullmatch(unquote(parts.path).rpartition("/")[2])
        if name is not None and parts.scheme in ("https", urlsplit(page.address).scheme):
            yield PublishedArchive(name["version"], name["suffix"], url)


def _suits(archive: PublishedArchive, wanted: str | None) -> bool:
    """Accept ``3.14`` for 3.14.2 as well: the page may name its archives by the series alone."""
    if wanted is None:
        return not Version(archive.version).is_prerelease
    return archive.version in (wanted, version_key(wanted)) or version_key(archive.version) == wanted


def _preference(archive: PublishedArchive) -> tuple[Version, int]:
    return Version(archive.version), -SUFFIXES.index(archive.suffix)
