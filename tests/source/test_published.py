"""docs.python.org: its download pages are read from a fake server."""

from __future__ import annotations

import pytest

from castalia.errors import DownloadError, SourceError
from castalia.source.download import WebPage
from castalia.source.published import find_archive, named_archives
from tests.source.web_server import Answer, web_server


def page(*addresses: str) -> Answer:
    """Give a download page that links to these addresses."""
    links = "".join(f'<td><a class="reference external" href="{address}">Download</a></td>' for address in addresses)
    return Answer(f"<html><body><table><tr>{links}</tr></table></body></html>".encode())


def found(*addresses: str, version: str | None = None) -> str:
    """Find an archive on a page that links to these addresses; the server's own address is left away."""
    path = "3" if version is None else ".".join(version.split(".")[:2])
    with web_server({f"/{path}/download.html": page(*addresses)}) as server:
        return find_archive(version, base=server.base).removeprefix(server.base)


def test_the_newest_stable_archive_is_found_by_its_series() -> None:
    addresses = ("archives/python-3.14-docs-pdf-a4.zip", "archives/python-3.14-docs-html.tar.bz2", "../index.html")

    assert found(*addresses) == "/3/archives/python-3.14-docs-html.tar.bz2"


def test_an_archive_named_by_its_full_release_is_found() -> None:
    assert found("/ftp/python-3.14.2-docs-html.tar.bz2") == "/ftp/python-3.14.2-docs-html.tar.bz2"


def test_an_absolute_address_is_taken_as_it_is() -> None:
    address = "https://www.python.org/ftp/python/doc/3.14.2/python-3.14.2-docs-html.tar.bz2"

    assert found(address) == address


def test_the_highest_release_wins_and_versions_are_numbers() -> None:
    addresses = [f"a/python-{version}-docs-html.tar.bz2" for version in ("3.9.20", "3.14.10", "3.14.9")]

    assert found(*addresses) == "/3/a/python-3.14.10-docs-html.tar.bz2"


def test_a_release_that_is_not_stable_is_not_the_newest_stable() -> None:
    addresses = ("a/python-3.15.0a2-docs-html.tar.bz2", "a/python-3.14.2-docs-html.tar.bz2")

    assert found(*addresses) == "/3/a/python-3.14.2-docs-html.tar.bz2"


def test_the_better_compression_wins() -> None:
    addresses = ("a/python-3.14-docs-html.zip", "a/python-3.14-docs-html.tar.bz2", "a/python-3.14-docs-html.tar.gz")

    assert found(*addresses) == "/3/a/python-3.14-docs-html.tar.bz2"


@pytest.mark.parametrize("version", ["3.12", "3.12.7"])
def test_an_older_version_is_found_on_its_own_page(version: str) -> None:
    assert found("archives/python-3.12-docs-html.zip", version=version) == "/3.12/archives/python-3.12-docs-html.zip"


def test_a_full_release_is_preferred_over_its_series() -> None:
    addresses = ("a/python-3.12-docs-html.zip", "a/python-3.12.7-docs-html.zip", "a/python-3.12.8-docs-html.zip")

    assert found(*addresses, version="3.12.7") == "/3.12/a/python-3.12.7-docs-html.zip"


def test_a_version_that_is_not_stable_is_found_when_it_is_asked_for() -> None:
    assert found("a/python-3.15.0a2-docs-html.zip", version="3.15") == "/3.15/a/python-3.15.0a2-docs-html.zip"


@pytest.mark.parametrize(
    "addresses",
    [
        (),
        ("archives/python-3.14-docs-text.zip",),
        ("archives/python-3.14-docs-html.epub",),
        ("ftp://127.0.0.1/python-3.14-docs-html.zip",),
        ("javascript:python-3.14-docs-html.zip",),
        ("http://[broken/python-3.14-docs-html.zip",),
        ("archives/python-3.15.0rc1-docs-html.zip",),
    ],
)
def test_a_page_without_such_an_archive_is_named(addresses: tuple[str, ...]) -> None:
    with pytest.raises(SourceError, match=r"/3/download\.html names no HTML archive of a stable release: download"):
        found(*addresses)


def test_an_encrypted_page_does_not_lead_to_an_address_without_encryption() -> None:
    link = '<a href="http://docs.example/python-3.14-docs-html.zip">'

    assert list(named_archives(WebPage("https://docs.example/3/download.html", link))) == []


def test_a_version_that_is_not_published_is_a_failed_download() -> None:
    with web_server({}) as server, pytest.raises(DownloadError, match=r"/2\.0/download\.html answered 404"):
        find_archive("2.0", base=server.base)
