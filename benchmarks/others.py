"""The same application by other layers, where they are installed (the dependency group ``benchmarks``)."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI

from benchmarks.items import Base
from benchmarks.variants import POOL, add_entities

if TYPE_CHECKING:
    from sqlalchemy import URL

FASTSQLA_SYNTAX = (3, 12)

HOW = "`.venv/bin/uv pip install --group benchmarks` installs it"


class NotInstalledError(Exception):
    """A layer cannot be compared here; the text says why."""


def advanced_alchemy(url: URL) -> FastAPI:
    """Answer through the dependency of advanced-alchemy's extension for FastAPI."""
    try:
        extension = import_module("advanced_alchemy.extensions.fastapi")
    except ImportError as error:
        raise NotInstalledError(f"advanced-alchemy: {error}; {HOW}") from error
    app = FastAPI(title=f"advanced-alchemy {version('advanced-alchemy')}")
    config = extension.SQLAlchemyAsyncConfig(
        connection_string=url.render_as_string(hide_password=False),
        session_config=extension.AsyncSessionConfig(expire_on_commit=False),
        engine_config=extension.EngineConfig(**POOL),
        metadata=Base.metadata,
    )
    alchemy = extension.AdvancedAlchemy(config=config, app=app)
    return add_entities(app, alchemy.provide_session())


def fastsqla(url: URL) -> FastAPI:
    """Answer through the session of FastSQLA."""
    if sys.version_info < FASTSQLA_SYNTAX:
        raise NotInstalledError("FastSQLA: needs Python 3.12")
    try:
        module = import_module("fastsqla")
    except ImportError as error:
        raise NotInstalledError(f"FastSQLA: {error}; {HOW}") from error
    lifespan = module.new_lifespan(url.render_as_string(hide_password=False), **POOL)
    app = FastAPI(title=f"FastSQLA {version('fastsqla')}", lifespan=lifespan)
    return add_entities(app, module.new_session, scope="function")
