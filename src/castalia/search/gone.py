"""A set that was removed between being found and being searched: whoever meets that looks once more."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from castalia.database.current import forget_sets
from castalia.errors import UnknownVersionError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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
    function: Callable[Parameters, Awaitable[Result]],
) -> Callable[Parameters, Awaitable[Result]]:
    """Call an asynchronous function again with the sets of this moment, when one of a moment ago is gone."""

    @wraps(function)
    async def call(*arguments: Parameters.args, **options: Parameters.kwargs) -> Result:
        try:
            return await function(*arguments, **options)
        except SetGoneError:
            forget_sets()
            return await function(*arguments, **options)

    return call
