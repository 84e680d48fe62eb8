"""What is read by a model at once is what FastAPI reads one by one, what is refused included."""

from __future__ import annotations

from typing import Annotated, Any

import httpx2
import pytest
from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, Field

from castalia.search.lanes import Lane
from castalia.web.api.asked import asked_by, described

pytestmark = pytest.mark.anyio


class Parameters(BaseModel):
    """What may be asked."""

    q: Annotated[str, Field(min_length=1, pattern=r"\S", description="Words.", examples=["tea"])]
    limit: Annotated[int, Field(ge=1, le=9, description="How many.", examples=[3])] = 3
    verbatim: Annotated[bool, Field(description="As it is.", examples=[True])] = False
    lane: Annotated[Lane | None, Field(description="Which lane.", examples=["learn"])] = None


@pytest.fixture
def client() -> httpx2.AsyncClient:
    """A service with the same route twice."""
    app = FastAPI()

    @app.get("/at-once", openapi_extra=described(Parameters))
    async def at_once(request: Request) -> Parameters:
        return asked_by(request, Parameters)

    @app.get("/one-by-one")
    async def one_by_one(
        q: Annotated[str, Query(min_length=1, pattern=r"\S", description="Words.", examples=["tea"])],
        *,
        limit: Annotated[int, Query(ge=1, le=9, description="How many.", examples=[3])] = 3,
        verbatim: Annotated[bool, Query(description="As it is.", examples=[True])] = False,
        lane: Annotated[Lane | None, Query(description="Which lane.", examples=["learn"])] = None,
    ) -> Parameters:
        return Parameters(q=q, limit=limit, verbatim=verbatim, lane=lane)

    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://castalia.test")


@pytest.mark.parametrize(
    "address",
    [
        "q=tea",
        "q=a+b%26c&limit=9&verbatim=true&lane=whatsnew",
        "q=tea&verbatim=1&other=2",
        "q=tea&q=urn",
        "",
        "q=",
        "q=+",
        "q=tea&limit=0",
        "q=tea&limit=10&verbatim=perhaps",
        "q=tea&limit=many",
        "q=tea&lane=nowhere",
        "limit=",
    ],
)
async def test_both_answer_and_refuse_the_same(client: httpx2.AsyncClient, address: str) -> None:
    at_once, one_by_one = [await client.get(f"/{way}?{address}") for way in ("at-once", "one-by-one")]

    assert at_once.status_code == one_by_one.status_code
    assert without_input(at_once.json()) == without_input(one_by_one.json())


def without_input(answer: dict[str, Any]) -> object:
    """Leave out what was sent, which the one gives back as a whole where a part of it is missing."""
    details = answer.get("detail")
    return answer if details is None else [{**each, "input": None} for each in details]


async def test_both_are_described_the_same(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()

    at_once, one_by_one = [
        {each["name"]: each for each in document["paths"][f"/{way}"]["get"]["parameters"]}
        for way in ("at-once", "one-by-one")
    ]
    # A shape that has a name of its own stands in one place there, here where it is used.
    one_by_one["lane"]["schema"]["anyOf"][0] = document["components"]["schemas"]["Lane"]
    del one_by_one["lane"]["schema"]["title"]
    assert at_once == one_by_one
