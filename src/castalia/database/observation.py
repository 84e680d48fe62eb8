"""An engine comes in; how long its statements and its waits take, and how they fail, is told to an observer."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from castalia.database.pool import FairPool

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.engine.interfaces import ExceptionContext
    from sqlalchemy.ext.asyncio import AsyncEngine

    from castalia.database.pool import Observer


def watch(engine: AsyncEngine, observer: Observer) -> None:
    """Let an observer learn what an engine does; BEGIN, COMMIT and ROLLBACK are no statements.

    Raises:
        TypeError: The engine has a pool of another class.
    """
    pool = engine.pool
    if not isinstance(pool, FairPool):
        raise TypeError(f"only engines with a FairPool can be watched, not with a {type(pool).__name__}")
    pool.observers.append(observer)
    if pool.observers != [observer]:
        return
    # SQLAlchemy's events before and after a statement would make every step of every connection look for
    # further events, which costs ten times as much as executing in the dialect's place with a watch in hand.
    dialect = engine.sync_engine.dialect
    event.listen(engine.sync_engine, "do_execute", _timed(dialect.do_execute, pool.observers))
    event.listen(engine.sync_engine, "do_executemany", _timed(dialect.do_executemany, pool.observers))
    event.listen(engine.sync_engine, "handle_error", lambda context: _report(context, pool.observers))


def _timed(execute: Callable[..., None], observers: Sequence[Observer]) -> Callable[..., bool]:
    def timed(*arguments: Any) -> bool:  # noqa: ANN401 - SQLAlchemy's business, passed on.
        start = perf_counter()
        execute(*arguments)
        seconds = perf_counter() - start
        for observer in observers:
            observer.executed(seconds)
        return True

    return timed


def _report(context: ExceptionContext, observers: Sequence[Observer]) -> None:
    error = context.sqlalchemy_exception or context.original_exception
    # A ping that fails is made good by a new connection; what got no connection is the pool's to tell.
    if context.connection is None or context.is_pre_ping or not isinstance(error, Exception):
        return
    for observer in observers:
        observer.failed(error)
