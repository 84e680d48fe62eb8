"""An application comes in; the routes that use one database in two ways at once are named."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from fastapi import FastAPI
    from fastapi.dependencies.models import Dependant
    from starlette.types import Lifespan


class MixedScopesError(RuntimeError):
    """Routes of an application use sessions of both scopes."""


def check_at_start(app: FastAPI, database: Callable[..., Any]) -> None:
    """Let an application refuse to start with mixed scopes; its routes may be added later than this.

    Args:
        app: The application.
        database: The dependency; its methods are dependencies too.
    """
    original: Lifespan[Any] = app.router.lifespan_context

    @asynccontextmanager
    async def checked(app: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        check_scopes(app, database)
        async with original(app) as state:
            yield state or {}

    app.router.lifespan_context = checked


def check_scopes(app: FastAPI, database: Callable[..., Any]) -> None:
    """Make sure that every session of an application ends at the same time, before or after the response.

    FastAPI shares a dependency only among those who ask for the same scope. A request that met both would
    hold two connections, and wait for the second with the first in its hands.

    Args:
        app: The application.
        database: The dependency; its methods are dependencies too.

    Raises:
        MixedScopesError: Some routes say ``scope="function"`` and others do not.
    """
    routes: dict[str, set[str]] = {"function": set(), "request": set()}
    for route in _flattened(app):
        for dependant in _dependants(getattr(route, "dependant", None)):
            if dependant.call is database or getattr(dependant.call, "__self__", None) is database:
                routes[dependant.scope or "request"].add(route.path)
    if all(routes.values()):
        message = (
            f'one database is used with two scopes: with scope="function" by {_listed(routes["function"])}, without '
            f'by {_listed(routes["request"])}; say Depends(..., scope="function") everywhere, best in one alias'
        )
        raise MixedScopesError(message)


def _flattened(app: FastAPI) -> Iterator[Any]:
    """Give the routes of an application and of the routers inside of it.

    What does so comes from where the application's router does: FastAPI is not imported, since programs that serve
    nothing use a database too. Its earlier releases have no routers inside of routes.
    """
    for each in type(app.router).__mro__:
        flatten: Callable[[Any], Iterator[Any]] | None
        if flatten := getattr(sys.modules[each.__module__], "iter_route_contexts", None):
            found: Iterator[Any] = flatten(app.routes)
            return found
    return iter(app.routes)


def _dependants(dependant: Dependant | None) -> Iterator[Dependant]:
    for inner in dependant.dependencies if dependant else ():
        yield inner
        yield from _dependants(inner)


def _listed(paths: set[str]) -> str:
    return ", ".join(sorted(paths))
