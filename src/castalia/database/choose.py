"""Where the index lies comes in as plain values; the ``Database`` that serves it goes out, not yet set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import SecretStr

    from castalia.database.database import Database

INDEX_FILE = "index.db"
"""The name of the SQLite index inside the home folder."""


def choose_database(
    engine: Literal["sqlite", "postgresql"],
    *,
    home: Path,
    username: str,
    password: SecretStr | None,
    read_username: str | None = None,
    read_password: SecretStr | None = None,
    hosts: tuple[str, ...],
    read_hosts: tuple[str, ...] = (),
    name: str,
) -> Database:
    """Give the database that a configuration describes; nothing is opened.

    Args:
        engine: Which database keeps the index.
        home: The folder of the SQLite index, made when it is missing.
        username: The role that signs in to PostgreSQL.
        password: Its password; without one PostgreSQL decides whether it is needed.
        read_username: The role that reads, if another is to.
        read_password: Its password.
        hosts: The PostgreSQL servers as ``host:port``, in the order in which they are tried.
        read_hosts: Those that reads go to first; without any, the standbys among the former.
        name: The PostgreSQL database.

    Raises:
        ConfigurationError: The home folder can neither be found nor made.
    """
    if engine == "sqlite":
        return SQLiteDatabase(SQLiteSettings(path=_existing(home) / INDEX_FILE))
    return PostgresDatabase(
        PostgresSettings(
            username=username,
            password=password,
            read_username=read_username,
            read_password=read_password,
            hosts=hosts,
            read_hosts=read_hosts,
            name=name,
        )
    )


def _existing(home: Path) -> Path:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {home} cannot be made: {error.strerror}. Set CASTALIA_HOME to a folder you may write to."
        raise ConfigurationError(message) from error
    return home
