"""Downloads: whole, bounded and named when they fail."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx2
import pytest

from castalia import __version__
from castalia.errors import DownloadError
from castalia.source.download import SilentDownload, download, fetch_text
from castalia.source.limits import Limits
from tests.source.web_server import Answer, web_server

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = b"an archive " * 50_000


@dataclass
class RecordedProgress:
    """Remembers what it was told."""

    stages: list[tuple[str, int | None]] = field(default_factory=list)
    count: int = 0

    def stage(self, name: str, total: int | None) -> None:
        """Remember a stage."""
        self.stages.append((name, total))

    def advance(self, count: int = 1) -> None:
        """Remember how far it is."""
        self.count += count


def get(url: str, folder: Path, *, limits: Limits | None = None) -> Path:
    """Download and tell nobody."""
    return download(url, folder, say=lambda _: None, progress=SilentDownload(), limits=limits or Limits())


def test_a_file_is_downloaded_with_its_progress_and_one_line(tmp_path: Path) -> None:
    progress, lines = RecordedProgress(), list[str]()
    with web_server({"/a/docs.zip": Answer(CONTENT)}) as server:
        file = download(f"{server.base}/a/docs.zip", tmp_path, say=lines.append, progress=progress)

    assert (file.name, file.read_bytes()) == ("docs.zip", CONTENT)
    assert progress.stages == [("downloading docs.zip", len(CONTENT))]
    assert progress.count == len(CONTENT)
    assert lines == [f"downloaded {server.base}/a/docs.zip (0.5 MiB)"]


def test_the_request_names_castalia_and_asks_for_the_bytes_as_they_are(tmp_path: Path) -> None:
    with web_server({"/docs.zip": Answer(CONTENT)}) as server:
        get(f"{server.base}/docs.zip", tmp_path)

    (headers,) = server.headers
    assert headers["User-Agent"] == f"castalia/{__version__} (documentation search)"
    assert headers["Accept-Encoding"] == "identity"


def test_a_redirection_is_followed(tmp_path: Path) -> None:
    answers = {"/old": Answer(status=302, headers={"Location": "/new.zip"}), "/new.zip": Answer(CONTENT)}
    with web_server(answers) as server:
        assert get(f"{server.base}/old", tmp_path).name == "new.zip"


def test_redirections_without_end_are_given_up(tmp_path: Path) -> None:
    with web_server({"/a": Answer(status=302, headers={"Location": "/a"})}) as server:
        with pytest.raises(DownloadError, match=r"/a could not be fetched \(.*redirects"):
            get(f"{server.base}/a", tmp_path)

        assert len(server.requests) == 6


def test_an_encrypted_address_does_not_lead_to_one_without_encryption(tmp_path: Path) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.scheme == "https":
            return httpx2.Response(302, headers={"Location": "http://docs.example/a.zip"})
        return httpx2.Response(200, content=CONTENT)

    with pytest.raises(DownloadError, match=r"^https://docs\.example/a\.zip leads to an address without encryption"):
        download(
            "https://docs.example/a.zip",
            tmp_path,
            say=print,
            progress=SilentDownload(),
            transport=httpx2.MockTransport(answer),
        )

    assert list(tmp_path.iterdir()) == []


def test_passwords_and_tokens_in_an_address_are_not_shown(tmp_path: Path) -> None:
    lines = list[str]()
    with web_server({"/a.zip?token=secret": Answer(CONTENT)}) as server:
        url = server.base.replace("//", "//name:secret@") + "/a.zip?token=secret"
        download(url, tmp_path, say=lines.append, progress=SilentDownload())
        with pytest.raises(DownloadError) as raised:
            get(f"{url}&again", tmp_path)

    assert lines == [f"downloaded {server.base}/a.zip (0.5 MiB)"]
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a.zip"])
def test_a_redirection_away_from_the_web_is_not_followed(tmp_path: Path, target: str) -> None:
    with (
        web_server({"/a": Answer(status=302, headers={"Location": target})}) as server,
        pytest.raises(DownloadError, match="could not be fetched"),
    ):
        get(f"{server.base}/a", tmp_path)


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/a.zip", "file:///etc/passwd", "docs.zip", "https://", "http://[a", "http://a\n"]
)
def test_what_is_no_address_of_the_web_is_not_asked(tmp_path: Path, url: str) -> None:
    with pytest.raises(DownloadError):
        get(url, tmp_path)


@pytest.mark.parametrize("status", [403, 404, 500, 204])
def test_an_answer_that_is_not_good_is_named_with_what_to_do(tmp_path: Path, status: int) -> None:
    with (
        web_server({"/a.zip": Answer(status=status)}) as server,
        pytest.raises(DownloadError, match=rf"{server.base}/a\.zip answered {status} .*: check the address"),
    ):
        get(f"{server.base}/a.zip", tmp_path)


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}/a.zip"

        with pytest.raises(DownloadError, match=rf"{url} could not be fetched \(.*refused.*\): check the address"):
            get(url, tmp_path)


def test_a_file_that_says_it_is_too_large_is_not_read(tmp_path: Path) -> None:
    progress = RecordedProgress()
    with (
        web_server({"/a.zip": Answer(CONTENT)}) as server,
        pytest.raises(DownloadError, match="larger than 500,000 bytes"),
    ):
        download(f"{server.base}/a.zip", tmp_path, say=print, progress=progress, limits=Limits(download_bytes=500_000))

    assert progress.count == 0


def test_a_file_that_grows_too_large_is_removed(tmp_path: Path) -> None:
    progress = RecordedProgress()
    with (
        web_server({"/a.zip": Answer(CONTENT, headers={"Content-Length": ""})}) as server,
        pytest.raises(DownloadError, match="larger than 100,000 bytes"),
    ):
        download(f"{server.base}/a.zip", tmp_path, say=print, progress=progress, limits=Limits(download_bytes=100_000))

    assert progress.stages == [("downloading a.zip", None)]

    assert list(tmp_path.iterdir()) == []


def test_a_connection_that_breaks_leaves_no_part_of_the_file(tmp_path: Path) -> None:
    with (
        web_server({"/a.zip": Answer(CONTENT, headers={"Content-Length": "9999999", "Connection": "close"})}) as server,
        pytest.raises(DownloadError, match="could not be fetched"),
    ):
        get(f"{server.base}/a.zip", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_download_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with web_server({"/a.zip": Answer(CONTENT)}) as server, pytest.raises(DownloadError, match="longer than 0 seconds"):
        get(f"{server.base}/a.zip", tmp_path, limits=Limits(download_seconds=0))

    assert list(tmp_path.iterdir()) == []


def test_an_archive_is_kept_as_it_is_whatever_the_server_calls_it(tmp_path: Path) -> None:
    with web_server({"/a.tar.gz": Answer(CONTENT, headers={"Content-Encoding": "gzip"})}) as server:
        assert get(f"{server.base}/a.tar.gz", tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "archive"),
        ("/a/..%2f..%2fescape.zip", "escape.zip"),
        ("/%2e%2e%5cescape.zip", "escape.zip"),
        ("/.", "archive"),
    ],
)
def test_the_name_of_the_file_stays_in_its_folder(tmp_path: Path, path: str, name: str) -> None:
    with web_server({path: Answer(CONTENT), "/": Answer(CONTENT)}) as server:
        file = get(f"{server.base}{path}", tmp_path)

    assert (file.parent, file.name) == (tmp_path, name)


def test_a_page_is_fetched_as_text_with_its_final_address() -> None:
    answers = {"/3": Answer(status=301, headers={"Location": "/3/"}), "/3/": Answer("grün".encode())}
    with web_server(answers) as server:
        page = fetch_text(f"{server.base}/3")

    assert (page.address, page.text) == (f"{server.base}/3/", "grün")
