"""The index for programs: open it, ask it, read what it says; ``Index`` for ordinary code, ``AsyncIndex`` for async.

>>> from castalia.library import Index
>>> with Index() as index:
...     print(index.search("os.path.join").results[0].url)
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from castalia.config import get_config
from castalia.database.choose import choose_database
from castalia.database.embedded import INDEX_FILE, embedded_database
from castalia.database.schema import EMPTY
from castalia.database.sets import live_sets
from castalia.errors import EmptyIndexError, IndexStateError
from castalia.search.definitions.symbols import look_up
from castalia.search.definitions.unknown_name import unknown_name
from castalia.search.search import search
from castalia.search.section_text import DEFAULT_LENGTH, read_section
from castalia.search.suggestions.suggestions import suggest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.database import Database
    from castalia.database.models import DocumentationSet
    from castalia.search.definitions.definition import Definition
    from castalia.search.results import Results
    from castalia.search.section_text import SectionText
    from castalia.search.suggestions.suggestions import Suggestion

Answer = TypeVar("Answer")
Given = ParamSpec("Given")

NOT_OPEN = "the index is not open; ask it inside of its `with` statement"

CLOSE_SECONDS = 10
"""More than it takes to close the connections of a database that does not answer."""


@dataclass(frozen=True, slots=True)
class IndexedVersion:
    """One documentation that can be searched.

    Args:
        project: The project's key, ``python`` for Python's own.
        version: The version's key, such as ``3.13``.
        release: The full release.
        language: The tag of its language.
        indexed_at: When it was indexed.
        pages: How many pages it has.
        sections: How many sections and definitions.
        symbols: How many names.
    """

    project: str
    version: str
    release: str
    language: str
    indexed_at: datetime
    pages: int
    sections: int
    symbols: int


class AsyncIndex:
    """An index, asked from async code; use it as an async context manager.

    Args:
        home: The folder of an index in SQLite; else what the settings name, PostgreSQL included.
    """

    def __init__(self, home: Path | str | None = None) -> None:
        self._home = None if home is None else Path(home)
        self._database: Database | None = None

    async def __aenter__(self) -> Self:
        """Open it.

        Raises:
            EmptyIndexError: The folder holds no index.
            ConfigurationError: A setting has a value that cannot work.
        """
        self._database = self._choose()
        self._database.setup()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        database, self._database = self._database, None
        if database is not None:
            await database.aclose()

    async def search(
        self,
        text: str,
        *,
        version: str | None = None,
        project: str = "python",
        limit: int = 10,
        offset: int = 0,
        verbatim: bool = False,
    ) -> Results:
        """Find what answers a query, best first.

        Args:
            text: A name, a question, an operator, pasted code or an error.
            version: A version's key or full release, or ``all``; the newest stable one when absent.
            project: The project to search, or ``all``.
            limit: How many results to give, 1 to 100.
            offset: How many to leave out before them.
            verbatim: Whether to search for what looks misspelt as it is.
        """
        async with self._session() as session:
            return await search(
                session, text, project=project, version=version, limit=limit, offset=offset, verbatim=verbatim
            )

    async def section(
        self,
        path: str,
        *,
        version: str | None = None,
        project: str = "python",
        start: int = 0,
        limit: int = DEFAULT_LENGTH,
    ) -> SectionText:
        """Read a section, a definition or a page as Markdown.

        Args:
            path: ``page#anchor``, as results have it.
            version: A version's key or full release; the newest stable one when absent.
            project: The project.
            start: The ``continuation`` of the portion before.
            limit: How many characters to give at most.
        """
        async with self._session() as session:
            return await read_section(session, path, project=project, version=version, start=start, limit=limit)

    async def symbol(self, name: str, *, version: str | None = None, project: str = "python") -> Definition:
        """Look up all that is said of one definition.

        Args:
            name: A full name, or its last parts where they name one thing only.
            version: A version's key or full release; the newest stable one when absent.
            project: The project.

        Raises:
            UnknownNameError: Nothing bears the name, or several things do; its ``candidates`` may be meant.
        """
        async with self._session() as session:
            found = await look_up(session, name, project=project, version=version)
            if found is None:
                raise await unknown_name(session, name, project=project, version=version, advice="search for it")
            return found

    async def suggest(
        self, text: str, *, version: str | None = None, project: str = "python", limit: int = 10
    ) -> tuple[Suggestion, ...]:
        """Complete what somebody has typed so far.

        Args:
            text: What was typed.
            version: A version's key or full release; the newest stable one when absent.
            project: The project.
            limit: How many to give at most, 1 to 20.
        """
        async with self._session() as session:
            return await suggest(session, text, project=project, version=version, limit=limit)

    async def versions(self) -> tuple[IndexedVersion, ...]:
        """List what can be searched, by project, the newest stable version first."""
        async with self._session() as session:
            return tuple(indexed_version(each) for each in await live_sets(session))

    def _choose(self) -> Database:
        if self._home is None:
            config = get_config()
            return choose_database(config.engine, home=config.CASTALIA_HOME, postgres=config.postgres)
        if not (self._home / INDEX_FILE).is_file():
            raise EmptyIndexError(f"{self._home} holds no index: {EMPTY}")
        return embedded_database(self._home)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[AsyncSession]:
        if self._database is None:
            raise IndexStateError(NOT_OPEN)
        try:
            async with self._database.read_session() as session:
                yield session
        except (SQLAlchemyError, OSError) as error:
            # The whole text of a database's error holds the parameters of its statement.
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            raise IndexStateError(f"the index does not answer: {reason or type(error).__name__}") from error


def waiting(
    method: Callable[Concatenate[AsyncIndex, Given], Coroutine[Any, Any, Answer]],
) -> Callable[Concatenate[Index, Given], Answer]:
    """Give a method of ``AsyncIndex`` to ``Index``: the same arguments, types and words, but it waits."""

    @wraps(method)
    def ask(self: Index, /, *arguments: Given.args, **options: Given.kwargs) -> Answer:
        return self._wait(lambda: method(self._index, *arguments, **options))

    return ask


class Index:
    """An index, asked from ordinary code; use it as a context manager, from any thread, in a notebook too.

    Args:
        home: The folder of an index in SQLite; else what the settings name, PostgreSQL included.
    """

    search = waiting(AsyncIndex.search)
    section = waiting(AsyncIndex.section)
    symbol = waiting(AsyncIndex.symbol)
    suggest = waiting(AsyncIndex.suggest)
    versions = waiting(AsyncIndex.versions)

    def __init__(self, home: Path | str | None = None) -> None:
        self._index = AsyncIndex(home)
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Self:
        """Open it, as ``AsyncIndex`` does; a thread of its own answers, so that no running event loop matters."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="castalia-index", daemon=True)
        self._thread.start()
        try:
            self._wait(self._index.__aenter__)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        try:
            self._wait(self._index.__aexit__)
        finally:
            self._stop()

    def _wait(self, ask: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        if self._loop is None:
            raise IndexStateError(NOT_OPEN)
        return asyncio.run_coroutine_threadsafe(ask(), self._loop).result()

    def _stop(self) -> None:
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.call_soon_threadsafe(loop.stop)
            self._thread.join(CLOSE_SECONDS)
            loop.close()


def indexed_version(each: DocumentationSet) -> IndexedVersion:
    """Give what can be told of a documentation."""
    return IndexedVersion(
        project=each.project,
        version=each.version,
        release=each.release,
        language=each.language,
        # SQLite keeps times without a zone, and they are meant in UTC.
        indexed_at=each.indexed_at if each.indexed_at.tzinfo else each.indexed_at.replace(tzinfo=UTC),
        pages=each.pages,
        sections=each.sections,
        symbols=each.symbols,
    )
