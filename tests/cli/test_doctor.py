"""``castalia doctor``: what is well, what can wait, what fails, and what to do."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from castalia.cli import diagnosis
from castalia.cli.check import Status
from castalia.database.models import DocumentationSet
from tests.cli.tea_documentation import pretend_other_format

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    from tests.servers.postgres import PostgresServer


def by_name(result: Result) -> dict[str, Any]:
    """Give the checks of ``doctor --json`` by their names."""
    return {check["name"]: check for check in json.loads(result.stdout)["checks"]}


def test_all_is_well_over_an_index(indexed: Callable[..., Result]) -> None:
    result = indexed("doctor", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["healthy"] is True
    assert set(by_name(result)) >= {"python", "configuration", "home", "disk", "sqlite", "database", "python 3.13"}
    assert by_name(result)["python 3.13"]["status"] == "ok"


def test_each_check_is_a_line_and_its_advice_another(castalia: Callable[..., Result]) -> None:
    lines = castalia("doctor").stdout.splitlines()

    assert "warn index: nothing is indexed yet; run `castalia index` first" in lines
    assert lines[-1] == "      → `castalia serve` obtains Python's documentation by itself"


def test_an_empty_index_can_wait(castalia: Callable[..., Result]) -> None:
    result = castalia("doctor", "--json")

    assert result.exit_code == 0
    assert by_name(result)["index"]["status"] == "warn"


def test_a_setting_that_cannot_work_fails(castalia: Callable[..., Result]) -> None:
    result = castalia("doctor", "--json", ENV="staging")

    assert result.exit_code == 3
    assert by_name(result)["configuration"]["status"] == "fail"
    assert "staging" in by_name(result)["configuration"]["detail"]


def test_a_database_that_does_not_answer_fails_with_its_address(
    castalia: Callable[..., Result], free_tcp_port: int
) -> None:
    result = castalia("doctor", "--json", ENV="development", POSTGRES_PORT=str(free_tcp_port))

    assert result.exit_code == 3
    assert f"localhost:{free_tcp_port}" in by_name(result)["database"]["detail"]


def test_servers_that_can_only_be_read_answer_and_are_mentioned(
    castalia: Callable[..., Result],
    tea: Path,
    postgres_environment: dict[str, str],
    postgres_server: PostgresServer,
) -> None:
    assert castalia("index", tea, **postgres_environment).exit_code == 0
    before = castalia("doctor", "--json", **postgres_environment)
    name = postgres_environment["POSTGRES_DB_NAME"]
    postgres_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    after = castalia("doctor", "--json", **postgres_environment)

    assert [by_name(each)["primary"]["status"] for each in (before, after)] == ["ok", "warn"]
    assert "promote a standby" in by_name(after)["primary"]["advice"]
    assert by_name(after)["python 3.13"]["status"] == "ok"


def test_an_index_of_another_format_fails_with_the_command_that_rebuilds_it(
    indexed: Callable[..., Result], home: Path
) -> None:
    pretend_other_format(home)

    result = indexed("doctor", "--json")

    assert result.exit_code == 3
    assert by_name(result)["database"]["status"] == "ok"
    assert "castalia index --force" in by_name(result)["index"]["detail"]


def test_a_damaged_index_fails_and_says_so(indexed: Callable[..., Result], home: Path) -> None:
    [file] = home.glob("*.db")
    file.write_bytes(b"tea leaves" * 1_000)

    result = indexed("doctor", "--json")

    assert result.exit_code == 3
    assert "file is not a database" in by_name(result)["database"]["detail"]


def test_a_home_that_is_a_file_fails(castalia: Callable[..., Result], home: Path) -> None:
    home.write_text("not a folder")

    result = castalia("doctor", "--json")

    assert result.exit_code == 3
    assert by_name(result)["home"]["status"] == "fail"
    assert "CASTALIA_HOME" in by_name(result)["home"]["advice"]


def test_looking_makes_no_home(castalia: Callable[..., Result], home: Path) -> None:
    castalia("doctor")

    assert not home.exists()


@pytest.mark.parametrize(("days", "status"), [(1, Status.OK), (200, Status.WARN)])
def test_an_old_index_can_wait_but_is_mentioned(days: int, status: Status) -> None:
    indexed_at = datetime.now(UTC) - timedelta(days=days)
    each = DocumentationSet(
        project="python", version="3.13", release="3.13.5", indexed_at=indexed_at, pages=3, sections=5
    )

    check = diagnosis.freshness(each)

    assert check.status is status
    assert f"{days} day" in check.detail


def test_a_version_that_has_lost_pages_fails(indexed: Callable[..., Result], home: Path) -> None:
    connection = sqlite3.connect(home / "index.db")
    connection.execute("DELETE FROM page WHERE path = (SELECT min(path) FROM page)")
    connection.commit()
    connection.close()

    result = indexed("doctor", "--json")

    assert result.exit_code == 3
    assert by_name(result)["python 3.13"]["detail"] == "2 of its 3 pages are stored"
    assert by_name(result)["python 3.13"]["advice"] == "index it again: castalia index 3.13 --force"
