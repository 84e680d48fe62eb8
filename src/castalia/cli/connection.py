"""The configuration comes in, an open database goes out; a database that fails says so in one sentence."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from castalia.cli.terminal import say
from castalia.database.embedded import embedded_database
from castalia.database.failures import ErrorKind, classify, sqlstate
from castalia.errors import IndexStateError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from castalia.config import Config
    from castalia.database.database import Database
    from castalia.database.engines import Role

PATIENCE = 30.0
"""Seconds that a command which writes or serves waits for PostgreSQL to start."""

ADVICE = {
    ErrorKind.TIMEOUT: "try again when less is running",
    ErrorKind.POOL_EXHAUSTED: "try again when less is running",
    ErrorKind.SERIALIZATION: "try again: another process wrote at the same time",
    ErrorKind.STALE_PLAN: "try again: the tables have just changed",
}

POSTGRESQL_ADVICE = {
    ErrorKind.UNAVAILABLE: "check that it runs and that the POSTGRES_* settings are right",
    ErrorKind.READ_ONLY: "it may not be written: check the server that POSTGRES_HOST names, and the role's rights",
    **ADVICE,
}

SQLITE_ADVICE = {
    ErrorKind.UNAVAILABLE: "check that this user may read and write it, or set CASTALIA_HOME to another folder",
    ErrorKind.READ_ONLY: "check that this user may write it, or set CASTALIA_HOME to another folder",
    ErrorKind.OTHER: "if the file is damaged, remove it and run `castalia index`",
    **ADVICE,
}


DISK_FULL = "53100"
SPACE_ADVICE = (
    "there is no space left for the new index, and the one before still answers: make room "
    "(a version takes about 100 MB, and twice that while it is written) and try again"
)


def choose(config: Config) -> Database:
    """Give the database that a configuration describes; nothing is opened.

    The role that only reads is the service's. Who writes an index also reads it before anybody was let in.
    """
    if config.engine == "sqlite":
        return embedded_database(config.CASTALIA_HOME)
    from castalia.database.choose import choose_database  # noqa: PLC0415 - It brings PostgreSQL's driver.

    return choose_database(config.engine, home=config.CASTALIA_HOME, postgres=config.postgres)


@contextlib.asynccontextmanager
async def opened(config: Config, *, patience: float = 0, role: Role = "write") -> AsyncIterator[Database]:
    """Open the database for one command and close it afterwards.

    Args:
        config: Where it is.
        patience: Seconds to wait for PostgreSQL to start; without any, the first use finds out.
        role: What the command does: a standby is enough to read.

    Raises:
        IndexStateError: The database does not answer, or fails.
    """
    database = choose(config)
    try:
        database.setup()
        if patience and config.engine == "postgresql":
            await _wait(database, config, patience=patience, role=role)
        yield database
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        raise IndexStateError(explain(error, config)) from error
    finally:
        await database.aclose()


async def _wait(database: Database, config: Config, *, patience: float, role: Role) -> None:
    health = await database.ping(role=role)
    if not health.ok:
        say(f"waiting up to {patience:g} s for {address(config)}: {health.detail}")
    await database.wait_ready(patience, role=role)


def explain(error: BaseException, config: Config) -> str:
    """Say in one sentence what a database reported and what to do, without its statement and parameters."""
    advices = SQLITE_ADVICE if config.engine == "sqlite" else POSTGRESQL_ADVICE
    reason, advice = _reason(error), SPACE_ADVICE if is_full(error) else advices.get(classify(error))
    # What ends in a question has said already what to look at.
    said = reason if advice is None or reason.endswith("?") else f"{reason}; {advice}"
    return f"{address(config)}: {said}"


def is_full(error: BaseException) -> bool:
    """Tell whether a database had no space left to write to."""
    driver_error = getattr(error, "orig", None) or error
    name = getattr(driver_error, "sqlite_errorname", None) or ""
    # A limit on the size of files, unlike a full disk, is a failed write to SQLite.
    return name in {"SQLITE_FULL", "SQLITE_IOERR_WRITE"} or sqlstate(error) == DISK_FULL


def address(config: Config) -> str:
    """Name the database in the user's words, without its password."""
    if config.engine == "sqlite":
        return f"the index in {config.CASTALIA_HOME}"
    return f"PostgreSQL at {', '.join(config.hosts)}, database {config.POSTGRES_DB_NAME!r}"


def _reason(error: BaseException) -> str:
    driver_error = getattr(error, "orig", None) or error
    # SQLAlchemy's own text adds the statement and its parameters: a page of noise, and a user's query in a log.
    text = " ".join(str(driver_error).split()).removeprefix(f"{type(driver_error)}: ")
    return text or type(driver_error).__name__
