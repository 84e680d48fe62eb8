"""Our own files: kept for good under an address that changes with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from castalia.web.pages.static_files import STATIC_FOLDER, fingerprint
from tests.web.shown_page import show

if TYPE_CHECKING:
    import httpx2

WEIGHT = 30 * 1024
"""What a first visit may weigh in all."""

LATER_WEIGHT = 12 * 1024
"""What a page of results may weigh when our own files are there."""


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC_FOLDER.iterdir()))
async def test_a_file_asked_for_by_its_fingerprint_is_kept_for_good(client: httpx2.AsyncClient, name: str) -> None:
    response = await client.get(f"/static/{name}?v={fingerprint(name)}")

    assert response.content == (STATIC_FOLDER / name).read_bytes()
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=", "?v=other", "?w=x"])
async def test_a_file_asked_for_otherwise_is_asked_for_again(client: httpx2.AsyncClient, query: str) -> None:
    response = await client.get(f"/static/castalia.css{query}")

    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["ETag"]


async def test_a_file_that_has_not_changed_is_not_sent_again(client: httpx2.AsyncClient) -> None:
    etag = (await client.get("/static/castalia.css")).headers["ETag"]

    response = await client.get("/static/castalia.css", headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("path", ["none.css", "", "..%2fmain.py", "..%5cmain.py", "%00"])
async def test_there_is_no_way_out_of_the_folder(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(f"/static/{path}")).status_code == 404


async def test_a_first_visit_and_those_after_it_stay_light(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "water"})
    files = page.values("link[rel=stylesheet], link[rel=icon]") + page.values("script", "src")
    weight = await weight_of(client, "/search?q=water")

    assert len(files) >= 5
    assert weight < LATER_WEIGHT
    assert weight + sum([await weight_of(client, str(file)) for file in files]) < WEIGHT


async def weight_of(client: httpx2.AsyncClient, path: str) -> int:
    """Give the bytes of an answer as they are sent, its head included."""
    async with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as response:
        head = sum(len(name) + len(value) + 4 for name, value in response.headers.raw)
        return head + sum([len(chunk) async for chunk in response.aiter_raw()])


def test_style_sheets_load_nothing_and_give_every_colour_for_both_schemes() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in STATIC_FOLDER.glob("*.css")}

    assert [name for name, text in sheets.items() if "url(" in text or "@import" in text] == []
    colours = [line for text in sheets.values() for line in re.findall(r"^ *--.*#.*$", text, re.MULTILINE)]
    assert len(colours) > 10
    assert [line for line in colours if "light-dark(" not in line] == []
