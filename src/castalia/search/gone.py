"""A set that was removed between being found and being searched: whoever meets that looks once more."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from castalia.database.current import forget_sets
from castalia.database.sessions import kept
from castalia.errors import UnknownVersionError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.database.models import DocumentationSet

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class SetGoneError(UnknownVersionError):
    """The set was removed since it was found.

    Args:
        documentation: The set.
    """

    def __init__(self, documentation: DocumentationSet) -> None:
        super().__init__(f"version {documentation.version!r} of {documentation.project!r} has just been removed")


def once_more(
    function: Callable[Concatenate[AsyncSession, Parameters], Awaitable[Result]],
) -> Callable[Concatenate[AsyncSession, Parameters], Coroutine[Any, Any, Result]]:
    """Call an asynchronous function again with the sets of this moment, when one of a moment ago is gone.

    All that it asks in its session is asked of one server: of two standbys, one may not have heard yet of a set that
    the other has.
    """

    @wraps(function)
    async def call(session: AsyncSession, /, *arguments: Parameters.args, **options: Parameters.kwargs) -> Result:
        async with kept(session):
            try:
                return await function(session, *arguments, **options)
            except SetGoneError:
                forget_sets()
                return await function(session, *arguments, **options)

    return call
