"""Each product's way of failing, and the kind that it is recognised as."""

from __future__ import annotations

import socket
import sqlite3

import pytest
from asyncpg import exceptions as asyncpg_exceptions
from sqlalchemy import exc

from castalia.database.failures import (
    DatabaseNotSetUp,
    DatabaseTimeoutError,
    DatabaseUnreachableError,
    ErrorKind,
    classify,
    is_temporary,
    sqlstate,
    translate,
)


class CodedError(Exception):
    """A driver's exception with a SQLSTATE."""

    def __init__(self, code: str) -> None:
        super().__init__(f"failure {code}")
        self.sqlstate = code


class NumberedError(sqlite3.OperationalError):
    """SQLite's exception with the name of its code."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sqlite_errorname = name


def wrapped(error: Exception, *, invalidated: bool = False) -> exc.DBAPIError:
    return exc.DBAPIError("SELECT 1", {}, error, connection_invalidated=invalidated)


def raised_from(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


STALE_PLAN = asyncpg_exceptions.InvalidCachedStatementError("cached plan must not change result type")


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (ErrorKind.UNAVAILABLE, ConnectionRefusedError(111, "refused")),
        (ErrorKind.UNAVAILABLE, socket.gaierror(-2, "unknown host")),
        (ErrorKind.UNAVAILABLE, DatabaseUnreachableError("gone")),
        (ErrorKind.UNAVAILABLE, wrapped(CodedError("08006"))),
        (ErrorKind.UNAVAILABLE, wrapped(CodedError("28P01"))),
        (ErrorKind.UNAVAILABLE, wrapped(CodedError("3D000"))),
        (ErrorKind.UNAVAILABLE, wrapped(CodedError("53300"))),
        (ErrorKind.UNAVAILABLE, wrapped(CodedError("57P01"))),
        (ErrorKind.UNAVAILABLE, wrapped(NumberedError("SQLITE_CANTOPEN"))),
        (ErrorKind.UNAVAILABLE, wrapped(Exception("closed"), invalidated=True)),
        (ErrorKind.UNAVAILABLE, wrapped(asyncpg_exceptions.TargetServerAttributeNotMatched("no primary"))),
        (ErrorKind.POOL_EXHAUSTED, exc.TimeoutError("no connection became free")),
        (ErrorKind.TIMEOUT, TimeoutError()),
        (ErrorKind.TIMEOUT, DatabaseTimeoutError("slow")),
        (ErrorKind.TIMEOUT, wrapped(CodedError("57014"))),
        (ErrorKind.TIMEOUT, wrapped(CodedError("55P03"))),
        (ErrorKind.TIMEOUT, wrapped(NumberedError("SQLITE_BUSY"))),
        (ErrorKind.SERIALIZATION, wrapped(CodedError("40001"))),
        (ErrorKind.SERIALIZATION, wrapped(CodedError("40P01"))),
        (ErrorKind.SERIALIZATION, wrapped(NumberedError("SQLITE_BUSY_SNAPSHOT"))),
        (ErrorKind.STALE_PLAN, wrapped(raised_from(Exception("stale"), STALE_PLAN))),
        (ErrorKind.READ_ONLY, wrapped(CodedError("25006"))),
        (ErrorKind.READ_ONLY, wrapped(NumberedError("SQLITE_READONLY"))),
        (ErrorKind.INTEGRITY, wrapped(CodedError("23505"))),
        (ErrorKind.INTEGRITY, exc.IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE"))),
        (ErrorKind.OTHER, wrapped(CodedError("42P01"))),
        (ErrorKind.OTHER, wrapped(NumberedError("SQLITE_ERROR"))),
        (ErrorKind.OTHER, ValueError("not a database's")),
        (ErrorKind.OTHER, DatabaseNotSetUp("not set up")),
    ],
    ids=repr,
)
def test_a_failure_is_recognised(kind: ErrorKind, error: BaseException) -> None:
    assert classify(error) is kind


def test_a_circle_of_causes_ends() -> None:
    first, second = Exception("first"), Exception("second")
    first.__cause__, second.__cause__ = second, first

    assert classify(first) is ErrorKind.OTHER


def test_a_code_is_found_in_the_driver_s_exception() -> None:
    assert sqlstate(wrapped(CodedError("40001"))) == "40001"


def test_an_exception_without_a_code_has_none() -> None:
    assert sqlstate(ValueError()) is None


def test_a_refused_write_is_temporary_only_when_the_server_was_demoted() -> None:
    refused = CodedError("25006")

    assert is_temporary(wrapped(refused, invalidated=True))
    assert not is_temporary(wrapped(refused))


def test_not_set_up_is_still_the_value_error_it_was() -> None:
    assert isinstance(DatabaseNotSetUp("not set up"), ValueError)


def test_what_comes_out_of_the_network_is_told_from_a_missing_file() -> None:
    assert isinstance(translate(ConnectionRefusedError(111, "refused")), DatabaseUnreachableError)
    assert isinstance(translate(TimeoutError()), DatabaseTimeoutError)
