"""Answers that were given a moment ago and are still true: what many ask is searched and written once."""

from __future__ import annotations

from asyncio import get_running_loop
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from castalia.database.current import known_sets
from castalia.search.ranking.memory import Memory, key_of
from castalia.search.stopwatch import ended

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Receive, Scope, Send

    from castalia.database.database import Database
    from castalia.database.models import DocumentationSet
    from castalia.search.ranking.memory import SetKey
    from castalia.web.middleware.freshness import Fresh

    Headers = tuple[tuple[bytes, bytes], ...]

REMEMBERED = 8 * 1024 * 1024
"""Bytes of answers for each database, some 800: one of ten results takes 10 kB."""


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """An answer as it was sent.

    Args:
        headers: Its headers.
        body: Its body.
        outcome: How its search ended; empty where there was none.
        route: The route that gave it.
        sets: What was indexed then.
        size: The bytes that it takes, with the address that was asked.
    """

    headers: Headers
    body: bytes
    outcome: str
    route: BaseRoute
    sets: tuple[SetKey, ...]
    size: int


OVERHEAD = 1_000
"""Bytes that an answer takes beside its text and its address."""

_memory: Memory[RememberedAnswer] = Memory(REMEMBERED, lambda answer: answer.size)


def remember(fresh: Fresh, body: bytes, outcome: str = "") -> Response:
    """Make the response of an answer, and keep it for whoever asks the same; of one that follows from its address.

    Args:
        fresh: What is asked.
        body: The answer as JSON.
        outcome: How the search ended; empty where there was none.
    """
    response = Response(body, headers=fresh.headers, media_type="application/json")
    # What sends it may add headers of its own, to this response alone. Nobody has to wait until it is kept.
    get_running_loop().call_soon(_keep, fresh, tuple(response.raw_headers), body, outcome)
    return response


def _keep(fresh: Fresh, headers: Headers, body: bytes, outcome: str) -> None:
    scope = fresh.request.scope
    size = OVERHEAD + len(body) + len(scope["query_string"]) + len(scope["path"])
    remembered = RememberedAnswer(headers, body, outcome, scope["route"], _keys_of(fresh.sets), size)
    _memory.put(fresh.session, _key_of(scope), remembered)


class AnswerMemoryMiddleware:
    """Sends an answer that is remembered, while what is indexed is known to be the same.

    Args:
        app: The application.
        database: The database that it reads.
    """

    def __init__(self, app: ASGIApp, *, database: Database) -> None:
        self._app = app
        self._database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request from memory, or let the application do it."""
        answer = self._remembered(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if answer is None:
            await self._app(scope, receive, send)
            return
        ended(answer.outcome)
        scope["route"] = answer.route
        await send({"type": "http.response.start", "status": 200, "headers": list(answer.headers)})
        await send({"type": "http.response.body", "body": answer.body})

    def _remembered(self, scope: Scope) -> RememberedAnswer | None:
        # Whoever has an answer already may need to hear only that.
        if not self._database.is_set_up or any(name == b"if-none-match" for name, _ in scope["headers"]):
            return None
        engine = self._database.read_engine.sync_engine
        answer = _memory.of(engine, _key_of(scope))
        sets = known_sets(engine)
        return answer if answer is not None and sets is not None and answer.sets == _keys_of(sets) else None


def _key_of(scope: Scope) -> Hashable:
    return scope["path"], scope["query_string"], scope.get("app_root_path", scope.get("root_path", ""))


def _keys_of(sets: Iterable[DocumentationSet]) -> tuple[SetKey, ...]:
    return tuple(map(key_of, sets))
