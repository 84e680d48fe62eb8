"""What somebody hostile may ask: each attack has its status, its words, and no effect on the index or on others."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from castalia.database.models import DocumentationSet, Section

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx2

    from castalia.database.database import Database

SQL = (
    "'; DROP TABLE section; --",
    "' OR '1'='1",
    "water' UNION SELECT value FROM index_metadata --",
    "water; SELECT pg_sleep(60)",
    "$$; ROLLBACK; --",
    "%' ESCAPE '\\",
    "\\'; DELETE FROM documentation_set; --",
    "{0} %s %(x)s :x $1 ?",
)
FTS5 = (
    "NEAR(water seed, 10)",
    "title: water",
    "water* AND NOT (seed OR",
    '"water',
    '""""',
    "^water + seed",
    "{title text}: water",
    "- water",
    "water AND",
    "()",
)
TSQUERY = ("water & !seed", "water <-> seed", "water:*", "'water' | (", "!!!", "&", "water:ABCD", "\\")
BOMBS = {
    "one letter": "a" * 500,
    "brackets": "(" * 500,
    "open and closed brackets": "f(" * 250,
    "quotes": '"' * 500,
    "spaces": "x" + " " * 498 + "x",
    "in python": "in python " * 50,
    "dots": "a." * 250,
    "underscores": "_" * 500,
    "filters": "kind:x " * 71,
    "minus": "-a " * 166,
    "combining": "e" + "\u0301" * 499,
    "directions": "\u202e" * 500,
    "invisible": "\u200b" * 500,
    "ligature of eighteen letters": "\ufdfa" * 500,
    "astral": "🐍" * 500,
    "dotted capital i": "İ" * 500,
    "private": "\ue000\uffff" * 250,
    "other scripts": "日本語検索" * 100,
    "nearly a name": "seeds.sow" * 55,
    "a traceback": 'File "x", line 1, in y\n' * 21,
}
FAR_TOO_LONG = 3.0
"""Seconds of computing, ten times what the slowest of them takes."""


async def count_rows(database: Database) -> tuple[int | None, ...]:
    async with database.read_session() as session:
        return tuple(
            [await session.scalar(select(func.count()).select_from(each)) for each in (DocumentationSet, Section)]
        )


@pytest.mark.parametrize("query", [*SQL, *FTS5, *TSQUERY])
async def test_the_syntax_of_a_database_is_text_like_any_other(
    client: httpx2.AsyncClient, garden: Database, query: str
) -> None:
    before = await count_rows(garden)
    answer = await client.get("/api/v1/search", params={"q": query})
    page = await client.get("/search", params={"q": query})
    suggested = await client.get("/api/v1/suggest", params={"q": query[:50]})

    assert (answer.status_code, page.status_code, suggested.status_code) == (200, 200, 200)
    assert answer.json()["query"] == query
    assert await count_rows(garden) == before


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
async def test_no_text_takes_long(client: httpx2.AsyncClient, bomb: str) -> None:
    start = time.process_time()
    answer = await client.get("/api/v1/search", params={"q": bomb[:500]})
    page = await client.get("/search", params={"q": bomb[:500]})
    seconds = time.process_time() - start

    assert (answer.status_code, page.status_code) == (200, 200)
    assert seconds < FAR_TOO_LONG


async def test_a_query_has_at_most_500_characters(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/v1/search", params={"q": "🐍" * 501})
    page = await client.get("/search", params={"q": "x" * 501})

    assert (answer.status_code, page.status_code) == (400, 400)
    assert "has 501 characters; at most 500 are searched" in answer.json()["detail"]
    assert "at most 500 are searched" in page.text


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"limit": "101"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"offset": "1001"}, "offset"),
        ({"offset": "-1"}, "offset"),
        ({"limit": "9" * 400}, "limit"),
        ({"limit": "010"}, None),
        ({"limit": "1e2"}, "limit"),
        ({"version": "x" * 101}, "version"),
        ({"project": "x" * 101}, "project"),
    ],
)
async def test_depth_and_size_of_an_answer_are_bounded(
    client: httpx2.AsyncClient, parameters: dict[str, str], named: str | None
) -> None:
    answer = await client.get("/api/v1/search", params={"q": "water", **parameters})

    assert answer.status_code == (422 if named else 200)
    if named:
        assert [each["parameter"] for each in answer.json()["errors"]] == [named]


@pytest.mark.parametrize("page", ["0", "-1", "1000000", "9" * 300, "x", "1.5", "\x00"])
async def test_a_page_beyond_reason_is_no_page(client: httpx2.AsyncClient, page: str) -> None:
    answer = await client.get("/search", params={"q": "water", "page": page})

    assert answer.status_code in {404, 422}


PATHS = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%5c..%5cwindows%5cwin.ini",
    "....//....//etc/passwd",
    "%252e%252e%252fetc%252fpasswd",
    "/etc/passwd",
    "//etc/passwd",
    "tutorial/greeting.html%00.png",
    "tutorial%2f..%2f..%2fsecret",
    "%c0%ae%c0%ae/etc/passwd",
    "\u2025/\u2025/etc/passwd",
    "C:/windows/win.ini",
    "file:///etc/passwd",
    "a/" * 240,
    "x" * 900,
    "%0d%0aSet-Cookie:%20a=b",
    "tutorial/greeting.html/",
    "~root/.ssh/id_rsa",
    "%f0%28%8c%28",
    "tutorial/greeting.html%3cscript%3e",
)


@pytest.mark.parametrize("path", PATHS)
async def test_no_path_leads_out_of_a_documentation(client: httpx2.AsyncClient, path: str) -> None:
    for prefix in ("/docs/3.13/", "/3.13/", "/static/"):
        # The client would tidy the path before it sends it.
        answer = await client.get(f"{prefix}{path if '%' in path else quote(path, safe='/:~')}")
        if answer.is_redirect:
            assert answer.headers["Location"].startswith("/docs/3.13/")
            answer = await client.get(answer.headers["Location"])

        assert answer.status_code == 404
        assert "root:" not in answer.text
        assert "<script>" not in answer.text.replace("<script src=", "")
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "edition", ["..", "%2e%2e", "3.13%2f..", "@", "python@", "@3.13@", "%00", "x" * 1000, "*", "'"]
)
async def test_no_edition_is_anything_but_a_name(client: httpx2.AsyncClient, edition: str) -> None:
    answer = await client.get(f"/docs/{edition}/tutorial/greeting.html")

    assert answer.status_code in {200, 404}
    if answer.status_code == 200:
        assert "Gnomes say" in answer.text


HOSTS = (
    "evil.example",
    "evil.example:80",
    "castalia.test@evil.example",
    "[::1",
    "a b",
    "",
    "x" * 5000,
    "\u00e9.example",
)


@pytest.mark.parametrize("host", HOSTS)
async def test_no_answer_believes_the_host_that_a_client_claims(client: httpx2.AsyncClient, host: str) -> None:
    claims = [(b"Host", host.encode("latin-1")), (b"X-Forwarded-Host", b"evil.example"), (b"Forwarded", b"host=evil")]
    paths = ("/", "/search?q=water", "/docs/3.13", "/3.13/", "/docs/3.13/", "/api/v1/search?q=water", "/nowhere")
    for path in (*paths, "/health/live"):
        answer = await client.get(path, headers=claims)

        assert answer.status_code < 500
        assert "evil" not in answer.text + answer.headers.get("Location", "")
    description = await client.get("/opensearch.xml", headers=claims)
    assert description.status_code == 421
    assert "://evil" not in description.text


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DELETE", "PATCH", "BREW"])
async def test_no_other_method_does_anything(client: httpx2.AsyncClient, method: str) -> None:
    for path in ("/", "/search?q=water", "/api/v1/search?q=water", "/docs/3.13/", "/health/live"):
        answer = await client.request(method, path)

        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]


async def too_much() -> AsyncIterator[bytes]:
    """Give a body piece by piece, without saying how long it is."""
    for _ in range(40):
        yield b"x" * 50_000


@pytest.mark.parametrize("path", ["/", "/search?q=water", "/api/v1/search?q=water", "/mcp", "/nowhere"])
async def test_a_body_that_says_that_it_is_too_large_is_413(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.post(path, content=b"x" * 1_000_001)

    assert (answer.status_code, answer.headers["Connection"]) == (413, "close")
    assert "A body may have 1,000,000 bytes. Send less." in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Request-ID"]


@pytest.mark.parametrize("path", ["/", "/api/v1/search?q=water", "/nowhere"])
async def test_a_body_that_nobody_reads_is_not_kept(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.post(path, content=too_much())

    assert answer.status_code in {404, 405}


async def test_ranges_without_end_are_refused(client: httpx2.AsyncClient) -> None:
    start = time.process_time()
    ranges = "bytes=" + ",".join(f"{number}-{number}" for number in range(5000))
    answer = await client.get("/static/castalia.css", headers={"Range": ranges})

    assert answer.status_code in {200, 206, 400, 416}
    assert len(answer.content) < 1_000_000
    assert time.process_time() - start < FAR_TOO_LONG


@pytest.mark.parametrize(
    "name", ["Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Origin"]
)
@pytest.mark.parametrize("value", ["", "\u00ff" * 200, "*/*;q=" + "9" * 300, ",".join(["*"] * 500), "W/" * 200, "x\ty"])
async def test_no_header_breaks_an_answer(client: httpx2.AsyncClient, name: str, value: str) -> None:
    headers = [(name.encode(), value.encode("latin-1"))]
    for path in ("/search?q=water", "/api/v1/search?q=water", "/static/castalia.css"):
        assert (await client.get(path, headers=headers)).status_code < 500
