"""`/metrics`: for a Prometheus that knows the token, or that asks from this machine when there is none."""

from __future__ import annotations

import asyncio
import hmac
from ipaddress import ip_address
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from castalia.database.sets import live_sets
from castalia.errors import EmptyIndexError, IndexStateError
from castalia.web.depends import Read
from castalia.web.operation import operation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from castalia.database.models import DocumentationSet

router = APIRouter(include_in_schema=False)

PATIENCE = 2.0
"""Seconds that the database may take; monitoring must answer most of all when it does not."""

FORWARDED = frozenset({"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"})
"""Headers of proxies. Who sends one does not ask from this machine, whatever the connection says."""

CLOSED = (
    "Metrics are given to this machine only. For others set CASTALIA_METRICS_TOKEN and ask with it: "
    "Authorization: Bearer TOKEN."
)


@router.get("/metrics")
async def show_metrics(request: Request, session: Read) -> Response:
    """Give the metrics of the service."""
    require_right(request)
    return Response(operation.metrics.exposition(await _indexed(session)), media_type=CONTENT_TYPE_LATEST)


def require_right(request: Request) -> None:
    """Let nobody pass who may not know how the service is.

    Raises:
        HTTPException: The token is missing or wrong, or there is none and somebody asks from elsewhere.
    """
    token = operation.metrics_token
    if token is None:
        if not is_local(request):
            raise HTTPException(403, CLOSED)
        return
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token.encode()):
        headers = {"WWW-Authenticate": 'Bearer realm="metrics"'}
        raise HTTPException(401, "The token for the metrics is missing or wrong.", headers)


def is_local(request: Request) -> bool:
    """Tell whether a request comes from this machine, and through no proxy."""
    if request.client is None or FORWARDED & {name.lower() for name in request.headers}:
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def _indexed(session: Read) -> Sequence[DocumentationSet] | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await live_sets(session)
    except EmptyIndexError:
        return ()
    except (IndexStateError, SQLAlchemyError, OSError):
        return None
