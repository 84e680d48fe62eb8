"""Every error is answered in one place: programs get a problem document, browsers a page in our frame."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from castalia.database.current import last_sets
from castalia.database.failures import DatabaseTimeoutError, DatabaseUnreachableError
from castalia.errors import CastaliaError
from castalia.web.addresses import route_path, route_pattern
from castalia.web.depends import db
from castalia.web.fixes import fixes_of
from castalia.web.middleware.freshness import NotModified, answer_not_modified
from castalia.web.middleware.security_headers import SECURITY_HEADERS
from castalia.web.observation.request_id import HEADER, current_request
from castalia.web.pages.rendering import render
from castalia.web.problems import problem_document, problem_of

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from castalia.database.models import DocumentationSet
    from castalia.web.problems import Problem

logger = logging.getLogger(__name__)

FOR_PROGRAMS = ("/api/", "/health/", "/suggestions/", "/mcp/")
"""Where the paths begin that programs ask for."""

EXPECTED = (
    HTTPException,
    RequestValidationError,
    CastaliaError,
    DatabaseUnreachableError,
    DatabaseTimeoutError,
    SQLAlchemyError,
)
"""What is answered here for good; anything else goes on to the server, which logs it."""


def install_handlers(app: FastAPI) -> None:
    """Let an application answer every error in our words."""
    for kind in EXPECTED:
        app.add_exception_handler(kind, answer_expected)
    app.add_exception_handler(NotModified, answer_not_modified)
    app.add_exception_handler(Exception, answer_unexpected)


async def answer_expected(request: Request, error: Exception) -> Response:
    """Answer an error that has its words; what remains a fault of ours is logged in full."""
    problem = problem_of(error)
    if problem.status >= 500:  # noqa: PLR2004 - Where the faults of servers begin.
        # The whole text of a database's error holds the parameters of its statement, which are not ours to log.
        cause = getattr(error, "orig", None) or error
        logger.error(
            "answered %s to %s: %s", problem.status, route_pattern(request.scope), cause, exc_info=not problem.name
        )
    return answer(request, problem)


async def answer_unexpected(request: Request, error: Exception) -> Response:
    """Answer an error that nothing foresaw; the server, which gets it afterwards, logs it."""
    response = answer(request, problem_of(error))
    # This answer is given outside of all middleware.
    response.headers.update(SECURITY_HEADERS | {HEADER: current_request()})
    return response


def answer(request: Request, problem: Problem) -> Response:
    """Give the response to a problem in the form its client reads."""
    path = route_path(request)
    if f"{path}/".startswith(FOR_PROGRAMS):
        return problem_document(problem, instance=path, fixes=fixes_of(request, problem))
    response = render(request, "error.html", status_code=problem.status, problem=problem, newest=_newest())
    response.headers.update(problem.headers)
    return response


def _newest() -> DocumentationSet | None:
    """Give the newest set as it was read last: an error may mean that nothing can be read now."""
    sets = last_sets(db.read_engine.sync_engine) if db.is_set_up else ()
    return sets[0] if sets else None
