"""A configuration comes in; checks of who may write and who may only read the index go out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from castalia.cli.check import Check, Status
from castalia.cli.connection import explain
from castalia.database.choose import choose_database
from castalia.database.embedded import INDEX_FILE
from castalia.database.rights import may_change_tables, may_make_tables
from castalia.database.sets import live_sets
from castalia.errors import IndexStateError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.config import Config

GRANTS = "docs/settings.md, POSTGRES_READ_USERNAME, has the lines to grant"


async def permissions(config: Config, session: AsyncSession) -> list[Check]:
    """Check what the roles or this user may do.

    Args:
        config: The configuration.
        session: A session of the role that writes.
    """
    if config.engine == "sqlite":
        return [index_file(config.CASTALIA_HOME / INDEX_FILE)]
    checks = [await writer(config, session)]
    return [*checks, await reader(config)] if config.POSTGRES_READ_USERNAME else checks


def index_file(file: Path) -> Check:
    """Check that the index can be written by this user."""
    if file.exists() and not os.access(file, os.W_OK):
        advice = "searches work; `castalia index` needs a user that may write the file"
        return Check("permissions", Status.WARN, f"{file} can be read and not written by this user", advice)
    return Check("permissions", Status.OK, f"{file} can be read and written")


async def writer(config: Config, session: AsyncSession) -> Check:
    """Check that the role that writes can."""
    role = config.POSTGRES_USERNAME
    if await may_make_tables(session):
        return Check("permissions", Status.OK, f"the role {role!r} may write the index")
    advice = f"searches work; `castalia index` needs: GRANT CREATE ON SCHEMA public TO {role}"
    return Check("permissions", Status.WARN, f"the role {role!r} may make no tables", advice)


async def reader(config: Config) -> Check:
    """Check that the role that reads can, and can do nothing else."""
    role = config.POSTGRES_READ_USERNAME
    signed_in = {"read_username": role, "read_password": config.POSTGRES_READ_PASSWORD}
    database = choose_database(config.engine, home=config.CASTALIA_HOME, postgres=config.postgres | signed_in)
    try:
        async with database.lifespan():
            async with database.read_session() as session:
                await live_sets(session)
            if await may_change_tables(database):
                detail = f"the role {role!r} may also change the index"
                return Check("reading role", Status.WARN, detail, "take from it what it needs not: REVOKE INSERT, ...")
    except IndexStateError as error:
        return Check("reading role", Status.FAIL, str(error), GRANTS)
    except (SQLAlchemyError, OSError) as error:
        return Check("reading role", Status.FAIL, explain(error, config), GRANTS)
    return Check("reading role", Status.OK, f"the role {role!r} may read the index and nothing else")
