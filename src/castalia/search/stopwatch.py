"""How long each stage of a search takes and how it ends, for whoever started a watch around it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from time import perf_counter
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@dataclass(slots=True)
class Stopwatch:
    """What the searches took that ran under it.

    Args:
        seconds: The time of each stage by its name.
        outcome: How the last search ended; empty when there was none.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    outcome: str = ""


_running: ContextVar[Stopwatch | None] = ContextVar("running stopwatch", default=None)


def start_watch() -> Stopwatch:
    """Begin to watch what this task does from now on."""
    watch = Stopwatch()
    _running.set(watch)
    return watch


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Count what happens inside as time of a stage, failures included."""
    watch = _running.get()
    if watch is None:
        yield
        return
    start = perf_counter()
    try:
        yield
    finally:
        watch.seconds[name] = watch.seconds.get(name, 0) + perf_counter() - start


def timed(name: str) -> Callable[[Callable[Parameters, Awaitable[Result]]], Callable[Parameters, Awaitable[Result]]]:
    """Count what an asynchronous function does as time of a stage."""

    def decorate(function: Callable[Parameters, Awaitable[Result]]) -> Callable[Parameters, Awaitable[Result]]:
        @wraps(function)
        async def call(*arguments: Parameters.args, **options: Parameters.kwargs) -> Result:
            with stage(name):
                return await function(*arguments, **options)

        return call

    return decorate


def ended(outcome: str) -> None:
    """Tell the watch, if there is one, how a search ended."""
    watch = _running.get()
    if watch is not None:
        watch.outcome = outcome
