"""``castalia doctor`` on roles: who can write the index, and whether the role that reads can do that and no more."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from typer.testing import Result

    from tests.servers.postgres import PostgresServer


@pytest.fixture
def reader(postgres_server: PostgresServer, postgres_environment: dict[str, str]) -> Iterator[str]:
    """A role that may sign in and nothing else."""
    role = f"reader_{secrets.token_hex(4)}"
    postgres_server.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'tea'")
    yield role
    postgres_server.execute(f"DROP OWNED BY {role}", database=postgres_environment["POSTGRES_DB_NAME"])
    postgres_server.execute(f"DROP ROLE {role}")


@pytest.fixture
def doctor(
    castalia: Callable[..., Result], tea: Path, reader: str, postgres_environment: dict[str, str]
) -> Callable[..., dict[str, Any]]:
    """What examines an index in PostgreSQL, and gives the check of the role that reads."""
    assert castalia("index", tea, **postgres_environment).exit_code == 0
    readers = {"POSTGRES_READ_USERNAME": reader, "POSTGRES_READ_PASSWORD": "tea"}

    def examine(**changes: str) -> dict[str, Any]:
        answer = castalia("doctor", "--json", **(postgres_environment | readers | changes))
        return {check["name"]: check for check in json.loads(answer.stdout)["checks"]}

    return examine


def test_an_index_in_a_file_can_be_written(indexed: Callable[..., Result], home: Path) -> None:
    assert f"ok   permissions: {home / 'index.db'} can be read and written" in indexed("doctor").stdout.splitlines()


def test_a_role_that_may_read_nothing_yet_fails_with_the_way_to_the_grants(doctor: Callable[..., Any]) -> None:
    check = doctor()["reading role"]

    assert check["status"] == "fail"
    assert check["detail"].startswith("the role that reads may not read the index: ")
    assert "permission denied for table documentation_set" in check["detail"]
    assert "POSTGRES_READ_USERNAME" in check["advice"]


def test_a_role_that_may_read_and_no_more_is_well(
    doctor: Callable[..., Any], reader: str, postgres_server: PostgresServer, postgres_environment: dict[str, str]
) -> None:
    name = postgres_environment["POSTGRES_DB_NAME"]
    postgres_server.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}", database=name)
    well = doctor()
    postgres_server.execute(f"GRANT INSERT ON documentation_set TO {reader}", database=name)
    too_much = doctor()["reading role"]

    assert (well["reading role"]["status"], well["permissions"]["status"]) == ("ok", "ok")
    assert (too_much["status"], too_much["detail"]) == ("warn", f"the role '{reader}' may also change the index")


def test_a_wrong_password_of_the_role_fails(doctor: Callable[..., Any]) -> None:
    check = doctor(POSTGRES_READ_PASSWORD="coffee")["reading role"]  # noqa: S106 - Made up.

    assert check["status"] == "fail"
    assert "password authentication failed" in check["detail"]


def test_a_role_that_may_make_no_tables_is_told_before_it_tries(
    doctor: Callable[..., Any], reader: str, postgres_server: PostgresServer, postgres_environment: dict[str, str]
) -> None:
    name = postgres_environment["POSTGRES_DB_NAME"]
    postgres_server.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}", database=name)
    postgres_server.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", database=name)

    alone = {"POSTGRES_USERNAME": reader, "POSTGRES_PASSWORD": "tea", "POSTGRES_READ_USERNAME": ""}
    check = doctor(**alone)["permissions"]

    assert check["status"] == "warn"
    assert check["advice"].endswith(f"GRANT CREATE ON SCHEMA public TO {reader}")
