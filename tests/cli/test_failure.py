"""Expected errors become one line and an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typer

from castalia.cli.exit_code import ExitCode
from castalia.cli.failure import reported_failures
from castalia.errors import CastaliaError, ConfigurationError, EmptyIndexError, QueryError, SourceError
from tests.cli.program import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (QueryError("too long"), ExitCode.USAGE),
        (SourceError("no such folder"), ExitCode.FAILURE),
        (EmptyIndexError("nothing is indexed yet"), ExitCode.FAILURE),
        (ConfigurationError("ENV is 'x'"), ExitCode.FAILURE),
    ],
)
def test_an_expected_error_is_one_line_with_its_exit_code(
    error: CastaliaError, code: ExitCode, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as raised, reported_failures():
        raise error

    assert raised.value.exit_code == code
    assert capsys.readouterr() == ("", f"castalia: {error}\n")


def test_a_file_that_fails_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), reported_failures():
        raise PermissionError(13, "Permission denied", "/tea/kettle.html")

    assert capsys.readouterr().err == "castalia: /tea/kettle.html: Permission denied\n"


def test_a_reader_that_went_away_is_no_failure_to_report(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BrokenPipeError), reported_failures():
        raise BrokenPipeError

    assert capsys.readouterr().err == ""


def test_a_programming_error_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), reported_failures():
        raise ZeroDivisionError


def test_an_unknown_environment_is_one_line(home: Path) -> None:
    finished = run(home, "search", "tea", ENV="staging")

    assert finished.returncode == 3
    assert finished.stdout == ""
    assert finished.stderr.startswith("castalia: ENV is 'staging'. Use ENV=development")
    assert finished.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_one_line_without_its_password(home: Path, free_tcp_port: int) -> None:
    changes = {"ENV": "development", "POSTGRES_PORT": str(free_tcp_port), "POSTGRES_PASSWORD": "earl grey"}

    finished = run(home, "search", "tea", **changes)

    assert finished.returncode == 3
    assert finished.stdout == ""
    assert finished.stderr.startswith(f"castalia: PostgreSQL at localhost:{free_tcp_port}, database 'postgres': ")
    assert finished.stderr.count("\n") == 1
    assert "earl grey" not in finished.stderr
