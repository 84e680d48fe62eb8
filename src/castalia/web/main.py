"""The service: ``uvicorn castalia.web.main:fast_api`` serves the pages and the JSON interface over one index."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from castalia import __version__
from castalia.config import get_config
from castalia.database.metrics import Metrics
from castalia.web import opensearch, pages, published_paths, reader, sections
from castalia.web.api import api
from castalia.web.cross_origin import CrossOriginMiddleware
from castalia.web.deadline import DeadlineMiddleware
from castalia.web.depends import db
from castalia.web.handlers import install_handlers
from castalia.web.head_requests import HeadMiddleware
from castalia.web.known_hosts import KnownHosts
from castalia.web.security_headers import SecurityHeadersMiddleware
from castalia.web.static_files import STATIC_FOLDER, FingerprintedFiles
from castalia.web.suggest import suggest_api
from castalia.web.symbols import symbols_api

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Set the database up for as long as the service runs; a database that is away does not stop the start."""
    app.state.known_hosts = KnownHosts(get_config().allowed_hosts)
    db.setup()
    try:
        yield
    finally:
        await db.aclose()


fast_api = FastAPI(
    title="Castalia",
    summary="Search over Python's official documentation.",
    version=__version__,
    lifespan=lifespan,
    # The interactive pages load their scripts from a third party; the description itself is enough for programs.
    docs_url=None,
    redoc_url=None,
    openapi_url="/api/v1/openapi.json",
    # A redirect to the address with a slash would name the host that the client claimed.
    redirect_slashes=False,
    # What readers ask stays here: nothing is ever sent to a collector.
    telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    middleware=[
        Middleware(HeadMiddleware),
        Middleware(SecurityHeadersMiddleware),
        Middleware(CrossOriginMiddleware),
        Middleware(GZipMiddleware, compresslevel=6),
        Middleware(DeadlineMiddleware),
    ],
)

metrics = Metrics(CollectorRegistry())
metrics.watch(db)
metrics.install(fast_api)
db.install(fast_api)
install_handlers(fast_api)
fast_api.include_router(api)
fast_api.include_router(sections.router)
fast_api.include_router(suggest_api)
fast_api.include_router(symbols_api)
fast_api.include_router(pages.router)
fast_api.include_router(reader.router)
fast_api.include_router(published_paths.router)
fast_api.include_router(opensearch.router)
fast_api.mount("/static", FingerprintedFiles(directory=STATIC_FOLDER), name="static")
