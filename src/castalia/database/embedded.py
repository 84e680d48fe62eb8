"""The folder of an index comes in; the ``Database`` that keeps it in one file goes out, not yet set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.database.settings import SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase
from castalia.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

INDEX_FILE = "index.db"
"""The name of the SQLite index inside the home folder."""


def embedded_database(home: Path) -> SQLiteDatabase:
    """Give the database of a home folder; nothing is opened.

    Args:
        home: The folder of the index, made when it is missing.

    Raises:
        ConfigurationError: It can neither be found nor made.
    """
    return SQLiteDatabase(SQLiteSettings(path=_existing(home) / INDEX_FILE))


def _existing(home: Path) -> Path:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {home} cannot be made: {error.strerror}. Set CASTALIA_HOME to a folder you may write to."
        raise ConfigurationError(message) from error
    return home
