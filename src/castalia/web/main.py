"""The service: ``uvicorn castalia.web.main:fast_api`` serves the pages and the JSON interface over one index."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from castalia import __version__
from castalia.config import get_config
from castalia.web.agents import Agents
from castalia.web.api import sections
from castalia.web.api.interface import api
from castalia.web.api.search import search_api
from castalia.web.api.suggest import suggest_api
from castalia.web.api.symbols import symbols_api
from castalia.web.depends import db
from castalia.web.handlers import install_handlers
from castalia.web.middleware.admission import AdmissionMiddleware
from castalia.web.middleware.answer_memory import AnswerMemoryMiddleware
from castalia.web.middleware.body_limit import BodyLimitMiddleware
from castalia.web.middleware.cross_origin import CrossOriginMiddleware
from castalia.web.middleware.deadline import DeadlineMiddleware
from castalia.web.middleware.head_requests import HeadMiddleware
from castalia.web.middleware.known_hosts import KnownHosts
from castalia.web.middleware.security_headers import SecurityHeadersMiddleware
from castalia.web.observation import metrics_route
from castalia.web.observation.observation import ObservationMiddleware
from castalia.web.operation import operation
from castalia.web.pages import lucky, opensearch, pages, published_paths
from castalia.web.pages.static_files import STATIC_FOLDER, FingerprintedFiles
from castalia.web.reader import reader
from castalia.web.warming import Warming

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


agents = Agents(db.read_session)
warming = Warming(db.read_session)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    """Set the database up for as long as the service runs; a database that is away does not stop the start.

    What it gives is for the server: ``drain`` admits nobody any more and waits for those inside.
    """
    config = get_config()
    app.state.known_hosts = KnownHosts(config.allowed_hosts)
    db.setup()
    operation.setup(config)
    try:
        async with agents.running(), warming.running():
            yield {"drain": operation.admission.drain}
    finally:
        operation.close()
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
        Middleware(ObservationMiddleware, observers=operation.observers),
        Middleware(SecurityHeadersMiddleware),
        Middleware(CrossOriginMiddleware),
        Middleware(GZipMiddleware, compresslevel=6),
        # Who waits for a turn is waited for by somebody, so that this counts as well.
        Middleware(DeadlineMiddleware),
        Middleware(AdmissionMiddleware, admission=operation.admission),
        Middleware(AnswerMemoryMiddleware, database=db),
        Middleware(BodyLimitMiddleware),
    ],
)

db.install(fast_api, needs="read")
install_handlers(fast_api)
fast_api.include_router(search_api)
fast_api.include_router(api)
fast_api.include_router(sections.router)
fast_api.include_router(suggest_api)
fast_api.include_router(symbols_api)
fast_api.include_router(metrics_route.router)
fast_api.include_router(pages.router)
fast_api.include_router(lucky.router)
fast_api.include_router(reader.router)
fast_api.include_router(published_paths.router)
fast_api.include_router(opensearch.router)
fast_api.router.routes.append(Route("/mcp", agents, include_in_schema=False))
fast_api.mount("/static", FingerprintedFiles(directory=STATIC_FOLDER), name="static")
