"""An address, fetched: to a file with its progress, or to text; bounded in time and size."""

from __future__ import annotations

import contextlib
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx2

from castalia import __version__
from castalia.errors import DownloadError
from castalia.source.limits import MEBIBYTE, STANDARD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from castalia.source.limits import Limits

USER_AGENT = f"castalia/{__version__} (documentation search)"
CONNECT_SECONDS = 5
READ_SECONDS = 30
REDIRECTS = 5
TEXT_BYTES = 4 * MEBIBYTE
SCHEMES = ("http", "https")
UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
NAME_LENGTH = 100
ADVICE = "check the address and the connection, or download the archive with a browser and give its path"


class DownloadProgress(Protocol):
    """Who is told how far a download is."""

    def stage(self, name: str, total: int | None) -> None:
        """A stage of that many bytes begins; none when the server does not say how many."""

    def advance(self, count: int = 1) -> None:
        """That many bytes more have come."""


class SilentDownload:
    """Tells nobody."""

    def stage(self, name: str, total: int | None) -> None:
        """Ignore that a stage begins."""

    def advance(self, count: int = 1) -> None:
        """Ignore that bytes have come."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page of a web site.

    Args:
        address: Where it was found in the end, after redirections.
        text: Its text.
    """

    address: str
    text: str


def download(
    url: str,
    folder: Path,
    *,
    say: Callable[[str], None],
    progress: DownloadProgress,
    limits: Limits = STANDARD,
    transport: httpx2.BaseTransport | None = None,
) -> Path:
    """Fetch an address into a file of the same name.

    Args:
        url: The address.
        folder: The folder to write to; a part of a file is removed from it.
        say: Told in one line what was downloaded.
        progress: Told how far it is.
        limits: How large it may be and how long it may take.
        transport: What carries the request; the network when nothing is given.

    Raises:
        DownloadError: It could not be fetched.
    """
    with _answer(url, transport=transport) as response:
        name = UNFIT.sub("-", unquote(response.url.path).rpartition("/")[2])[-NAME_LENGTH:].strip(".-") or "archive"
        progress.stage(f"downloading {name}", _length(response))
        target = folder / name
        try:
            size = _write(response, target, progress=progress, limits=limits)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    say(f"downloaded {shown_address(url)} ({size / MEBIBYTE:.1f} MiB)")
    return target


def fetch_text(url: str, *, limits: Limits = STANDARD) -> WebPage:
    """Fetch a page of a web site.

    Raises:
        DownloadError: It could not be fetched.
    """
    with _answer(url) as response:
        content = b"".join(_chunks(response, most=TEXT_BYTES, seconds=limits.download_seconds))
        return WebPage(str(response.url), content.decode(errors="replace"))


def shown_address(url: str) -> str:
    """Give an address as it may be shown and kept: without the names, passwords and tokens it may hold."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.partition("?")[0].rpartition("@")[2]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


@contextlib.contextmanager
def _answer(url: str, *, transport: httpx2.BaseTransport | None = None) -> Iterator[httpx2.Response]:
    """Give the good answer of an address; every failure in between becomes one error that names it."""
    shown = shown_address(url)
    try:
        with _client(transport) as client, client.stream("GET", _checked(url)) as response:
            _check_answer(response, shown=shown)
            yield response
    except httpx2.TimeoutException as error:
        raise DownloadError(f"{shown} did not answer in time ({type(error).__name__}): {ADVICE}") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
        raise DownloadError(f"{shown} could not be fetched ({_reason(error)}): {ADVICE}") from error
    except OSError as error:
        raise DownloadError(f"{shown} could not be stored ({error.strerror or error}): free some space") from error


def _client(transport: httpx2.BaseTransport | None) -> httpx2.Client:
    # Bytes are wanted as they lie there: an archive that is unpacked on the way could not be bounded.
    return httpx2.Client(
        transport=transport,
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=True,
        max_redirects=REDIRECTS,
    )


def _checked(url: str) -> httpx2.URL:
    address = httpx2.URL(url)
    if address.scheme not in SCHEMES or not address.host:
        raise DownloadError(f"{shown_address(url)} is no address of the web: give one that begins with https://")
    return address


def _check_answer(response: httpx2.Response, *, shown: str) -> None:
    asked = response.history[0].url if response.history else response.url
    if asked.scheme == "https" and any(step.url.scheme != "https" for step in (*response.history, response)):
        raise DownloadError(f"{shown} leads to an address without encryption: {ADVICE}")
    if response.status_code != httpx2.codes.OK:
        raise DownloadError(f"{shown} answered {response.status_code} {response.reason_phrase}: {ADVICE}")


def _length(response: httpx2.Response) -> int | None:
    length = response.headers.get("Content-Length", "")
    return int(length) if re.fullmatch(r"[0-9]{1,15}", length) else None


def _write(response: httpx2.Response, target: Path, *, progress: DownloadProgress, limits: Limits) -> int:
    size = 0
    with target.open("xb") as file:
        for chunk in _chunks(response, most=limits.download_bytes, seconds=limits.download_seconds):
            file.write(chunk)
            progress.advance(len(chunk))
            size += len(chunk)
    return size


def _chunks(response: httpx2.Response, *, most: int, seconds: float) -> Iterator[bytes]:
    """Give the body piece by piece, as long as it is neither too large nor too slow."""
    url, started, size = shown_address(str(response.url)), time.monotonic(), _length(response) or 0
    if size > most:
        raise DownloadError(f"{url} is larger than {most:,} bytes: {ADVICE}")
    size = 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if size > most:
            raise DownloadError(f"{url} is larger than {most:,} bytes: {ADVICE}")
        if time.monotonic() - started > seconds:
            raise DownloadError(f"{url} took longer than {seconds:,.0f} seconds: {ADVICE}")
        yield chunk


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
