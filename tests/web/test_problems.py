"""What programs are told when a request cannot be answered: problem documents, as RFC 9457 words them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from castalia.database.failures import DatabaseUnreachableError
from castalia.errors import EmptyIndexError, IndexBusyError, IndexFormatError
from castalia.web.problems import problem_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2


async def problem(
    client: httpx2.AsyncClient, path: str, parameters: Mapping[str, str | int] | None = None, *, method: str = "GET"
) -> dict[str, Any]:
    response = await client.request(method, path, params=parameters)
    document: dict[str, Any] = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert document["status"] == response.status_code
    assert document["instance"] == path
    return document


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": " \t"}, "q"),
        ({"q": "x", "limit": 0}, "limit"),
        ({"q": "x", "limit": 101}, "limit"),
        ({"q": "x", "limit": "many"}, "limit"),
        ({"q": "x", "offset": -1}, "offset"),
        ({"q": "x", "offset": 1001}, "offset"),
        ({"q": "x", "version": "3" * 101}, "version"),
    ],
)
async def test_a_wrong_parameter_is_named(
    client: httpx2.AsyncClient, parameters: dict[str, str | int], parameter: str
) -> None:
    document = await problem(client, "/api/v1/search", parameters)

    assert (document["status"], document["type"]) == (422, "urn:castalia:problem:invalid-request")
    assert [error["parameter"] for error in document["errors"]] == [parameter]
    assert parameter in document["detail"]


async def test_a_query_that_is_too_long_says_how_long_it_may_be(client: httpx2.AsyncClient) -> None:
    document = await problem(client, "/api/v1/search", {"q": "x" * 501})

    assert (document["status"], document["type"]) == (400, "urn:castalia:problem:query")
    assert "501" in document["detail"]
    assert "500" in document["detail"]


async def test_the_longest_query_is_searched(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/api/v1/search", params={"q": "x" * 500})).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/folders"])
async def test_an_unknown_version_lists_the_ones_there_are(client: httpx2.AsyncClient, path: str) -> None:
    document = await problem(client, path, {"q": "x", "version": "2.7"})

    assert (document["status"], document["type"]) == (404, "urn:castalia:problem:unknown-version")
    assert document["candidates"] == ["3.13", "3.9"]
    assert "2.7" in document["detail"]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api", "/health/well"])
async def test_an_unknown_address_is_a_problem_document_too(client: httpx2.AsyncClient, path: str) -> None:
    document = await problem(client, path)

    assert (document["status"], document["type"], document["title"]) == (404, "about:blank", "Not Found")
    assert document["detail"] == "Nothing lies at this address."


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_a_wrong_method_is_told_the_right_ones(client: httpx2.AsyncClient, method: str) -> None:
    document = await problem(client, "/api/v1/search", method=method)
    response = await client.request(method, "/api/v1/search")

    assert document["status"] == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_database_that_is_away_asks_for_patience() -> None:
    for error in (DatabaseUnreachableError("refused"), PoolTimeoutError("full"), broken(ConnectionResetError())):
        found = problem_of(error)

        assert (found.status, found.name, found.headers["Retry-After"]) == (503, "database-away", "5")
        assert "refused" not in found.detail


def test_an_index_that_cannot_answer_is_not_the_clients_fault() -> None:
    errors = [EmptyIndexError("run `castalia index`"), IndexFormatError("rebuild"), IndexBusyError("wait")]

    assert [problem_of(error).status for error in errors] == [503, 503, 503]
    assert [problem_of(error).detail for error in errors] == ["run `castalia index`", "rebuild", "wait"]


def test_any_other_error_keeps_its_words_to_itself() -> None:
    for error in (RuntimeError("secret"), OSError("secret"), broken(ValueError("secret"))):
        found = problem_of(error)

        assert found.status == 500
        assert "secret" not in found.detail


def broken(cause: Exception) -> OperationalError:
    """Give the error of a statement that failed for a reason of the driver."""
    error = OperationalError("SELECT secret", {}, cause)
    error.__cause__ = cause
    return error
