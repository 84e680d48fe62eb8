"""Servers that are not there, for the tests of the database layer."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from castalia.database.settings import SQLiteSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from castalia.database.settings import PostgresSettings


@pytest.fixture
def unused_address() -> Iterator[str]:
    """An address where connections are refused."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{bound.getsockname()[1]}"


@pytest.fixture
def silent_address() -> Iterator[str]:
    """An address where connections are taken and never answered."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"127.0.0.1:{silent.getsockname()[1]}"


@pytest.fixture(params=["sqlite", "postgresql"])
def each_settings(request: pytest.FixtureRequest, tmp_path: Path) -> SQLiteSettings | PostgresSettings:
    """The settings of an empty database of each kind."""
    if request.param == "sqlite":
        return SQLiteSettings(path=tmp_path / "test.db")
    found: PostgresSettings = request.getfixturevalue("postgres_settings")
    return found
