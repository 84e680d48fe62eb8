"""A program of its own process that uses a database, in as few lines as a test needs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from castalia.database.settings import PostgresSettings

if TYPE_CHECKING:
    from castalia.database.settings import SQLiteSettings

SOURCE = Path(__file__).parents[2] / "src"

OPENING = """
import asyncio, json, sys
from castalia.database.postgres import PostgresDatabase
from castalia.database.settings import PostgresSettings, SQLiteSettings
from castalia.database.sqlite import SQLiteDatabase

kind, values = json.loads(sys.argv[1])
if kind == "sqlite":
    database = SQLiteDatabase(SQLiteSettings(**values))
else:
    database = PostgresDatabase(PostgresSettings(**values))
"""
"""The lines before a program's own: they make ``database``."""


def command(program: str, settings: PostgresSettings | SQLiteSettings) -> list[str]:
    """Give the command line that runs a program on a database, warnings being errors.

    Args:
        program: Its lines.
        settings: The database.
    """
    values = settings.model_dump(mode="json")
    if isinstance(settings, PostgresSettings) and settings.password is not None:
        values["password"] = settings.password.get_secret_value()
    kind = "postgresql" if isinstance(settings, PostgresSettings) else "sqlite"
    return [sys.executable, "-W", "error", "-c", OPENING + program, json.dumps([kind, values])]


def environment() -> dict[str, str]:
    """Give the environment in which it finds the package."""
    return {**os.environ, "PYTHONPATH": str(SOURCE)}
