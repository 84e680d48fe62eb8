"""What OpenAPI says of responses beside their bodies: which problems there may be, and which headers come along."""

from __future__ import annotations

from typing import Any

from castalia.web.api.schemas import ProblemAnswer

RETRY_AFTER: dict[str, Any] = {
    "Retry-After": {"description": "Seconds until it is worth asking again.", "schema": {"type": "integer"}}
}

RATE_LIMIT: dict[str, Any] = {
    name: {"description": f"{what} Absent where the service limits nobody.", "schema": schema}
    for name, what, schema in (
        ("RateLimit-Limit", "Requests a minute that one client may send.", {"type": "integer"}),
        ("RateLimit-Remaining", "How many of them are left.", {"type": "integer"}),
        ("RateLimit-Reset", "Seconds until all of them are there again.", {"type": "integer"}),
        ("RateLimit-Policy", "The limit and its window in seconds, such as `60;w=60`.", {"type": "string"}),
    )
}

DESCRIPTIONS = {
    413: "A problem document: the request's body is too large.",
    429: "A problem document: this client asked too often.",
    503: "A problem document: nothing can be answered at the moment.",
}

HEADERS = {429: RETRY_AFTER | RATE_LIMIT, 503: RETRY_AFTER}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe for OpenAPI that these statuses come with a problem document.

    Args:
        statuses: The statuses of a route besides success.
    """
    return {status: _problem_response(status) for status in statuses}


def _problem_response(status: int) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": DESCRIPTIONS.get(status, "A problem document."),
        "content": {"application/problem+json": {"schema": ProblemAnswer.model_json_schema()}},
    }
    return described | {"headers": HEADERS[status]} if status in HEADERS else described


EVERYWHERE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The answer.", "headers": RATE_LIMIT},
    304: {"description": "The client has this answer already.", "headers": RATE_LIMIT},
    **problem_responses(413, 429, 503),
}
"""The responses of every route that is answered from the index."""
