"""Where the index lies comes in as plain values; the ``Database`` that serves it goes out, not yet set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from castalia.database.embedded import embedded_database
from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings
from castalia.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from castalia.database.database import Database


def choose_database(engine: Literal["sqlite", "postgresql"], *, home: Path, postgres: Mapping[str, Any]) -> Database:
    """Give the database that a configuration describes; nothing is opened.

    Args:
        engine: Which database keeps the index.
        home: The folder of the SQLite index, made when it is missing.
        postgres: What ``PostgresSettings`` takes.

    Raises:
        ConfigurationError: The home folder can neither be found nor made, or the settings do not fit together.
    """
    if engine == "sqlite":
        return embedded_database(home)
    try:
        return PostgresDatabase(PostgresSettings.model_validate(postgres))
    except ValidationError as error:
        reasons = "; ".join(detail["msg"].removeprefix("Value error, ") for detail in error.errors())
        message = (
            f"The POSTGRES_* settings do not fit together: {reasons}. "
            "docs/settings.md explains each of them, POSTGRES_PGBOUNCER among them."
        )
        raise ConfigurationError(message) from None
