"""What went wrong comes in as an exception; what to tell the client, as RFC 9457 words it, goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from castalia.database.failures import (
    DatabaseTimeoutError,
    DatabaseUnreachableError,
    is_temporary,
)
from castalia.errors import (
    CastaliaError,
    EmptyIndexError,
    IndexFormatError,
    QueryError,
    UnknownNameError,
    UnknownPlaceError,
    UnknownProjectError,
    UnknownVersionError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEDIA_TYPE = "application/problem+json"

RETRY_AFTER = "5"
"""Seconds until a client should ask again: as long as a session waits for a free connection."""

DETAILS = {
    404: "Nothing lies at this address.",
    405: "This address does not answer to this method.",
    500: "Something went wrong here; the log of the service says what. Ask again, and report it if it stays so.",
}
"""What to say where an exception brings no words of its own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request was not answered.

    Args:
        status: The status of the response.
        detail: What happened, and what to do next.
        name: Its kind, a part of its type; empty for what the status alone says.
        title: A heading; the status' own words when it is empty.
        headers: Headers of the response.
        members: What a program can use besides, such as ``candidates``.
    """

    status: int
    detail: str
    name: str = ""
    title: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """Give its title in words."""
        return self.title or HTTPStatus(self.status).phrase


def problem_of(error: Exception) -> Problem:
    """Tell what to answer when this was raised."""
    match error:
        case HTTPException():
            return _http_problem(error)
        case RequestValidationError():
            return _invalid_request(error)
        case CastaliaError():
            return _expected_problem(error)
        case DatabaseUnreachableError() | DatabaseTimeoutError():
            return _database_away()
        case SQLAlchemyError() if is_temporary(error):
            return _database_away()
        case _:
            return Problem(500, DETAILS[500])


def too_late() -> Problem:
    """Tell that a request was given up, since the database answered none of its questions in time."""
    return _database_away()


def problem_document(problem: Problem, *, instance: str, fixes: Sequence[str] = ()) -> JSONResponse:
    """Answer a program.

    Args:
        problem: What went wrong.
        instance: The path that was asked for.
        fixes: Addresses that would have been answered.
    """
    document = {
        "type": f"urn:castalia:problem:{problem.name}" if problem.name else "about:blank",
        "title": problem.heading,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        **problem.members,
        **({"fixes": list(fixes)} if fixes else {}),
    }
    return JSONResponse(document, problem.status, headers=dict(problem.headers), media_type=MEDIA_TYPE)


def _http_problem(error: HTTPException) -> Problem:
    headers = dict(error.headers or {})
    if headers.get("Allow") == "GET":
        headers["Allow"] = "GET, HEAD"
    said = error.detail != HTTPStatus(error.status_code).phrase
    detail = error.detail if said else DETAILS.get(error.status_code, error.detail)
    return Problem(error.status_code, detail, headers=headers)


def _invalid_request(error: RequestValidationError) -> Problem:
    errors = [_invalid_parameter(each) for each in error.errors()]
    detail = "; ".join(f"{each['parameter']}: {each['detail']}" for each in errors)
    return Problem(422, f"{detail}.", "invalid-request", "The request is not valid", members={"errors": errors})


def _invalid_parameter(error: Mapping[str, Any]) -> dict[str, Any]:
    """Say which parameter is wrong and why, and the number it may be at most or at least where that is the reason."""
    limits = error.get("ctx", {})
    bound = limits.get("le", limits.get("ge"))
    parameter = {"parameter": str(error["loc"][-1]), "detail": str(error["msg"])}
    return parameter if bound is None else {**parameter, "bound": bound}


def _expected_problem(error: CastaliaError) -> Problem:
    match error:
        case QueryError():
            return Problem(400, str(error), "query", "This cannot be searched for")
        case UnknownPlaceError() | UnknownVersionError():
            name, title = _unknown(error)
            return Problem(404, str(error), name, title, members={"candidates": list(error.candidates)})
        case UnknownNameError():
            members = {"candidates": list(error.candidates), "versions": list(error.versions)}
            return Problem(404, str(error), "unknown-name", "Nothing of this name is documented", members=members)
        case EmptyIndexError():
            return Problem(503, str(error), "empty-index", "Nothing is indexed yet", {"Retry-After": RETRY_AFTER})
        case IndexFormatError():
            return Problem(503, str(error), "index-format", "The index must be built again")
        case _:
            return Problem(503, str(error), "index-state", "The index cannot answer now")


def _unknown(error: UnknownPlaceError | UnknownVersionError) -> tuple[str, str]:
    match error:
        case UnknownPlaceError():
            return "unknown-place", "There is no such place"
        case UnknownProjectError():
            return "unknown-project", "This project is not indexed"
        case _:
            return "unknown-version", "This version is not indexed"


def _database_away() -> Problem:
    detail = "The database does not answer at the moment. Ask again in a few seconds."
    return Problem(503, detail, "database-away", "The database is away", {"Retry-After": RETRY_AFTER})
