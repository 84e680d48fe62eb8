"""Answers that were given a moment ago and are still true: what many ask is searched and written once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request, Response

from castalia.search.memory import Memory
from castalia.search.stopwatch import ended
from castalia.web.addresses import root_of
from castalia.web.depends import Read  # noqa: TC001 - The same.

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pydantic import BaseModel

REMEMBERED = 16 * 1024 * 1024
"""Bytes of answers for each database; one of ten results takes 8 kB."""


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """An answer as it was sent, and how its search ended."""

    body: bytes
    outcome: str


_memory: Memory[RememberedAnswer] = Memory(REMEMBERED, lambda answer: len(answer.body) + 1000)


class Asking:
    """A request for an answer that may be known; a dependency of routes whose answers follow from their address.

    Args:
        request: What is asked.
        response: The response whose headers ``fresh`` has marked with the tag of the index.
        session: What is searched with.
    """

    def __init__(self, request: Request, response: Response, session: Read) -> None:
        self.request = request
        self.session = session
        self._headers = response.headers

    def known(self) -> Response | None:
        """Give the answer that was given before, where the index is still the same."""
        answer = _memory.get(self.session, self._key)
        if answer is None:
            return None
        ended(answer.outcome)
        return self._response(answer.body)

    def remember(self, answer: BaseModel, outcome: str) -> Response:
        """Make the response of an answer, and keep it for whoever asks the same.

        Args:
            answer: The answer.
            outcome: How the search ended.
        """
        body = answer.model_dump_json().encode()
        _memory.put(self.session, self._key, RememberedAnswer(body, outcome))
        return self._response(body)

    @property
    def _key(self) -> Hashable:
        scope = self.request.scope
        return scope["path"], scope["query_string"], root_of(self.request), self._headers["ETag"]

    def _response(self, body: bytes) -> Response:
        response = Response(body, media_type="application/json")
        response.headers.update(self._headers)
        return response
