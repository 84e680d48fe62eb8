"""How long an answer stays true is decided by what is indexed: the live sets come in, an ETag or a 304 goes out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fastapi import Request, Response  # noqa: TC002 - FastAPI reads the annotations of ``fresh``.
from starlette.responses import Response as PlainResponse

from castalia import __version__
from castalia.database.age import age
from castalia.database.current import current_sets
from castalia.web.depends import Read  # noqa: TC001 - FastAPI reads the annotations.

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from castalia.database.models import DocumentationSet
    from castalia.database.sessions import ReadSession

REVALIDATE = "public, no-cache"
"""Kept by whoever wants to, and asked about before each use: a new index shows at once, an old answer costs nothing."""


class NotModified(Exception):  # noqa: N818 - It ends a request early, and nothing has gone wrong.
    """The client has the answer already.

    Args:
        headers: What it is told again.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__("the client has the answer already")
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Fresh:
    """A request that is answered from the index.

    Args:
        request: What is asked.
        headers: The headers of its answer, marked with the tag of the index.
        session: What is searched with.
        sets: What is indexed.
    """

    request: Request
    headers: Mapping[str, str]
    session: ReadSession
    sets: Sequence[DocumentationSet]


async def from_index(request: Request, session: ReadSession) -> Fresh:
    """Give what an answer of this moment is marked with.

    Args:
        request: What is asked.
        session: What is searched with.

    Raises:
        NotModified: The client has the answer of this generation.
    """
    sets = await current_sets(session)
    tag = _tag_now(tuple(sets))
    headers = {"ETag": tag, "Cache-Control": REVALIDATE}
    if has(request.headers.getlist("If-None-Match"), tag):
        raise NotModified(headers)
    return Fresh(request, headers, session, sets)


async def fresh(request: Request, response: Response, session: Read) -> None:
    """Mark an answer with the generation of the index; a dependency of whatever is read from the index.

    Raises:
        NotModified: The client has the answer of this generation.
    """
    response.headers.update((await from_index(request, session)).headers)


async def answer_not_modified(_: Request, unchanged: Exception) -> PlainResponse:
    """Answer 304."""
    headers = unchanged.headers if isinstance(unchanged, NotModified) else {}
    return PlainResponse(status_code=304, headers=dict(headers))


def entity_tag(sets: Iterable[DocumentationSet]) -> str:
    """Give the tag of everything that can be answered from these sets by this version of Castalia.

    It is a weak one: the same answer took another time, or comes compressed. Pages say how old the index is, so the
    tag changes when those words do.
    """
    return _tag_of(tuple(sorted((each.id, age(each.indexed_at), each.indexed_at, each.fingerprint) for each in sets)))


@lru_cache(maxsize=16)
def _tag_now(sets: tuple[DocumentationSet, ...]) -> str:
    """Give the tag of sets that were read a moment ago, which are read again before their age in words changes much."""
    return entity_tag(sets)


@lru_cache(maxsize=64)
def _tag_of(sets: tuple[tuple[int, str, datetime, str], ...]) -> str:
    generation = [(number, old, moment.isoformat(), fingerprint) for number, old, moment, fingerprint in sets]
    return f'W/"{hashlib.sha256(repr((__version__, generation)).encode()).hexdigest()[:20]}"'


def has(known: Iterable[str], tag: str) -> bool:
    """Tell whether a client that sent these ``If-None-Match`` headers has the answer with a tag."""
    tags = {each.strip().removeprefix("W/") for header in known for each in header.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags
