"""A home folder of its own for each test, a documentation to index, and the command line to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from castalia.cli.main import app
from tests.cli.program import settings
from tests.cli.tea_documentation import write_documentation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    from castalia.database.settings import PostgresSettings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for the index, which does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    """A folder of built documentation of Python 3.13.5, or so it says."""
    return write_documentation(tmp_path / "tea")


@pytest.fixture
def castalia(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command line in this process, without settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path, **environment: str) -> Result:
        values = {**settings(home), **environment}
        return CliRunner().invoke(app, [str(argument) for argument in arguments], env=values, prog_name="castalia")

    return call


@pytest.fixture
def indexed(castalia: Callable[..., Result], tea: Path) -> Callable[..., Result]:
    """The command line over an index of the documentation."""
    assert castalia("index", tea).exit_code == 0
    return castalia


@pytest.fixture
def postgres_environment(postgres_settings: PostgresSettings) -> dict[str, str]:
    """The settings that lead to an empty PostgreSQL database."""
    password = postgres_settings.password
    host, _, port = postgres_settings.hosts[0].rpartition(":")
    return {
        "ENV": "development",
        "POSTGRES_HOST": host,
        "POSTGRES_PORT": port,
        "POSTGRES_USERNAME": postgres_settings.username,
        "POSTGRES_PASSWORD": password.get_secret_value() if password else "",
        "POSTGRES_DB_NAME": postgres_settings.name,
    }
