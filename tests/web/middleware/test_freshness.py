"""How long an answer may be kept: as long as what is indexed stays the same, and no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.database.schema import create_schema
from castalia.indexing.index import index_source
from castalia.web.middleware.freshness import has
from tests.web.garden_documentation import OLDER, PYTHON, garden_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import httpx2

    from castalia.database.database import Database

ANSWERS = [
    "/api/v1/search?q=water",
    "/api/v1/folders",
    "/api/v1/versions",
    "/api/v1/suggest?q=se",
    "/api/v1/symbols/seeds.sow",
    "/search?q=water",
    "/docs/3.13/library/seeds.html",
]


@pytest.mark.parametrize("path", ANSWERS)
async def test_an_answer_that_the_client_has_is_not_sent_again(client: httpx2.AsyncClient, path: str) -> None:
    first = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.headers["Cache-Control"]) == (200, "public, no-cache")
    assert (again.status_code, again.content) == (304, b"")
    assert (again.headers["ETag"], again.headers["Cache-Control"]) == (first.headers["ETag"], "public, no-cache")


@pytest.mark.parametrize("path", ["/search?q=water&version=2.7", "/docs/2.7/index.html", "/docs/3.13/no.html"])
async def test_a_page_that_only_helps_is_not_kept(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert (answer.status_code, "ETag" in answer.headers) == (404, False)


async def test_an_answer_of_another_generation_is_sent_again(client: httpx2.AsyncClient) -> None:
    answer = await client.get(ANSWERS[0], headers={"If-None-Match": 'W/"of-yesterday"'})

    assert (answer.status_code, answer.json()["query"]) == (200, "water")


async def test_a_new_index_makes_new_tags(
    database: Database, serve: Callable[..., AbstractContextManager[httpx2.AsyncClient]]
) -> None:
    await create_schema(database)
    tags = []
    for source in (
        garden_source(OLDER),
        garden_source(PYTHON),
        garden_source(PYTHON, without="tutorial/greeting.html"),
    ):
        await index_source(database, source, force=True)
        with serve(database) as client:
            tags.append((await client.get("/api/v1/versions")).headers["ETag"])

    assert len(set(tags)) == 3


async def test_what_failed_may_not_be_kept(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/v1/search?q=x&version=2.7")

    assert (answer.status_code, "ETag" in answer.headers) == (404, False)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([], False),
        (["*"], True),
        (['W/"a"'], True),
        (['"a"'], True),
        (['"b", W/"a"'], True),
        (['"b"', '"a"'], True),
        (['W/"ab"'], False),
        (["a"], False),
        (['"b" W/"a"'], False),
    ],
)
def test_a_tag_is_found_among_those_a_client_knows(known: list[str], expected: bool) -> None:  # noqa: FBT001
    assert has(known, 'W/"a"') is expected
