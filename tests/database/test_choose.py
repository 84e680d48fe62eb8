"""Which database a configuration means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from castalia.database.choose import choose_database
from castalia.database.postgres import PostgresDatabase
from castalia.database.sqlite import SQLiteDatabase
from castalia.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    from castalia.database.database import Database


def choose(engine: Literal["sqlite", "postgresql"], home: Path) -> Database:
    postgres = {"username": "ada", "password": SecretStr("p@ss"), "hosts": ("a:1", "b:2"), "name": "library"}
    return choose_database(engine, home=home, postgres=postgres)


def test_a_local_index_lies_in_the_home_folder_which_is_made(tmp_path: Path) -> None:
    database = choose("sqlite", tmp_path / "new" / "home")

    assert isinstance(database, SQLiteDatabase)
    assert database.get_connection_string().database == str(tmp_path / "new" / "home" / "index.db")
    assert list((tmp_path / "new" / "home").iterdir()) == []


def test_a_server_is_named_by_all_that_is_configured(tmp_path: Path) -> None:
    database = choose("postgresql", tmp_path / "home")
    url = database.get_connection_string()

    assert isinstance(database, PostgresDatabase)
    assert (url.username, url.password, url.database) == ("ada", "p@ss", "library")
    assert "p@ss" not in str(url)
    assert not (tmp_path / "home").exists()


def test_servers_for_reading_are_passed_on(tmp_path: Path) -> None:
    postgres = {"username": "ada", "hosts": ("a:1",), "read_hosts": ("b:2",), "name": "library"}
    database = choose_database("postgresql", home=tmp_path, postgres=postgres)

    assert isinstance(database, PostgresDatabase)
    assert database.engine_url("read").host == "b"


def test_settings_that_do_not_fit_together_are_one_error_without_the_password(tmp_path: Path) -> None:
    postgres = {"username": "ada", "password": SecretStr("p@ss"), "hosts": ("a:6432",), "name": "library"}

    with pytest.raises(ConfigurationError, match=r"port 6432 is PgBouncer's.*POSTGRES_PGBOUNCER") as caught:
        choose_database("postgresql", home=tmp_path, postgres=postgres)
    assert "p@ss" not in str(caught.value)


def test_a_home_that_cannot_be_made_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError, match=r"file.home.* CASTALIA_HOME"):
        choose("sqlite", tmp_path / "file" / "home")
